import type { Currency, Money } from "../definition/money";
import type { TableHeader } from "./book-schema";
import type { PriceBook } from "./book";

const MILLISECONDS_PER_DAY = 86_400_000;

/** Where a figure comes from. */
export interface Origin {
  /** Where it can be looked up: a file, a page, a quote. */
  readonly source: string;
  /** `YYYY-MM-DD`: the day on which it held. */
  readonly date: string;
  /** Region that it is for; undefined where it is for no region, such as a device of one's own. */
  readonly region?: string | undefined;
  /** What a reader must know of it. */
  readonly note?: string | undefined;
}

/** A price, and where it comes from. Amounts of two currencies cannot be added: that does not compile. */
export interface PricedFigure<C extends Currency = Currency> {
  readonly price: Money<C>;
  readonly origin: Origin;
}

/** Origin of a table's figures. A source that the book does not name is one that its check refuses. */
export function originOf(book: PriceBook, table: Omit<TableHeader, "region"> & { region?: string }): Origin {
  const { sources } = book.content;
  const source = Object.hasOwn(sources, table.source) ? sources[table.source] : undefined;
  return {
    source: source?.title ?? table.source,
    date: table.date,
    ...(table.region === undefined ? {} : { region: table.region }),
    ...(source?.note === undefined ? {} : { note: source.note }),
  };
}

/**
 * Tables that held on a day already, the newest first; those of one day by their source's name, so that the order
 * hangs on nothing else.
 */
export function newestFirst<T extends { readonly date: string; readonly source: string }>(
  tables: readonly T[],
  asOf: string,
): T[] {
  return tables
    .filter((table) => table.date <= asOf)
    .sort((a, b) => -byText(a.date, b.date) || byText(a.source, b.source));
}

/** Whole days from one date to another, both `YYYY-MM-DD`; below 0 when the second is the earlier one. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / MILLISECONDS_PER_DAY;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
