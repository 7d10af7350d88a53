import { HOURS_PER_DAY, type EpochHour } from "../calendar";
import type { LoadHistory } from "../history";
import { DayHistograms } from "./day-histograms";
import { judgeMemories, type Memory } from "./memories";
import { describeOutlook } from "./notes";
import { dailyRequests, freeOfSeason, hoursOfWholeWeeks, wholeDays } from "./past-days";
import { coursesOf, expectedOf, pathDrawer, type PathSource } from "./paths";
import { yearlySeason, type YearlySeason } from "./season";

export type { Memory } from "./memories";
export type { YearlySeason } from "./season";

/** Paths drawn when nothing is said. */
export const DEFAULT_OUTLOOK_PATHS = 10_000;

/** Least days of history that an outlook is made from: one whole week. */
export const LEAST_OUTLOOK_DAYS = 7;

/** The term to look out on, and what for. */
export interface OutlookOptions {
  /** First hour of the term. It may lie long after the history's end. */
  readonly start: EpochHour;
  /** Hours of the term, such as 8,760. */
  readonly hours: number;
  /**
   * Share of hours in which an instance must be needed for a reservation to pay, 0..1. It says which part of the
   * distribution the memories are judged by: the quantile at 1 - break-even.
   */
  readonly breakEven: number;
  /**
   * Number of paths, a whole number above 0.
   * @default 10_000
   */
  readonly paths?: number;
  /** Seed, a whole number from 0 to 2^32 - 1: the same seed gives the same paths on every machine. */
  readonly seed: number;
}

/** What the load of a term may be, as equally likely paths that are drawn when they are asked for. */
export interface Outlook {
  /** First hour of the term. */
  readonly start: EpochHour;
  /** Hours of the term. */
  readonly hours: number;
  /** Number of paths. */
  readonly paths: number;
  readonly seed: number;
  /** The ways to look back, with the trust that they have earned; the weights add up to 1. */
  readonly memories: readonly Memory[];
  /** The season of the year; undefined where the history is too short to tell. */
  readonly season: YearlySeason | undefined;
  /** Past days at which the memories were judged. */
  readonly origins: number;
  /** Mean requests of each hour of the term, over all paths that there could be. */
  readonly expected: Float64Array;
  /** What a reader must know to judge the outlook, as sentences without a full stop. */
  readonly notes: readonly string[];
  /**
   * Draws the paths in the order of their index. Drawing again gives the same paths.
   *
   * @param visit gets the requests of each hour of the term in a buffer that the next path overwrites
   */
  forEachPath(visit: (path: Float64Array, index: number) => void): void;
  /** Writes the requests of each hour of the path with an index into a buffer of {@link hours} places. */
  readonly pathInto: (index: number, buffer: Float64Array) => void;
}

/**
 * Looks out on a term that may reach years ahead: which levels the load may take, and how likely each is.
 *
 * Each path trusts one memory, that is a number of days to look back on with more or less of the growth seen to go on.
 * Memories are trusted as much as decisions by them would have been worth in the past; see {@link judgeMemories}. A path
 * repeats blocks of days drawn from its memory, hour of the week on hour of the week, at the season of the year, times
 * one of the changes of level that followed such a memory in the past. See docs/decisions/0010-which-memory-to-trust.md.
 *
 * @throws RangeError when the history is shorter than {@link LEAST_OUTLOOK_DAYS}, or an option is out of range
 */
export function outlook(history: LoadHistory, options: OutlookOptions): Outlook {
  const { start, hours, breakEven, paths = DEFAULT_OUTLOOK_PATHS, seed } = options;
  checkOptions({ start, hours, breakEven, paths, seed });
  const past = wholeDays(history);
  if (past.days < LEAST_OUTLOOK_DAYS) {
    throw new RangeError(`an outlook needs ${LEAST_OUTLOOK_DAYS} days of history, got: ${past.days}`);
  }
  const season = yearlySeason(dailyRequests(past), past.end);
  const level = season === undefined ? past : freeOfSeason(past, season);
  const judgement = judgeMemories({
    histograms: new DayHistograms(level, level.stepsPerDay),
    gapDays: Math.max(0, Math.round((start - past.end) / HOURS_PER_DAY)),
    termDays: Math.max(1, Math.round(hours / HOURS_PER_DAY)),
    breakEven: Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, breakEven)),
  });
  const source: PathSource = {
    ...hoursOfWholeWeeks(level),
    end: past.end,
    historyDays: past.days,
    season,
    memories: judgement.memories,
    start,
    hours,
  };
  const courses = coursesOf(source);
  const pathInto = pathDrawer(source, courses, seed);
  return {
    start,
    hours,
    paths,
    seed,
    memories: judgement.memories,
    season,
    origins: judgement.origins,
    expected: expectedOf(source, courses),
    notes: describeOutlook(history, source, judgement),
    pathInto,
    forEachPath: (visit) => {
      const buffer = new Float64Array(hours);
      for (let index = 0; index < paths; index += 1) {
        pathInto(index, buffer);
        visit(buffer, index);
      }
    },
  };
}

/** Memories are judged by no quantile outside of 0.02 to 0.98: there a single hour of the past would decide. */
const LEAST_SHARE = 0.02;

function checkOptions({ start, hours, breakEven, paths }: Required<OutlookOptions>): void {
  if (!Number.isSafeInteger(start)) throw new RangeError(`start must be a whole hour, got: ${start}`);
  if (!Number.isSafeInteger(hours) || hours < 1) {
    throw new RangeError(`hours must be a whole number above 0, got: ${hours}`);
  }
  if (!Number.isSafeInteger(paths) || paths < 1) {
    throw new RangeError(`paths must be a whole number above 0, got: ${paths}`);
  }
  if (!(breakEven >= 0 && breakEven <= 1)) {
    throw new RangeError(`breakEven must be a share from 0 to 1, got: ${breakEven}`);
  }
}
