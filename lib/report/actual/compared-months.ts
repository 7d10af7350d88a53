import Decimal from "decimal.js";
import { amountText } from "../amount-text";
import type { CostReport } from "../report-schema";
import type { Bill } from "./bill";
import type { Variance } from "./variance-schema";

/**
 * The months of a bill, and which of them can be compared: those that the bill covers whole and that lie inside the
 * plan's term whole.
 */
export function comparedMonths(report: CostReport, bill: Bill): Variance["months"] {
  return bill.months.map(({ month, isWhole, reason }) => {
    const why = isWhole ? outsideTerm(month, report) : reason;
    const billed = bill.groups
      .filter((group) => group.month === month)
      .reduce((sum, { cost }) => sum.plus(cost), new Decimal(0));
    return {
      month,
      isCompared: why === null,
      reason: why,
      billed: amountText(billed),
    };
  });
}

function outsideTerm(month: string, { term }: CostReport): string | null {
  const next = nextMonth(month);
  if (`${month}-01` >= term.end || `${next}-01` <= term.start)
    return `${month} lies outside of the plan's term`;
  if (`${month}-01` < term.start) return `the plan starts inside of ${month}, on ${term.start}`;
  if (`${next}-01` > term.end) return `the plan ends inside of ${month}, on ${term.end}`;
  return null;
}

/** The month after one, `YYYY-MM`. */
export function nextMonth(month: string): string {
  const first = new Date(`${month}-01T00:00:00Z`);
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1))
    .toISOString()
    .slice(0, "YYYY-MM".length);
}

/** Hours of a month of the calendar, in UTC. */
export function hoursOf(month: string): number {
  const milliseconds = Date.parse(`${nextMonth(month)}-01T00:00:00Z`) - Date.parse(`${month}-01T00:00:00Z`);
  return milliseconds / 3_600_000;
}
