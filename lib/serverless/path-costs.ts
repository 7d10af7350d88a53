import type { ForecastedLoad } from "../cost/forecasted-load";
import { HOURS_PER_MONTH } from "../definition/units";
import { tieredParts } from "../prices";
import { gigabyteSeconds, type KnownLambdaPrices } from "./lambda-lines";
import { forEachPath, hourCount, pathCount, secondsPerRequest, type RequestSize } from "./request-paths";
import { coverable, termHours, type LambdaCommitment } from "./savings-plan";

const REQUESTS_PER_PRICE = 1_000_000;

/**
 * What an average month costs on each load path, in the prices' currency: the path's mean month at the tiers of one.
 *
 * @param commitment what is paid for it is spread over all months; it covers the hours of its term
 */
export function monthlyLambdaCostByPath(
  loads: readonly ForecastedLoad[],
  size: RequestSize,
  { requestsPerMillion, gigabyteSecond }: KnownLambdaPrices,
  commitment: LambdaCommitment | undefined,
): Float64Array {
  const hours = hourCount(loads);
  const perRequest = requestsPerMillion.amount.toNumber() / REQUESTS_PER_PRICE;
  const inMonth = (sum: number): number => (sum / hours) * HOURS_PER_MONTH;
  const fee = inMonth(commitment?.order.totalObligation.amount.toNumber() ?? 0);
  const most = commitment === undefined ? 0 : coverable(commitment);
  const term = commitment === undefined ? 0 : Math.min(hours, termHours(commitment.order));
  const seconds = secondsPerRequest(size);
  const costs = new Float64Array(pathCount(loads));
  forEachPath(loads, costs.length, (byHour, path) => {
    let sum = 0;
    let covered = 0;
    for (const each of byHour) sum += each;
    for (let hour = 0; hour < term; hour += 1) covered += Math.min((byHour[hour] ?? 0) * seconds, most);
    const requests = inMonth(sum);
    const left = Math.max(0, gigabyteSeconds(requests, size) - inMonth(covered));
    const time = tieredParts(gigabyteSecond.tiers, left).reduce(
      (cost, { amount, price }) => cost + amount * price.amount.toNumber(),
      0,
    );
    costs[path] = requests * perRequest + time + fee;
  });
  return costs;
}
