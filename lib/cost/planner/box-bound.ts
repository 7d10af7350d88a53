import { concaveMaximum } from "./concave-maximum";
import type { CountBox, LevelCosts, LevelProgram } from "./level-program";
import type { Evaluation, PlanCost, PricedOption } from "./plan-cost";
import type { LevelWeights, Segment } from "./residual-demand";

/** A choice of commitments under rules that tie the options to one another. */
export interface SearchProblem {
  /** Options by falling term. */
  readonly options: readonly PricedOption[];
  readonly segments: readonly Segment[];
  /** Most units that a plan may cover. */
  readonly top: number;
  /** Price of one rented unit hour. */
  readonly price: number;
  readonly cost: PlanCost;
  /** Most that may be paid on the purchase date; Infinity for no limit. */
  readonly cashBudget: number;
  /** Least that commitments must cost for an hour; 0 for none. */
  readonly floor: number;
}

/** Prices of the rules, and weights of the hours: what a bound is reckoned with. */
export interface Multipliers {
  readonly cash: number;
  readonly floor: number;
  readonly weights: LevelWeights;
}

/** The best plan so far. */
export interface Incumbent {
  /** A bound this high cannot lead to a better plan. */
  readonly enough: number;
  /** Looks at a plan, which becomes the best one if it is better and keeps all rules. */
  offer(counts: readonly number[]): Evaluation;
}

/** A bound, what it was reckoned with, and the plan that it was found at. */
interface Bound {
  readonly value: number;
  readonly counts: readonly number[];
  readonly multipliers: Multipliers;
}

const WEIGHT_ROUNDS = 6;
const LEAST_GAIN = 0.05;
/** First price tried, as a share of what commitments cost for what they use. */
const FIRST_PRICE = 0.01;

/** What a plan spends on the purchase date. */
export function cashOf(options: readonly PricedOption[], counts: readonly number[]): number {
  return options.reduce((sum, { cash }, index) => sum + cash * (counts[index] ?? 0), 0);
}

/** What a plan commits to for an hour. */
export function committedOf(options: readonly PricedOption[], counts: readonly number[]): number {
  return options.reduce((sum, option, index) => sum + option.effectiveHourly * (counts[index] ?? 0), 0);
}

/** Costs of all levels when hours weigh so much. */
export function levelCosts(problem: SearchProblem, weights: LevelWeights): LevelCosts {
  const { options, segments, top, price } = problem;
  const after = new Map<number, Float64Array>();
  const rentedFrom = (start: number): Float64Array => {
    const made = after.get(start) ?? sumUp(weights, segments, start, price, top);
    after.set(start, made);
    return made;
  };
  return {
    fees: options.map(({ fee }) => fee),
    afterTerm: options.map(({ termHours }) => rentedFrom(termHours)),
    rented: rentedFrom(0),
  };
}

/** Cost of renting levels 1 to m in all segments that start at an hour or later. */
function sumUp(
  weights: LevelWeights,
  segments: readonly Segment[],
  start: number,
  price: number,
  top: number,
): Float64Array {
  const sums = new Float64Array(top + 1);
  for (let level = 1; level <= top; level += 1) {
    let hours = 0;
    for (const [index, { from }] of segments.entries()) {
      if (from >= start) hours += weights[index]?.[level] ?? 0;
    }
    sums[level] = (sums[level - 1] ?? 0) + price * hours;
  }
  return sums;
}

/** The bound of one box, raised as far as it goes. */
export class BoxBound {
  /** Plans that the bound was found at. */
  readonly plans: (readonly number[])[] = [];
  private costs: LevelCosts;

  constructor(
    private readonly problem: SearchProblem,
    private readonly program: LevelProgram,
    private readonly incumbent: Incumbent,
    private readonly box: CountBox,
    public multipliers: Multipliers,
  ) {
    this.costs = levelCosts(problem, multipliers.weights);
  }

  /** Whether a plan better than the best so far may lie in the box. */
  raise(): boolean {
    let last = -Infinity;
    for (let round = 0; round < WEIGHT_ROUNDS; round += 1) {
      const bound = this.raiseFloor();
      if (bound === undefined || bound.value >= this.incumbent.enough) return false;
      const found = this.incumbent.offer(bound.counts);
      if (bound.value >= this.incumbent.enough) return false;
      const isSlow = bound.value - last < LEAST_GAIN * (this.incumbent.enough - bound.value);
      if (found.weights === this.multipliers.weights || isSlow) return true;
      last = bound.value;
      this.mixWeights(found.weights);
    }
    return true;
  }

  /** Raises the prices of both rules, the floor's around the budget's. */
  private raiseFloor(): Bound | undefined {
    const { floor, options } = this.problem;
    if (floor === 0) return this.raiseCash();
    const best = concaveMaximum(
      (at) => {
        this.multipliers = { ...this.multipliers, floor: at };
        const bound = this.raiseCash();
        return bound && { ...bound, at, slope: floor - committedOf(options, bound.counts) };
      },
      { firstStep: this.firstPrice((option) => option.effectiveHourly), enough: this.incumbent.enough },
    );
    if (best !== undefined) this.multipliers = best.multipliers;
    return best;
  }

  private raiseCash(): Bound | undefined {
    const { cashBudget, options } = this.problem;
    if (cashBudget === Infinity) return this.bound();
    const best = concaveMaximum(
      (at) => {
        this.multipliers = { ...this.multipliers, cash: at };
        const bound = this.bound();
        return bound && { ...bound, at, slope: cashOf(options, bound.counts) - cashBudget };
      },
      { firstStep: this.firstPrice((option) => option.cash), enough: this.incumbent.enough },
    );
    if (best !== undefined) this.multipliers = best.multipliers;
    return best;
  }

  /** Moves the weights towards others as far as that raises the bound. */
  private mixWeights(others: LevelWeights): void {
    const { weights } = this.multipliers;
    const mixed = (share: number): LevelWeights =>
      weights.map((levels, segment) =>
        levels.map((weight, level) => weight + share * ((others[segment]?.[level] ?? 0) - weight)),
      );
    const [own, other] = [levelCosts(this.problem, weights), levelCosts(this.problem, others)];
    const best = concaveMaximum(
      (at) => {
        this.costs = levelCosts(this.problem, mixed(at));
        const found = this.bound();
        const slope = found && this.rented(other, found.counts) - this.rented(own, found.counts);
        return found && slope !== undefined ? { at, value: found.value, slope } : undefined;
      },
      { most: 1, firstStep: 1, enough: this.incumbent.enough },
    );
    this.multipliers = { ...this.multipliers, weights: mixed(best?.at ?? 0) };
    this.costs = levelCosts(this.problem, this.multipliers.weights);
  }

  /** Cost of what a plan leaves to renting. */
  private rented({ afterTerm, rented }: LevelCosts, counts: readonly number[]): number {
    let [from, cost] = [0, 0];
    for (const [option, { units }] of this.problem.options.entries()) {
      const to = from + units * (counts[option] ?? 0);
      cost += (afterTerm[option]?.[to] ?? 0) - (afterTerm[option]?.[from] ?? 0);
      from = to;
    }
    return cost + (rented[this.problem.top] ?? 0) - (rented[from] ?? 0);
  }

  private bound(): Bound | undefined {
    const { options, cashBudget, floor } = this.problem;
    const { cash, floor: floorPrice } = this.multipliers;
    const fees = options.map(
      (option) => option.fee + cash * option.cash - floorPrice * option.effectiveHourly,
    );
    const solution = this.program.solve({ ...this.costs, fees }, this.box);
    if (solution === undefined) return undefined;
    this.plans.push(solution.counts);
    if (cashBudget < Infinity || floor > 0) this.incumbent.offer(solution.counts);
    const budget = cash === 0 ? 0 : cash * cashBudget;
    const value = solution.cost - budget + floorPrice * floor;
    return { counts: solution.counts, value, multipliers: this.multipliers };
  }

  private firstPrice(use: (option: PricedOption) => number): number {
    const { options } = this.problem;
    const [used, paid] = [Math.max(...options.map(use)), Math.max(...options.map(({ fee }) => fee))];
    return used > 0 && paid > 0 ? (FIRST_PRICE * paid) / used : 1;
  }
}
