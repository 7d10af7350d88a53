import type { LevelWeights, Segment } from "./residual-demand";

/** An option as the search reckons with it: plain doubles, one price scale for all. */
export interface PricedOption {
  /** Units that one commitment covers. */
  readonly units: number;
  readonly termHours: number;
  /** Present value of one commitment's whole cost, times the number of paths. */
  readonly fee: number;
  /** Paid for one commitment on the purchase date. */
  readonly cash: number;
  /** Cost of one commitment for one hour, its upfront fee spread over the term. */
  readonly effectiveHourly: number;
  /** Whether only some can be bought. */
  readonly isLimited: boolean;
}

/** What a plan costs, over all paths, and how that was weighed. */
export interface Evaluation {
  /** Cost over all paths, each hour at its discount. */
  readonly cost: number;
  /**
   * Weights with which the renting adds up to no more than the cost of any plan, and to the cost of this one: for the
   * expected cost always the same.
   */
  readonly weights: LevelWeights;
}

/** What is minimised. */
export interface PlanCost {
  /** Weights to start with. */
  readonly weights: LevelWeights;
  evaluate(counts: readonly number[]): Evaluation;
}

/** Fees of a plan, times the number of paths. */
export function feesOf(options: readonly PricedOption[], counts: readonly number[]): number {
  return options.reduce((sum, option, index) => sum + option.fee * (counts[index] ?? 0), 0);
}

/** Units that a plan covers in each segment. */
export function coveredUnits(
  options: readonly PricedOption[],
  counts: readonly number[],
  segments: readonly Segment[],
): readonly number[] {
  return segments.map(({ to }) =>
    options.reduce(
      (sum, { termHours, units }, index) => sum + (termHours >= to ? units * (counts[index] ?? 0) : 0),
      0,
    ),
  );
}

/** At index m what lies above level m: the sum of the weights of levels m+1, m+2, ... */
export function sumsAbove(weights: Float64Array): Float64Array {
  const sums = new Float64Array(weights.length);
  for (let level = weights.length - 2; level >= 0; level -= 1) {
    sums[level] = (sums[level + 1] ?? 0) + (weights[level + 1] ?? 0);
  }
  return sums;
}

/** Unit hours that are rented beyond what is covered, weighed as the sums were. */
export function rentedHours(above: readonly Float64Array[], covered: readonly number[]): number {
  return above.reduce((sum, levels, segment) => sum + (levels[covered[segment] ?? 0] ?? 0), 0);
}

/**
 * The expected cost: with equally likely paths the pooled hours weigh the same whatever is bought, so one look at the
 * pool is exact.
 */
export class ExpectedCost implements PlanCost {
  private readonly above: readonly Float64Array[];

  /** @param price of one rented unit hour */
  constructor(
    private readonly options: readonly PricedOption[],
    private readonly segments: readonly Segment[],
    readonly weights: LevelWeights,
    private readonly price: number,
  ) {
    this.above = weights.map(sumsAbove);
  }

  evaluate(counts: readonly number[]): Evaluation {
    const rented = rentedHours(this.above, coveredUnits(this.options, counts, this.segments));
    return { cost: feesOf(this.options, counts) + this.price * rented, weights: this.weights };
  }
}

/** Rules beside the cost that make an option worth while. */
export interface RulesInForce {
  readonly hasBudget: boolean;
  readonly hasFloor: boolean;
}

/**
 * Whether another option does at least the same for no more: as many units for at least as long, as often as wanted,
 * with no larger fee, and no larger upfront fee under a budget, and no smaller commitment under a floor. Of two that
 * are alike the first stays.
 */
export function isDominated(
  options: readonly PricedOption[],
  index: number,
  { hasBudget, hasFloor }: RulesInForce,
): boolean {
  const option = options[index];
  return options.some((other, at) => {
    if (option === undefined || at === index || other.isLimited || other.units !== option.units) return false;
    const differences = [
      other.termHours - option.termHours,
      option.fee - other.fee,
      hasBudget ? option.cash - other.cash : 0,
      hasFloor ? other.effectiveHourly - option.effectiveHourly : 0,
    ];
    return differences.every((by) => by >= 0) && (at < index || differences.some((by) => by > 0));
  });
}
