import type { CostReport } from "../report-schema";

/**
 * Whether a plan breaks its budget: in more than a fifth of the load paths a month costs more (P80 above the budget).
 *
 * Where the report does not say, because a target has no cost or the budget is in another currency, this is false: only
 * what is known to be over is over.
 */
export function exceedsBudget(report: Pick<CostReport, "budget">): boolean {
  return report.budget.isP80Within === false;
}
