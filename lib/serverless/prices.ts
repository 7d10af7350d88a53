import { Money, type Currency } from "../definition/money";
import type { Architecture } from "../definition/schema";
import table from "./data/lambda-prices.json";

/** Price of the gigabyte-seconds up to a monthly amount; the last tier has no end. */
interface Tier {
  readonly upTo: number | null;
  /** Decimal text, per gigabyte-second. */
  readonly price: string;
}

/** Lambda's prices in one region, on one day. */
export interface LambdaPrices {
  readonly source: string;
  /** Day on which they held. */
  readonly date: string;
  readonly currency: Currency;
  /** Price of a million requests. */
  readonly requestsPerMillion: string;
  readonly gigabyteSeconds: readonly Tier[];
}

/** What a month of a function is billed by. */
export interface LambdaUse {
  readonly requests: number;
  /** Memory times time, over all requests. */
  readonly gigabyteSeconds: number;
}

const REGIONS = table.regions as Readonly<
  Record<
    string,
    Omit<LambdaPrices, "gigabyteSeconds"> & { gigabyteSeconds: Readonly<Record<string, readonly Tier[]>> }
  >
>;

/** Undefined where no table has prices for that region and processor: none is made up. */
export function lambdaPrices(region: string, architecture: Architecture): LambdaPrices | undefined {
  const prices = REGIONS[region];
  const gigabyteSeconds = prices?.gigabyteSeconds[architecture];
  return prices === undefined || gigabyteSeconds === undefined ? undefined : { ...prices, gigabyteSeconds };
}

/** What a month costs, without the free tier: that belongs to the account, which other functions share. */
export function lambdaMonthlyCost(use: LambdaUse, prices: LambdaPrices): Money {
  const requests = Money.of(prices.requestsPerMillion, prices.currency).times(use.requests).per(1_000_000);
  let from = 0;
  return prices.gigabyteSeconds.reduce((cost, tier) => {
    const end = Math.min(use.gigabyteSeconds, tier.upTo ?? Infinity);
    const inTier = Math.max(0, end - from);
    from = tier.upTo ?? Infinity;
    return cost.plus(Money.of(tier.price, prices.currency).times(inTier));
  }, requests);
}
