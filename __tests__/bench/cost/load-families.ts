import { startOfDay, type LoadHistory } from "../../../lib/load";
import { Xoshiro128 } from "../../../lib/load/random";

const YEARS = 8;
const DAYS = YEARS * 365;
const DAYS_PER_YEAR = 365.25;
/** A Monday. */
const START = "2016-01-04";
/** How much of a day's load comes on each day of the week, from Monday on. */
const WEEK = [1.05, 1.1, 1.1, 1.08, 1, 0.75, 0.7];
const REQUESTS_PER_DAY = 240_000;
/** Standard deviation of the logarithm of what one day differs from its level. */
const DAILY_NOISE = 0.06;

/** Random numbers as families of loads need them. */
interface Draw {
  /** Above 0 and below 1. */
  readonly uniform: () => number;
  /** Of mean 0 and variance 1; Box & Muller, Ann. Math. Statist. 29 (1958) 610-611. */
  readonly normal: () => number;
  /** Of mean 1, the time to the next of events that do not know of each other. */
  readonly exponential: () => number;
}

/** The level of a load as a function that is called once for each day, in turn. */
type Level = (day: number) => number;

/** Kinds of load over years, each told by what its level does; every one comes in several strengths. */
const FAMILIES: Readonly<Record<string, readonly ((draw: Draw) => Level)[]>> = {
  steady: [() => () => 1],
  growth: [growing(0.15), growing(0.35), growing(0.7)],
  decline: [growing(-0.1), growing(-0.15), growing(-0.3)],
  launch: [launching(2), launching(4), launching(6)],
  season: [seasonal(0.3, 0), seasonal(0.6, 0), seasonal(0.45, 0.15)],
  walk: [walking(0.012), walking(0.02), walking(0.03)],
  regimes: [switching(120), switching(250), switching(500)],
  bursts: [bursting(60, 10, 2), bursting(40, 25, 1.5), bursting(90, 40, 4)],
  reverting: [reverting(20), reverting(60), reverting(150)],
};

/** Daily histories of eight years by family and number, such as `growth 2`: the same on every machine. */
export function syntheticHistories(): Readonly<Record<string, LoadHistory>> {
  return Object.fromEntries(
    Object.entries(FAMILIES).flatMap(([family, strengths], row) =>
      strengths.map((strength, column) => [
        `${family} ${column + 1}`,
        historyOf(`${family} ${column + 1}`, strength, 100 * row + column + 1),
      ]),
    ),
  );
}

function historyOf(name: string, strength: (draw: Draw) => Level, seed: number): LoadHistory {
  const random = Xoshiro128.seeded(seed);
  const uniform = (): number => (random.next() + 0.5) / 2 ** 32;
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const level = strength({ uniform, normal, exponential: () => -Math.log(uniform()) });
  const requests = Array.from(
    { length: DAYS },
    (_, day) => REQUESTS_PER_DAY * level(day) * (WEEK[day % 7] ?? NaN) * Math.exp(DAILY_NOISE * normal()),
  );
  return { file: name, start: startOfDay(START), step: "day", requests, filled: [], repairs: [] };
}

function growing(perYear: number): () => Level {
  return () => (day) => Math.exp((perYear * day) / DAYS_PER_YEAR);
}

/** Grows sixteenfold about a year, slowly at first and at last. */
function launching(year: number): () => Level {
  return () => (day) => 0.2 + 3 / (1 + Math.exp(-1.5 * (day / DAYS_PER_YEAR - year)));
}

function seasonal(swing: number, growth: number): () => Level {
  return () => (day) => {
    const years = day / DAYS_PER_YEAR;
    return Math.exp(swing * Math.sin(2 * Math.PI * years) + growth * years);
  };
}

function walking(perDay: number): (draw: Draw) => Level {
  return ({ normal }) => {
    let log = 0;
    return () => Math.exp((log += perDay * normal()));
  };
}

function switching(meanDays: number): (draw: Draw) => Level {
  return ({ normal, exponential }) => {
    let level = 1;
    let left = 0;
    return () => {
      left -= 1;
      if (left <= 0) {
        left = meanDays * exponential();
        level = Math.exp(0.6 * normal());
      }
      return level;
    };
  };
}

function bursting(meanDaysBetween: number, meanDays: number, height: number): (draw: Draw) => Level {
  return ({ uniform, exponential }) => {
    let level = 1;
    let left = 0;
    return () => {
      left -= 1;
      if (left <= 0) {
        const bursts = uniform() < 1 / meanDaysBetween;
        level = bursts ? 1 + height * uniform() : 1;
        left = bursts ? meanDays * exponential() : 1;
      }
      return level;
    };
  };
}

/** Wanders about a level that it comes back to: an Ornstein-Uhlenbeck process of standard deviation 0.5. */
function reverting(days: number): (draw: Draw) => Level {
  return ({ normal }) => {
    let log = 0;
    return () => Math.exp((log += -log / days + 0.5 * Math.sqrt(2 / days) * normal()));
  };
}
