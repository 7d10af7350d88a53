import Decimal from "decimal.js";
import type { Currency, Money } from "../../definition/money";
import { known, none, type Figure } from "../../definition/figure";
import { HOURS_PER_MONTH } from "../../definition/units";
import { billingMonth, presentValueHours } from "./billing-discount";
import { presentFee, type CommitmentOption, type OneDateTerms } from "./commitments";
import type { OneDatePlan } from "./one-date";
import type { PooledDemand } from "./pooled-demand";

/**
 * Share of the term in which a commitment must be used for it to cost no more than renting: u* = PV(commitment) /
 * PV(on demand all the time), upfront fee and interest included.
 *
 * @returns undefined when on demand costs nothing
 */
export function breakEvenUtilisation<C extends Currency>(
  option: CommitmentOption<C>,
  onDemandHourly: Money<C>,
  yearlyRate: number,
): Decimal | undefined {
  const hours = presentValueHours(option.termHours, yearlyRate);
  const units = option.unitsPerCommitment ?? 1;
  return presentFee(option, yearlyRate).shareOf(onDemandHourly.times(units).times(hours));
}

/**
 * Month, counted from 1, at whose end a plan has cost no more than renting everything, and from which on it stays so up
 * to the horizon. Without interest, over the expected demand.
 */
export function paybackMonth<C extends Currency>(
  plan: OneDatePlan<C>,
  demand: PooledDemand,
  terms: OneDateTerms<C>,
): Figure<number> {
  if (plan.purchases.length === 0) return none("nothing is committed to");
  const months = Math.ceil(terms.horizonHours / HOURS_PER_MONTH);
  const spared = sparedHours(plan, demand, terms, months);
  let payback: number | undefined;
  let balance = plan.upfront.times(-1);
  for (let month = 1; month <= months; month += 1) {
    const rent = terms.onDemandHourly.times(spared[month - 1] ?? 0).per(demand.paths);
    balance = balance.plus(rent).minus(hourlyFees(plan, month, terms));
    if (balance.amount.isNegative()) payback = undefined;
    else payback ??= month;
  }
  return payback === undefined
    ? none(`the plan does not pay back within ${terms.horizonHours} hours`)
    : known(payback);
}

/** Hourly fees of the commitments in one month. */
function hourlyFees<C extends Currency>(
  plan: OneDatePlan<C>,
  month: number,
  terms: OneDateTerms<C>,
): Money<C> {
  const from = (month - 1) * HOURS_PER_MONTH;
  const fees = plan.purchases.map(({ option, count }) => {
    const hours = Math.max(0, Math.min(option.termHours - from, HOURS_PER_MONTH));
    return option.hourly.times(count).times(hours);
  });
  return fees.reduce((sum, fee) => sum.plus(fee), terms.onDemandHourly.times(0));
}

/** For each month the unit hours, over all paths, that the commitments save from renting. */
function sparedHours(
  plan: OneDatePlan,
  demand: PooledDemand,
  { owned = [] }: OneDateTerms,
  months: number,
): Float64Array {
  const spared = new Float64Array(months);
  for (const [cell, { from, to }] of demand.cells.entries()) {
    const own = owned.reduce((sum, each) => sum + (each.expiresAtHour >= to ? each.units : 0), 0);
    const bought = plan.purchases.reduce((sum, { option, count }) => {
      return sum + (option.termHours >= to ? count * (option.unitsPerCommitment ?? 1) : 0);
    }, 0);
    const month = billingMonth(from) - 1;
    demand.hoursAt(cell).forEach((hours, level) => {
      const units = Math.min(Math.max(0, level - own), bought);
      spared[month] = (spared[month] ?? 0) + hours * units;
    });
  }
  return spared;
}
