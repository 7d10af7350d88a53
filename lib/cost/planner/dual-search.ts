import { BoxBound, cashOf, committedOf, type Multipliers, type SearchProblem } from "./box-bound";
import { LevelProgram, type CountBox } from "./level-program";
import type { Evaluation, PricedOption } from "./plan-cost";

/** The best plan, and how much was looked at for it. */
export interface SearchResult {
  readonly counts: readonly number[];
  readonly cost: number;
  /** Boxes of plans that were looked at. */
  readonly boxes: number;
}

interface OpenBox {
  readonly box: CountBox;
  readonly multipliers: Multipliers;
}

/** Plans whose costs differ by less than this share of the cost count as equal. */
const RELATIVE_TOLERANCE = 1e-11;

/**
 * Finds the cheapest plan exactly under rules that a decision level by level cannot keep: a cash budget, a floor, a
 * tail of dear paths. Branch and bound over boxes of numbers.
 *
 * The bound of a box is a Lagrangian one: the budget and the floor are given prices, and the hours the weights of a
 * spread over the paths. For any such choice the rest is a {@link LevelProgram}, which is solved exactly, and its value is
 * never above the cost of a plan in the box that keeps the rules. Prices and weights are raised to the best bound; what
 * the program finds on the way is tried as a plan. A box whose bound is no better than the best plan is left, any other
 * is cut in two where the plans found in it differ most, down to single plans if need be. Source: Fisher, The Lagrangian
 * Relaxation Method for Solving Integer Programming Problems, Management Science 27 (1981) 1-18.
 */
export class DualSearch {
  private readonly program: LevelProgram;
  private readonly seen = new Map<string, Evaluation>();
  private best: { readonly counts: readonly number[]; readonly cost: number } | undefined;

  constructor(private readonly problem: SearchProblem) {
    const units = problem.options.map((option) => option.units);
    this.program = new LevelProgram(units, problem.top);
  }

  /** The cheapest plan of a box that keeps all rules; undefined when there is none. */
  run(box: CountBox): SearchResult | undefined {
    this.best = undefined;
    let boxes = 0;
    const open: OpenBox[] = [{ box, multipliers: { cash: 0, floor: 0, weights: this.problem.cost.weights } }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      boxes += 1;
      open.push(...this.visit(next));
    }
    return this.result(boxes);
  }

  /** The highest bound that is worth while; no plan may become the best by less than rounding. */
  get enough(): number {
    return this.best === undefined
      ? Infinity
      : this.best.cost - Math.abs(this.best.cost) * RELATIVE_TOLERANCE;
  }

  /** Looks at a plan, which becomes the best one if it is better and keeps all rules. */
  offer(counts: readonly number[]): Evaluation {
    const key = counts.join();
    const known = this.seen.get(key);
    const evaluation = known ?? this.problem.cost.evaluate(counts);
    if (known === undefined) this.seen.set(key, evaluation);
    if (evaluation.cost < this.enough && this.keepsRules(counts, counts)) {
      this.best = { counts, cost: evaluation.cost };
    }
    return evaluation;
  }

  private result(boxes: number): SearchResult | undefined {
    return this.best === undefined ? undefined : { ...this.best, boxes };
  }

  private visit({ box, multipliers }: OpenBox): readonly OpenBox[] {
    if (!this.keepsRules(box.least, box.most)) return [];
    const bound = new BoxBound(this.problem, this.program, this, box, multipliers);
    if (!bound.raise()) return [];
    return split(box, bound.plans, this.problem.options).map((part) => ({
      box: part,
      multipliers: bound.multipliers,
    }));
  }

  /** Whether a plan between two others may keep all rules. */
  private keepsRules(least: readonly number[], most: readonly number[]): boolean {
    const { options, cashBudget, floor } = this.problem;
    return (
      cashOf(options, least) <= cashBudget && committedOf(options, most) >= floor * (1 - RELATIVE_TOLERANCE)
    );
  }
}

/** Cuts a box in two between the plans that were found in it, along the option in which they differ most. */
function split(
  { least, most }: CountBox,
  plans: readonly (readonly number[])[],
  options: readonly PricedOption[],
): readonly CountBox[] {
  const spread = (option: number): { from: number; to: number } => {
    const counts = plans.map((plan) => plan[option] ?? 0);
    return { from: Math.min(...counts), to: Math.max(...counts) };
  };
  const whole = (option: number): { from: number; to: number } => {
    return { from: least[option] ?? 0, to: most[option] ?? 0 };
  };
  for (const range of [spread, whole]) {
    const widths = options.map(({ units }, option) => (range(option).to - range(option).from) * units);
    const widest = Math.max(...widths);
    if (widest <= 0) continue;
    const option = widths.indexOf(widest);
    const { from, to } = range(option);
    const middle = Math.floor((from + to) / 2);
    return [
      { least: least.with(option, middle + 1), most },
      { least, most: most.with(option, middle) },
    ];
  }
  return [];
}
