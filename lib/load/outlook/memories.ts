import type { DayHistograms } from "./day-histograms";
import { growthPerDay } from "./growth";
import { levelChange, type LevelChange } from "./level-change";
import { LEAST_OBSERVED_SHARE } from "./observed";
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
  /**
   * What deciding by this memory would have cost at past days over the least possible: 0.05 is 5 % more. Where it cannot be
   * judged, the greatest of the others.
   */
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
  /** Weight of the outcome: the root of the share of the term that was observed. */
  readonly weight: number;
  readonly came: Float64Array;
  /** Height that would have cost least, and what it would have cost. */
  readonly best: number;
  readonly leastCost: number;
  /**
   * Growth per day that was seen on that day, for each of {@link GROWTH_DAYS}: from one year on, since what came after
   * shows whether it was a season.
   */
  readonly growth: readonly number[];
}

interface Verdict {
  /** Undefined where no origin can judge the memory. */
  readonly excess: number | undefined;
  /** Logarithm of the level that came over the level expected, for each origin that the memory can be judged at. */
  readonly misses: readonly number[];
  /** Weights of these origins. */
  readonly weights: readonly number[];
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
  const known = verdicts.flatMap(({ excess }) => excess ?? []);
  const greatest = Math.max(0, ...known);
  const excesses = verdicts.map(({ excess }) => excess ?? greatest);
  const spacing = origins.length > 1 ? spacingOf(histograms.days) : termDays;
  const outcomes = origins.reduce((sum, { weight }) => sum + weight, 0);
  const termsSeen = (outcomes * Math.min(spacing, termDays)) / termDays;
  const trust = DISTRUST * Math.min(MOST_TERMS, PRIOR_TERMS + termsSeen);
  const least = Math.min(...excesses);
  const raw = candidates.map(
    ({ prior }, index) => prior * Math.exp(-trust * ((excesses[index] ?? NaN) - least)),
  );
  const total = raw.reduce((sum, each) => sum + each, 0);
  const lead = meanLead(origins);
  return {
    memories: candidates.map(({ days, growthDays, growthShare }, index) => ({
      days,
      growthDays,
      growthShare,
      weight: (raw[index] ?? 0) / total,
      excess: excesses[index] ?? NaN,
      growth: growthShare * growthPerDay(histograms, histograms.days, growthDays, 1 - past.breakEven),
      change: levelChange(verdicts[index]?.misses ?? [], verdicts[index]?.weights ?? [], termsSeen, lead),
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

/** Days from one past day to the next. */
function spacingOf(days: number): number {
  return Math.max(1, Math.ceil(days / MOST_ORIGINS));
}

/**
 * Past days at even distances, the last one as late as may be, less those that little was observed after; none where the
 * history is too short to judge by.
 */
function originsOf(past: Past): Origin[] {
  const { gapDays, termDays } = past;
  const { days } = past.histograms;
  const gap = Math.min(gapDays, Math.floor(days / 3));
  const least = Math.max(1, Math.floor(Math.min(termDays, days / 2) * LEAST_SHARE_AHEAD));
  const before = Math.max(7, Math.min(LEAST_DAYS_BEFORE, Math.floor(days / 4)));
  const spacing = spacingOf(days);
  const origins: Origin[] = [];
  for (let day = days - gap - least; day >= before; day -= spacing) {
    const [from, to] = [day + gap, Math.min(days, day + gap + termDays)];
    if (past.histograms.observedDays(from, to) >= LEAST_OBSERVED_SHARE * (to - from)) {
      origins.unshift(originAt(past, day, from, to));
    }
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
    weight: Math.sqrt(histograms.observedDays(fromDay, toDay) / termDays),
    came,
    best,
    leastCost: histograms.cost(came, best, breakEven),
    growth: GROWTH_DAYS.map((growthDays) => growthPerDay(histograms, day, growthDays, 1 - breakEven)),
  };
}

/** The quantile that counts, in the days before each past day; undefined where too few of them were observed. */
function levelsOf(
  { histograms, breakEven }: Past,
  days: number,
  origins: readonly Origin[],
): (number | undefined)[] {
  return origins.map(({ day }) => {
    const from = Math.max(0, day - days);
    if (histograms.observedDays(from, day) < LEAST_OBSERVED_SHARE * (day - from)) return undefined;
    return histograms.quantile(histograms.shares(from, day), 1 - breakEven);
  });
}

function judge(
  { histograms, breakEven }: Past,
  { days, growthDays, growthShare }: Candidate,
  origins: readonly Origin[],
  levels: readonly (number | undefined)[],
): Verdict {
  const misses: number[] = [];
  const weights: number[] = [];
  let excess = 0;
  let total = 0;
  for (const [index, { day, leadDays, weight, came, best, leastCost, growth }] of origins.entries()) {
    const level = levels[index];
    if (level === undefined) continue;
    const grown = growthShare * (growth[GROWTH_DAYS.findIndex((each) => each === growthDays)] ?? 0);
    const expected = level * Math.exp(grown * (Math.min(day, days) / 2 + fadedDays(leadDays, day)));
    const over = leastCost > 0 ? histograms.cost(came, expected, breakEven) / leastCost - 1 : 0;
    excess += weight * Math.min(MOST_EXCESS, over);
    total += weight;
    weights.push(weight);
    misses.push(expected > 0 && best > 0 ? Math.log(best / expected) : 0);
  }
  return { excess: total > 0 ? excess / total : undefined, misses, weights };
}

function meanLead(origins: readonly Origin[]): number {
  return origins.reduce((sum, { leadDays }) => sum + leadDays, 0) / Math.max(1, origins.length);
}
