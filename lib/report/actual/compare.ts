import Decimal from "decimal.js";
import { UserError } from "../../definition/errors";
import { Money, roundToTotal } from "../../definition/money";
import { amountText } from "../amount-text";
import type { CostReport } from "../report-schema";
import { commitmentAdvice } from "./advice";
import { APART_KINDS, type ApartKind, type Bill, type BilledGroup } from "./bill";
import { comparedMonths } from "./compared-months";
import { comparedHours, fleetsOf } from "./fleet-hours";
import { keyOfLine, MATCHING_RULES } from "./matching";
import { matchLines, varianceLine } from "./variance-lines";
import type { Variance, VarianceLine } from "./variance-schema";

/**
 * Compares a plan with what was billed, over the months that both have whole.
 *
 * Every billed amount is rounded once, together with all others, so that lines, unplanned rows and rows kept apart sum to
 * the bill. The difference of the total is then the sum of price, quantity, mix, what was not planned, and what is kept
 * apart, exactly.
 *
 * @throws UserError when the bill is in another currency
 */
export function compareWithBill(report: CostReport, bill: Bill): Variance {
  refuseOtherCurrency(report, bill);
  const months = comparedMonths(report, bill);
  const compared = months.filter(({ isCompared }) => isCompared).map(({ month }) => month);
  const groups = bill.groups.filter(({ month }) => compared.includes(month));
  const apartGroups = groups.filter(isApart);
  const { pairs, unplanned } = matchLines(
    report,
    groups.filter((group) => !isApart(group)),
    compared,
  );
  const parts = [
    ...pairs.map(({ billed }) => sumOf(billed)),
    ...unplanned.map(({ cost }) => cost),
    ...apartGroups.map(({ cost }) => cost),
  ];
  const rounded = roundToTotal(
    parts.map((part) => Money.of(part, report.currency)),
    report.currency,
  ).map(({ amount }) => amount);
  const lines = pairs.map((pair, index) => varianceLine(pair, rounded[index] ?? new Decimal(0)));
  const costAt = (index: number): Decimal => rounded[pairs.length + index] ?? new Decimal(0);
  const unplannedRows = sumBy(unplanned, (index) => costAt(index));
  const apartRows = sumBy(apartGroups, (index) => costAt(unplanned.length + index));
  const hours = comparedHours(report, bill, compared);
  const { file, format, rows, step } = bill;
  return {
    format: "landfall-variance/1",
    name: report.name,
    environment: report.environment,
    currency: report.currency,
    bill: { file, format, rows, step },
    rules: [...MATCHING_RULES],
    months,
    total: totalOf(lines, totalCost(unplannedRows), totalCost(apartRows)),
    lines,
    unplanned: byService(unplannedRows),
    apart: byKind(apartRows),
    notCompared: notCompared(report),
    hours,
    advice: fleetsOf(report).map((fleet) => commitmentAdvice(report, bill, fleet, compared, hours)),
  };
}

function refuseOtherCurrency(report: CostReport, { currency, file }: Bill): void {
  if (currency === report.currency) return;
  throw new UserError([
    {
      file,
      message: "the bill is in another currency than the plan",
      found: currency,
      allowed: report.currency,
      action: "export the bill in the plan's currency; landfall does not convert",
    },
  ]);
}

function isApart({ kind }: BilledGroup): boolean {
  return (APART_KINDS as readonly string[]).includes(kind);
}

function sumOf(groups: readonly BilledGroup[]): Decimal {
  return groups.reduce((sum, { cost }) => sum.plus(cost), new Decimal(0));
}

interface SummedRows {
  readonly group: BilledGroup;
  cost: Decimal;
  rows: number;
}

/** Groups that differ in nothing but the month, summed. */
function sumBy(groups: readonly BilledGroup[], costAt: (index: number) => Decimal): readonly SummedRows[] {
  const sums = new Map<string, SummedRows>();
  groups.forEach((group, index) => {
    const { service, region, instanceType, kind } = group;
    const key = isApart(group)
      ? JSON.stringify([kind, service])
      : JSON.stringify([service, region, instanceType]);
    const sum = sums.get(key) ?? { group, cost: new Decimal(0), rows: 0 };
    sum.cost = sum.cost.plus(costAt(index));
    sum.rows += group.rows;
    sums.set(key, sum);
  });
  return [...sums.values()];
}

function totalCost(rows: readonly SummedRows[]): Decimal {
  return rows.reduce((sum, { cost }) => sum.plus(cost), new Decimal(0));
}

function byService(rows: readonly SummedRows[]): Variance["unplanned"] {
  return [...rows]
    .sort((a, b) => b.cost.comparedTo(a.cost))
    .map(({ group: { service, region, instanceType }, cost, rows: count }) => ({
      service: service === "" ? "without a service" : service,
      region,
      instanceType,
      amount: amountText(cost),
      rows: count,
    }));
}

function byKind(rows: readonly SummedRows[]): Variance["apart"] {
  return rows.map(({ group: { kind, service }, cost, rows: count }) => ({
    kind: kind as ApartKind,
    service: service === "" ? "without a service" : service,
    amount: amountText(cost),
    rows: count,
  }));
}

function totalOf(lines: readonly VarianceLine[], unplanned: Decimal, apart: Decimal): Variance["total"] {
  const sum = (tell: (line: VarianceLine) => string): Decimal =>
    lines.reduce((total, line) => total.plus(tell(line)), new Decimal(0));
  const plan = sum((line) => line.plan?.amount ?? "0");
  const actual = sum((line) => line.actual?.amount ?? "0")
    .plus(unplanned)
    .plus(apart);
  return {
    plan: amountText(plan),
    actual: amountText(actual),
    difference: amountText(actual.minus(plan)),
    price: amountText(sum(({ price }) => price)),
    quantity: amountText(sum(({ quantity }) => quantity)),
    mix: amountText(sum(({ mix }) => mix)),
    unplanned: amountText(unplanned),
    apart: amountText(apart),
  };
}

/** Targets that no bill has, and lines for which there is no rule. */
function notCompared({ targets, lines }: CostReport): string[] {
  const byName = new Map(targets.map((target) => [target.target, target]));
  const unmatched = lines
    .filter((line) => byName.get(line.target)?.isRented === true && !keyOfLine(line, byName.get(line.target)))
    .map(({ target, what }) => `${what} of ${target}: no rule says which rows of a bill it is`);
  const own = targets
    .filter(({ isRented }) => !isRented)
    .map(({ target }) => `${target} runs on devices of one's own: no bill has it`);
  return [...new Set([...own, ...unmatched])];
}
