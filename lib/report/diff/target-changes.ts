import Decimal from "decimal.js";
import type { CostReport, ReportedFigure, ReportedOrder, ReportedTarget } from "../report-schema";
import { amountText } from "../amount-text";
import { monthShare, type LineChange } from "./line-changes";

/** One thing that is told of a target, before and after; null where there is nothing to tell. */
export interface Change {
  readonly older: string | null;
  readonly newer: string | null;
}

/** What became of one target. */
export interface TargetChange {
  readonly target: string;
  /** A target that is no longer, or newly, rented counts as gone or new. */
  readonly state: "stays" | "new" | "gone";
  /** Part of the difference of the cost, to the cent; all of it is decision where a target is new or gone. */
  readonly effects: { readonly load: string; readonly price: string; readonly decision: string };
  readonly monthlyCost: Change;
  readonly reserved: Change;
  /** Most instances on demand at once. */
  readonly onDemand: Change;
  readonly breakEvenUtilisation: Change;
  readonly instanceType: Change;
  readonly region: Change;
  /** What is decided, in words. */
  readonly chosen: Change;
  /** Commitments taken, such as `2 x vps-standard-1y-noUpfront`. */
  readonly commitments: Change;
  /** Interest that the decision is reckoned with, per cent a year. */
  readonly yearlyRatePercent: Change;
}

/** Orders on one side only, in words. */
export interface OrderChanges {
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

/**
 * What became of each target.
 *
 * @param lines the difference line by line, from which the effects are summed
 */
export function targetChanges(
  older: CostReport,
  newer: CostReport,
  lines: readonly LineChange[],
): readonly TargetChange[] {
  const names = new Set([...newer.targets, ...older.targets].map(({ target }) => target));
  return [...names].map((name) => {
    const before = older.targets.find(({ target }) => target === name);
    const after = newer.targets.find(({ target }) => target === name);
    const state = stateOf(before, after);
    const own = lines.filter(({ target }) => target === name);
    const load = state === "stays" ? loadOf(older, newer, before, after, own) : new Decimal(0);
    const change = (tell: (target: ReportedTarget) => string | null): Change => ({
      older: before === undefined ? null : tell(before),
      newer: after === undefined ? null : tell(after),
    });
    return {
      target: name,
      state,
      effects: effectsOf(own, load),
      monthlyCost: change(({ monthlyCost }) => textOf(monthlyCost)),
      reserved: change(({ reservedCount }) => textOf(reservedCount)),
      onDemand: change(({ onDemandCount }) => textOf(onDemandCount)),
      breakEvenUtilisation: change((target) => textOf(target.breakEvenUtilisation)),
      instanceType: change(({ decision }) => decision?.instanceType ?? null),
      region: change(({ decision }) => decision?.region ?? null),
      chosen: change(({ decision }) => decision?.chosen ?? null),
      commitments: change(commitmentsOf),
      yearlyRatePercent: change(({ decision }) => decision?.presentValues.yearlyRatePercent ?? null),
    };
  });
}

function stateOf(
  before: ReportedTarget | undefined,
  after: ReportedTarget | undefined,
): TargetChange["state"] {
  const was = before !== undefined && (before.isRented || after?.isRented !== true);
  const is = after !== undefined && (after.isRented || before?.isRented !== true);
  return was && is ? "stays" : is ? "new" : "gone";
}

function effectsOf(lines: readonly LineChange[], load: Decimal): TargetChange["effects"] {
  const sum = (part: "price" | "difference"): Decimal =>
    lines.reduce((total, line) => total.plus(line[part]), new Decimal(0));
  const price = sum("price");
  return {
    load: amountText(load),
    price: amountText(price),
    decision: amountText(sum("difference").minus(price).minus(load)),
  };
}

/** What the change of the load would cost if it were rented, to the cent. */
function loadOf(
  older: CostReport,
  newer: CostReport,
  before: ReportedTarget | undefined,
  after: ReportedTarget | undefined,
  lines: readonly LineChange[],
): Decimal {
  if (!before?.decision && !after?.decision) {
    return lines.reduce((sum, line) => sum.plus(line.quantity), new Decimal(0));
  }
  if (!before?.decision || !after?.decision) return new Decimal(0);
  const more = neededHours(after, newer).minus(neededHours(before, older));
  return more.times(after.decision.onDemandHourly).toDecimalPlaces(2, Decimal.ROUND_HALF_EVEN);
}

/** Instance hours needed in an average month. */
function neededHours({ decision }: ReportedTarget, report: CostReport): Decimal {
  const months = decision?.months ?? [];
  return months.reduce((sum, { needed }) => sum.plus(needed), new Decimal(0)).times(monthShare(report));
}

function commitmentsOf({ decision }: ReportedTarget): string | null {
  const taken = decision?.options.filter(({ count }) => count > 0) ?? [];
  return taken.length === 0 ? null : taken.map(({ id, count }) => `${count} x ${id}`).join(", ");
}

function textOf({ value, unit }: ReportedFigure): string | null {
  if (value === null) return null;
  return unit === null || unit === "instances" ? String(value) : `${value} ${unit}`;
}

/** Orders that stand in one report only; of equal orders each counts. */
export function orderChanges(older: CostReport, newer: CostReport): OrderChanges {
  const before = older.orders.map(describeOrder);
  const after = newer.orders.map(describeOrder);
  return { added: without(after, before), gone: without(before, after) };
}

function without(these: readonly string[], those: readonly string[]): readonly string[] {
  const left = [...those];
  return these.filter((each) => {
    const index = left.indexOf(each);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

function describeOrder(order: ReportedOrder): string {
  const { target, offering, count, instanceType, region, commitmentPerHour, currency } = order;
  return [
    `${target}: ${count === null ? "" : `${count} x `}${offering}`,
    ...(instanceType === null ? [] : [instanceType]),
    ...(region === null ? [] : [region]),
    ...(commitmentPerHour === null ? [] : [`${commitmentPerHour} ${currency}/h`]),
    `${order.termYears} y`,
    order.payment,
    `${order.totalObligation} ${currency} in all`,
  ].join(", ");
}
