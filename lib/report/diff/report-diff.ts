import Decimal from "decimal.js";
import { UserError, type Fault } from "../../definition/errors";
import type { CostReport, ReportedFigure } from "../report-schema";
import { amountText, fixedText } from "../amount-text";
import { inputChanges, type InputChange } from "./input-changes";
import { lineChanges, monthShare, type LineChange } from "./line-changes";
import { orderChanges, targetChanges, type OrderChanges, type TargetChange } from "./target-changes";

/** What a difference of the cost comes from. */
export type CauseKind = "load" | "price" | "decision" | "targets" | "rounding";

/** A part of the difference of an average month's cost. */
export interface Cause {
  readonly cause: CauseKind;
  /** To the cent. */
  readonly amount: string;
  /** How the part is reckoned, as a sentence without a full stop. */
  readonly explanation: string;
}

/** One of the two reports. */
export interface ReportSide {
  readonly asOf: string;
  readonly environment: string;
  /** Cost of an average month, to the cent: the report's total, or where that is not known the sum of its lines. */
  readonly monthlyCost: string;
  /** Why the cost is not that of everything; null where it is. */
  readonly reason: string | null;
  /** Cost of a month that four of five load paths stay below; null where it is not known. */
  readonly p80: string | null;
  /** Budget of a month with its currency. */
  readonly budget: string;
  /** Null where the budget cannot be held against the cost. */
  readonly isP80Within: boolean | null;
}

/** What changed from one plan to another, and why. Amounts are decimal text of an average month, to the cent. */
export interface ReportDiff {
  readonly format: "landfall-diff/1";
  readonly name: string;
  readonly currency: CostReport["currency"];
  readonly older: ReportSide;
  readonly newer: ReportSide;
  /** The newer cost less the older one. */
  readonly difference: string;
  /** The difference by the older cost, one decimal; null where that is nothing. */
  readonly percent: string | null;
  /** In the order of {@link CauseKind}; they sum exactly to the difference. */
  readonly causes: readonly Cause[];
  /** In the order of the newer report, then those that are gone. */
  readonly targets: readonly TargetChange[];
  readonly orders: OrderChanges;
  readonly lines: readonly LineChange[];
  readonly inputs: readonly InputChange[];
}

const EXPLANATIONS: Readonly<Record<CauseKind, string>> = {
  load: "instance hours needed more or fewer, at the new price on demand; for Lambda requests and time at the new price",
  price: "new prices for the old quantities",
  decision:
    "what is committed to, and lines that are new or gone: what is left of the quantities when the load is taken off",
  targets: "targets that are new or gone",
  rounding: "cents that each report's figures are rounded by, and what its lines do not hold",
};

/**
 * Compares two plans of one system.
 *
 * The difference of the cost is split line by line: price at the old quantity, then quantity at the new price, and the
 * whole line where it stands on one side only. For a target with instances the quantities are then split once more: the
 * load is what the change of the hours needed would cost on demand, the decision is the rest.
 *
 * @throws UserError when the reports are of other names or currencies
 */
export function diffReports(older: CostReport, newer: CostReport): ReportDiff {
  UserError.throwIfAny([...differsIn(older, newer, "name"), ...differsIn(older, newer, "currency")]);
  const lines = lineChanges(older, newer);
  const targets = targetChanges(older, newer, lines);
  const before = sideOf(older);
  const after = sideOf(newer);
  const difference = new Decimal(after.monthlyCost).minus(before.monthlyCost);
  return {
    format: "landfall-diff/1",
    name: newer.name,
    currency: newer.currency,
    older: before,
    newer: after,
    difference: amountText(difference),
    percent: new Decimal(before.monthlyCost).isZero()
      ? null
      : fixedText(difference.div(before.monthlyCost).times(100), 1),
    causes: causesOf(difference, targets),
    targets,
    orders: orderChanges(older, newer),
    lines,
    inputs: inputChanges(older, newer),
  };
}

function differsIn(older: CostReport, newer: CostReport, key: "name" | "currency"): readonly Fault[] {
  if (older[key] === newer[key]) return [];
  return [
    {
      path: key,
      message: `the reports are of another ${key}: the newer one has ${newer[key]}`,
      found: older[key],
      allowed: newer[key],
      action: "compare two plans of the same system in the same currency",
    },
  ];
}

function sideOf(report: CostReport): ReportSide {
  const { total, budget, asOf, environment, targets } = report;
  const known = total.monthlyCost.value;
  const own = new Set(targets.filter(({ isRented }) => !isRented).map(({ target }) => target));
  const sum = report.lines
    .filter(({ target }) => !own.has(target))
    .reduce((before, { amount }) => before.plus(amount), new Decimal(0))
    .times(monthShare(report));
  return {
    asOf,
    environment,
    monthlyCost: amountText(known === null ? sum : new Decimal(known)),
    reason: reasonOf(total.monthlyCost),
    p80: total.quantiles?.p80 ?? null,
    budget: `${budget.amount} ${budget.currency}`,
    isP80Within: budget.isP80Within,
  };
}

function reasonOf({ value, reason }: ReportedFigure): string | null {
  return value === null ? (reason ?? "the total is not known") : null;
}

function causesOf(difference: Decimal, targets: readonly TargetChange[]): readonly Cause[] {
  const sum = (amounts: readonly string[]): Decimal =>
    amounts.reduce((total, each) => total.plus(each), new Decimal(0));
  const stayed = targets.filter(({ state }) => state === "stays");
  const parts = {
    load: sum(stayed.map(({ effects }) => effects.load)),
    price: sum(stayed.map(({ effects }) => effects.price)),
    decision: sum(stayed.map(({ effects }) => effects.decision)),
    targets: sum(targets.filter(({ state }) => state !== "stays").map(({ effects }) => effects.decision)),
  };
  const listed = Object.values(parts).reduce((total, each) => total.plus(each), new Decimal(0));
  const amounts: Readonly<Record<CauseKind, Decimal>> = { ...parts, rounding: difference.minus(listed) };
  return (Object.keys(EXPLANATIONS) as CauseKind[]).map((cause) => ({
    cause,
    amount: amountText(amounts[cause]),
    explanation: EXPLANATIONS[cause],
  }));
}
