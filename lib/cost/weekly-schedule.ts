import { DAYS_PER_WEEK, HOURS_PER_DAY, HOURS_PER_WEEK, hourOfWeek, type EpochHour } from "../load";

/** Actions that one Auto Scaling group may hold. Source: Amazon EC2 Auto Scaling, quotas, scheduled actions per group. */
export const MOST_SCHEDULED_ACTIONS = 125;

/** Weeks at the beginning of a forecast that a schedule is made from: what comes next, not the mean of a year. */
const WEEKS_LOOKED_AT = 4;

/** From an hour of the week on, a group has a least number of instances, until the next step. */
export interface ScheduleStep {
  /** 0 is Monday 00:00 UTC, 167 Sunday 23:00 UTC. */
  readonly hourOfWeek: number;
  readonly leastInstances: number;
  /** Whether the step before asked for fewer: these instances must be there when the hour begins. */
  readonly rises: boolean;
}

/**
 * Instances that each hour of the week is expected to need: the highest of the first four weeks of a forecast.
 *
 * @param instances expected in each hour of the term, not rounded
 * @param start first hour of the term
 * @returns 168 whole numbers from Monday 00:00 UTC on; 0 for an hour of the week that the term does not hold
 */
export function weeklyNeed(instances: ArrayLike<number>, start: EpochHour): readonly number[] {
  const need = new Array<number>(HOURS_PER_WEEK).fill(0);
  const hours = Math.min(instances.length, WEEKS_LOOKED_AT * HOURS_PER_WEEK);
  for (let hour = 0; hour < hours; hour += 1) {
    const slot = hourOfWeek(start + hour);
    need[slot] = Math.max(need[slot] ?? 0, Math.ceil((instances[hour] ?? 0) - ROUNDING_ERROR));
  }
  return need;
}

const ROUNDING_ERROR = 1e-9;

/**
 * The steps by which a group's least number of instances follows the week.
 *
 * Hours with the same need make one step. Where that gives more steps than a group may hold, neighbours are joined at
 * the higher need, so that no hour has fewer instances than it needs and the instance-hours added are the least there
 * are with the week's highest rise kept: a dynamic programme over the week, cut open there.
 *
 * @param need of each hour of the week; see {@link weeklyNeed}
 * @param bounds least and most instances of the group: a need outside is brought inside
 * @param mostSteps
 * @returns steps by hour of the week; none where every hour needs the same
 */
export function weeklySchedule(
  need: readonly number[],
  bounds: { readonly least: number; readonly most: number },
  mostSteps: number = MOST_SCHEDULED_ACTIONS,
): readonly ScheduleStep[] {
  const bounded = need.map((each) => Math.min(bounds.most, Math.max(bounds.least, each)));
  const before = (hour: number): number => bounded.at(hour - 1) ?? 0;
  const starts = [...bounded.keys()].filter((hour) => bounded[hour] !== before(hour));
  if (starts.length === 0) return [];
  const first = starts.reduce((best, hour) =>
    (bounded[hour] ?? 0) - before(hour) > (bounded[best] ?? 0) - before(best) ? hour : best,
  );
  const opened = [...bounded.slice(first), ...bounded.slice(0, first)];
  const steps = joined(opened, mostSteps).map(({ from, level }) => ({
    hourOfWeek: (from + first) % bounded.length,
    leastInstances: level,
  }));
  return steps
    .map((step, index) => ({
      ...step,
      rises: step.leastInstances > (steps.at(index - 1)?.leastInstances ?? 0),
    }))
    .sort((a, b) => a.hourOfWeek - b.hourOfWeek);
}

/** A run of hours at one level. */
interface Run {
  readonly from: number;
  readonly level: number;
}

/** The cheapest cover of the levels by at most so many runs, none of them below the levels that it covers. */
function joined(levels: readonly number[], mostRuns: number): readonly Run[] {
  const runs = runsOf(levels);
  if (runs.length <= mostRuns) return runs;
  const from = Int32Array.from([...runs.map((run) => run.from), levels.length]);
  // cuts[k][j]: where the last of k runs begins that cover the first j at the least cost.
  const cuts: Int32Array[] = [];
  let before = new Float64Array(runs.length + 1).fill(Infinity).fill(0, 0, 1);
  for (let k = 1; k <= mostRuns; k += 1) {
    const cost = new Float64Array(runs.length + 1).fill(Infinity);
    const cut = new Int32Array(runs.length + 1);
    for (let j = k; j <= runs.length; j += 1) {
      let level = 0;
      for (let i = j - 1; i >= k - 1; i -= 1) {
        level = Math.max(level, runs[i]?.level ?? 0);
        const total = (before[i] ?? 0) + level * ((from[j] ?? 0) - (from[i] ?? 0));
        if (total >= (cost[j] ?? 0)) continue;
        cost[j] = total;
        cut[j] = i;
      }
    }
    cuts.push(cut);
    before = cost;
  }
  const cover: Run[] = [];
  let end = runs.length;
  for (const cut of cuts.reverse()) {
    const start = cut[end] ?? 0;
    cover.unshift({ from: from[start] ?? 0, level: highest(runs.slice(start, end)) });
    end = start;
  }
  return cover.filter((run, index) => run.level !== cover[index - 1]?.level);
}

function highest(runs: readonly Run[]): number {
  return Math.max(...runs.map((run) => run.level));
}

function runsOf(levels: readonly number[]): readonly Run[] {
  return levels
    .map((level, from) => ({ from, level }))
    .filter(({ from, level }) => level !== levels[from - 1]);
}

/** Minutes before a rise at which the instances are asked for, so that they have started when the hour begins. */
const LEAD_MINUTES = 10;

/**
 * When a step is taken, in UTC, as Unix cron says it. A rise comes ten minutes early, so that its instances have
 * started when the hour begins.
 */
export function cronOf({ hourOfWeek: slot, rises }: ScheduleStep): string {
  const minute = (slot * 60 - (rises ? LEAD_MINUTES : 0) + MINUTES_PER_WEEK) % MINUTES_PER_WEEK;
  const day = Math.floor(minute / (HOURS_PER_DAY * 60));
  const hour = Math.floor(minute / 60) % HOURS_PER_DAY;
  return `${minute % 60} ${hour} * * ${(day + 1) % DAYS_PER_WEEK}`;
}

const MINUTES_PER_WEEK = HOURS_PER_WEEK * 60;
