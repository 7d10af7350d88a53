import Decimal from "decimal.js";
import { UserError, type Fault } from "../../definition/errors";
import { Money, type Currency } from "../../definition/money";
import { numberFaults, priceFaults } from "./commitments";

/** Usage of one kind that a Savings Plan covers, such as hours of one instance type in one region. */
export interface PlanUsage<C extends Currency = Currency> {
  readonly id: string;
  /** Price of one unit on demand. */
  readonly onDemand: Money<C>;
  /** Price of one unit under the plan: above 0 and not above the price on demand. */
  readonly planRate: Money<C>;
  /** Units used in each hour, 0 or above; as many hours for every kind. */
  readonly unitsByHour: ArrayLike<number>;
}

/** What an hourly commitment comes to, each figure for an average hour. */
export interface SavingsPlanCost<C extends Currency = Currency> {
  /** Committed for every hour, used or not. */
  readonly commitment: Money<C>;
  /** The commitment and what is left on demand. */
  readonly cost: Money<C>;
  /** What the commitment does not cover, at the price on demand. */
  readonly leftOnDemand: Money<C>;
  /** Everything on demand. */
  readonly allOnDemand: Money<C>;
  /** What the plan saves; negative when it costs more than it saves. */
  readonly saving: Money<C>;
  /** The same with every payment at its discount; see {@link PlanPayment}. */
  readonly presentSaving: Money<C>;
  /** Share of the commitment that is used. */
  readonly utilisation: number;
}

/** When a plan and what it leaves on demand are paid for. */
export interface PlanPayment<C extends Currency = Currency> {
  /**
   * Present value of one unit of money paid for each hour of the usage.
   * @default 1 for every hour
   */
  readonly discounts?: ArrayLike<number>;
  /**
   * Share of the commitment that is paid at once, from 0 to 1.
   * @default 0
   */
  readonly upfrontShare?: number;
  /**
   * Most that can be committed to for an hour.
   * @default what is sold
   */
  readonly most?: Money<C>;
}

/**
 * Commitments that can be bought, in the currency's unit an hour: from 0.001 to 1,000,000, with five decimals.
 * Source: AWS Savings Plans API, CreateSavingsPlan, commitment.
 */
export const SOLD_COMMITMENTS = { least: "0.001", most: "1000000", step: "0.00001" } as const;

/**
 * The hourly commitment that costs least of all that are sold; see {@link SOLD_COMMITMENTS}. It may be nothing.
 *
 * In each hour a plan covers the usage with the highest share of saving first, and of equal shares the one with the
 * lowest rate; what it does not use is lost. Source: AWS Savings Plans User Guide, Understanding how Savings Plans apply
 * to your usage. So one more unit of commitment saves less and less in every hour, and the cost is convex and piecewise
 * linear in the commitment. It bends where some hour passes from one kind of usage to the next. All bends are walked
 * through in order until the cost no longer falls: exact, and the best that is sold is one of its neighbours, or nothing.
 * With discounts each hour weighs what its payment is worth, and what is paid at once weighs in full.
 *
 * @throws UserError with every fault of the usage
 */
export function planSavingsCommitment<C extends Currency>(
  usage: readonly PlanUsage<C>[],
  currency: C,
  payment: PlanPayment<C> = {},
): SavingsPlanCost<C> {
  UserError.throwIfAny(usageFaults(usage, currency));
  const { least, step } = SOLD_COMMITMENTS;
  const nothing = costOfCommitment(usage, Money.zero(currency), payment);
  const most = mostSold(payment.most);
  if (most.lt(least)) return nothing;
  const steps = new Decimal(leastCostCommitment(byShareOfSaving(usage), payment)).div(step);
  const sold = [steps.floor(), steps.ceil()].map((count) => count.times(step).clamp(least, most));
  return sold
    .map((commitment) => costOfCommitment(usage, Money.of(commitment, currency), payment))
    .reduce((best, other) => (other.presentSaving.compare(best.presentSaving) > 0 ? other : best), nothing);
}

/** The highest commitment that is sold within a limit. */
function mostSold(limit: Money | undefined): Decimal {
  const { most, step } = SOLD_COMMITMENTS;
  const within = limit === undefined ? new Decimal(most) : Decimal.min(most, limit.amount);
  return within.div(step).floor().times(step);
}

/** What any commitment costs; see {@link planSavingsCommitment}. */
export function costOfCommitment<C extends Currency>(
  usage: readonly PlanUsage<C>[],
  commitment: Money<C>,
  payment: PlanPayment<C> = {},
): SavingsPlanCost<C> {
  const ordered = byShareOfSaving(usage);
  const hours = Math.max(1, hoursOf(usage));
  const left = ordered.map(() => 0);
  const covered = ordered.map(() => 0);
  const perHour = commitment.amount.toNumber();
  let unused = 0;
  for (let hour = 0; hour < hours; hour += 1) {
    let budget = perHour;
    for (const [index, { unitsByHour, rate }] of ordered.entries()) {
      const units = unitsByHour[hour] ?? 0;
      const paidFor = Math.min(units, budget / rate);
      budget = Math.max(0, budget - paidFor * rate);
      left[index] = (left[index] ?? 0) + units - paidFor;
      covered[index] = (covered[index] ?? 0) + paidFor * discountOf(payment, hour);
    }
    unused += budget;
  }
  const { currency } = commitment;
  const total = (units: (index: number) => number): Money<C> =>
    Money.sum(
      currency,
      ordered.map(({ onDemand }, index) => onDemand.times(units(index)).per(hours)),
    );
  const leftOnDemand = total((index) => left[index] ?? 0);
  const allOnDemand = total((index) => unitsOf(ordered[index]));
  const cost = commitment.plus(leftOnDemand);
  return {
    commitment,
    cost,
    leftOnDemand,
    allOnDemand,
    saving: allOnDemand.minus(cost),
    presentSaving: total((index) => covered[index] ?? 0).minus(
      commitment.times(feeHours(payment, hours)).per(hours),
    ),
    utilisation: perHour === 0 ? 0 : 1 - unused / hours / perHour,
  };
}

function discountOf({ discounts }: PlanPayment, hour: number): number {
  return discounts === undefined ? 1 : (discounts[hour] ?? 0);
}

/** Present value of committing to one unit of money for every hour. */
function feeHours(payment: PlanPayment, hours: number): number {
  const { upfrontShare = 0 } = payment;
  let discounted = 0;
  for (let hour = 0; hour < hours; hour += 1) discounted += discountOf(payment, hour);
  return upfrontShare * hours + (1 - upfrontShare) * discounted;
}

/** Usage with its prices as doubles. */
interface RatedUsage<C extends Currency> extends PlanUsage<C> {
  readonly rate: number;
  /** What one unit of money under the plan buys at the price on demand. */
  readonly worth: number;
}

function byShareOfSaving<C extends Currency>(usage: readonly PlanUsage<C>[]): readonly RatedUsage<C>[] {
  return usage
    .map((each) => ({
      ...each,
      rate: each.planRate.amount.toNumber(),
      worth: each.onDemand.amount.div(each.planRate.amount).toNumber(),
    }))
    .sort((a, b) => b.worth - a.worth || a.rate - b.rate || (a.id < b.id ? -1 : 1));
}

/** Where the cost stops falling. */
function leastCostCommitment(ordered: readonly RatedUsage<Currency>[], payment: PlanPayment): number {
  const hours = hoursOf(ordered);
  const fee = feeHours(payment, hours);
  const bends: { readonly at: number; readonly lost: number }[] = [];
  let worth = 0;
  for (let hour = 0; hour < hours; hour += 1) {
    const used = ordered.filter(({ unitsByHour }) => (unitsByHour[hour] ?? 0) > 0);
    const discount = discountOf(payment, hour);
    worth += discount * (used[0]?.worth ?? 0);
    let at = 0;
    for (const [index, each] of used.entries()) {
      at += (each.unitsByHour[hour] ?? 0) * each.rate;
      bends.push({ at, lost: discount * (each.worth - (used[index + 1]?.worth ?? 0)) });
    }
  }
  bends.sort((a, b) => a.at - b.at);
  let commitment = 0;
  for (const { at, lost } of bends) {
    if (worth <= fee * (1 + ROUNDING_ERROR)) break;
    commitment = at;
    worth -= lost;
  }
  return commitment;
}

/** What is worth as much as it costs must not be bought because of the last binary digits of a sum. */
const ROUNDING_ERROR = 1e-12;

function hoursOf(usage: readonly PlanUsage[]): number {
  return usage[0]?.unitsByHour.length ?? 0;
}

function unitsOf(usage: PlanUsage | undefined): number {
  return Array.from(usage?.unitsByHour ?? []).reduce((sum, units) => sum + units, 0);
}

function usageFaults(usage: readonly PlanUsage[], currency: Currency): readonly Fault[] {
  const hours = hoursOf(usage);
  return usage.flatMap(({ onDemand, planRate, unitsByHour }, index) => {
    const path = `usage[${index}]`;
    const isOrdered =
      planRate.currency !== onDemand.currency ||
      (!planRate.amount.isZero() && planRate.compare(onDemand) <= 0);
    return [
      ...priceFaults(`${path}.onDemand`, onDemand, currency),
      ...priceFaults(`${path}.planRate`, planRate, currency),
      ...(isOrdered
        ? []
        : [
            {
              path: `${path}.planRate`,
              found: planRate.toString(),
              message: "the plan's rate is nothing, or above the price on demand",
              allowed: `above 0, at most ${onDemand.toString()}`,
              action: "leave out what the plan does not cover",
            },
          ]),
      ...numberFaults(
        `${path}.unitsByHour.length`,
        unitsByHour.length,
        `${hours}, as the first has`,
        (length) => {
          return length === hours;
        },
      ),
      ...Array.from(unitsByHour).flatMap((units, hour) =>
        numberFaults(`${path}.unitsByHour[${hour}]`, units, "0 or above", (value) => value >= 0),
      ),
    ];
  });
}
