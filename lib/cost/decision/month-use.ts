import Decimal from "decimal.js";
import type { EpochHour } from "../../load";
import type { OwnedCommitment } from "../planner/commitments";
import type { PooledDemand } from "../planner/pooled-demand";
import { calendarMonths, type CalendarMonth } from "./calendar-months";

/** Instances that are committed to for a time. */
export interface Commitment {
  readonly count: number;
  /** Hours from the purchase date that they are committed for. */
  readonly termHours: number;
}

/** Expected use of instances in one month of the calendar, in instance hours. */
export interface MonthUse extends CalendarMonth {
  /** What the load needs, without what is covered by commitments that were owned before. */
  readonly needed: Decimal;
  /** Hours of each commitment, needed or not, in the order given. */
  readonly committed: readonly Decimal[];
  /** Committed hours that the load needs. */
  readonly used: Decimal;
  /** Hours beyond all commitments. */
  readonly rented: Decimal;
}

/** Decimal places that instance hours are rounded to: the paths' own for up to a million paths. */
const HOUR_DECIMALS = 6;

/**
 * What the load of a term is expected to need in each month of the calendar, and how much of that is committed.
 *
 * @param demand cut where months of the calendar begin and where commitments end; see {@link monthCuts}
 */
export function monthUse(
  demand: PooledDemand,
  start: EpochHour,
  commitments: readonly Commitment[],
  owned: readonly OwnedCommitment[] = [],
): readonly MonthUse[] {
  const months = calendarMonths(start, demand.horizonHours);
  const sums = months.map(() => ({ needed: 0, used: 0 }));
  for (const [index, cell] of demand.cells.entries()) {
    const sum = sums[months.findIndex(({ toHour }) => cell.from < toHour)];
    if (sum === undefined) throw new RangeError("the demand reaches beyond the term's months");
    const before = unitsAt(
      owned.map((each) => [each.units, each.expiresAtHour]),
      cell.to,
    );
    const bought = unitsAt(
      commitments.map((each) => [each.count, each.termHours]),
      cell.to,
    );
    demand.hoursAt(index).forEach((hours, level) => {
      const above = Math.max(0, level - before);
      sum.needed += above * hours;
      sum.used += Math.min(above, bought) * hours;
    });
  }
  return months.map((month, index) => {
    const { needed = 0, used = 0 } = sums[index] ?? {};
    const expected = (total: number): Decimal =>
      new Decimal(total).div(demand.paths).toDecimalPlaces(HOUR_DECIMALS, Decimal.ROUND_HALF_EVEN);
    return {
      ...month,
      needed: expected(needed),
      used: expected(used),
      rented: expected(needed).minus(expected(used)),
      committed: commitments.map(({ count, termHours }) =>
        new Decimal(Math.max(0, Math.min(month.toHour, termHours) - month.fromHour)).times(count),
      ),
    };
  });
}

/** Hours at which a demand must be cut so that its cells lie within months of the calendar. */
export function monthCuts(start: EpochHour, hours: number): readonly number[] {
  return calendarMonths(start, hours)
    .map(({ fromHour }) => fromHour)
    .filter((hour) => hour > 0);
}

/** Units of all that still last at the end of a cell, inside of which nothing ends. */
function unitsAt(each: readonly (readonly [units: number, ends: number])[], hour: number): number {
  return each.reduce((sum, [units, ends]) => (ends >= hour ? sum + units : sum), 0);
}
