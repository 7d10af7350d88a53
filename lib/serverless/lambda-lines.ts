import Decimal from "decimal.js";
import type { CalendarMonth } from "../cost/decision/calendar-months";
import { planLine, type PlanLine } from "../cost/decision/plan-line";
import type { ForecastedLoad } from "../cost/forecasted-load";
import type { Money } from "../definition/money";
import { tieredParts, type TieredPrice } from "../prices";
import type { ServerlessSettings } from "./settings";

const REQUESTS_PER_PRICE = 1_000_000;

/** Decimal places that gigabyte-seconds are rounded to. */
const SECOND_DECIMALS = 3;

/** What Lambda is billed at, where all of it is known. */
export interface KnownLambdaPrices {
  readonly requestsPerMillion: Money;
  readonly gigabyteSecond: TieredPrice;
}

/** Requests that are expected in a month, over all loads, a whole number. */
export function requestsIn(loads: readonly ForecastedLoad[], { fromHour, toHour }: CalendarMonth): number {
  let sum = 0;
  for (const { outlook } of loads) {
    for (let hour = fromHour; hour < toHour; hour += 1) sum += outlook.expected[hour] ?? 0;
  }
  return Math.round(sum);
}

/** Gigabyte-seconds of a number of requests: memory times time. */
export function gigabyteSeconds(
  requests: number,
  { memory, averageDuration }: Pick<ServerlessSettings, "memory" | "averageDuration">,
): number {
  return new Decimal(memory.gibibytes)
    .times(averageDuration.seconds)
    .times(requests)
    .toDecimalPlaces(SECOND_DECIMALS)
    .toNumber();
}

/** What the requests of a month are billed, without the free tier: that belongs to the account. */
export function requestLine({ month }: CalendarMonth, requests: number, prices: KnownLambdaPrices): PlanLine {
  return planLine({
    month,
    charge: "requests",
    what: "requests of Lambda",
    commitment: null,
    quantity: new Decimal(requests),
    unit: "requests",
    unitPrice: prices.requestsPerMillion.per(REQUESTS_PER_PRICE),
  });
}

/** What the gigabyte-seconds of a month are billed on demand, without the free tier: one line for each tier. */
export function timeLines(
  { month }: CalendarMonth,
  seconds: number,
  prices: KnownLambdaPrices,
  what = "time of Lambda",
): readonly PlanLine[] {
  return tieredParts(prices.gigabyteSecond.tiers, seconds).map((part) =>
    planLine({
      month,
      charge: "compute",
      what,
      commitment: null,
      quantity: new Decimal(part.amount),
      unit: "GB-seconds",
      unitPrice: part.price,
    }),
  );
}
