import type Decimal from "decimal.js";
import type { Currency } from "../../definition/money";
import { known, none, type Figure } from "../../definition/figure";
import { breakEvenUtilisation, paybackMonth } from "./break-even";
import type { CommitmentOption, OneDateTerms } from "./commitments";
import { nearestFlip, type FlipRange } from "./flip";
import { OneDatePlanner, planOneDate, type OneDatePlan } from "./one-date";
import type { PooledDemand } from "./pooled-demand";
import type { TailRisk } from "./tail-cost";

/** What is asked of an explanation. */
export interface ExplanationOptions {
  /** @default none: the expected cost alone counts */
  readonly risk?: TailRisk;
  /**
   * What counts as another decision: other numbers of commitments, or other options that are bought at all.
   * @default "counts"
   */
  readonly decision?: "counts" | "options";
  /**
   * The demand of a load that is larger by a factor.
   * @default {@link PooledDemand.scaled}, which is right to within one unit
   */
  readonly demandAt?: (loadFactor: number) => PooledDemand;
}

/** What one option would have to be used, and what it could do on its own. */
export interface OptionExplanation<C extends Currency = Currency> {
  readonly option: CommitmentOption<C>;
  /** Share of its term in which a commitment must be used to cost no more than renting. */
  readonly breakEvenUtilisation: Figure<Decimal>;
  /** The best plan that buys nothing else. */
  readonly alone: OneDatePlan<C>;
}

/** Where the decision changes: the value there, and what is best from there on. */
export interface Flip<C extends Currency = Currency> {
  readonly at: number;
  readonly plan: OneDatePlan<C>;
}

/** The nearest change of the decision on both sides, or why there is none. */
export interface Flips<C extends Currency = Currency> {
  readonly down: Figure<Flip<C>>;
  readonly up: Figure<Flip<C>>;
}

/** A decision with its reasons. */
export interface Explanation<C extends Currency = Currency> {
  readonly chosen: OneDatePlan<C>;
  /** The best of all other plans; undefined when there is no other. */
  readonly runnerUp: OneDatePlan<C> | undefined;
  readonly allOnDemand: OneDatePlan<C>;
  readonly options: readonly OptionExplanation<C>[];
  /** Month at whose end the chosen plan has paid back, counted from 1. */
  readonly paybackMonth: Figure<number>;
  /** Factor of the load, 1 is the load as it is. */
  readonly load: Flips<C>;
  /** Interest per year, 0.08 is 8 %. */
  readonly yearlyRate: Flips<C>;
  /** Factor of the price on demand, 1 is the price as it is. */
  readonly onDemandPrice: Flips<C>;
}

const LOAD_RANGE: FlipRange = { least: 0.5, most: 2, step: 0.01 };
const PRICE_RANGE: FlipRange = { least: 0.5, most: 2, step: 0.01 };
const RATE_RANGE: FlipRange = { least: 0, most: 0.5, step: 0.0025 };

/**
 * Explains what is best to buy: what the next best costs, when it pays, and what would have to change for another
 * decision to be best. Each change is looked for by the exact planner alone; see {@link nearestFlip}.
 *
 * @throws UserError with every fault of the terms
 */
export function explainOneDate<C extends Currency>(
  demand: PooledDemand,
  terms: OneDateTerms<C>,
  { risk, decision = "counts", demandAt }: ExplanationOptions = {},
): Explanation<C> {
  const scaledDemand = demandAt ?? ((factor) => demand.scaled(factor, (risk?.weight ?? 0) > 0));
  const planner = new OneDatePlanner(demand, terms, risk);
  const chosen = planner.best();
  const flips = (planAt: (value: number) => OneDatePlan<C>, now: number, range: FlipRange): Flips<C> => {
    const isOther = (plan: OneDatePlan<C>): boolean =>
      signature(plan, decision) !== signature(chosen, decision);
    return {
      down: flipFigure(nearestFlip(planAt, isOther, now, range, -1), range.least),
      up: flipFigure(nearestFlip(planAt, isOther, now, range, 1), range.most),
    };
  };
  return {
    chosen,
    runnerUp: planner.nextBest(chosen),
    allOnDemand: planner.allOnDemand(),
    options: terms.options.map((option) => explainOption(demand, terms, option, risk)),
    paybackMonth: paybackMonth(chosen, demand, terms),
    load: flips((factor) => planOneDate(scaledDemand(factor), terms, risk), 1, LOAD_RANGE),
    yearlyRate: flips(
      (yearlyRate) => planOneDate(demand, { ...terms, yearlyRate }, risk),
      terms.yearlyRate,
      RATE_RANGE,
    ),
    onDemandPrice: flips((factor) => planOneDate(demand, dearer(terms, factor), risk), 1, PRICE_RANGE),
  };
}

function explainOption<C extends Currency>(
  demand: PooledDemand,
  terms: OneDateTerms<C>,
  option: CommitmentOption<C>,
  risk: TailRisk | undefined,
): OptionExplanation<C> {
  const utilisation = breakEvenUtilisation(option, terms.onDemandHourly, terms.yearlyRate);
  return {
    option,
    breakEvenUtilisation: utilisation === undefined ? none("on demand costs nothing") : known(utilisation),
    alone: planOneDate(demand, { ...terms, floor: undefined, options: [option] }, risk),
  };
}

function dearer<C extends Currency>(terms: OneDateTerms<C>, factor: number): OneDateTerms<C> {
  return { ...terms, onDemandHourly: terms.onDemandHourly.times(factor) };
}

function signature(plan: OneDatePlan, decision: "counts" | "options"): string {
  return plan.purchases
    .map(({ option, count }) => (decision === "counts" ? `${count} ${option.id}` : option.id))
    .join();
}

function flipFigure<C extends Currency>(flip: Flip<C> | undefined, end: number): Figure<Flip<C>> {
  return flip === undefined ? none(`the decision stays as far as ${end}`) : known(flip);
}
