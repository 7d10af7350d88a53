import type { DayHistograms } from "./day-histograms";
import { LEAST_OBSERVED_SHARE } from "./observed";

/** Days whose level is one point of the line: whole weeks, long enough for one bad day not to count. */
const POINT_DAYS = 28;

/** Least points that a line spans: a year. */
const LEAST_POINTS = 13;

/**
 * Growth of the load per day, as the change of its natural logarithm: the median of the slopes between all pairs of
 * points, which a burst does not move far. Source: Sen, Estimates of the Regression Coefficient Based on Kendall's Tau,
 * Journal of the American Statistical Association 63 (1968) 1379-1389.
 *
 * @param toDay day before which the points end
 * @param memoryDays days looked back on at most
 * @param share quantile of the load that is followed
 * @returns 0 where the line spans fewer than {@link LEAST_POINTS} points, or fewer than half of them have load and were
 *   observed
 */
export function growthPerDay(
  histograms: DayHistograms,
  toDay: number,
  memoryDays: number,
  share: number,
): number {
  const count = Math.floor(Math.min(toDay, memoryDays) / POINT_DAYS);
  const days: number[] = [];
  const logs: number[] = [];
  for (let point = 0; point < count; point += 1) {
    const to = toDay - point * POINT_DAYS;
    if (histograms.observedDays(to - POINT_DAYS, to) < LEAST_OBSERVED_SHARE * POINT_DAYS) continue;
    const level = histograms.quantile(histograms.shares(to - POINT_DAYS, to), share);
    if (level <= 0) continue;
    days.push(to);
    logs.push(Math.log(level));
  }
  if (count < LEAST_POINTS || days.length < count / 2) return 0;
  const slopes = slopesBetween(days, logs).sort();
  const upper = slopes[Math.floor(slopes.length / 2)] ?? NaN;
  const lower = slopes[Math.ceil(slopes.length / 2) - 1] ?? NaN;
  return (lower + upper) / 2;
}

function slopesBetween(days: readonly number[], logs: readonly number[]): Float64Array {
  const slopes = new Float64Array((days.length * (days.length - 1)) / 2);
  let count = 0;
  for (let a = 1; a < days.length; a += 1) {
    for (let b = 0; b < a; b += 1) {
      slopes[count] = ((logs[a] ?? NaN) - (logs[b] ?? NaN)) / ((days[a] ?? NaN) - (days[b] ?? NaN));
      count += 1;
    }
  }
  return slopes;
}
