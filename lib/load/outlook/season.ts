import { HOURS_PER_DAY, remainder, type EpochHour } from "../calendar";
import { LEAST_OBSERVED_SHARE, type Observations } from "./observed";

/** Days in a year of the Gregorian calendar, less the three leap days in 400 years that it leaves out. */
export const DAYS_PER_YEAR = 365.25;

/** Days of history from which a season of the year is looked for: it must have come round once. */
export const LEAST_SEASON_DAYS = 730;

const PHASES = 12;
const PHASE_DAYS = DAYS_PER_YEAR / PHASES;
/** A whole number of weeks, so that no weekday counts more in one phase than in another. */
const LEVEL_DAYS = 28;
/** Twice the chance spread must be left behind: with two years of history chance alone often reaches once of it. */
const CAUTION = 2;

/** How the load depends on the time of the year. */
export interface YearlySeason {
  /** Load in each twelfth of the year as a multiple of the year's mean, counted back from {@link end}. */
  readonly factors: readonly number[];
  /** Hour that the first twelfth ends with. */
  readonly end: EpochHour;
}

/**
 * Finds the season of the year; all factors are 1 where the history shows none.
 *
 * The season is the mean over the years of the change of the log level from each twelfth to the next, so that neither
 * growth nor a level that wanders enters it. It is shrunk by what chance alone would give: the factor is
 * max(0, 1 - 2 / F), F being the variance between the twelfths over that within them. Source of the shrinkage: James &
 * Stein, Estimation with Quadratic Loss, 1961, in the form of Copas, J. R. Statist. Soc. B 45 (1983) 311-354.
 *
 * @param daily load of each day, and whether it was observed
 * @param end hour that the last day ends with
 * @returns undefined when there are under {@link LEAST_SEASON_DAYS}, or a twelfth without load, or one that was never
 *   observed together with the one before
 */
export function yearlySeason(daily: Observations, end: EpochHour): YearlySeason | undefined {
  if (daily.requests.length < LEAST_SEASON_DAYS) return undefined;
  const levels = levelsBackwards(daily);
  if (levels.includes(0)) return undefined;
  const byPhase = Array.from({ length: PHASES }, (_, phase) => changesAt(levels, phase));
  if (byPhase.some((changes) => changes.length === 0)) return undefined;
  const means = byPhase.map(meanOf);
  const growth = meanOf(means);
  const kept = shareKept(byPhase, means, growth);
  const logs = [0];
  for (let phase = 0; phase < PHASES - 1; phase += 1) {
    logs.push((logs[phase] ?? 0) - kept * ((means[phase] ?? 0) - growth));
  }
  const factors = logs.map(Math.exp);
  const mean = meanOf(factors);
  return { factors: factors.map((factor) => factor / mean), end };
}

/** The factor at an hour, on straight lines between the middles of the twelfths. */
export function seasonAt({ factors, end }: YearlySeason, hour: EpochHour): number {
  const back = remainder((end - hour) / HOURS_PER_DAY / PHASE_DAYS - 0.5, PHASES);
  const phase = Math.floor(back);
  const [here = NaN, before = NaN] = [factors[phase], factors[(phase + 1) % PHASES]];
  return here + (before - here) * (back - phase);
}

/** Mean load of a day in the middle of each twelfth of a year, from the last one back; undefined where unobserved. */
function levelsBackwards({ requests, observed }: Observations): (number | undefined)[] {
  const levels: (number | undefined)[] = [];
  for (let phase = 0; ; phase += 1) {
    const to = Math.round(requests.length - (phase + 0.5) * PHASE_DAYS + LEVEL_DAYS / 2);
    const from = to - LEVEL_DAYS;
    if (from < 0) return levels;
    const seen = requests.subarray(from, to).filter((_, day) => observed[from + day] === 1);
    levels.push(seen.length < LEAST_OBSERVED_SHARE * LEVEL_DAYS ? undefined : meanOf(seen));
  }
}

/** Logarithm of the level of each twelfth with a place in the year over that of the one before. */
function changesAt(levels: readonly (number | undefined)[], place: number): number[] {
  const changes: number[] = [];
  for (let phase = place; phase < levels.length - 1; phase += PHASES) {
    const [level, before] = [levels[phase], levels[phase + 1]];
    if (level !== undefined && before !== undefined) changes.push(Math.log(level / before));
  }
  return changes;
}

function shareKept(
  byPhase: readonly (readonly number[])[],
  means: readonly number[],
  growth: number,
): number {
  const count = byPhase.reduce((sum, changes) => sum + changes.length, 0);
  let between = 0;
  let within = 0;
  for (const [phase, changes] of byPhase.entries()) {
    const mean = means[phase] ?? NaN;
    between += (changes.length * (mean - growth) ** 2) / (PHASES - 1);
    for (const change of changes) within += (change - mean) ** 2;
  }
  const spare = count - PHASES;
  return between > 0 && spare > 0 ? Math.max(0, 1 - (CAUTION * within) / spare / between) : 0;
}

function meanOf(values: Iterable<number>): number {
  let count = 0;
  let mean = 0;
  for (const value of values) {
    count += 1;
    mean += (value - mean) / count;
  }
  return mean;
}
