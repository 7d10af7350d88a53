import Decimal from "decimal.js";
import { amountText } from "../amount-text";
import { splitDifference, type Position } from "../effects";
import type { CostReport, ReportedLine } from "../report-schema";
import { SERVICE, type BilledGroup } from "./bill";
import { keyOfLine, keyText, PlanKeys, type MatchKey } from "./matching";
import type { VarianceLine } from "./variance-schema";

/** What a plan and a bill have of one charge in one month. */
export interface MatchedPair {
  readonly month: string;
  readonly key: MatchKey;
  readonly target: string;
  readonly planned: ReportedLine[];
  readonly billed: BilledGroup[];
}

/** All rows of the bill, each in one place. */
export interface Matched {
  /** By month, then service, charge, region and instance type. */
  readonly pairs: readonly MatchedPair[];
  readonly unplanned: readonly BilledGroup[];
}

/** Half a cent: what rounding one amount can change. */
const HALF_CENT = new Decimal("0.005");
const QUANTITY_DECIMALS = 6;
const PRICE_DECIMALS = 12;

/**
 * Puts the rows of a bill beside the lines of a plan; use that a commitment pays for is no charge of its own.
 *
 * @param months that are compared, `YYYY-MM`
 */
export function matchLines(
  report: CostReport,
  groups: readonly BilledGroup[],
  months: readonly string[],
): Matched {
  const keys = new PlanKeys(report);
  const targets = new Map(report.targets.map((target) => [target.target, target]));
  const pairs = new Map<string, MatchedPair>();
  const pairOf = (month: string, key: MatchKey): MatchedPair => {
    const text = `${month}|${keyText(key)}`;
    const pair = pairs.get(text) ?? { month, key, target: keys.targetsOf(key), planned: [], billed: [] };
    pairs.set(text, pair);
    return pair;
  };
  for (const line of report.lines.filter(({ month }) => months.includes(month))) {
    const key = keyOfLine(line, targets.get(line.target));
    if (key) pairOf(line.month, key).planned.push(line);
  }
  const unplanned = groups.filter((group) => {
    const key = keys.match(group);
    if (key) pairOf(group.month, key).billed.push(group);
    return !key && !isCoveredUse(group);
  });
  return { pairs: [...pairs.keys()].sort().flatMap((text) => pairs.get(text) ?? []), unplanned };
}

function isCoveredUse({ kind }: BilledGroup): boolean {
  return kind === "covered" || kind === "unused";
}

/**
 * The difference of one pair by its causes.
 *
 * @param cost what was billed, to the cent
 */
export function varianceLine(pair: MatchedPair, cost: Decimal): VarianceLine {
  const { month, key, target, planned, billed } = pair;
  const plan = plannedPosition(planned);
  const actual = billed.length === 0 ? undefined : billedPosition(pair, plan, cost);
  const { price, mix } = splitDifference(plan, actual);
  const difference = (actual?.amount ?? new Decimal(0)).minus(plan?.amount ?? 0);
  const priceCents = price.toDecimalPlaces(2, Decimal.ROUND_HALF_EVEN);
  return {
    target,
    month,
    charge: key.charge,
    what: [...new Set(planned.map(({ what }) => what))].join("; ") || WORDS[key.charge],
    unit: planned[0]?.unit ?? UNITS[key.charge],
    plan: textOf(plan),
    actual: textOf(actual),
    difference: amountText(difference),
    price: amountText(priceCents),
    quantity: amountText(difference.minus(priceCents).minus(mix)),
    mix: amountText(mix),
  };
}

function plannedPosition(lines: readonly ReportedLine[]): Position | undefined {
  const [first] = lines;
  if (!first) return undefined;
  const quantity = lines.reduce((sum, line) => sum.plus(line.quantity), new Decimal(0));
  const amount = lines.reduce((sum, line) => sum.plus(line.amount), new Decimal(0));
  const hasOnePrice = lines.every((line) => new Decimal(line.unitPrice).equals(first.unitPrice));
  const unitPrice = hasOnePrice || quantity.isZero() ? new Decimal(first.unitPrice) : amount.div(quantity);
  return { quantity, unitPrice, amount };
}

/** What was billed, at the planned price where that gives the same amount but for the rounding of cents. */
function billedPosition(pair: MatchedPair, plan: Position | undefined, amount: Decimal): Position {
  const { key, planned, billed } = pair;
  const counted = billed.reduce((sum, { quantity }) => sum.plus(quantity), new Decimal(0));
  const isMoney = key.service === SERVICE.savingsPlans || (counted.isZero() && !amount.isZero());
  if (plan && isMoney && !plan.unitPrice.isZero()) {
    return { quantity: amount.div(plan.unitPrice), unitPrice: plan.unitPrice, amount };
  }
  const slack = HALF_CENT.times(Math.max(1, planned.length));
  if (plan && amount.minus(plan.unitPrice.times(counted)).abs().lessThanOrEqualTo(slack)) {
    return { quantity: counted, unitPrice: plan.unitPrice, amount };
  }
  return { quantity: counted, unitPrice: counted.isZero() ? new Decimal(0) : amount.div(counted), amount };
}

function textOf(position: Position | undefined): VarianceLine["plan"] {
  if (!position) return null;
  return {
    quantity: position.quantity.toDecimalPlaces(QUANTITY_DECIMALS).toFixed(),
    unitPrice: position.unitPrice.toDecimalPlaces(PRICE_DECIMALS).toFixed(),
    amount: amountText(position.amount),
  };
}

/** What a charge that was not planned is called. */
const WORDS: Readonly<Record<MatchKey["charge"], string>> = {
  upfront: "upfront fees of commitments",
  commitment: "hourly fees of commitments",
  onDemand: "rented on demand",
  requests: "requests of Lambda",
  compute: "time of Lambda",
  other: "other",
};

const UNITS: Readonly<Record<MatchKey["charge"], string>> = {
  upfront: "instances",
  commitment: "instance hours",
  onDemand: "instance hours",
  requests: "requests",
  compute: "GB-seconds",
  other: "units",
};
