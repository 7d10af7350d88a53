import Decimal from "decimal.js";
import type { Money } from "../definition/money";
import { HOURS_PER_MONTH, HOURS_PER_YEAR } from "../definition/units";
import { hoursByLevel, reservedCount, utilisationByLevel } from "./commitment";
import type { InstanceDemand } from "./demand";

/** A reservation that can be bought: paid by the hour, used or not. */
export interface ReservationOption {
  readonly termYears: 1 | 3;
  readonly payment: "noUpfront";
  readonly hourly: Money;
}

/** What an instance costs, and how it may be bought. */
export interface PurchaseTerms {
  readonly onDemandHourly: Money;
  /** Options whose term is allowed; at least one. */
  readonly options: readonly ReservationOption[];
  /** Interest per year, 0.08 is 8 %. */
  readonly yearlyRate: number;
}

/** One way to buy, and what it costs. */
export interface Purchase {
  /** Undefined when nothing is reserved. */
  readonly option: ReservationOption | undefined;
  /** Instances reserved for the whole term. */
  readonly reserved: number;
  /** Expected cost of an average month of 730 hours, not discounted. */
  readonly monthlyCost: Money;
  /** Present value of the expected cost over the term, per hour of present value: what options of different terms are compared by. */
  readonly levelisedHourly: number;
}

/** The decision: how many instances to reserve, how many to rent, and what that costs. */
export interface PurchasePlan {
  readonly chosen: Purchase;
  /** The next best way to buy. */
  readonly runnerUp: Purchase;
  /** Everything rented by the hour. */
  readonly allOnDemand: Purchase;
  /** The option that the break-even is reckoned for: the chosen one, or the best there was when nothing is reserved. */
  readonly option: ReservationOption;
  /** Share of hours that an instance must be needed in for a reservation to pay. */
  readonly breakEvenUtilisation: Decimal;
  /** Most instances needed at once. */
  readonly peak: number;
  /** Instances rented on demand on average, over all hours. */
  readonly averageOnDemand: number;
}

/**
 * Share of the term in which an instance must be needed for a reservation to cost no more than renting:
 * u* = PV(reserved) / PV(on demand all the time). Both are paid hour by hour, so discounting cancels out.
 */
export function breakEvenUtilisation(option: ReservationOption, onDemandHourly: Money): Decimal {
  return option.hourly.shareOf(onDemandHourly) ?? new Decimal(Infinity);
}

/**
 * Decides how many instances to reserve so that the expected cost is least.
 *
 * @param demand paths at least as long as the longest option's term
 * @throws RangeError when a path is shorter than an option's term, or there is no option
 */
export function planPurchase(demand: InstanceDemand, terms: PurchaseTerms): PurchasePlan {
  const ways = terms.options.map((option) => waysToBuy(demand, terms, option));
  const [of] = [...ways].sort((a, b) => byCost(a.best, b.best));
  if (of === undefined) throw new RangeError("there is no reservation option to decide on");
  const { option, best: chosen, allOnDemand, hours } = of;
  const others = ways.flatMap((way) => way.purchases).filter((purchase) => !sameThing(purchase, chosen));
  const [runnerUp = allOnDemand] = others.sort(byCost);
  return {
    chosen,
    runnerUp,
    allOnDemand,
    option,
    breakEvenUtilisation: breakEvenUtilisation(option, terms.onDemandHourly),
    peak: hours.length,
    averageOnDemand: sumAbove(hours, chosen.reserved) / pathHours(of.demand),
  };
}

/** What can be bought of one option, and the demand over its term. */
interface Ways {
  readonly option: ReservationOption;
  readonly demand: InstanceDemand;
  /** Hours in which at least k instances are needed, for k up to the peak. */
  readonly hours: readonly number[];
  /** What the quantile rule says; it is exact, so rounding of the costs has no say in it. */
  readonly best: Purchase;
  readonly allOnDemand: Purchase;
  /** The best, its neighbours and all on demand: the cost rises on both sides of the best. */
  readonly purchases: readonly Purchase[];
}

function waysToBuy(whole: InstanceDemand, terms: PurchaseTerms, option: ReservationOption): Ways {
  const demand = firstHours(whole, option.termYears * HOURS_PER_YEAR);
  const breakEven = breakEvenUtilisation(option, terms.onDemandHourly).toNumber();
  const utilisation = utilisationByLevel(demand, terms.yearlyRate);
  const hours = hoursByLevel(demand);
  const buy = (reserved: number): Purchase => ({
    option: reserved === 0 ? undefined : option,
    reserved,
    monthlyCost: monthlyCost(terms, option, reserved, sumAbove(hours, reserved), pathHours(demand)),
    levelisedHourly:
      option.hourly.amount.times(reserved).toNumber() +
      terms.onDemandHourly.amount.times(sumAbove(utilisation, reserved)).toNumber(),
  });
  const count = reservedCount(utilisation, breakEven);
  const best = buy(count);
  const allOnDemand = count === 0 ? best : buy(0);
  const neighbours = [count - 1, count + 1].filter((each) => each > 0 && each <= hours.length).map(buy);
  return { option, demand, hours, best, allOnDemand, purchases: [best, allOnDemand, ...neighbours] };
}

/** Divides last, so that an amount which decimals can hold comes out exact. */
function monthlyCost(
  terms: PurchaseTerms,
  option: ReservationOption,
  reserved: number,
  rentedHours: number,
  hours: number,
): Money {
  return option.hourly
    .times(reserved)
    .times(hours)
    .plus(terms.onDemandHourly.times(rentedHours))
    .times(HOURS_PER_MONTH)
    .per(hours);
}

/** What the levels above a number of instances add up to: the instances that are needed above it. */
function sumAbove(byLevel: readonly number[], reserved: number): number {
  return byLevel.slice(reserved).reduce((sum, each) => sum + each, 0);
}

function firstHours(demand: InstanceDemand, hours: number): InstanceDemand {
  if (demand.hours < hours) {
    throw new RangeError(`the demand covers ${demand.hours} hours, a term of ${hours} was asked for`);
  }
  return { hours, paths: demand.paths.map((path) => path.subarray(0, hours)) };
}

/** Hours of all paths together. */
function pathHours(demand: InstanceDemand): number {
  return demand.hours * demand.paths.length;
}

function byCost(a: Purchase, b: Purchase): number {
  return a.levelisedHourly - b.levelisedHourly || a.reserved - b.reserved;
}

function sameThing(a: Purchase, b: Purchase): boolean {
  return a.reserved === b.reserved && a.option === b.option;
}
