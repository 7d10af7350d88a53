import type { Currency, Money } from "../../definition/money";
import { PAYMENT_WORDS } from "../../definition/price-schema";
import { HOURS_PER_YEAR } from "../../definition/units";
import type { PlanRate, PricedOption, ResolvedPrices, UnknownPrice } from "../../prices";
import { SOLD_COMMITMENTS } from "../planner/savings-plan";
import { UPFRONT_SHARE, type Offering } from "../purchase-order";

/** A commitment that can be bought for one instance, and its name. */
export interface PricedOffering extends Offering {
  /** Name of its own among the offerings of a fleet, such as `standard-1y-noUpfront`. */
  readonly id: string;
}

/** What can be bought for a fleet, and what has no price. */
export interface Offerings {
  readonly priced: readonly PricedOffering[];
  readonly unknown: readonly UnknownPrice[];
}

/** The offering in words: `standard, 1 y, no upfront`. */
export function wordsOf({
  offeringClass,
  termYears,
  payment,
}: Pick<Offering, "offeringClass" | "termYears" | "payment">): string {
  const what = offeringClass ?? "Compute Savings Plan";
  return `${what}, ${termYears} y, ${PAYMENT_WORDS[payment]}`;
}

/**
 * What can be bought for a fleet at its prices: reservations, and Compute Savings Plans at their rates.
 *
 * Where only the price of an hour with the upfront fee spread over the term is known, the fee of an all upfront
 * offering follows from it; that of a partial one does not, and the offering is told as unknown.
 */
export function offeringsFor(prices: ResolvedPrices): Offerings {
  const reserved = prices.options.map(reservedOffering);
  const plans = prices.planRates.map((rate) => planOffering(rate, prices.onDemand.price.currency));
  const found = [...reserved, ...plans];
  return {
    priced: found.filter((each) => "id" in each),
    unknown: [...prices.unknown, ...found.filter((each) => "reason" in each)],
  };
}

function reservedOffering(option: PricedOption): PricedOffering | UnknownPrice {
  const { offeringClass, termYears, payment, origin, basis } = option;
  const id = `${offeringClass}-${termYears}y-${payment}`;
  if (basis === "effective" && payment === "partialUpfront") {
    return {
      what: `${offeringClass}, ${termYears} y, ${payment}`,
      reason:
        "only the price of an hour with the upfront fee spread over the term is known, not the fee itself",
    };
  }
  const paid = basis === "effective" && payment === "allUpfront" ? paidAtOnce(option) : option;
  return {
    id,
    kind: "reservedInstances",
    offeringClass,
    termYears,
    payment,
    upfront: paid.upfront,
    hourly: paid.hourly,
    origin,
  };
}

function paidAtOnce({ hourly, termYears }: PricedOption): { upfront: Money; hourly: Money } {
  return { upfront: hourly.times(termYears * HOURS_PER_YEAR), hourly: hourly.times(0) };
}

/**
 * A plan's rate is what an hour costs in all. How it is paid says which share of it is due at once, for the whole term.
 */
function planOffering(
  { termYears, payment, rate }: PlanRate,
  currency: Currency,
): PricedOffering | UnknownPrice {
  const what = `Compute Savings Plan, ${termYears} y, ${payment}`;
  if (rate.reason !== undefined) return { what, reason: rate.reason };
  const { price, origin } = rate.value;
  if (price.currency !== currency) {
    return { what, reason: `its rate is in ${price.currency}, the price on demand is not` };
  }
  const { least } = SOLD_COMMITMENTS;
  if (price.amount.lt(least)) {
    return { what, reason: `its rate is ${price.toString()}/h, and no commitment below ${least} is sold` };
  }
  const share = UPFRONT_SHARE[payment];
  return {
    id: `computeSavingsPlan-${termYears}y-${payment}`,
    kind: "computeSavingsPlan",
    offeringClass: null,
    termYears,
    payment,
    upfront: price.times(share).times(termYears * HOURS_PER_YEAR),
    hourly: price.times(1 - share),
    origin,
  };
}
