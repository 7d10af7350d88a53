import type { ForecastedLoad } from "../cost/forecasted-load";
import type { Figure } from "../definition/figure";
import { planSavingsCommitment, type SavingsPlanCost } from "../cost/planner/savings-plan";
import type { Definition } from "../definition/definition";
import type { Money } from "../definition/money";
import { chosenBook, lambdaSavingsPlanRate, type PricedFigure } from "../prices";
import { gigabyteSeconds } from "./lambda-lines";
import type { ServerlessSettings } from "./settings";

/** Paths that a commitment is decided on: each holds every hour of the term. */
const PATHS_LOOKED_AT = 20;

/** A Compute Savings Plan for the functions' time. */
export interface LambdaCommitment {
  readonly termYears: 1 | 3;
  readonly payment: "noUpfront";
  readonly cost: SavingsPlanCost;
  readonly rate: PricedFigure;
}

/** The rate of a plan without upfront payment for the shortest allowed term; unknown with the reason. */
export function lambdaPlanRate(
  definition: Definition,
  region: string,
): Figure<PricedFigure> & { termYears: 1 | 3 } {
  const termYears = definition.cost.terms.some((term) => term.years === 1) ? 1 : 3;
  const query = { region, asOf: definition.asOf, termYears, payment: "noUpfront" } as const;
  return { ...lambdaSavingsPlanRate(chosenBook(definition), query), termYears };
}

/**
 * The commitment for an hour that costs least over the load paths; undefined where none saves anything.
 *
 * @param onDemand price of a GB-second in the first tier; a load beyond it is cheaper, so that less is committed to
 */
export function lambdaCommitment(
  loads: readonly ForecastedLoad[],
  settings: Pick<ServerlessSettings, "memory" | "averageDuration">,
  onDemand: Money,
  { rate, termYears }: { readonly rate: PricedFigure; readonly termYears: 1 | 3 },
): LambdaCommitment | undefined {
  if (rate.price.currency !== onDemand.currency) return undefined;
  const usage = { id: "Lambda", onDemand, planRate: rate.price, unitsByHour: secondsByHour(loads, settings) };
  const cost = planSavingsCommitment([usage], onDemand.currency);
  return cost.commitment.amount.isZero() ? undefined : { termYears, payment: "noUpfront", cost, rate };
}

function secondsByHour(
  loads: readonly ForecastedLoad[],
  settings: Pick<ServerlessSettings, "memory" | "averageDuration">,
): Float64Array {
  const hours = Math.min(...loads.map(({ outlook }) => outlook.hours));
  const paths = Math.min(PATHS_LOOKED_AT, ...loads.map(({ outlook }) => outlook.count));
  const perRequest = gigabyteSeconds(REQUESTS_AT_ONCE, settings) / REQUESTS_AT_ONCE;
  const seconds = new Float64Array(hours * paths);
  const requests = new Float64Array(hours);
  for (const { outlook } of loads) {
    for (let path = 0; path < paths; path += 1) {
      outlook.pathInto(path, requests);
      for (let hour = 0; hour < hours; hour += 1) {
        const at = path * hours + hour;
        seconds[at] = (seconds[at] ?? 0) + (requests[hour] ?? 0) * perRequest;
      }
    }
  }
  return seconds;
}

/** As many as make the rounding of their gigabyte-seconds small. */
const REQUESTS_AT_ONCE = 1_000_000;
