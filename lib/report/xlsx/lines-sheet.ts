import Decimal from "decimal.js";
import { currencyOf } from "../priced-lines";
import type { UpfrontFee } from "../upfront-fees";
import type { CostReport } from "../report-schema";
import type { PriceList } from "./prices-sheet";
import {
  FIRST_ROW,
  FORMATS,
  columnRange,
  numberOf,
  roundedToCents,
  rowNumber,
  serialOf,
  type SheetCell,
  type SheetTable,
} from "./sheet-table";

/** Columns of the sheet Lines that other sheets sum over. */
export const LINES = { sheet: "Lines", target: "A", month: "B", charge: "C", amount: "I" } as const;

/** Columns of the sheet Fees that other sheets sum over. */
export const FEES = { sheet: "Fees", target: "A", month: "B", amount: "K" } as const;

/** One row for each line of the plan: quantity times the price on the sheet Prices, to the cent. */
export function linesSheet(report: CostReport, prices: PriceList): SheetTable {
  return {
    name: LINES.sheet,
    columns: [
      { header: "Target", width: 14 },
      { header: "Month", width: 10, format: FORMATS.month },
      { header: "Charge", width: 14 },
      { header: "What", width: 46 },
      { header: "Commitment", width: 34 },
      { header: "Quantity", width: 16, format: FORMATS.quantity },
      { header: "Unit", width: 18 },
      { header: "Unit price", width: 14, format: FORMATS.price },
      { header: "Amount", width: 14, format: FORMATS.money },
      { header: "Currency", width: 10 },
      { header: "Service", width: 16 },
      { header: "Environment", width: 14 },
      { header: "Owner", width: 16 },
      { header: "Cost centre", width: 14 },
    ],
    rows: report.lines.map((line, index) => {
      const row = rowNumber(index);
      const { service, environment, owner, costCentre } = report.tags;
      return [
        line.target,
        serialOf(line.month),
        line.charge,
        line.what,
        line.commitment,
        numberOf(line.quantity),
        line.unit,
        { formula: prices.ofLine(line), result: numberOf(line.unitPrice) },
        { formula: roundedToCents(`F${row}*H${row}`), result: numberOf(line.amount) },
        currencyOf(
          report.targets.find(({ target }) => target === line.target),
          report,
        ),
        service,
        environment,
        owner,
        costCentre,
      ];
    }),
  };
}

/**
 * Upfront fees spread over the hours of their terms: for each fee and month the exact part in cents, its whole cents,
 * and one more for the largest remainders, so that the parts sum to the fee.
 */
export function feesSheet(report: CostReport, fees: readonly UpfrontFee[]): SheetTable {
  const starts = fees.map((_, at) =>
    rowNumber(fees.slice(0, at).reduce((sum, { months }) => sum + months.length, 0)),
  );
  return {
    name: FEES.sheet,
    columns: [
      { header: "Target", width: 14 },
      { header: "Month", width: 10, format: FORMATS.month },
      { header: "Commitment", width: 34 },
      { header: "Upfront fee", width: 14, format: FORMATS.money },
      { header: "Term hours", width: 12, format: FORMATS.whole },
      { header: "Hours", width: 10, format: FORMATS.whole },
      { header: "Exact cents", width: 16, format: "#,##0.000000" },
      { header: "Whole cents", width: 14, format: FORMATS.whole },
      { header: "Remainder", width: 12, format: "0.000000" },
      { header: "Rank", width: 8, format: FORMATS.whole },
      { header: "Part", width: 14, format: FORMATS.money },
    ],
    rows: fees.flatMap((fee, at) => feeRows(fee, starts[at] ?? FIRST_ROW, report)),
  };
}

/** One fee over its months; its rows start at a row of the sheet. */
function feeRows({ line, termHours, months }: UpfrontFee, first: number, { lines }: CostReport) {
  const within = (column: string): string => `${column}$${first}:${column}$${first + months.length - 1}`;
  const paid = `${LINES.sheet}!$${LINES.amount}$${rowNumber(lines.indexOf(line))}`;
  const left = `ROUND(SUM(${within("G")}),0)-SUM(${within("H")})`;
  const exact = months.map(({ hours }) =>
    new Decimal(line.amount).times(100).times(hours).div(termHours).toDecimalPlaces(6),
  );
  const remainders = exact.map((cents) => cents.minus(cents.floor()).toNumber());
  return months.map(({ month, hours, amount }, index): readonly SheetCell[] => {
    const row = first + index;
    const cents = exact[index] ?? new Decimal(0);
    const own = remainders[index] ?? 0;
    const before = remainders.filter((each, at) => each > own || (each === own && at <= index));
    return [
      line.target,
      serialOf(month),
      line.commitment,
      { formula: paid, result: numberOf(line.amount) },
      termHours,
      hours,
      { formula: `ROUND(D${row}*100*F${row}/E${row},6)`, result: cents.toNumber() },
      { formula: `INT(G${row})`, result: cents.floor().toNumber() },
      { formula: `ROUND(G${row}-H${row},6)`, result: own },
      {
        formula: `RANK(I${row},${within("I")},0)+COUNTIF(I$${first}:I${row},I${row})-1`,
        result: before.length,
      },
      { formula: `(H${row}+IF(J${row}<=${left},1,0))/100`, result: amount.amount.toNumber() },
    ];
  });
}

/** The sum of one month's amounts of a target, as a formula, to the cent: `conditions` go on as those of SUMIFS do. */
export function monthSum(
  of: { readonly sheet: string; readonly target: string; readonly month: string; readonly amount: string },
  rows: number,
  row: number,
  conditions = "",
): string {
  const range = (column: string): string => columnRange(of.sheet, column, rows);
  return `SUMIFS(${range(of.amount)},${range(of.target)},A${row},${range(of.month)},B${row}${conditions})`;
}
