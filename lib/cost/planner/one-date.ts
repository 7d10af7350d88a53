import Decimal from "decimal.js";
import { UserError } from "../../definition/errors";
import { Money, type Currency } from "../../definition/money";
import { writtenMonthly } from "../../definition/units";
import { levelCosts, type SearchProblem } from "./box-bound";
import {
  cutsOf,
  effectiveHourly,
  floorPerHour,
  presentFee,
  priceScale,
  termsFaults,
  type CommitmentOption,
  type OneDateTerms,
} from "./commitments";
import { DualSearch, type SearchResult } from "./dual-search";
import { LevelProgram, type CountBox } from "./level-program";
import {
  coveredUnits,
  ExpectedCost,
  isDominated,
  rentedHours,
  sumsAbove,
  type PricedOption,
} from "./plan-cost";
import type { PooledDemand } from "./pooled-demand";
import { residualDemand, type ResidualDemand } from "./residual-demand";
import { TailCost, tailRiskFaults, type TailRisk } from "./tail-cost";

/** Commitments of one option that a plan buys. */
export interface Purchase<C extends Currency = Currency> {
  readonly option: CommitmentOption<C>;
  /** Above 0. */
  readonly count: number;
}

/** What to buy on the purchase date, and what that costs over the horizon. What is owned costs nothing here. */
export interface OneDatePlan<C extends Currency = Currency> {
  /** In the order of the options; empty when nothing is bought. */
  readonly purchases: readonly Purchase<C>[];
  /** Expected present value of all fees and of what is rented. */
  readonly presentValue: Money<C>;
  /** The same without interest: what will be billed. */
  readonly billed: Money<C>;
  /** Paid on the purchase date. */
  readonly upfront: Money<C>;
  /** Cost of the commitments for one hour while all last, upfront fees spread over their terms. */
  readonly committedHourly: Money<C>;
  /** Unit hours that are expected to be rented. */
  readonly rentedUnitHours: number;
  /** Mean present value of the dearest paths; undefined where no risk was given. */
  readonly tailPresentValue: Money<C> | undefined;
  /** What is minimised: the present value, or its mean with the tail's at the risk's weight. */
  readonly objective: Money<C>;
}

/** No purchase keeps the cash budget, the limits and the floor all at once. */
export class NoPlanError extends UserError {
  override readonly name = "NoPlanError";
}

/** Commitments must save more than this share of what a unit costs on demand, so that rounding decides nothing. */
const TIE_SHARE = 2 ** -40;

/**
 * Decides what to buy on one purchase date so that the expected cost is least; see {@link LevelProgram} for why that is
 * exact for any number of options. Under a cash budget, a floor or a tail risk the exact method is {@link DualSearch}.
 *
 * @param demand cut at {@link cutsOf} the terms, over the same horizon
 * @param risk needs a demand that keeps its paths
 * @throws UserError with every fault of the terms, or when no plan keeps the budget and the floor
 * @throws RangeError when the demand does not fit the terms
 */
export function planOneDate<C extends Currency>(
  demand: PooledDemand,
  terms: OneDateTerms<C>,
  risk?: TailRisk,
): OneDatePlan<C> {
  return new OneDatePlanner(demand, terms, risk).best();
}

/** The plans of one purchase date: the best, the next best, and what any other would cost. */
export class OneDatePlanner<C extends Currency> {
  /** Indices of the options by falling term. */
  private readonly order: readonly number[];
  private readonly residual: ResidualDemand;
  private readonly problem: SearchProblem;
  private readonly tail: TailCost | undefined;
  private readonly above: { readonly weights: Float64Array[]; readonly hours: Float64Array[] };

  /** See {@link planOneDate}. */
  constructor(
    demand: PooledDemand,
    private readonly terms: OneDateTerms<C>,
    private readonly risk?: TailRisk,
  ) {
    UserError.throwIfAny([...termsFaults(terms), ...(risk === undefined ? [] : tailRiskFaults(risk))]);
    if (demand.horizonHours !== terms.horizonHours) {
      throw new RangeError(`the demand covers ${demand.horizonHours} hours, not ${terms.horizonHours}`);
    }
    const { options, owned = [], yearlyRate } = terms;
    this.order = [...options.keys()].sort((a, b) => termOf(options, b) - termOf(options, a) || a - b);
    this.residual = residualDemand(demand, cutsOf(terms), owned, yearlyRate);
    this.above = {
      weights: this.residual.weights.map(sumsAbove),
      hours: this.residual.hours.map(sumsAbove),
    };
    const scale = priceScale(terms);
    const price = terms.onDemandHourly.amount.times(scale).toNumber();
    const priced = this.pricedOptions(scale, price);
    this.tail =
      risk === undefined || risk.weight === 0
        ? undefined
        : new TailCost(demand, this.residual, priced, price, yearlyRate, risk);
    const floor = floorPerHour(terms.floor)?.amount.times(scale).toNumber() ?? 0;
    this.problem = {
      options: priced,
      segments: this.residual.segments,
      top: mostUnits(priced, this.residual.peak, floor),
      price,
      cost: this.tail ?? new ExpectedCost(priced, this.residual.segments, this.residual.weights, price),
      cashBudget: terms.cashBudget?.amount.times(scale).toNumber() ?? Infinity,
      floor,
    };
  }

  /**
   * The plan that costs least.
   *
   * @throws NoPlanError when no plan keeps the budget, the limits and the floor
   */
  best(): OneDatePlan<C> {
    const best = this.bestIfAny();
    if (best === undefined) throw this.noPlan();
    return best;
  }

  /** The plan that costs least; undefined when no plan keeps the budget, the limits and the floor. */
  bestIfAny(): OneDatePlan<C> | undefined {
    const whole = this.wholeBox();
    const { options, cashBudget, floor } = this.problem;
    const rules = { hasBudget: cashBudget < Infinity, hasFloor: floor > 0 };
    const most = whole.most.map((count, index) => (isDominated(options, index, rules) ? 0 : count));
    const found = this.search({ ...whole, most });
    return found && this.planOf(found.counts);
  }

  /** The plan that costs least among all that differ from another; undefined when there is no other. */
  nextBest(plan: OneDatePlan<C>): OneDatePlan<C> | undefined {
    const counts = this.countsOf(plan);
    const { least, most } = this.wholeBox();
    const boxes = counts.flatMap((count, index): CountBox[] => [
      ...(count > (least[index] ?? 0) ? [{ least, most: most.with(index, count - 1) }] : []),
      ...(count < (most[index] ?? 0) ? [{ least: least.with(index, count + 1), most }] : []),
    ]);
    const found = boxes.flatMap((box) => this.search(box) ?? []).sort((a, b) => a.cost - b.cost);
    return found[0] && this.planOf(found[0].counts);
  }

  /** The plan that buys nothing, whether or not that keeps the floor. */
  allOnDemand(): OneDatePlan<C> {
    return this.planOf(this.order.map(() => 0));
  }

  /**
   * What a plan with these purchases costs, whether or not it keeps the rules.
   *
   * @throws RangeError when there is no option of a name
   */
  price(purchases: readonly { readonly id: string; readonly count: number }[]): OneDatePlan<C> {
    const unknown = purchases.find(({ id }) => !this.terms.options.some((option) => option.id === id));
    if (unknown !== undefined) throw new RangeError(`there is no option ${unknown.id}`);
    return this.planOf(
      this.order.map((index) => purchases.find(({ id }) => id === this.terms.options[index]?.id)?.count ?? 0),
    );
  }

  private search(box: CountBox): SearchResult | undefined {
    const { problem } = this;
    const { cashBudget, floor, options, top } = problem;
    if (this.tail !== undefined || cashBudget < Infinity || floor > 0)
      return new DualSearch(problem).run(box);
    const program = new LevelProgram(
      options.map(({ units }) => units),
      top,
    );
    const solution = program.solve(levelCosts(problem, problem.cost.weights), box);
    return solution && { ...solution, boxes: 1 };
  }

  private wholeBox(): CountBox {
    const { options, top } = this.problem;
    return {
      least: options.map(() => 0),
      most: options.map(({ units }, index) =>
        Math.min(this.terms.options[this.order[index] ?? 0]?.limit ?? Infinity, Math.floor(top / units)),
      ),
    };
  }

  /** Fees times the number of paths, in the smallest unit of all prices: whole numbers where there is no interest. */
  private pricedOptions(scale: Decimal, price: number): readonly PricedOption[] {
    const { options, yearlyRate, horizonHours } = this.terms;
    const { paths } = this.residual;
    const tie = yearlyRate === 0 ? 0 : TIE_SHARE * price * horizonHours * paths;
    return this.order.flatMap((index) => {
      const option = options[index];
      if (option === undefined) return [];
      const { unitsPerCommitment: units = 1, termHours, upfront } = option;
      const fee = presentFee(option, yearlyRate).times(scale).times(paths).amount.toNumber();
      return {
        units,
        termHours,
        fee: fee + tie * units,
        cash: upfront.amount.times(scale).toNumber(),
        effectiveHourly: effectiveHourly(option).amount.times(scale).toNumber(),
        isLimited: option.limit !== undefined,
      };
    });
  }

  private countsOf(plan: OneDatePlan<C>): readonly number[] {
    return this.order.map((index) => {
      const id = this.terms.options[index]?.id;
      return plan.purchases.find((purchase) => purchase.option.id === id)?.count ?? 0;
    });
  }

  /** @param counts in the order of falling terms */
  private planOf(counts: readonly number[]): OneDatePlan<C> {
    const { onDemandHourly, options, yearlyRate } = this.terms;
    const { segments, paths } = this.residual;
    const purchases = options.flatMap((option, index) => {
      const count = counts[this.order.indexOf(index)] ?? 0;
      return count > 0 ? { option, count } : [];
    });
    const total = (of: (option: CommitmentOption<C>) => Money<C>): Money<C> =>
      Money.sum(
        onDemandHourly.currency,
        purchases.map(({ option, count }) => of(option).times(count)),
      );
    const covered = coveredUnits(this.problem.options, counts, segments);
    const rented = (above: Float64Array[]): Money<C> =>
      onDemandHourly.times(rentedHours(above, covered)).per(paths);
    const presentValue = total((option) => presentFee(option, yearlyRate)).plus(rented(this.above.weights));
    return {
      purchases,
      presentValue,
      billed: total((option) => presentFee(option, 0)).plus(rented(this.above.hours)),
      upfront: total((option) => option.upfront),
      committedHourly: total(effectiveHourly),
      rentedUnitHours: rentedHours(this.above.hours, covered) / paths,
      ...this.riskFigures(presentValue, counts),
    };
  }

  private riskFigures(
    presentValue: Money<C>,
    counts: readonly number[],
  ): Pick<OneDatePlan<C>, "tailPresentValue" | "objective"> {
    const { tail, risk, terms } = this;
    if (tail === undefined || risk === undefined) {
      return { tailPresentValue: undefined, objective: presentValue };
    }
    const mean = new Decimal(tail.tailMean(counts)).div(priceScale(terms));
    const tailPresentValue = Money.of(mean, terms.onDemandHourly.currency);
    const { weight } = risk;
    return {
      tailPresentValue,
      objective: presentValue.times(1 - weight).plus(tailPresentValue.times(weight)),
    };
  }

  private noPlan(): NoPlanError {
    const { cashBudget, floor } = this.terms;
    const least = floor && ("perHour" in floor ? `${floor.perHour.toString()}/h` : writtenMonthly(floor));
    return new NoPlanError([
      {
        path: cashBudget === undefined ? "floor" : "cashBudget",
        found: cashBudget?.toString() ?? least,
        message: "no purchase within the budget and the limits comes to the floor",
        allowed: `commitments of at least ${least ?? "nothing"}`,
        action: "raise the budget or the limits, or lower the floor",
      },
    ]);
  }
}

function termOf(options: readonly CommitmentOption[], index: number): number {
  return options[index]?.termHours ?? 0;
}

/**
 * Units that neither the best plan nor the next best needs more of. The commitment on top of a stack is left out where
 * what lies below covers the peak, unless the floor needs it: then all above the peak come to less than the floor and one
 * more. The next best plan may be the best one and one commitment too many.
 */
function mostUnits(options: readonly PricedOption[], peak: number, floor: number): number {
  const largest = Math.max(1, ...options.map(({ units }) => units));
  const unitsForFloor = options
    .filter(({ effectiveHourly: hourly }) => hourly > 0)
    .map(({ units, effectiveHourly: hourly }) => (units * floor) / hourly);
  const forFloor = floor === 0 ? 0 : Math.ceil(Math.max(0, ...unitsForFloor)) + largest;
  return peak + forFloor + 2 * largest;
}
