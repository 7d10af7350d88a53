import { awsAccountOf } from "../aws/account";
import { decisionSettings, type FleetDecisionInput } from "../cost/decision/fleet-decision";
import { offeringsFor, wordsOf, type Offerings } from "../cost/decision/offerings";
import type { Fleet } from "../cost/purchase-order";
import type { PlanPrice } from "../cost/target-plan";
import type { Definition } from "../definition/definition";
import { startOfDay } from "../load";
import { resolvePrices, type ResolvedPrices } from "../prices";

/** Prices and offerings of instances of one type, before any load is looked at. */
export interface Market {
  readonly fleet: Fleet;
  readonly prices: ResolvedPrices;
  readonly offerings: Offerings;
  readonly input: FleetDecisionInput;
}

/** Platform of a reservation for Ubuntu. Source: EC2 API, DescribeReservedInstancesOfferings, productDescription. */
const PLATFORM = "Linux/UNIX";

/**
 * The market for an instance type in the environment's region.
 *
 * @throws UserError that lists every fault of the book, or tells what it has no price of
 */
export function marketFor(
  definition: Definition,
  { instanceType }: { readonly instanceType: string },
): Market {
  const fleet: Fleet = {
    instanceType,
    platform: PLATFORM,
    region: awsAccountOf(definition.environment).region,
    tenancy: "default",
  };
  const prices = resolvePrices(definition, fleet);
  const offerings = offeringsFor(prices);
  const start = startOfDay(definition.asOf);
  const input = {
    start,
    onDemandHourly: prices.onDemand.price,
    offerings: offerings.priced,
    settings: decisionSettings(definition.cost, start),
  };
  return { fleet, prices, offerings, input };
}

/** What a reader must know of the market's prices, as sentences: old ones, missing ones. */
export function marketWarnings({ fleet, prices, offerings }: Market): readonly string[] {
  const without = offerings.unknown.map(({ what }) => what);
  return [
    ...prices.warnings,
    ...(without.length === 0
      ? []
      : [
          `${fleet.instanceType} in ${fleet.region} has no price for ${without.join("; ")}: ` +
            "`npx landfall prices show` says why",
        ]),
  ];
}

/**
 * The prices of a market as a report lists them.
 *
 * @param name what the name of each begins with, such as `vps`
 */
export function marketPrices({ fleet, prices, offerings }: Market, name: string): readonly PlanPrice[] {
  const { onDemand } = prices;
  return [
    {
      id: `${name}-onDemand`,
      what: `${fleet.instanceType} on demand`,
      price: onDemand.price,
      per: "h",
      origin: onDemand.origin,
    },
    ...offerings.priced.flatMap((offering): PlanPrice[] => {
      const what = `${fleet.instanceType}, ${wordsOf(offering)}`;
      const { origin, upfront, hourly } = offering;
      const fees = [
        {
          id: `${name}-${offering.id}-upfront`,
          what: `${what}: upfront fee`,
          price: upfront,
          per: "instance",
        },
        { id: `${name}-${offering.id}`, what: `${what}: hourly fee`, price: hourly, per: "h" },
      ];
      return fees.filter(({ price }) => !price.amount.isZero()).map((fee) => ({ ...fee, origin }));
    }),
  ];
}
