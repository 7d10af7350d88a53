import { agrees } from "./matching";
import type { Bill } from "./bill";

const SECONDS_PER_HOUR = 3600;

/**
 * Share of the hours in which at least k instances ran, for k = 1, 2, ... up to the most that ran; an instance that ran
 * for a part of an hour counts as that part. This is the curve that the plan's rule decides by, from the hours as they
 * were.
 *
 * @param months `YYYY-MM`, over whose hours the shares are
 * @returns undefined where the bill does not tell hours one by one
 */
export function durationCurve(
  fleet: { readonly region: string; readonly instanceType: string },
  bill: Bill,
  months: readonly { readonly month: string; readonly hours: number }[],
): readonly number[] | undefined {
  if (bill.step !== "hour") return undefined;
  const total = months.reduce((sum, { hours }) => sum + hours, 0);
  const perHour = runningByHour(fleet, bill);
  const levels: number[] = [];
  for (const { month, hours } of months) {
    const first = Date.parse(`${month}-01T00:00:00Z`) / 1000 / SECONDS_PER_HOUR;
    for (let hour = first; hour < first + hours; hour += 1) addLevels(levels, perHour.get(hour) ?? 0);
  }
  return levels.map((hours) => Math.min(1, hours / total));
}

function runningByHour(
  { region, instanceType }: { readonly region: string; readonly instanceType: string },
  bill: Bill,
): ReadonlyMap<number, number> {
  const own = bill.instanceHours.filter(
    (each) => each.instanceType === instanceType && agrees(region, each.region),
  );
  const [first] = own;
  if (own.length === 1 && first) return first.byHour;
  const sum = new Map<number, number>();
  for (const { byHour } of own) {
    for (const [hour, instances] of byHour) sum.set(hour, (sum.get(hour) ?? 0) + instances);
  }
  return sum;
}

function addLevels(levels: number[], running: number): void {
  for (let level = 0; level < running; level += 1) {
    levels[level] = (levels[level] ?? 0) + Math.min(1, running - level);
  }
}
