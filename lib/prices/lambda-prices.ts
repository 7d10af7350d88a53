import { known, none, type Figure } from "../definition/figure";
import { Money } from "../definition/money";
import type { Architecture } from "../definition/schema";
import type { PriceBook } from "./book";
import type { LambdaTable, PriceTiers } from "./book-schema";
import { newestFirst, originOf, type Origin, type PricedFigure } from "./origin";

/** What Lambda's prices are asked for. */
export interface LambdaPriceQuery {
  readonly region: string;
  readonly architecture: Architecture;
  /** `YYYY-MM-DD`: prices of later days are not known yet. */
  readonly asOf: string;
}

/** Price of the amounts of a month up to an end. */
export interface PricedTier {
  /** Amount of a month that the tier ends at; undefined for no end. */
  readonly upTo: number | undefined;
  readonly price: Money;
}

/** Prices by the amount of a month, from the first tier up. Past the last end, where it has one, no price is known. */
export interface TieredPrice {
  readonly tiers: readonly PricedTier[];
  readonly origin: Origin;
}

/** What an account has free in each month. It belongs to the account, which other functions share. */
export interface LambdaFreeTier {
  readonly requests: number;
  readonly gigabyteSeconds: number;
  readonly origin: Origin;
}

/** Lambda's prices in one region for one processor. */
export interface LambdaPrices {
  /** Price of a million requests. */
  readonly requestsPerMillion: Figure<PricedFigure>;
  /** Price of a GB-second, by the GB-seconds of a month. */
  readonly gigabyteSecond: Figure<TieredPrice>;
  /** Price of a GB of `/tmp` above 512 MB, for a second. */
  readonly ephemeralStorageGigabyteSecond: Figure<PricedFigure>;
  /** Price of a GB-second that is kept ready. */
  readonly provisionedGigabyteSecond: Figure<PricedFigure>;
  /** Price of a GB-second of requests that provisioned concurrency serves. */
  readonly provisionedUseGigabyteSecond: Figure<PricedFigure>;
  readonly freeTier: Figure<LambdaFreeTier>;
}

/** The newest of each of Lambda's prices; unknown with the reason where no table has it. */
export function lambdaPrices(book: PriceBook, query: LambdaPriceQuery): LambdaPrices {
  const { region, architecture, asOf } = query;
  const tables = newestFirst(
    book.content.lambda.filter((table) => table.region === region),
    asOf,
  );
  const search = <T, U>(
    what: string,
    pick: (table: LambdaTable) => T | undefined,
    turn: (found: T, table: LambdaTable) => U,
  ): Figure<U> => {
    for (const table of tables) {
      const found = pick(table);
      if (found !== undefined) return known(turn(found, table));
    }
    return none(`no table of the book ${book.name} has ${what} in ${region} on ${asOf} or before`);
  };
  const price = (what: string, pick: (table: LambdaTable) => string | undefined): Figure<PricedFigure> =>
    search(what, pick, (amount, table) => ({
      price: Money.of(amount, table.currency),
      origin: originOf(book, table),
    }));
  return {
    requestsPerMillion: price("a price of Lambda's requests", (table) => table.requestsPerMillion),
    gigabyteSecond: search(
      `a price of Lambda's time on ${architecture}`,
      (table) => table.gigabyteSeconds?.[architecture],
      (tiers, table) => tieredPrice(book, table, tiers),
    ),
    ephemeralStorageGigabyteSecond: price(
      "a price of Lambda's ephemeral storage",
      (table) => table.ephemeralStorageGigabyteSecond,
    ),
    provisionedGigabyteSecond: price(
      `a price of provisioned concurrency on ${architecture}`,
      (table) => table.provisionedConcurrency?.[architecture]?.reservedGigabyteSecond,
    ),
    provisionedUseGigabyteSecond: price(
      `a price of provisioned concurrency in use on ${architecture}`,
      (table) => table.provisionedConcurrency?.[architecture]?.usedGigabyteSecond,
    ),
    freeTier: search(
      "a free tier of Lambda",
      (table) => table.freeTier,
      (free, table) => ({ ...free, origin: originOf(book, table) }),
    ),
  };
}

/** Tiers of a table with their money and origin. */
export function tieredPrice(
  book: PriceBook,
  table: Parameters<typeof originOf>[1],
  tiers: PriceTiers,
): TieredPrice {
  return {
    tiers: tiers.map(({ upTo, price }) => ({
      upTo: upTo ?? undefined,
      price: Money.of(price, table.currency),
    })),
    origin: originOf(book, table),
  };
}

/**
 * What a month's amount costs, each part of it at its own tier's price.
 *
 * @param amount of the month, 0 or more, in the tiers' unit
 * @returns unknown with the reason where the amount goes past the last tier's end
 * @throws RangeError when there is no tier, or the amount is no number of 0 or more
 */
export function tieredCost({ tiers, origin }: TieredPrice, amount: number): Figure<Money> {
  const [first] = tiers;
  if (first === undefined) throw new RangeError("a tiered price has one tier or more");
  if (!(amount >= 0 && amount < Infinity)) {
    throw new RangeError(`an amount is a number of 0 or more, got ${amount}`);
  }
  const parts = tieredParts(tiers, amount);
  const end = tiers.at(-1)?.upTo ?? Infinity;
  return amount > end
    ? none(
        `the prices of ${origin.date} end at ${end} a month, and the amount is ${amount} (${origin.source})`,
      )
    : known(
        parts.reduce(
          (cost, part) => cost.plus(part.price.times(part.amount)),
          Money.zero(first.price.currency),
        ),
      );
}

/** What of a month's amount falls into each tier, the first tier first; tiers that nothing falls into are left out. */
export function tieredParts(
  tiers: readonly PricedTier[],
  amount: number,
): readonly { readonly amount: number; readonly price: Money }[] {
  let from = 0;
  return tiers.flatMap(({ upTo = Infinity, price }) => {
    const inTier = Math.max(0, Math.min(amount, upTo) - from);
    from = upTo;
    return inTier === 0 ? [] : [{ amount: inTier, price }];
  });
}
