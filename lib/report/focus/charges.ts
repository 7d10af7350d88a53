import { PAYMENT_WORDS } from "../../definition/price-schema";
import Decimal from "decimal.js";
import { HOURS_PER_YEAR } from "../../definition/units";
import { decimalCell, type Cell, type CellRow } from "../csv/csv-text";
import {
  currencyOf,
  optionsById,
  planOrderOf,
  pricedLines,
  type PricedLine,
  type ReportedOption,
} from "../priced-lines";
import type { CostReport, ReportedDecision, ReportedLine, ReportedTarget } from "../report-schema";
import { CUSTOM_COLUMNS, FOCUS_COLUMNS, type CustomColumn, type FocusColumn } from "./columns";
import { commitmentMonths, type CommitmentMonth } from "./commitment-months";
import { termMonth } from "../term-month";
import { focusUnit, serviceOf } from "./services";

/** A row of the dataset. */
export type FocusRow = CellRow<FocusColumn | CustomColumn>;

type Cells = Partial<Record<FocusColumn | CustomColumn, Cell>>;

const ZERO = decimalCell("0");
const PROVIDER = "AWS";
const EMPTY = Object.fromEntries(
  [...FOCUS_COLUMNS, ...CUSTOM_COLUMNS].map((column) => [column, null]),
) as FocusRow;

/**
 * The charges of the term as rows of FOCUS 1.2: for each target that is rented what is bought, what of it is used and
 * not used, and what is rented, month by month.
 */
export function focusRows(report: CostReport): readonly FocusRow[] {
  return report.targets
    .filter(({ isRented }) => isRented)
    .flatMap((target) => new Charges(target, report).rows());
}

/** The charges of one target. */
class Charges {
  private readonly lines: readonly PricedLine[];
  private readonly options: ReadonlyMap<string, ReportedOption>;
  private readonly currency: string;

  constructor(
    private readonly target: ReportedTarget,
    private readonly report: CostReport,
  ) {
    this.lines = pricedLines(report).filter(({ line }) => line.target === target.target);
    this.options = optionsById(report);
    this.currency = currencyOf(target, report);
  }

  rows(): readonly FocusRow[] {
    const used = commitmentMonths(this.target, this.report);
    const months = [...new Set(this.lines.map(({ line }) => line.month))].sort();
    return months.flatMap((month) => [
      ...this.lines.filter(({ line }) => line.month === month).flatMap((each) => this.lineRow(each)),
      ...used.filter((each) => each.month === month).flatMap((each) => this.coveredRows(each)),
    ]);
  }

  private lineRow(priced: PricedLine): readonly FocusRow[] {
    const { quantity, amount, commitment } = priced.line;
    if (new Decimal(quantity).isZero() && new Decimal(amount).isZero()) return [];
    return [commitment === null ? this.rented(priced) : this.purchase(priced, commitment)];
  }

  /** What is rented: billed when it is used. */
  private rented(priced: PricedLine): FocusRow {
    const { quantity, unit, unitPrice, amount, what } = priced.line;
    return this.row(priced, {
      BilledCost: decimalCell(amount),
      EffectiveCost: decimalCell(amount),
      ChargeCategory: "Usage",
      ChargeDescription: what,
      ChargeFrequency: "Usage-Based",
      PricingCategory: "Standard",
      ConsumedQuantity: decimalCell(quantity),
      ConsumedUnit: focusUnit(unit),
      ...priceCells(quantity, unitPrice, unit),
    });
  }

  /**
   * What is bought: its cost takes effect in the hours that it covers, so here it is 0. The purchase itself is at the
   * agreed rate. Source: FOCUS 1.2, EffectiveCost; PricingCategory, Standard.
   */
  private purchase(priced: PricedLine, commitment: string): FocusRow {
    const { quantity, unit, unitPrice, amount, what, charge } = priced.line;
    const isUpfront = charge === "upfront";
    const option = this.options.get(commitment);
    const hours = isUpfront
      ? new Decimal(quantity).times(
          ((option ?? planOrderOf(this.report, commitment))?.termYears ?? 0) * HOURS_PER_YEAR,
        )
      : new Decimal(quantity);
    return this.row(priced, {
      BilledCost: decimalCell(amount),
      EffectiveCost: ZERO,
      ChargeCategory: "Purchase",
      ChargeDescription: what,
      ChargeFrequency: isUpfront ? "One-Time" : "Recurring",
      PricingCategory: "Standard",
      ...priceCells(quantity, unitPrice, unit),
      ...this.commitmentCells(commitment, option, { hours, spend: new Decimal(amount) }),
    });
  }

  /** What commitments cover, and what of them nobody uses: paid for already. */
  private coveredRows(month: CommitmentMonth): readonly FocusRow[] {
    const { usedHours, unusedHours, usedCost, unusedCost } = month;
    const used = usedHours.isZero() && usedCost.amount.isZero() ? [] : [this.covered(month, true)];
    const unused = unusedHours.isZero() && unusedCost.amount.isZero() ? [] : [this.covered(month, false)];
    return [...used, ...unused];
  }

  /**
   * Hours of a commitment. Those used have the list price that renting them has; those unused have none, since nobody
   * would have rented them, so that list cost less effective cost is what the commitments save.
   */
  private covered(month: CommitmentMonth, isUsed: boolean): FocusRow {
    const { commitment, option, line } = month;
    const hours = isUsed ? month.usedHours : month.unusedHours;
    const cost = isUsed ? month.usedCost : month.unusedCost;
    const { decision } = this.target;
    const own = this.lines.find((each) => each.line === line) ?? unpriced(line);
    const rented = this.lines.find((each) => each.line.charge === "onDemand") ?? own;
    const order = planOrderOf(this.report, commitment);
    const isOfInstances = option !== undefined || order === undefined;
    const unit = line.charge !== "upfront" ? line.unit : isOfInstances ? "instance hours" : "hours";
    const { price } = isUsed ? rented : own;
    const priced = { ...own, price, line: { ...line, month: month.month, unit } };
    const listPrice = isUsed ? (decision?.onDemandHourly ?? order?.commitmentPerHour ?? line.unitPrice) : "0";
    return this.row(priced, {
      BilledCost: ZERO,
      EffectiveCost: decimalCell(cost.toReport()),
      ChargeCategory: "Usage",
      ChargeDescription: `${isUsed ? "covered by" : "not used of"} ${commitmentName(commitment, option)}`,
      ChargeFrequency: "Usage-Based",
      PricingCategory: "Committed",
      ...(isUsed ? { ConsumedQuantity: decimalCell(hours.toFixed()), ConsumedUnit: focusUnit(unit) } : {}),
      ...priceCells(hours.toFixed(), listPrice, unit),
      ...this.commitmentCells(commitment, option, { hours, spend: cost.amount }),
      CommitmentDiscountStatus: isUsed ? "Used" : "Unused",
    });
  }

  private commitmentCells(
    commitment: string,
    option: ReportedOption | undefined,
    { hours, spend }: { readonly hours: Decimal; readonly spend: Decimal },
  ): Cells {
    const isPlan = isSavingsPlan(commitment, option);
    return {
      CommitmentDiscountCategory: isPlan ? "Spend" : "Usage",
      CommitmentDiscountId: commitment,
      CommitmentDiscountName: commitmentName(commitment, option),
      CommitmentDiscountQuantity: decimalCell((isPlan ? spend : hours).toFixed()),
      CommitmentDiscountType: isPlan ? "Compute Savings Plan" : "Reserved Instance",
      CommitmentDiscountUnit: isPlan ? this.currency : focusUnit("instance hours"),
    };
  }

  /** A row with what every charge of the target and month has. */
  private row({ line, price, origin }: PricedLine, cells: Cells): FocusRow {
    const { report, target } = this;
    const { billing, charge } = termMonth(line.month, report.term);
    const { region } = target.decision ?? { region: origin?.region ?? null };
    const sku = price?.id ?? `${line.target}-${line.charge}`;
    const tags = {
      service: report.tags.service,
      environment: report.tags.environment,
      ...(report.tags.owner === null ? {} : { owner: report.tags.owner }),
      ...(report.tags.costCentre === null ? {} : { costCentre: report.tags.costCentre }),
      target: target.target,
    };
    return {
      ...EMPTY,
      BillingAccountId: report.name,
      BillingAccountName: report.name,
      BillingAccountType: "Forecast",
      BillingCurrency: this.currency,
      BillingPeriodStart: billing.start,
      BillingPeriodEnd: billing.end,
      ChargePeriodStart: charge.start,
      ChargePeriodEnd: charge.end,
      InvoiceIssuerName: PROVIDER,
      ProviderName: PROVIDER,
      PublisherName: PROVIDER,
      RegionId: region,
      RegionName: region,
      ...serviceOf(target.target),
      SkuId: sku,
      SkuMeter: focusUnit(line.unit),
      SkuPriceDetails: target.decision === null ? null : skuDetails(target.decision),
      SkuPriceId: sku,
      Tags: JSON.stringify(tags),
      x_Scenario: "forecast",
      x_App: target.apps.length === 0 ? null : target.apps.map(({ app }) => app).join(", "),
      x_Environment: report.environment,
      x_CostCentre: report.tags.costCentre,
      x_PriceSource: origin?.source ?? null,
      x_PriceDate: origin?.date ?? null,
      x_PricesMixed: String(report.provenance.isMixed),
      ...cells,
    };
  }
}

function unpriced(line: ReportedLine): PricedLine {
  return { line, price: undefined, divisor: 1, origin: undefined };
}

/** Without negotiated prices the contracted price is the list price. Source: FOCUS 1.2, ContractedCost. */
function priceCells(quantity: string, unitPrice: string, unit: string): Cells {
  const cost = decimalCell(new Decimal(quantity).times(unitPrice).toFixed());
  return {
    PricingQuantity: decimalCell(quantity),
    PricingUnit: focusUnit(unit),
    ListUnitPrice: decimalCell(unitPrice),
    ListCost: cost,
    ContractedUnitPrice: decimalCell(unitPrice),
    ContractedCost: cost,
  };
}

/** Source of the keys: FOCUS 1.2, SkuPriceDetails, properties that FOCUS defines. */
function skuDetails({ instanceType, platform }: ReportedDecision): string {
  return JSON.stringify({ InstanceType: instanceType, OperatingSystem: platform });
}

function commitmentName(commitment: string, option: ReportedOption | undefined): string {
  if (option === undefined) return commitment;
  const kind = option.kind === "reservedInstances" ? "Reserved Instances" : "Compute Savings Plan";
  const words = [kind, option.offeringClass, `${option.termYears} y`, PAYMENT_WORDS[option.payment]];
  return words.filter((word) => word !== null).join(", ");
}

function isSavingsPlan(commitment: string, option: ReportedOption | undefined): boolean {
  return option === undefined
    ? commitment.includes("computeSavingsPlan")
    : option.kind === "computeSavingsPlan";
}
