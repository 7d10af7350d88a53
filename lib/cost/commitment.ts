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
  const weights = discountWeights(demand.hours, yearlyRate);
  const total = weights.reduce((sum, weight) => sum + weight, 0) * demand.paths.length;
  // The same weights, summed in another order, may come out a last digit above their total.
  return weightByLevel(demand, weights).map((weight) => Math.min(1, weight / total));
}

/**
 * Hours in which at least k instances are needed, over all paths, for k = 1, 2, ... up to the peak: whole numbers, from
 * which costs are reckoned exactly.
 */
export function hoursByLevel(demand: InstanceDemand): readonly number[] {
  return weightByLevel(demand, new Float64Array(demand.hours).fill(1));
}

function weightByLevel({ paths, hours }: InstanceDemand, weights: Float64Array): readonly number[] {
  const byLevel: number[] = [];
  for (const path of paths) {
    for (let hour = 0; hour < hours; hour += 1) {
      const level = path[hour] ?? 0;
      while (byLevel.length < level) byLevel.push(0);
      if (level > 0) byLevel[level - 1] = (byLevel[level - 1] ?? 0) + (weights[hour] ?? 0);
    }
  }
  for (let index = byLevel.length - 2; index >= 0; index -= 1) {
    byLevel[index] = (byLevel[index] ?? 0) + (byLevel[index + 1] ?? 0);
  }
  return byLevel;
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
  const weights = new Float64Array(hours);
  for (let hour = 0; hour < hours; hour += 1) weights[hour] = Math.exp(-hourly * hour);
  return weights;
}
