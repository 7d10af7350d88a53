import Decimal from "decimal.js";
import type { KnownValue, Variance, VarianceLine } from "./variance-schema";

/** What stands where a value is not known. */
export const NO_VALUE = "–";

/** An amount with a plus where it is more than nothing. */
export function signed(amount: string): string {
  const value = new Decimal(amount);
  if (value.isZero()) return amount.replace("-", "");
  return value.isNegative() ? amount : `+${amount}`;
}

/** A value, or what stands for none. */
function valueOf({ value }: KnownValue): string {
  return value ?? NO_VALUE;
}

/** The columns of the lines, as every output has them; the first {@link LINE_TEXT_COLUMNS} are text. */
export const LINE_COLUMNS = [
  "target",
  "month",
  "line",
  "plan",
  "billed",
  "difference",
  "price",
  "quantity",
  "mix",
] as const;

export const LINE_TEXT_COLUMNS = 3;

/** One line of the comparison, cell by cell. */
export function lineCells(line: VarianceLine): string[] {
  return [
    line.target,
    line.month,
    line.what,
    line.plan?.amount ?? NO_VALUE,
    line.actual?.amount ?? NO_VALUE,
    ...[line.difference, line.price, line.quantity, line.mix].map(signed),
  ];
}

/** The total in one sentence, without a full stop. */
export function totalWords({ total, currency, months }: Variance): string {
  const compared = months.filter(({ isCompared }) => isCompared).length;
  if (compared === 0) return "no month of the bill can be compared";
  return (
    `${compared} ${compared === 1 ? "month" : "months"}: ${total.plan} ${currency} planned, ${total.actual} billed, ` +
    `${signed(total.difference)} (price ${signed(total.price)}, quantity ${signed(total.quantity)}, mix ${signed(total.mix)}, ` +
    `not planned ${signed(total.unplanned)}, kept apart ${signed(total.apart)})`
  );
}

/** Months that are not compared and parts of the plan that no bill has, as sentences without full stops. */
export function leftOutWords({ months, notCompared, currency }: Variance): string[] {
  const left = months.filter(({ isCompared }) => !isCompared);
  return [
    ...left.map(
      ({ reason, billed, month }) =>
        `not compared: ${reason ?? month}; ${billed} ${currency} is billed in it`,
    ),
    ...notCompared.map((text) => `not compared: ${text}`),
  ];
}

/** Columns of the hours, each plan → bill; the first {@link HOUR_TEXT_COLUMNS} are text. */
export const HOUR_COLUMNS = [
  "target",
  "month",
  "hours needed",
  "error, %",
  "hours committed",
  "coverage",
  "utilisation",
] as const;

export const HOUR_TEXT_COLUMNS = 2;

/** The hours of one fleet in one month, or in all, cell by cell. */
export function hourCells(row: Variance["hours"][number]): string[] {
  const { target, month, needed, committed, coverage, utilisation } = row;
  return [
    target,
    month ?? "all",
    `${needed.plan} → ${valueOf(needed.actual)}`,
    valueOf(needed.errorPercent),
    `${committed.plan} → ${valueOf(committed.actual)}`,
    `${valueOf(coverage.plan)} → ${valueOf(coverage.actual)}`,
    `${valueOf(utilisation.plan)} → ${valueOf(utilisation.actual)}`,
  ];
}

/** Why values of the hours are not known, each once, in the order of the rows. */
export function hourReasons({ hours }: Variance): string[] {
  const reasons = hours.flatMap(({ needed, committed, coverage, utilisation }) => [
    needed.actual.reason,
    needed.errorPercent.reason,
    committed.actual.reason,
    coverage.plan.reason,
    coverage.actual.reason,
    utilisation.plan.reason,
    utilisation.actual.reason,
  ]);
  return [...new Set(reasons)].filter((reason) => reason !== null).map((reason) => `${NO_VALUE} ${reason}`);
}

/** What was billed and not planned, and what is kept apart, in one list: the kind first. */
export function otherRows({ unplanned, apart }: Variance): string[][] {
  return [
    ...unplanned.map(({ service, region, instanceType, amount, rows }) => [
      "not planned",
      [service, region, instanceType].filter((part) => part !== null).join(", "),
      signed(amount),
      String(rows),
    ]),
    ...apart.map(({ kind, service, amount, rows }) => [kind, service, signed(amount), String(rows)]),
  ];
}

/** Columns of {@link otherRows}; the first two are text. */
export const OTHER_COLUMNS = ["kind", "service", "billed", "rows"] as const;
