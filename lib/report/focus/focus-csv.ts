import { csvText } from "../csv/csv-text";
import type { CostReport } from "../report-schema";
import { focusRows } from "./charges";
import { CUSTOM_COLUMNS, FOCUS_COLUMNS } from "./columns";

/**
 * The plan as a dataset of FOCUS 1.2, the FinOps Open Cost and Usage Specification: what the bills of the term are
 * expected to say, month by month, so that tools for real bills read the forecast.
 *
 * BilledCost sums to the cash of the report's months. EffectiveCost sums to the report's amortised amounts, and for
 * each commitment exactly to what is billed for it. Empty cells are null.
 */
export function focusCsv(report: CostReport): string {
  return csvText([...FOCUS_COLUMNS, ...CUSTOM_COLUMNS], focusRows(report));
}
