import type { ForecastedLoad } from "../cost/forecasted-load";
import type { SavingsPlanCost } from "../cost/planner/savings-plan";
import { HOURS_PER_MONTH } from "../definition/units";
import { tieredParts } from "../prices";
import { gigabyteSeconds, type KnownLambdaPrices } from "./lambda-lines";
import type { ServerlessSettings } from "./settings";

const REQUESTS_PER_PRICE = 1_000_000;

/**
 * What an average month costs on each load path, in the prices' currency: the path's mean month at the tiers of one.
 *
 * @param plan a commitment, whose saving on an average path every path is told for
 */
export function monthlyLambdaCostByPath(
  loads: readonly ForecastedLoad[],
  settings: Pick<ServerlessSettings, "memory" | "averageDuration">,
  { requestsPerMillion, gigabyteSecond }: KnownLambdaPrices,
  plan: SavingsPlanCost | undefined,
): Float64Array {
  const count = Math.min(...loads.map(({ outlook }) => outlook.count));
  const hours = Math.min(...loads.map(({ outlook }) => outlook.hours));
  const perRequest = requestsPerMillion.amount.toNumber() / REQUESTS_PER_PRICE;
  const saving = (plan?.saving.amount.toNumber() ?? 0) * HOURS_PER_MONTH;
  const buffer = new Float64Array(hours);
  return Float64Array.from({ length: count }, (_, path) => {
    let sum = 0;
    for (const { outlook } of loads) {
      outlook.pathInto(path, buffer);
      for (let hour = 0; hour < hours; hour += 1) sum += buffer[hour] ?? 0;
    }
    const requests = (sum / hours) * HOURS_PER_MONTH;
    const time = tieredParts(gigabyteSecond.tiers, gigabyteSeconds(requests, settings)).reduce(
      (cost, { amount, price }) => cost + amount * price.amount.toNumber(),
      0,
    );
    return requests * perRequest + time - saving;
  });
}
