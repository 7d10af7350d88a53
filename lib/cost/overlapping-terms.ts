import Decimal from "decimal.js";
import { UserError, type Fault } from "../definition/errors";
import { Money, type Currency } from "../definition/money";
import { priceFaults, wholeFaults } from "./planner/commitments";
import { cheapestFlow, type TermArcs } from "./planner/time-line-flow";

/** A commitment that can be bought at any step, as often as wanted. */
export interface TermOption<C extends Currency = Currency> {
  /** Name of its own. */
  readonly id: string;
  /** Steps that it lasts, from the one in which it is bought; a whole number above 0. */
  readonly termSteps: number;
  /** What one commitment costs over its whole term, used or not. */
  readonly feePerTerm: Money<C>;
}

/** Units owned before the first step. What they cost is spent. */
export interface OwnedUnits {
  readonly units: number;
  /** Step at which they end, counted from 0. */
  readonly expiresAtStep: number;
}

/** What a commitment that reaches past the last step costs: its full fee, or the share of it that lies before. */
export type Salvage = "none" | "pro rata";

/** What is on offer in every step. */
export interface OverlappingTerms<C extends Currency = Currency> {
  readonly options: readonly TermOption<C>[];
  /** What one unit costs for one step without commitment. */
  readonly onDemandPerStep: Money<C>;
  /** @default "none" */
  readonly salvage?: Salvage;
  /** @default [] */
  readonly owned?: readonly OwnedUnits[];
}

/** Commitments that start together. */
export interface TermPurchase {
  readonly step: number;
  /** Name of the option. */
  readonly option: string;
  /** Above 0. */
  readonly count: number;
}

/** The cheapest purchases over time. */
export interface OverlappingPlan<C extends Currency = Currency> {
  /** Fees and rent; no interest. */
  readonly cost: Money<C>;
  readonly fees: Money<C>;
  readonly rent: Money<C>;
  /** By step, then in the order of the options. */
  readonly purchases: readonly TermPurchase[];
  /** Units rented in each step. */
  readonly rented: Int32Array;
  /**
   * Potentials of the time line in the currency's unit: proof that nothing is cheaper. See the tests for how it is
   * checked.
   */
  readonly potentials: Float64Array;
}

/** Whole numbers that doubles hold in sums without rounding: 2^53, less what a path adds up. */
const EXACT = 2 ** 51;

/** The fee of a commitment that is paid by the step. */
export function feeOfTerm<C extends Currency>(reservedPerStep: Money<C>, termSteps: number): Money<C> {
  return reservedPerStep.times(termSteps);
}

/**
 * Decides when to buy commitments so that a known demand costs least, over all its steps.
 *
 * The least of sum F b_t + p sum o_t with n_t = b_t + ... + b_(t - term + 1) and n_t + o_t >= D_t. The matrix of these
 * rows has consecutive ones, so its best solution is whole, and it is a flow along the time line; deciding level by
 * level is not exact, since two levels that are each needed too seldom can take turns under one commitment. See
 * {@link cheapestFlow}. The horizon is the length of the demand.
 *
 * Takes one shortest path for each bundle of units: time grows with the steps times the units needed at most.
 *
 * @param demand units needed in each step, whole numbers of 0 or above
 * @throws UserError with every fault of demand and terms
 */
export function planOverlappingTerms<C extends Currency>(
  demand: ArrayLike<number>,
  terms: OverlappingTerms<C>,
): OverlappingPlan<C> {
  UserError.throwIfAny([...demandFaults(demand), ...termsFaults(terms)]);
  const { options, onDemandPerStep, owned = [] } = terms;
  const residual = Int32Array.from(demand, (units, step) => {
    const have = owned.reduce((sum, each) => sum + (step < each.expiresAtStep ? each.units : 0), 0);
    return Math.max(0, units - have);
  });
  const scale = scaleOf(onDemandPerStep, residual.length);
  const flow = cheapestFlow({
    demand: residual,
    rent: scaled(onDemandPerStep, scale),
    terms: options.map((option) => termArcs(option, terms, residual.length, scale)),
  });
  const purchases = purchasesOf(options, flow.starts, residual.length);
  const feeOf = (purchase: TermPurchase): Money<C> => {
    const option = options.find(({ id }) => id === purchase.option);
    const fee = option && feeFrom(option, terms.salvage, purchase.step, residual.length);
    return fee?.times(purchase.count) ?? Money.zero(onDemandPerStep.currency);
  };
  const fees = Money.sum(onDemandPerStep.currency, purchases.map(feeOf));
  const rent = onDemandPerStep.times(flow.rented.reduce((sum, units) => sum + units, 0));
  return {
    cost: fees.plus(rent),
    fees,
    rent,
    purchases,
    rented: flow.rented,
    potentials: flow.potentials.map((potential) => potential / scale.toNumber()),
  };
}

function purchasesOf(
  options: readonly TermOption[],
  starts: readonly Int32Array[],
  steps: number,
): readonly TermPurchase[] {
  return Array.from({ length: steps }, (_, step) =>
    options.flatMap(({ id }, index) => {
      const count = starts[index]?.[step] ?? 0;
      return count > 0 ? [{ step, option: id, count }] : [];
    }),
  ).flat();
}

/** What one commitment that starts at a step costs. */
function feeFrom<C extends Currency>(
  { feePerTerm, termSteps }: TermOption<C>,
  salvage: Salvage = "none",
  step: number,
  steps: number,
): Money<C> {
  const used = Math.min(termSteps, steps - step);
  return salvage === "none" || used === termSteps ? feePerTerm : feePerTerm.times(used).per(termSteps);
}

/** A fee counts a smallest unit more than it is, so that of plans which cost the same the one that buys less wins. */
function termArcs(
  option: TermOption,
  { salvage }: OverlappingTerms,
  steps: number,
  scale: Decimal,
): TermArcs {
  const { termSteps } = option;
  const fees = new Float64Array(steps).fill(scaled(option.feePerTerm, scale) + 1);
  for (let step = Math.max(0, steps - termSteps); step < steps; step += 1) {
    fees[step] = scaled(feeFrom(option, salvage, step, steps), scale) + 1;
  }
  return { termSteps, fees };
}

/**
 * The largest power of ten at which the rent of all steps stays exact in doubles: prices of up to 11 significant digits
 * are whole numbers then, and a fee's share is rounded in the twelfth.
 */
function scaleOf(onDemandPerStep: Money, steps: number): Decimal {
  const most = onDemandPerStep.amount.times(Math.max(1, steps));
  return most.isZero() ? new Decimal(1) : new Decimal(10).pow(new Decimal(EXACT).div(most).log(10).floor());
}

function scaled(price: Money, scale: Decimal): number {
  return price.amount.times(scale).round().toNumber();
}

function demandFaults(demand: ArrayLike<number>): readonly Fault[] {
  const faults: Fault[] = [];
  for (let step = 0; step < demand.length; step += 1) {
    faults.push(...wholeFaults(`demand[${step}]`, demand[step] ?? NaN, 0));
  }
  return faults;
}

function termsFaults({ options, onDemandPerStep, owned = [] }: OverlappingTerms): readonly Fault[] {
  const { currency } = onDemandPerStep;
  return [
    ...priceFaults("onDemandPerStep", onDemandPerStep, currency),
    ...options.flatMap(({ termSteps, feePerTerm }, index) => [
      ...wholeFaults(`options[${index}].termSteps`, termSteps, 1),
      ...priceFaults(`options[${index}].feePerTerm`, feePerTerm, currency),
    ]),
    ...owned.flatMap(({ units, expiresAtStep }, index) => [
      ...wholeFaults(`owned[${index}].units`, units, 0),
      ...wholeFaults(`owned[${index}].expiresAtStep`, expiresAtStep, 0),
    ]),
  ];
}
