import { HOURS_PER_DAY, HOURS_PER_WEEK, remainder, type EpochHour } from "./calendar";
import type { LoadForecast } from "./forecast";
import type { LoadHistory } from "./history";
import { Xoshiro128 } from "./random";
import { HOURS_PER_STEP, meanOf, STEPS_PER_SEASON } from "./weekly-pattern";

/** Paths made when nothing is said. */
export const DEFAULT_PATHS = 200;

/** Most weeks of history that are drawn from: older ones show a level that has gone. */
export const MOST_WEEKS_DRAWN = 52;

/** How paths are drawn. */
export interface ScenarioOptions {
  /**
   * Number of paths, a whole number above 0.
   * @default 200
   */
  readonly count?: number;
  /** Seed, a whole number from 0 to 2^32 - 1: the same seed gives the same paths on every machine. */
  readonly seed: number;
}

/** Equally likely courses that the load of a term may take. */
export interface LoadScenarios {
  /** First hour of the term. */
  readonly start: EpochHour;
  /** Hours in the term. */
  readonly hours: number;
  readonly seed: number;
  /** Days that are drawn in one piece. */
  readonly blockDays: number;
  /** Weeks of history drawn from: each hour of a path is one of as many observed deviations. */
  readonly weeksDrawn: number;
  /** Each path holds the requests of each hour of the term, 0 or above; each is as likely as every other. */
  readonly paths: readonly Float64Array[];
  /** What a reader must know to judge the paths, as sentences without a full stop. */
  readonly notes: readonly string[];
}

/** What the past deviated from its own mean week, in whole weeks. */
interface Deviations {
  /** Hour that the first ratio belongs to. */
  readonly start: EpochHour;
  /** For each hour its requests divided by the mean over the weeks for that hour of the week; 1 where that is 0. */
  readonly ratios: Float64Array;
  readonly weeks: number;
}

/**
 * Draws equally likely paths of the hourly load: the forecast times what the past deviated from its mean week.
 *
 * A seasonal block bootstrap: deviations are drawn in blocks of consecutive whole days that start at the same hour of
 * the week as the day they are drawn for, from any of the last whole weeks, each equally likely, and run on from the
 * last week to the first. So a path keeps the swings of a day and what goes with an hour of the week, and the mean of
 * all possible paths is the forecast itself. A block has the smallest number of days whose cube is not below the
 * number of days drawn from. Sources: Künsch, Annals of Statistics 17 (1989) 1217-1241 (blocks); Politis & Romano, A
 * Circular Block-Resampling Procedure, 1992 (circular); Dudek, Leskow, Paparoditis & Politis, Journal of Time Series
 * Analysis 35 (2014) 89-114 (seasonal); Hall, Horowitz & Jing, Biometrika 82 (1995) 561-574 (length n^(1/3)).
 *
 * @param forecast of the same history
 * @throws RangeError when `count` is not a whole number above 0 or the seed out of range
 */
export function scenarioPaths(
  history: LoadHistory,
  forecast: LoadForecast,
  { count = DEFAULT_PATHS, seed }: ScenarioOptions,
): LoadScenarios {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`count must be a whole number above 0, got: ${count}`);
  }
  const random = Xoshiro128.seeded(seed);
  const deviations = deviationsOf(history);
  const blockDays = blockLength(deviations.ratios.length / HOURS_PER_DAY);
  const blockHours = blockDays * HOURS_PER_DAY;
  return {
    start: forecast.start,
    hours: forecast.requests.length,
    seed,
    blockDays,
    weeksDrawn: deviations.weeks,
    paths: Array.from({ length: count }, () => drawPath(forecast, deviations, blockHours, random)),
    notes: [
      `each path repeats deviations of the last ${deviations.weeks} weeks from their mean week, ` +
        `in blocks of ${blockDays} days drawn at random with the seed ${seed}`,
      "the paths differ from day to day and week to week; a lasting rise or fall of the load is not among them, " +
        "nor a peak higher in proportion than the history has seen at that hour of the week",
    ],
  };
}

function drawPath(
  { start, requests }: LoadForecast,
  { start: drawnFrom, ratios, weeks }: Deviations,
  blockHours: number,
  random: Xoshiro128,
): Float64Array {
  const path = new Float64Array(requests.length);
  for (let from = 0; from < path.length; from += blockHours) {
    const aligned = remainder(start + from - drawnFrom, HOURS_PER_WEEK);
    const source = aligned + random.below(weeks) * HOURS_PER_WEEK;
    const to = Math.min(from + blockHours, path.length);
    for (let hour = from; hour < to; hour += 1) {
      const ratio = ratios[(source + hour - from) % ratios.length] ?? NaN;
      path[hour] = (requests[hour] ?? NaN) * ratio;
    }
  }
  return path;
}

/** Whole weeks are counted from the end of the history, so that every hour of the week is there equally often. */
function deviationsOf({ start, step, requests }: LoadHistory): Deviations {
  const season = STEPS_PER_SEASON[step];
  const hoursPerStep = HOURS_PER_STEP[step];
  const weeks = Math.min(Math.floor(requests.length / season), MOST_WEEKS_DRAWN);
  const first = requests.length - weeks * season;
  const drawn = requests.slice(first);
  const means = Array.from({ length: season }, (_, slot) =>
    meanOf(drawn.filter((__, index) => index % season === slot)),
  );
  const ratios = new Float64Array(weeks * HOURS_PER_WEEK);
  for (const hour of ratios.keys()) {
    const index = Math.floor(hour / hoursPerStep);
    const mean = means[index % season] ?? NaN;
    ratios[hour] = mean > 0 ? (drawn[index] ?? NaN) / mean : 1;
  }
  return { start: start + first * hoursPerStep, ratios, weeks };
}

function blockLength(days: number): number {
  let length = 1;
  while (length ** 3 < days) length += 1;
  return length;
}
