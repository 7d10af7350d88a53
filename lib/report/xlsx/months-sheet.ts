import Decimal from "decimal.js";
import { currencyOf } from "../priced-lines";
import { termMonth } from "../term-month";
import type { UpfrontFee } from "../upfront-fees";
import type { CostReport, ReportedTarget } from "../report-schema";
import { FEES, LINES, monthSum } from "./lines-sheet";
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

/** Columns of the sheet Months that the summary sums over. */
export const MONTHS = {
  sheet: "Months",
  needed: "E",
  committed: "F",
  used: "G",
  cash: "I",
  amortised: "J",
  onDemandOnly: "K",
} as const;

/** What the sheet is made from. */
interface Sources {
  readonly report: CostReport;
  readonly prices: PriceList;
  readonly fees: readonly UpfrontFee[];
}

/** The months of each target, as sums over the lines, then those of all that is rented. */
export function monthsSheet(report: CostReport, prices: PriceList, fees: readonly UpfrontFee[]): SheetTable {
  const rows: (readonly SheetCell[])[] = [];
  for (const target of report.targets) {
    for (const month of monthsOf(target, report)) {
      rows.push(targetRow(target, month, rowNumber(rows.length), { report, prices, fees }));
    }
  }
  const last = rowNumber(rows.length - 1);
  for (const { month, ...sums } of report.total.months) {
    const row = rowNumber(rows.length);
    const total = (column: string, amount: string): SheetCell => {
      const range = (each: string): string => `${each}$${FIRST_ROW}:${each}$${last}`;
      const sum = `SUMIFS(${range(column)},${range("B")},B${row},${range("C")},"yes")`;
      return { formula: `ROUND(${sum},2)`, result: numberOf(amount) };
    };
    rows.push([
      "all rented",
      serialOf(month),
      ...Array.from({ length: 6 }, () => null),
      total("I", sums.cash),
      total("J", sums.amortised),
      total("K", sums.onDemandOnly),
    ]);
  }
  return {
    name: MONTHS.sheet,
    columns: [
      { header: "Target", width: 14 },
      { header: "Month", width: 10, format: FORMATS.month },
      { header: "Rented", width: 8 },
      { header: "Hours", width: 8, format: FORMATS.whole },
      { header: "Needed hours", width: 15, format: FORMATS.quantity },
      { header: "Committed hours", width: 16, format: FORMATS.quantity },
      { header: "Used hours", width: 15, format: FORMATS.quantity },
      { header: "On demand hours", width: 16, format: FORMATS.quantity },
      { header: "Cash", width: 14, format: FORMATS.money },
      { header: "Amortised", width: 14, format: FORMATS.money },
      { header: "All on demand", width: 14, format: FORMATS.money },
    ],
    rows,
  };
}

/** The sum of a target's months, as a formula. */
export function targetSum(column: string, target: string, months: number): string {
  return `SUMIFS(${columnRange(MONTHS.sheet, column, months)},${columnRange(MONTHS.sheet, "A", months)},"${target}")`;
}

/** Months of the calendar in which a target has lines. */
function monthsOf({ target }: ReportedTarget, { lines }: CostReport): readonly string[] {
  return [...new Set(lines.filter((line) => line.target === target).map(({ month }) => month))].sort();
}

function targetRow(
  target: ReportedTarget,
  month: string,
  row: number,
  { report, prices, fees }: Sources,
): readonly SheetCell[] {
  const { fromHour, toHour } = termMonth(month, report.term);
  const use = target.decision?.months.find((each) => each.month === month);
  const lines = report.lines.filter((line) => line.target === target.target && line.month === month);
  const paid = lines.reduce((sum, { amount }) => sum.plus(amount), new Decimal(0)).toNumber();
  const isRented = target.isRented && currencyOf(target, report) === report.currency;
  const notUpfront = monthSum(
    LINES,
    report.lines.length,
    row,
    `,${columnRange(LINES.sheet, LINES.charge, report.lines.length)},"<>upfront"`,
  );
  const feeRows = fees.reduce((sum, { months }) => sum + months.length, 0);
  const spread = feeRows === 0 ? "" : `+${monthSum(FEES, feeRows, row)}`;
  return [
    target.target,
    serialOf(month),
    isRented ? "yes" : "no",
    toHour - fromHour,
    numberOf(use?.needed ?? null),
    numberOf(use?.committed ?? null),
    numberOf(use?.used ?? null),
    use === undefined ? null : { formula: `ROUND(E${row}-G${row},6)`, result: numberOf(use.rented) },
    {
      formula: `ROUND(${monthSum(LINES, report.lines.length, row)},2)`,
      result: use === undefined ? paid : numberOf(use.cash),
    },
    {
      formula: `ROUND(${notUpfront}${spread},2)`,
      result: use === undefined ? paid : numberOf(use.amortised),
    },
    onDemandOnly(target, month, row, { report, prices, paid }),
  ];
}

/** What renting everything would cost: needed hours by the price, or what is paid where nothing is committed. */
function onDemandOnly(
  target: ReportedTarget,
  month: string,
  row: number,
  { report, prices, paid }: Pick<Sources, "report" | "prices"> & { readonly paid: number },
): SheetCell {
  const { decision } = target;
  const use = decision?.months.find((each) => each.month === month);
  if (decision !== null && use !== undefined) {
    const price = prices.onDemand(target.target, decision.onDemandHourly);
    return { formula: roundedToCents(`E${row}*${price}`), result: numberOf(use.onDemandOnly) };
  }
  const own = report.lines.filter((line) => line.target === target.target);
  if (own.every(({ commitment }) => commitment === null)) return { formula: `I${row}`, result: paid };
  return besides(target, month, report);
}

/** What the report's total has for a target that tells it nowhere else; empty where several are such. */
function besides(
  target: ReportedTarget,
  month: string,
  { targets, total, lines }: CostReport,
): number | null {
  const others = targets.filter((each) => each !== target && each.isRented);
  const sums = others.map(({ target: name, decision }) => {
    if (decision !== null) return decision.months.find((each) => each.month === month)?.onDemandOnly ?? "0";
    const own = lines.filter((line) => line.target === name);
    if (own.some(({ commitment }) => commitment !== null)) return null;
    return own
      .filter((line) => line.month === month)
      .reduce((sum, { amount }) => sum.plus(amount), new Decimal(0));
  });
  const whole = total.months.find((each) => each.month === month);
  if (whole === undefined || sums.includes(null)) return null;
  return sums
    .reduce<Decimal>((left, sum) => left.minus(sum ?? 0), new Decimal(whole.onDemandOnly))
    .toNumber();
}
