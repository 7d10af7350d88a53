import type { Fault } from "../../definition/errors";
import { numberFaults } from "./commitments";
import { coveredUnits, feesOf, type Evaluation, type PlanCost, type PricedOption } from "./plan-cost";
import type { PooledDemand } from "./pooled-demand";
import { weightsByPath, type LevelWeights, type ResidualDemand } from "./residual-demand";

/** How much the worst paths count beside the expected cost. */
export interface TailRisk {
  /** Share of the tail's mean in what is minimised, from 0 (expected cost only) to 1 (tail only). */
  readonly weight: number;
  /** Where the tail starts, from 0 to below 1: 0.95 looks at the dearest 5 % of the paths. */
  readonly level: number;
}

/** What is wrong with a tail risk, by path. */
export function tailRiskFaults({ weight, level }: TailRisk): readonly Fault[] {
  return [
    ...numberFaults("risk.weight", weight, "a share from 0 to 1", (share) => share >= 0 && share <= 1),
    ...numberFaults("risk.level", level, "a share from 0 to below 1", (share) => share >= 0 && share < 1),
  ];
}

/**
 * Probability that each path has in the mean of the dearest (1 - level) of all paths: the conditional value at risk is
 * the sum of costs with these. The path on the boundary counts in part; paths of equal cost there share alike.
 * Source: Rockafellar & Uryasev, Conditional value-at-risk for general loss distributions, Journal of Banking &
 * Finance 26 (2002) 1443-1471, proposition 8.
 */
export function tailProbabilities(costs: Float64Array, level: number): Float64Array {
  const inTail = costs.length * (1 - level);
  const sorted = costs.toSorted();
  const boundary = sorted[Math.max(0, costs.length - Math.ceil(inTail - ROUNDING_ERROR))] ?? 0;
  let [above, equal] = [0, 0];
  for (const cost of costs) {
    if (cost > boundary) above += 1;
    else if (cost === boundary) equal += 1;
  }
  const atBoundary = (inTail - above) / equal / inTail;
  return costs.map((cost) => (cost > boundary ? 1 / inTail : cost === boundary ? atBoundary : 0));
}

/** 1 - 0.95 is a last digit more than a twentieth. */
const ROUNDING_ERROR = 1e-9;

/**
 * (1 - weight) times the expected cost plus weight times the mean of the dearest paths.
 *
 * The tail's mean is the largest sum of costs over all ways to spread the probability with at most 1 / tail on a path.
 * So every such spread weighs the paths' hours to no more than the cost of any plan, and the spread of a plan's own
 * dearest paths to exactly its cost: what the search needs of {@link Evaluation.weights}.
 *
 * Holds 16 bytes for each path, segment and level: 13 MB for 10,000 paths with 40 levels and terms of one and three years.
 */
export class TailCost implements PlanCost {
  readonly weights: LevelWeights;
  /** See {@link weightsByPath}. */
  private readonly byPath: Float64Array;
  /** In the same places the sums of the weights above each level. */
  private readonly above: Float64Array;
  private readonly levels: number;

  /** @throws RangeError when the demand keeps no paths */
  constructor(
    demand: PooledDemand,
    private readonly residual: ResidualDemand,
    private readonly options: readonly PricedOption[],
    private readonly price: number,
    yearlyRate: number,
    private readonly risk: TailRisk,
  ) {
    if (demand.kept === undefined) throw new RangeError("the demand keeps no paths to reckon the tail from");
    this.weights = residual.weights;
    this.levels = residual.peak + 1;
    this.byPath = weightsByPath(demand, demand.kept, residual, yearlyRate);
    this.above = new Float64Array(this.byPath.length);
    for (let index = this.above.length - 2; index >= 0; index -= 1) {
      const isHighest = (index + 1) % this.levels === 0;
      this.above[index] = isHighest ? 0 : (this.above[index + 1] ?? 0) + (this.byPath[index + 1] ?? 0);
    }
  }

  evaluate(counts: readonly number[]): Evaluation {
    const costs = this.costs(counts);
    const { weight, level } = this.risk;
    const tail = tailProbabilities(costs, level);
    const weights = tail.map((probability) => 1 - weight + weight * probability * costs.length);
    return {
      cost: costs.reduce((sum, cost, path) => sum + cost * (weights[path] ?? 0), 0),
      weights: this.weighted(weights),
    };
  }

  /** Mean cost of the dearest paths. */
  tailMean(counts: readonly number[]): number {
    const costs = this.costs(counts);
    const tail = tailProbabilities(costs, this.risk.level);
    return costs.reduce((sum, cost, path) => sum + cost * (tail[path] ?? 0), 0);
  }

  /** Cost of each path. */
  private costs(counts: readonly number[]): Float64Array {
    const { paths, segments, peak } = this.residual;
    const fees = feesOf(this.options, counts) / paths;
    const covered = coveredUnits(this.options, counts, segments);
    const costs = new Float64Array(paths);
    for (let path = 0, start = 0; path < paths; path += 1) {
      let rented = 0;
      for (const units of covered) {
        rented += this.above[start + Math.min(units, peak)] ?? 0;
        start += this.levels;
      }
      costs[path] = fees + this.price * rented;
    }
    return costs;
  }

  /** The weights of all paths, each times its own. */
  private weighted(byPath: Float64Array): LevelWeights {
    const sums = this.residual.segments.map(() => new Float64Array(this.levels));
    let start = 0;
    for (const weight of byPath) {
      for (const sum of sums) {
        for (let level = 1; level < this.levels; level += 1) {
          sum[level] = (sum[level] ?? 0) + weight * (this.byPath[start + level] ?? 0);
        }
        start += this.levels;
      }
    }
    return sums;
  }
}
