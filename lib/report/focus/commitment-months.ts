import Decimal from "decimal.js";
import { Money, roundToTotal, type Currency } from "../../definition/money";
import { optionsById, type ReportedOption } from "../priced-lines";
import type { CostReport, ReportedLine, ReportedTarget } from "../report-schema";
import { upfrontFees, type UpfrontFee } from "../upfront-fees";

/** What a commitment is used for in one month, and what that costs. */
export interface CommitmentMonth {
  readonly commitment: string;
  /** The first line of the commitment. */
  readonly line: ReportedLine;
  /** The offering; undefined for one that no decision for instances has. */
  readonly option: ReportedOption | undefined;
  readonly month: string;
  /** Hours that are committed and needed. */
  readonly usedHours: Decimal;
  /** Hours that are committed and not needed. */
  readonly unusedHours: Decimal;
  /** Cost of the used hours, to the cent: the fees of the month and the month's part of upfront fees. */
  readonly usedCost: Money;
  /** Cost of the unused hours, to the cent. */
  readonly unusedCost: Money;
}

/** Decimal places of hours, those of the report. */
const HOUR_DECIMALS = 6;

/**
 * The commitments of a target, month by month.
 *
 * Costs are whole cents, and those of a commitment sum to what is paid for it exactly: upfront fees are spread as
 * {@link upfrontFees} does, and a month's cost is parted between used and unused hours with {@link roundToTotal}. Where
 * several commitments run in a month, each has its part of the used hours by the hours that it commits to.
 */
export function commitmentMonths(target: ReportedTarget, report: CostReport): readonly CommitmentMonth[] {
  const lines = report.lines.filter((line) => line.target === target.target);
  const committed = lines.filter(({ commitment }) => commitment !== null);
  const ids = [...new Set(committed.map(({ commitment }) => commitment ?? ""))];
  const months = [...new Set(lines.map(({ month }) => month))].sort();
  const options = optionsById(report);
  const fees = upfrontFees(report);
  const commitments = ids.map((id) => {
    const own = committed.filter(({ commitment }) => commitment === id);
    const paid = fees.filter(({ line }) => own.includes(line));
    return new Commitment(id, own, paid, options.get(id), report.currency);
  });
  return months.flatMap((month) => {
    const hours = commitments.map((each) => each.hoursIn(month));
    const used = usedHours(target, month, hours);
    return commitments.flatMap((each, at) =>
      each.monthOf(month, hours[at] ?? new Decimal(0), used[at] ?? new Decimal(0)),
    );
  });
}

/** Each commitment's part of the hours used in a month; all of them where the target does not tell. */
function usedHours(
  { decision }: ReportedTarget,
  month: string,
  committed: readonly Decimal[],
): readonly Decimal[] {
  const row = decision?.months.find((each) => each.month === month);
  const total = committed.reduce((sum, each) => sum.plus(each), new Decimal(0));
  if (row === undefined || total.isZero()) return committed;
  const used = Decimal.min(row.used, total);
  let below = new Decimal(0);
  let given = new Decimal(0);
  return committed.map((each) => {
    below = below.plus(each);
    const upTo = used.times(below).div(total).toDecimalPlaces(HOUR_DECIMALS);
    const own = upTo.minus(given);
    given = upTo;
    return own;
  });
}

/** One commitment over the months of the report. */
class Commitment {
  constructor(
    private readonly id: string,
    private readonly lines: readonly ReportedLine[],
    private readonly fees: readonly UpfrontFee[],
    private readonly option: ReportedOption | undefined,
    private readonly currency: Currency,
  ) {}

  /** Hours committed to in a month: those that are billed, or those of the fee where no hour is. */
  hoursIn(month: string): Decimal {
    const billed = this.recurring(month);
    if (billed.length > 0) return billed.reduce((sum, { quantity }) => sum.plus(quantity), new Decimal(0));
    return this.partsIn(month).reduce(
      (sum, { quantity, hours }) => sum.plus(new Decimal(quantity).times(hours)),
      new Decimal(0),
    );
  }

  monthOf(month: string, hours: Decimal, usedHours: Decimal): readonly CommitmentMonth[] {
    const cost = Money.sum(this.currency, [
      ...this.recurring(month).map(({ amount }) => Money.of(amount, this.currency)),
      ...this.partsIn(month).map(({ amount }) => amount),
    ]);
    const [line] = this.lines;
    if (line === undefined || (hours.isZero() && cost.amount.isZero())) return [];
    const share = hours.isZero() ? new Decimal(0) : usedHours.div(hours);
    const used = cost.times(share);
    const [usedCost, unusedCost] = roundToTotal([used, cost.minus(used)], this.currency);
    const unusedHours = hours.minus(usedHours);
    const { id: commitment, option } = this;
    return [{ commitment, line, option, month, usedHours, unusedHours, usedCost, unusedCost }];
  }

  private recurring(month: string): readonly ReportedLine[] {
    return this.lines.filter((line) => line.charge !== "upfront" && line.month === month);
  }

  private partsIn(month: string) {
    return this.fees.flatMap(({ line: { quantity }, months }) =>
      months.filter((part) => part.month === month).map((part) => ({ quantity, ...part })),
    );
  }
}
