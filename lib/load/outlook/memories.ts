import type { DayHistograms } from "./day-histograms";
import { growthPerDay } from "./growth";
import { levelChange, type LevelChange } from "./level-change";
import { DAYS_PER_YEAR, LEAST_SEASON_DAYS } from "./season";

/**
 * Days that a memory may reach back; the whole history is one more. Whole weeks, so that all weekdays count alike, and
 * nothing between six weeks and a year: it would hold a part of the season of the year and take it for the level.
 */
export const MEMORY_DAYS = [7, 14, 42, 364, 728] as const;

/** A memory reaches back a twentieth of the term at least, or of the history or of a year where that is shorter. */
const LEAST_SHARE_OF_TERM = 1 / 20;

/** Days that growth is measured over. */
export const GROWTH_DAYS = [364, 1092] as const;

/** Days of history from which growth is believed in: before, it cannot be told from the season of the year. */
export const LEAST_GROWTH_DAYS = LEAST_SEASON_DAYS;

/** Shares of the growth that are believed to go on. */
export const GROWTH_SHARES = [0.5, 1] as const;

/** Weight of the memories without growth before anything is judged. */
export const NO_GROWTH_PRIOR = 0.6;

/** Memories are judged at this many days of the past at most. */
export const MOST_ORIGINS = 40;

/** Least days before a day at which memories are judged; a quarter of the history where that is less. */
const LEAST_DAYS_BEFORE = 28;

/** Least days after it, as a share of the term, or of half of the history where that is shorter. */
const LEAST_SHARE_AHEAD = 0.5;

/** A memory whose cost was higher by a share x in each of k terms keeps exp(-10 k x) of its weight. */
export const DISTRUST = 10;

/** What the prior counts for, in terms seen. */
const PRIOR_TERMS = 0.3;

/** Terms seen that count at most. */
const MOST_TERMS = 20;

/** Cost over the least possible that counts at most: one catastrophe is to be no more than a verdict. */
const MOST_EXCESS = 0.5;

/** Days after which growth has lost all but 1/e of its pace. */
export const GROWTH_FADES_DAYS = 730;

/** The past that memories are judged by, and the term to come. */
export interface Past {
  readonly histograms: DayHistograms;
  /** Days between the history's end and the term. */
  readonly gapDays: number;
  /** Days of the term. */
  readonly termDays: number;
  /** Share of hours an instance must be needed for a reservation to pay. */
  readonly breakEven: number;
}

/** One way to look back: how far, and how much of the growth goes on. */
export interface Memory {
  /** Days looked back on. */
  readonly days: number;
  /** Days that growth is measured over; 0 without growth. */
  readonly growthDays: number;
  /** Share of the growth that is expected to go on, 0..1. */
  readonly growthShare: number;
  /** Share of the paths that look back this way. All weights add up to 1. */
  readonly weight: number;
  /** What deciding by this memory would have cost at past days over the least possible: 0.05 is 5 % more. */
  readonly excess: number;
  /** Growth expected per day, as the change of the natural logarithm. */
  readonly growth: number;
  /** How far the load went from the memory's level in the past. */
  readonly change: LevelChange;
}

/** The memories, and how much past they were judged by. */
export interface Judgement {
  readonly memories: readonly Memory[];
  /** Past days at which they were judged. */
  readonly origins: number;
  /** Terms that the past days' outcomes cover, fractions included. */
  readonly termsSeen: number;
  /** Days ahead that the outcomes reach at most. */
  readonly farthestDays: number;
}

/** A past day, and what came after it. */
interface Origin {
  readonly day: number;
  /** Days from it to the middle of what came. */
  readonly leadDays: number;
  /** Day before which what came ends. */
  readonly toDay: number;
  /** Weight of the outcome: the root of the share of the term that was seen. */
  readonly weight: number;
  readonly came: Float64Array;
  /** Height that would have cost least, and what it would have cost. */
  readonly best: number;
  readonly leastCost: number;
  /** Growth per day that was seen on that day, for each of {@link GROWTH_DAYS}. */
  readonly growth: readonly number[];
}

interface Verdict {
  readonly excess: number;
  /** Logarithm of the level that came over the level expected, for each origin. */
  readonly misses: readonly number[];
}

/**
 * Judges every memory by what it would have cost to reserve by it at past days, and weighs them by that.
 *
 * At each past day the memory's quantile at 1 - break-even is reserved for the term after it, as far as that has been
 * seen. The excess over the least cost in hindsight is averaged, and the weight falls exponentially with it, the faster
 * the more terms have been seen. Source of the weights: Littlestone & Warmuth, The Weighted Majority Algorithm,
 * Information and Computation 108 (1994) 212-261, with the pinball loss of Koenker & Bassett, Econometrica 46 (1978).
 */
export function judgeMemories(past: Past): Judgement {
  const { histograms, termDays } = past;
  const origins = originsOf(past);
  const candidates = candidatesFor(histograms.days, termDays);
  const levels = new Map(candidates.map(({ days }) => [days, levelsOf(past, days, origins)]));
  const verdicts = candidates.map((candidate) =>
    judge(past, candidate, origins, levels.get(candidate.days) ?? []),
  );
  const spacing = origins.length > 1 ? (origins[1]?.day ?? 0) - (origins[0]?.day ?? 0) : termDays;
  const weights = origins.map(({ weight }) => weight);
  const termsSeen =
    (weights.reduce((sum, weight) => sum + weight, 0) * Math.min(spacing, termDays)) / termDays;
  const trust = DISTRUST * Math.min(MOST_TERMS, PRIOR_TERMS + termsSeen);
  const least = Math.min(...verdicts.map(({ excess }) => excess));
  const raw = candidates.map(
    ({ prior }, index) => prior * Math.exp(-trust * ((verdicts[index]?.excess ?? 0) - least)),
  );
  const total = raw.reduce((sum, each) => sum + each, 0);
  const lead = meanLead(origins);
  return {
    memories: candidates.map(({ days, growthDays, growthShare }, index) => ({
      days,
      growthDays,
      growthShare,
      weight: (raw[index] ?? 0) / total,
      excess: verdicts[index]?.excess ?? 0,
      growth: growthShare * growthPerDay(histograms, histograms.days, growthDays, 1 - past.breakEven),
      change: levelChange(verdicts[index]?.misses ?? [], weights, termsSeen, lead),
    })),
    origins: origins.length,
    termsSeen,
    farthestDays: origins.reduce((most, { day, toDay }) => Math.max(most, toDay - day), 0),
  };
}

/** Days that growth goes on for at its first pace, to come as far as fading growth comes in a number of days. */
export function fadedDays(days: number, historyDays: number): number {
  const fades = Math.min(GROWTH_FADES_DAYS, historyDays);
  return -fades * Math.expm1(-days / fades);
}

type Candidate = Pick<Memory, "days" | "growthDays" | "growthShare"> & { readonly prior: number };

function candidatesFor(historyDays: number, termDays: number): Candidate[] {
  const whole = historyDays - (historyDays % 7);
  const least = LEAST_SHARE_OF_TERM * Math.min(historyDays, termDays, DAYS_PER_YEAR);
  const shorter = MEMORY_DAYS.filter((days) => days >= least && days * NEARLY_ALL < whole);
  const grows = historyDays >= LEAST_GROWTH_DAYS;
  const growths = grows
    ? GROWTH_DAYS.flatMap((growthDays) => GROWTH_SHARES.map((growthShare) => ({ growthDays, growthShare })))
    : [];
  return [...shorter, whole].flatMap((days) => [
    { days, growthDays: 0, growthShare: 0, prior: grows ? NO_GROWTH_PRIOR : 1 },
    ...growths.map((growth) => ({ days, ...growth, prior: (1 - NO_GROWTH_PRIOR) / growths.length })),
  ]);
}

/** A memory this close to the whole history is the whole history. */
const NEARLY_ALL = 1.2;

/** Past days at even distances, the last one as late as may be; none where the history is too short to judge by. */
function originsOf(past: Past): Origin[] {
  const { gapDays, termDays } = past;
  const { days } = past.histograms;
  const gap = Math.min(gapDays, Math.floor(days / 3));
  const least = Math.max(1, Math.floor(Math.min(termDays, days / 2) * LEAST_SHARE_AHEAD));
  const before = Math.max(7, Math.min(LEAST_DAYS_BEFORE, Math.floor(days / 4)));
  const spacing = Math.max(1, Math.ceil(days / MOST_ORIGINS));
  const origins: Origin[] = [];
  for (let day = days - gap - least; day >= before; day -= spacing) {
    origins.unshift(originAt(past, day, day + gap, Math.min(days, day + gap + termDays)));
  }
  return origins;
}

function originAt(
  { histograms, breakEven, termDays }: Past,
  day: number,
  fromDay: number,
  toDay: number,
): Origin {
  const came = histograms.shares(fromDay, toDay);
  const best = histograms.quantile(came, 1 - breakEven);
  return {
    day,
    leadDays: (fromDay + toDay) / 2 - day,
    toDay,
    weight: Math.sqrt((toDay - fromDay) / termDays),
    came,
    best,
    leastCost: histograms.cost(came, best, breakEven),
    growth: GROWTH_DAYS.map((growthDays) => growthPerDay(histograms, day, growthDays, 1 - breakEven)),
  };
}

/** The quantile that counts, in the days before each past day. */
function levelsOf({ histograms, breakEven }: Past, days: number, origins: readonly Origin[]): number[] {
  return origins.map(({ day }) =>
    histograms.quantile(histograms.shares(Math.max(0, day - days), day), 1 - breakEven),
  );
}

function judge(
  { histograms, breakEven }: Past,
  { days, growthDays, growthShare }: Candidate,
  origins: readonly Origin[],
  levels: readonly number[],
): Verdict {
  const misses: number[] = [];
  let excess = 0;
  let weights = 0;
  for (const [index, { day, leadDays, weight, came, best, leastCost, growth }] of origins.entries()) {
    const grown = growthShare * (growth[GROWTH_DAYS.findIndex((each) => each === growthDays)] ?? 0);
    const expected =
      (levels[index] ?? NaN) * Math.exp(grown * (Math.min(day, days) / 2 + fadedDays(leadDays, day)));
    const over = leastCost > 0 ? histograms.cost(came, expected, breakEven) / leastCost - 1 : 0;
    excess += weight * Math.min(MOST_EXCESS, over);
    weights += weight;
    misses.push(expected > 0 && best > 0 ? Math.log(best / expected) : 0);
  }
  return { excess: weights > 0 ? excess / weights : 0, misses };
}

function meanLead(origins: readonly Origin[]): number {
  return origins.reduce((sum, { leadDays }) => sum + leadDays, 0) / Math.max(1, origins.length);
}
