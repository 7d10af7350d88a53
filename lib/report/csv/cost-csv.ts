import type { CostReport } from "../report-schema";
import { csvText, decimalCell } from "./csv-text";
import { currencyOf, pricedLines } from "../priced-lines";

/** Columns of the table, in their order. */
export const COST_COLUMNS = [
  "service",
  "environment",
  "owner",
  "cost_centre",
  "target",
  "month",
  "charge",
  "what",
  "quantity",
  "unit",
  "unit_price",
  "amount",
  "currency",
  "commitment",
  "price_source",
  "price_date",
  "prices_mixed",
] as const;

/**
 * The lines of the plan as CSV, one row for each, with the tags of the cost.
 *
 * Amounts are to the cent and sum to the months of the report; a cell is empty where nothing is known. `prices_mixed` is
 * true in every row where prices of different sources or days stand beside each other in the report.
 */
export function costCsv(report: CostReport): string {
  const { service, environment, owner, costCentre } = report.tags;
  const rows = pricedLines(report).map(({ line, origin }) => ({
    service,
    environment,
    owner,
    cost_centre: costCentre,
    target: line.target,
    month: line.month,
    charge: line.charge,
    what: line.what,
    quantity: decimalCell(line.quantity),
    unit: line.unit,
    unit_price: decimalCell(line.unitPrice),
    amount: decimalCell(line.amount),
    currency: currencyOf(
      report.targets.find(({ target }) => target === line.target),
      report,
    ),
    commitment: line.commitment,
    price_source: origin?.source ?? null,
    price_date: origin?.date ?? null,
    prices_mixed: String(report.provenance.isMixed),
  }));
  return csvText(COST_COLUMNS, rows);
}
