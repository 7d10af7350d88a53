import { stringify } from "csv-stringify/sync";

/** A decimal number of a table, written as it stands. */
export interface DecimalCell {
  /** Plain decimal text, such as `-0.0000002`. */
  readonly decimal: string;
}

/** A cell of a table: text, a number, or nothing. */
export type Cell = string | DecimalCell | null;

/** A row by the names of its columns. */
export type CellRow<Column extends string> = Readonly<Record<Column, Cell>>;

/** A number's cell; null stays an empty cell. */
export function decimalCell(decimal: string): DecimalCell;
export function decimalCell(decimal: string | null): DecimalCell | null;
export function decimalCell(decimal: string | null): DecimalCell | null {
  return decimal === null ? null : { decimal };
}

/** What a spreadsheet takes for the start of a formula. Source: OWASP, CSV Injection. */
const FORMULA_START = /^[=+\-@\t\r\n]/;

/**
 * Text that no spreadsheet runs: one that would start a formula gets an apostrophe before it.
 * Source: OWASP, CSV Injection.
 */
export function neutralText(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

/**
 * A table as CSV: a header, then the rows, each ended by CRLF; fields are quoted where they have to be.
 * Source: RFC 4180.
 *
 * Text is made {@link neutralText}; numbers are left as they are, those below 0 too.
 */
export function csvText<Column extends string>(
  columns: readonly Column[],
  rows: readonly CellRow<Column>[],
): string {
  return stringify([columns, ...rows.map((row) => columns.map((column) => written(row[column])))], {
    record_delimiter: "\r\n",
  });
}

function written(cell: Cell): string {
  if (cell === null) return "";
  return typeof cell === "string" ? neutralText(cell) : cell.decimal;
}
