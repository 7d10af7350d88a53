/** A value of a cell. */
export type CellValue = string | number | boolean | null;

/** A cell that a spreadsheet reckons, with the value that it has in the report. */
export interface Formula {
  /** Without the equals sign. */
  readonly formula: string;
  /** What stands there until a spreadsheet reckons again. */
  readonly result: CellValue;
}

/** A cell of a sheet; a format of its own goes before its column's. */
export type SheetCell =
  CellValue | Formula | { readonly value: CellValue | Formula; readonly format: string };

/** A column of a sheet. */
export interface SheetColumn {
  readonly header: string;
  /** Width in characters. */
  readonly width: number;
  /** Number format as spreadsheets write it. @default General */
  readonly format?: string;
}

/** A sheet: a header row, then rows from the second on. */
export interface SheetTable {
  readonly name: string;
  readonly columns: readonly SheetColumn[];
  readonly rows: readonly (readonly SheetCell[])[];
}

/** Number formats. Source: ECMA-376 part 1, 18.8.30. */
export const FORMATS = {
  money: "#,##0.00",
  price: "0.00########",
  quantity: "#,##0.00",
  whole: "#,##0",
  share: "0.00%",
  month: "yyyy-mm",
  date: "yyyy-mm-dd",
} as const;

/** Number of the first row below the header. */
export const FIRST_ROW = 2;

/** Number of the row that stands at an index of {@link SheetTable.rows}. */
export function rowNumber(index: number): number {
  return FIRST_ROW + index;
}

/** The cells of a column with rows, as a formula of another sheet names them: `Lines!$I$2:$I$30`. */
export function columnRange(sheet: string, column: string, rows: number): string {
  return `${sheet}!$${column}$${FIRST_ROW}:$${column}$${rowNumber(Math.max(rows, 1) - 1)}`;
}

/**
 * An expression rounded to cents, half to even, as the report rounds: `ROUND` alone takes half a cent up. A tie is
 * known to a ten-millionth of a cent, so that what binary fractions add does not matter.
 */
export function roundedToCents(expression: string): string {
  const tie = `ROUND(MOD((${expression})*100,2),7)=0.5`;
  return `IF(${tie},ROUNDDOWN(${expression},2),ROUND(${expression},2))`;
}

const MILLISECONDS_PER_DAY = 86_400_000;
/** Day 0 of spreadsheets, 1899-12-30. Source: ECMA-376 part 1, 18.17.4.1. */
const SERIAL_ORIGIN = Date.UTC(1899, 11, 30);

/** Number of a date in spreadsheets. @param date `YYYY-MM-DD`, or `YYYY-MM` for the first day of a month */
export function serialOf(date: string): number {
  return (
    (Date.parse(`${date.length === "YYYY-MM".length ? `${date}-01` : date}T00:00:00Z`) - SERIAL_ORIGIN) /
    MILLISECONDS_PER_DAY
  );
}

/** Decimal text as a number of a sheet, which holds 15 digits; null stays empty. */
export function numberOf(text: string | null): number | null {
  return text === null ? null : Number(text);
}
