import type { Money } from "../../definition/money";
import { PAYMENT_WORDS, type Payment } from "../../definition/price-schema";
import { HOURS_PER_YEAR } from "../../definition/units";
import {
  chosenBook,
  computeSavingsPlanRate,
  type Origin,
  type PriceDefinition,
  type PricedOption,
  type ResolvedPrices,
  type UnknownPrice,
} from "../../prices";
import type { Offering } from "../purchase-order";

/** A commitment that can be bought for one instance, where its price comes from, and its name. */
export interface PricedOffering extends Offering {
  /** Name of its own among the offerings of a fleet, such as `standard-1y-noUpfront`. */
  readonly id: string;
  readonly origin: Origin;
}

/** What can be bought for a fleet, and what has no price. */
export interface Offerings {
  readonly priced: readonly PricedOffering[];
  readonly unknown: readonly UnknownPrice[];
}

/** The offering in words: `standard, 1 y, no upfront`. */
export function wordsOf({ offeringClass, termYears, payment }: Offering): string {
  const what = offeringClass ?? "Compute Savings Plan";
  return `${what}, ${termYears} y, ${PAYMENT_WORDS[payment]}`;
}

/**
 * What can be bought for a fleet: reservations for its type and region, and Compute Savings Plans at their rates.
 *
 * Where only the price of an hour with the upfront fee spread over the term is known, the fee of an all upfront
 * offering follows from it; that of a partial one does not, and the offering is told as unknown.
 */
export function offeringsFor(
  definition: PriceDefinition,
  fleet: { readonly instanceType: string; readonly region: string },
  prices: ResolvedPrices,
): Offerings {
  const reserved = prices.options.map(reservedOffering);
  const plans = definition.cost.prices.book === undefined ? [] : savingsPlans(definition, fleet, prices);
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

const PLAN_PAYMENTS = ["noUpfront", "allUpfront"] as const satisfies readonly Payment[];

/** A plan's rate is what an hour costs in all; paid at once, it is the rate for the whole term. */
function savingsPlans(
  definition: PriceDefinition,
  fleet: { readonly instanceType: string; readonly region: string },
  prices: ResolvedPrices,
): (PricedOffering | UnknownPrice)[] {
  const book = chosenBook(definition);
  const terms = [...new Set(definition.cost.terms.map((term) => term.years))];
  return terms.flatMap((termYears) =>
    PLAN_PAYMENTS.map((payment): PricedOffering | UnknownPrice => {
      const what = `Compute Savings Plan, ${termYears} y, ${payment}`;
      const rate = computeSavingsPlanRate(book, { ...fleet, asOf: definition.asOf, termYears, payment });
      if (rate.reason !== undefined) return { what, reason: rate.reason };
      const { price, origin } = rate.value;
      if (price.currency !== prices.onDemand.price.currency) {
        return { what, reason: `its rate is in ${price.currency}, the price on demand is not` };
      }
      const hours = payment === "allUpfront" ? termYears * HOURS_PER_YEAR : 0;
      return {
        id: `computeSavingsPlan-${termYears}y-${payment}`,
        kind: "computeSavingsPlan",
        offeringClass: null,
        termYears,
        payment,
        upfront: price.times(hours),
        hourly: payment === "allUpfront" ? price.times(0) : price,
        origin,
      };
    }),
  );
}
