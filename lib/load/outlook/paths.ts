import { HOURS_PER_DAY, HOURS_PER_WEEK, remainder, type EpochHour } from "../calendar";
import { Xoshiro128 } from "../random";
import { fadedDays, type Memory } from "./memories";
import type { Observations } from "./observed";
import { seasonAt, type YearlySeason } from "./season";
import { Substitutes, WeekHours } from "./week-hours";

/** Hours of the last whole weeks, freed of the season of the year, and the term that paths are put together for. */
export interface PathSource extends Observations {
  /** Hour that the last of them ends with. */
  readonly end: EpochHour;
  /** Whole days of the history. */
  readonly historyDays: number;
  readonly season: YearlySeason | undefined;
  readonly memories: readonly Memory[];
  /** First hour of the term. */
  readonly start: EpochHour;
  /** Hours of the term. */
  readonly hours: number;
}

/** What a memory does to a term: blocks of days, and what the source is multiplied by in each. */
export interface Course {
  /** Share of the paths that take it. */
  readonly weight: number;
  /** Whole weeks that are drawn from. */
  readonly weeks: number;
  /** What these weeks tell of each hour of the week. */
  readonly weekHours: WeekHours;
  /** Hours that are drawn in one piece. */
  readonly blockHours: number;
  /** Blocks in the term; the last one may be cut off. */
  readonly blocks: number;
  /** Number of equally likely changes of level. */
  readonly changes: number;
  /** For each change, and for each block within it, the factor that the source is multiplied by. */
  readonly factors: Float64Array;
}

/** Works out the courses that the paths of a term take, one for each memory. */
export function coursesOf(source: PathSource): Course[] {
  const hoursOf = new Map<number, WeekHours>();
  return source.memories.map((memory) => {
    const weeks = Math.floor(memory.days / 7);
    const weekHours = hoursOf.get(weeks) ?? new WeekHours(source, weeks);
    hoursOf.set(weeks, weekHours);
    const blockHours = blockDays(weeks * 7) * HOURS_PER_DAY;
    const blocks = Math.ceil(source.hours / blockHours);
    const changes = memory.change.spread.length;
    const factors = new Float64Array(changes * blocks);
    for (let block = 0; block < blocks; block += 1) {
      const middle = source.start + Math.min((block + 0.5) * blockHours, source.hours);
      const season = source.season === undefined ? 1 : seasonAt(source.season, middle);
      for (let change = 0; change < changes; change += 1) {
        factors[change * blocks + block] = season * levelFactor(source, memory, change, middle);
      }
    }
    return { weight: memory.weight, weeks, weekHours, blockHours, blocks, changes, factors };
  });
}

/**
 * The mean of all possible paths: every week that a memory draws from is equally likely, and so is every change. What
 * stands in for filled hours in a path follows one week as long as it can, so that the mean of the paths may differ a
 * little where gaps of several weeks overlap.
 */
export function expectedOf(source: PathSource, courses: readonly Course[]): Float64Array {
  const expected = new Float64Array(source.hours);
  const profiles = new Map<number, Float64Array>();
  const firstSlot = remainder(source.start - source.end, HOURS_PER_WEEK);
  for (const { weight, weeks, weekHours, blockHours, blocks, changes, factors } of courses) {
    const profile = profiles.get(weeks) ?? Float64Array.from(SLOTS, (slot) => weekHours.mean(slot));
    profiles.set(weeks, profile);
    for (let block = 0; block < blocks; block += 1) {
      let factor = 0;
      for (let change = 0; change < changes; change += 1) factor += factors[change * blocks + block] ?? NaN;
      factor *= weight / changes;
      const to = Math.min((block + 1) * blockHours, source.hours);
      let slot = (firstSlot + block * blockHours) % HOURS_PER_WEEK;
      for (let hour = block * blockHours; hour < to; hour += 1) {
        expected[hour] = (expected[hour] ?? NaN) + factor * (profile[slot] ?? NaN);
        slot = slot + 1 === HOURS_PER_WEEK ? 0 : slot + 1;
      }
    }
  }
  return expected;
}

/**
 * Draws the path with an index into a buffer; the same each time.
 *
 * The path takes the memory and the change of level that the point with that index of an evenly spread sequence in the
 * unit square falls on; its blocks come from a generator of its own, and what stands in for filled hours from another.
 * So the same index and seed give the same draws for every app, whatever its gaps, and fewer paths are the first ones of
 * more. Sources: Roberts, The Unreasonable Effectiveness of
 * Quasirandom Sequences, 2018 (the sequence R2); Cranley & Patterson, SIAM J. Numer. Anal. 13 (1976) (its shift).
 */
export function pathDrawer(
  source: PathSource,
  courses: readonly Course[],
  seed: number,
): (index: number, path: Float64Array) => void {
  const shift = Xoshiro128.seeded(seed);
  const [shiftX, shiftY] = [shift.next() / TWO_TO_32, shift.next() / TWO_TO_32];
  return (index, path) => {
    const course = courseAt(courses, (shiftX + (index + 1) * R2_X) % 1);
    const change = Math.floor(((shiftY + (index + 1) * R2_Y) % 1) * course.changes);
    const ownSeed = Math.imul(index + 1, GOLDEN_GAMMA) ^ seed;
    const random = Xoshiro128.seeded(ownSeed >>> 0);
    const standIns = Xoshiro128.seeded((ownSeed ^ STAND_IN_SEED) >>> 0);
    const substitutes = new Substitutes(source.observed, course.weekHours, standIns);
    drawPath(source, course, { change, random, substitutes }, path);
  };
}

/** What is drawn for one path alone. */
interface Draws {
  readonly change: number;
  readonly random: Xoshiro128;
  readonly substitutes: Substitutes;
}

const SLOTS = Array.from({ length: HOURS_PER_WEEK }, (_, slot) => slot);

const TWO_TO_32 = 2 ** 32;
const GOLDEN_GAMMA = 0x9e37_79b9;

/** Keeps what stands in for gaps apart from the blocks, which loads with other gaps share. */
const STAND_IN_SEED = 0x5bf0_3635;

/** 1 / p and 1 / p², p being the real root of p³ = p + 1. */
const R2_X = 0.754_877_666_246_692_7;
const R2_Y = 0.569_840_290_998_053_2;

function courseAt(courses: readonly Course[], share: number): Course {
  let below = 0;
  for (const course of courses) {
    below += course.weight;
    if (share < below) return course;
  }
  const last = courses.at(-1);
  if (last === undefined) throw new RangeError("there is no memory to draw a path from");
  return last;
}

function drawPath(
  source: PathSource,
  { weeks, blockHours, blocks, factors }: Course,
  { change, random, substitutes }: Draws,
  path: Float64Array,
): void {
  const { requests, observed, start, end } = source;
  const first = requests.length - weeks * HOURS_PER_WEEK;
  let hour = 0;
  for (let block = 0; block < blocks; block += 1) {
    const factor = factors[change * blocks + block] ?? NaN;
    const to = Math.min((block + 1) * blockHours, path.length);
    let from = first + remainder(start + hour - end, HOURS_PER_WEEK) + random.below(weeks) * HOURS_PER_WEEK;
    while (hour < to) {
      const until = Math.min(to, hour + requests.length - from);
      for (; hour < until; hour += 1, from += 1) {
        const place = observed[from] === 0 ? substitutes.placeFor(from) : from;
        path[hour] = (requests[place] ?? NaN) * factor;
      }
      from = first;
    }
  }
}

/** What the level is multiplied by at an hour: growth up to then, and a change that becomes greater with the distance. */
function levelFactor(
  { start, end, historyDays }: PathSource,
  { days, growth, change: { spread, drift, leadDays } }: Memory,
  change: number,
  hour: EpochHour,
): number {
  const distance = (ahead: number): number => days / 2 + fadedDays(ahead, historyDays);
  const here = distance(Math.max(0, hour - Math.min(end, start)) / HOURS_PER_DAY);
  const seen = distance(leadDays);
  const farther = seen > 0 ? here / seen : 1;
  return Math.exp(growth * here + drift + (spread[change] ?? 0) * Math.sqrt(farther));
}

/** The smallest number of days whose cube is not below the number of days drawn from. */
function blockDays(days: number): number {
  let length = 1;
  while (length ** 3 < days) length += 1;
  return length;
}
