import { known, none, type Figure } from "../definition/figure";
import { Money, type Currency } from "../definition/money";
import { OFFERING_CLASSES, PAYMENTS, type OfferingClass, type Payment } from "../definition/price-schema";
import type { PriceBook } from "./book";
import {
  TERM_YEARS,
  type Offering,
  type PriceBookContent,
  type ReservedTable,
  type TermYears,
} from "./book-schema";
import { newestFirst, originOf, type Origin, type PricedFigure } from "./origin";

/** What a price is asked for. */
export interface InstancePriceQuery {
  /** EC2 instance type; Linux, shared tenancy. */
  readonly instanceType: string;
  readonly region: string;
  /** `YYYY-MM-DD`: prices of later days are not known yet. */
  readonly asOf: string;
}

/** What reservations are asked for. */
export interface ReservedQuery extends InstancePriceQuery {
  /** @default - every term that is sold */
  readonly terms?: readonly TermYears[];
  /** @default - standard and convertible */
  readonly classes?: readonly OfferingClass[];
  /** @default - every way of paying */
  readonly payments?: readonly Payment[];
}

/** A reservation that can be bought, and what it costs for one instance. */
export interface PricedOption<C extends Currency = Currency> {
  readonly offeringClass: OfferingClass;
  readonly termYears: TermYears;
  readonly payment: Payment;
  /** Paid at once; nothing where the fee is in {@link hourly} already. */
  readonly upfront: Money<C>;
  /** Price of each hour of the term, used or not. */
  readonly hourly: Money<C>;
  /**
   * `upfrontAndHourly`: the list's own parts. `effective`: only the price of an hour with the upfront fee spread over
   * the term is known; what is paid when is not.
   */
  readonly basis: "upfrontAndHourly" | "effective";
  readonly origin: Origin;
  /** Price on demand of the same source and day: what the reservation breaks even against. */
  readonly onDemand: Figure<PricedFigure<C>>;
}

/** A price that no source gives. */
export interface UnknownPrice {
  /** What it would be the price of. */
  readonly what: string;
  /** Why it is not known, as a sentence. */
  readonly reason: string;
}

/** What a book knows of the reservations of one instance type in one region. */
export interface ReservedOptions {
  /** The newest price of each offering, by term, class and payment. */
  readonly options: readonly PricedOption[];
  /** Prices of earlier days and of other sources, the newest first. */
  readonly older: readonly PricedOption[];
  /** Offerings that were asked for and have no price. */
  readonly unknown: readonly UnknownPrice[];
}

/** Every price on demand that held on a day or before, the newest first. */
export function onDemandPrices(book: PriceBook, query: InstancePriceQuery): PricedFigure[] {
  const { instanceType, region, asOf } = query;
  const tables = book.content.onDemand.filter((table) => table.region === region);
  return newestFirst(tables, asOf).flatMap((table) => {
    const price = cellOf(table.rows, instanceType);
    return price === undefined
      ? []
      : [{ price: Money.of(price, table.currency), origin: originOf(book, table) }];
  });
}

/** The newest price of an hour on demand; unknown with the reason where no table has it. */
export function onDemandPrice(book: PriceBook, query: InstancePriceQuery): Figure<PricedFigure> {
  const [newest] = onDemandPrices(book, query);
  return newest === undefined ? none(noTable(book, "price on demand", query)) : known(newest);
}

/** What is known of the reservations that are asked for. Nothing is reckoned from other types, regions or days. */
export function reservedOptions(book: PriceBook, query: ReservedQuery): ReservedOptions {
  const { terms = TERM_YEARS, classes = OFFERING_CLASSES, payments = PAYMENTS } = query;
  const found = newestFirst(
    book.content.reserved.filter((table) => table.region === query.region),
    query.asOf,
  );
  const options: PricedOption[] = [];
  const older: PricedOption[] = [];
  const unknown: UnknownPrice[] = [];
  for (const termYears of terms) {
    for (const offeringClass of classes) {
      for (const payment of payments) {
        const offering: Offering = `${offeringClass}-${termYears}y-${payment}`;
        const priced = found.flatMap((table) => optionIn(book, table, offering, query));
        const [newest, ...rest] = priced;
        older.push(...rest);
        if (newest !== undefined) options.push(newest);
        else unknown.push(unknownOffering(book, found, offering, query));
      }
    }
  }
  return { options, older: newestOptionsFirst(older), unknown };
}

/** Which Compute Savings Plan a rate is asked for. */
export interface SavingsPlanQuery extends InstancePriceQuery {
  readonly termYears: TermYears;
  readonly payment: Payment;
}

/**
 * The newest rate of an hour of an instance under a Compute Savings Plan; unknown with the reason where no table has
 * it. The plan's commitment is spent at these rates.
 */
export function computeSavingsPlanRate(book: PriceBook, query: SavingsPlanQuery): Figure<PricedFigure> {
  return (
    planRate(book, query, ({ instances }) => cellOf(instances, query.instanceType)) ??
    none(noTable(book, "Compute Savings Plan rate (for that term and payment)", query))
  );
}

/** The newest rate of a GB-second of Lambda under a Compute Savings Plan; unknown with the reason where no table has it. */
export function lambdaSavingsPlanRate(
  book: PriceBook,
  query: Omit<SavingsPlanQuery, "instanceType">,
): Figure<PricedFigure> {
  const { region, asOf } = query;
  return (
    planRate(book, query, ({ lambdaGigabyteSecond }) => lambdaGigabyteSecond) ??
    none(
      `no table of the book ${book.name} has a Compute Savings Plan rate of Lambda (for that term and payment) in ${region} on ${asOf} or before`,
    )
  );
}

function planRate(
  book: PriceBook,
  { region, asOf, termYears, payment }: Omit<SavingsPlanQuery, "instanceType">,
  pick: (table: PriceBookContent["savingsPlans"][number]) => string | undefined,
): Figure<PricedFigure> | undefined {
  const tables = book.content.savingsPlans.filter(
    (table) => table.region === region && table.termYears === termYears && table.payment === payment,
  );
  for (const table of newestFirst(tables, asOf)) {
    const rate = pick(table);
    if (rate !== undefined) {
      return known({ price: Money.of(rate, table.currency), origin: originOf(book, table) });
    }
  }
  return undefined;
}

/** Offering as people read it: `standard, 1 y, noUpfront`. */
export function describeOffering(
  option: Pick<PricedOption, "offeringClass" | "termYears" | "payment">,
): string {
  return `${option.offeringClass}, ${option.termYears} y, ${option.payment}`;
}

function optionIn(
  book: PriceBook,
  table: ReservedTable,
  offering: Offering,
  query: InstancePriceQuery,
): PricedOption[] {
  if (table.basis === "incomplete") return [];
  const column = table.offerings.indexOf(offering);
  const cell = column < 0 ? undefined : cellOf<readonly unknown[]>(table.rows, query.instanceType)?.[column];
  if (cell === undefined || cell === null) return [];
  const parts = typeof cell === "string" ? { upfront: "0", hourly: cell } : (cell as ListedParts);
  return [
    {
      ...partsOf(offering),
      upfront: Money.of(parts.upfront, table.currency),
      hourly: Money.of(parts.hourly, table.currency),
      basis: table.basis,
      origin: originOf(book, table),
      onDemand: onDemandBeside(book, table, query),
    },
  ];
}

/** The two parts of a listed price, as decimal text. */
interface ListedParts {
  readonly upfront: string;
  readonly hourly: string;
}

/** The price on demand of a reserved table's own source and day. */
function onDemandBeside(
  book: PriceBook,
  table: ReservedTable,
  { instanceType, region }: InstancePriceQuery,
): Figure<PricedFigure> {
  for (const other of book.content.onDemand) {
    const isSame = other.source === table.source && other.date === table.date && other.region === region;
    const price = isSame ? cellOf(other.rows, instanceType) : undefined;
    if (price !== undefined) {
      return known({ price: Money.of(price, other.currency), origin: originOf(book, other) });
    }
  }
  return none(`the source of ${table.date} has no on demand price of ${instanceType} in ${region}`);
}

function unknownOffering(
  book: PriceBook,
  tables: readonly ReservedTable[],
  offering: Offering,
  query: InstancePriceQuery,
): UnknownPrice {
  const what = describeOffering(partsOf(offering));
  for (const table of tables) {
    if (
      table.basis === "incomplete" &&
      table.offerings.includes(offering) &&
      table.instanceTypes.includes(query.instanceType)
    ) {
      const { source, date } = originOf(book, table);
      return { what, reason: `${table.reason} (${source} of ${date})` };
    }
  }
  return { what, reason: noTable(book, "reserved price", query) };
}

function partsOf(offering: Offering): Pick<PricedOption, "offeringClass" | "termYears" | "payment"> {
  const [offeringClass, term, payment] = offering.split("-") as [OfferingClass, "1y" | "3y", Payment];
  return { offeringClass, termYears: term === "1y" ? 1 : 3, payment };
}

function noTable(book: PriceBook, what: string, { instanceType, region, asOf }: InstancePriceQuery): string {
  return `no table of the book ${book.name} has a ${what} of ${instanceType} in ${region} on ${asOf} or before`;
}

function newestOptionsFirst(options: readonly PricedOption[]): PricedOption[] {
  return [...options].sort((a, b) =>
    a.origin.date < b.origin.date ? 1 : a.origin.date > b.origin.date ? -1 : 0,
  );
}

function cellOf<T>(rows: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(rows, name) ? rows[name] : undefined;
}
