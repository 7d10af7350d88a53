import { HOURS_PER_YEAR } from "../definition/units";
import type { InstanceDemand } from "./demand";

/**
 * Share of the term in which at least k instances are needed, for k = 1, 2, ... up to the peak; each hour weighs as
 * its payment is worth at the term's start, (1 + rate) ^ (-hour / 8760).
 *
 * @param yearlyRate interest per year, 0.08 is 8 %
 * @returns shares between 0 and 1 that never rise; the share of k stands at index k - 1
 */
export function utilisationByLevel(demand: InstanceDemand, yearlyRate: number): readonly number[] {
  const weightAt: number[] = [];
  let total = 0;
  const weights = discountWeights(demand.hours, yearlyRate);
  for (const path of demand.paths) {
    for (let hour = 0; hour < demand.hours; hour += 1) {
      const weight = weights[hour] ?? 0;
      const level = path[hour] ?? 0;
      weightAt[level] = (weightAt[level] ?? 0) + weight;
      total += weight;
    }
  }
  const shares: number[] = [];
  let above = 0;
  for (let level = weightAt.length - 1; level >= 1; level -= 1) {
    above += weightAt[level] ?? 0;
    // The same weights, summed in another order, may come out a last digit above their total.
    shares[level - 1] = Math.min(1, above / total);
  }
  return shares;
}

/**
 * How many instances to reserve: the k-th if and only if the share of hours that need at least k is over the
 * break-even utilisation. With paths that are equally likely this is exact for the expected cost of one purchase date.
 * Source: the newsvendor rule; see docs/decisions/0004-quantile-rule.md.
 */
export function reservedCount(utilisation: readonly number[], breakEven: number): number {
  return utilisation.filter((share) => share > breakEven).length;
}

/** What a payment in each hour is worth at the start: (1 + rate) ^ (-hour / 8760). */
export function discountWeights(hours: number, yearlyRate: number): Float64Array {
  const hourly = Math.log1p(yearlyRate) / HOURS_PER_YEAR;
  return Float64Array.from({ length: hours }, (_, hour) => Math.exp(-hourly * hour));
}
