import fc from "fast-check";
import { readHistory, startOfDay, type LoadHistory } from "../../../lib/load";
import { outlook, type Outlook } from "../../../lib/load/outlook";
import { MONDAY } from "../history-text";

const DAY = 24;

/** A history as the reader gives it, without going through a file. */
function historyOf(step: "hour" | "day", requests: readonly number[], start = MONDAY): LoadHistory {
  return { file: "load.csv", start, step, requests, filled: [], repairs: [] };
}

function daily(days: number, requestsOf: (day: number) => number): LoadHistory {
  return historyOf(
    "day",
    Array.from({ length: days }, (_, day) => requestsOf(day)),
  );
}

function hourly(hours: number, requestsOf: (hour: number) => number): LoadHistory {
  return historyOf(
    "hour",
    Array.from({ length: hours }, (_, hour) => requestsOf(hour)),
  );
}

function after(history: LoadHistory, hours: number, more: { paths?: number; seed?: number } = {}): Outlook {
  const start = history.start + history.requests.length * (history.step === "day" ? DAY : 1);
  return outlook(history, { start, hours, breakEven: 0.6, paths: 200, seed: 1, ...more });
}

function pathsOf(of: Outlook): Float64Array[] {
  const paths: Float64Array[] = [];
  of.forEachPath((path) => paths.push(path.slice()));
  return paths;
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function weightOn(of: Outlook, matches: (memory: Outlook["memories"][number]) => boolean): number {
  return sumOf(of.memories.filter(matches).map(({ weight }) => weight));
}

const anyHistory = fc
  .tuple(fc.integer({ min: 7, max: 900 }), fc.integer({ min: 0, max: 6 }), fc.nat(10_000), fc.boolean())
  .map(([days, phase, salt, isSparse]) =>
    historyOf(
      "day",
      Array.from({ length: days }, (_, day) => {
        const value = (day * (salt + 7919)) % 1009;
        return isSparse && value < 500 ? 0 : value;
      }),
      MONDAY + phase * DAY,
    ),
  );

describe("outlook", () => {
  it("trusts its memories with weights that add up to 1, none below 0", () => {
    fc.assert(
      fc.property(
        anyHistory,
        fc.integer({ min: 1, max: 9000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (history, hours, breakEven) => {
          const { memories } = outlook(history, {
            start: MONDAY + 22_000,
            hours,
            breakEven,
            paths: 1,
            seed: 1,
          });
          expect(sumOf(memories.map(({ weight }) => weight))).toBeCloseTo(1, 9);
          for (const { weight } of memories) expect(weight).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("gives a finite load of 0 or more in every hour, on every path and in the mean", () => {
    fc.assert(
      fc.property(anyHistory, fc.integer({ min: 1, max: 9000 }), fc.nat(), (history, hours, seed) => {
        const made = outlook(history, { start: MONDAY + 22_000, hours, breakEven: 0.6, paths: 5, seed });
        for (const path of [...pathsOf(made), made.expected]) {
          expect(path).toHaveLength(hours);
          expect(path.every((each) => each >= 0 && each < Infinity)).toBe(true);
        }
      }),
      { numRuns: 15 },
    );
  });

  it("expects the mean of its paths over the term, to the error of sampling", () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 800 }), fc.nat(1000), fc.nat(), (days, salt, seed) => {
        const made = after(
          daily(days, (day) => 500 + ((day * (salt + 31)) % 500)),
          2000,
          { paths: 1000, seed },
        );
        const mean = sumOf(pathsOf(made).map(sumOf)) / made.paths;
        expect(Math.abs(mean / sumOf(made.expected) - 1)).toBeLessThan(0.03);
      }),
      { numRuns: 8 },
    );
  });

  it("expects the mean of its paths in each hour, season of the year and hour of the week included", () => {
    const history = hourly(
      800 * DAY,
      (hour) =>
        (hour % DAY < 8 ? 10 : 100) * (2 + Math.sin((2 * Math.PI * hour) / (365.25 * DAY))) +
        ((hour * 37) % 11),
    );
    const made = after(history, 30 * DAY, { paths: 4000 });
    const means = new Float64Array(made.hours);
    made.forEachPath((path) => {
      path.forEach((each, hour) => (means[hour]! += each / made.paths));
    });
    means.forEach((mean, hour) => {
      expect(Math.abs(mean / made.expected[hour]! - 1)).toBeLessThan(0.05);
    });
  });

  it("gives the same paths for the same seed, again and in any order", () => {
    const made = after(
      daily(500, (day) => 100 + ((day * 7) % 13)),
      3000,
      { paths: 20, seed: 4 },
    );
    const paths = pathsOf(made);
    expect(pathsOf(made)).toEqual(paths);
    const buffer = new Float64Array(3000);
    for (const index of [19, 0, 7]) {
      made.pathInto(index, buffer);
      expect(buffer).toEqual(paths[index]);
    }
  });

  it("gives fewer paths as the first of more, and others for another seed", () => {
    const history = daily(500, (day) => 100 + ((day * 7) % 13));
    const five = pathsOf(after(history, 3000, { paths: 5 }));
    expect(pathsOf(after(history, 3000, { paths: 9 })).slice(0, 5)).toEqual(five);
    expect(pathsOf(after(history, 3000, { paths: 5, seed: 2 }))).not.toEqual(five);
  });

  it("gives the same draws to loads that differ by a factor: paths with an index belong together", () => {
    fc.assert(
      fc.property(anyHistory, fc.integer({ min: -10, max: 10 }), (history, power) => {
        const factor = 2 ** power;
        const scaled = { ...history, requests: history.requests.map((each) => each * factor) };
        const [made, more] = [after(history, 300, { paths: 4 }), after(scaled, 300, { paths: 4 })];
        for (const [index, { weight }] of made.memories.entries()) {
          expect(more.memories[index]!.weight).toBeCloseTo(weight, 9);
        }
        const paths = pathsOf(more);
        for (const [index, path] of pathsOf(made).entries()) {
          const isScaled = (each: number, hour: number): boolean =>
            Math.abs(paths[index]![hour]! - each * factor) <= 1e-9 * each * factor;
          expect(path.every(isScaled)).toBe(true);
        }
      }),
      { numRuns: 10 },
    );
  });

  it("repeats a load that never changes", () => {
    for (const history of [daily(1200, () => 2400), hourly(400, () => 100)]) {
      for (const path of pathsOf(after(history, 9000, { paths: 20 }))) {
        expect(path.every((each) => Math.abs(each - 100) < 1e-9)).toBe(true);
      }
    }
  });

  it("has no load where there was none", () => {
    const made = after(
      daily(40, () => 0),
      500,
    );
    expect(sumOf(made.expected)).toBe(0);
    expect(pathsOf(made).every((path) => path.every((each) => each === 0))).toBe(true);
  });

  it("keeps to the hour of the week whatever hour the term starts at", () => {
    const history = hourly(1000, (hour) => (hour % 168 === 5 ? 70 : 0));
    const made = outlook(history, { start: MONDAY + 5003, hours: 700, breakEven: 0.6, paths: 5, seed: 3 });
    for (const path of pathsOf(made)) {
      expect(path.every((each, hour) => each > 0 === ((5003 + hour) % 168 === 5))).toBe(true);
    }
  });

  it("extrapolates no growth from less than two years, and does from more", () => {
    const growing = (day: number): number => 1000 * Math.exp((0.5 * day) / 365);
    expect(after(daily(729, growing), 100).memories.every(({ growth }) => growth === 0)).toBe(true);
    expect(weightOn(after(daily(730, growing), 100), ({ growth }) => growth > 0)).toBeGreaterThan(0);
    const long = after(daily(2000, growing), 8760);
    const now = growing(2000) / 24;
    expect(sumOf(long.expected) / 8760 / now).toBeGreaterThan(1.15);
    expect(sumOf(long.expected) / 8760 / now).toBeLessThan(1.4);
  });

  it("lets growth fade, so that a term far ahead is not out of all measure", () => {
    const growing = (day: number): number => 1000 * Math.exp((0.5 * day) / 365);
    const history = daily(2000, growing);
    const made = outlook(history, {
      start: history.start + 2000 * DAY + 30 * 8766,
      hours: 8760,
      breakEven: 0.6,
      paths: 1,
      seed: 1,
    });
    expect(sumOf(made.expected) / 8760 / (growing(2000) / 24)).toBeLessThan(8);
  });

  it("trusts short memories where levels wander and long ones where bursts pass", () => {
    const stairs = after(
      daily(1500, (day) => 100 * 1.3 ** Math.floor(day / 300)),
      8760,
    );
    const bursts = after(
      daily(1500, (day) => (day % 67 < 20 ? 300 : 100)),
      8760,
    );
    const short = (made: Outlook): number => weightOn(made, ({ days }) => days <= 42);
    expect(short(stairs)).toBeGreaterThan(0.5);
    expect(short(bursts)).toBeLessThan(0.5);
    expect(short(stairs)).toBeGreaterThan(short(bursts));
  });

  it.each([
    { days: 365, termDays: 365, lengths: [42, 364] },
    { days: 2000, termDays: 365, lengths: [42, 364, 728, 1995] },
    { days: 2000, termDays: 1095, lengths: [42, 364, 728, 1995] },
    { days: 2000, termDays: 90, lengths: [7, 14, 42, 364, 728, 1995] },
    { days: 60, termDays: 365, lengths: [7, 14, 42, 56] },
    { days: 2000, termDays: 140, lengths: [7, 14, 42, 364, 728, 1995] },
    { days: 2000, termDays: 141, lengths: [14, 42, 364, 728, 1995] },
    { days: 2000, termDays: 281, lengths: [42, 364, 728, 1995] },
    { days: 436, termDays: 365, lengths: [42, 434] },
    { days: 441, termDays: 365, lengths: [42, 364, 441] },
  ])("looks back on $lengths days of $days for a term of $termDays", ({ days, termDays, lengths }) => {
    const { memories } = after(
      daily(days, () => 100),
      termDays * DAY,
      { paths: 1 },
    );
    expect([...new Set(memories.map((memory) => memory.days))]).toEqual(lengths);
  });

  it.each([
    ["a daily history", daily(400, (day) => (day >= 300 && day < 330 ? 24 : 2400)), 1],
    ["an hourly one", hourly(400 * DAY, (hour) => (hour >= 7200 && hour < 7920 ? 1 : 100)), DAY],
  ])("takes nothing from what was filled in %s", (_, history, steps) => {
    const filled = Array.from({ length: 30 * steps }, (__, index) => 300 * steps + index);
    const made = after({ ...history, filled }, 8760, { paths: 40 });
    for (const path of pathsOf(made)) expect(path.every((each) => each > 90)).toBe(true);
    expect(made.expected.every((each) => Math.abs(each / 100 - 1) < 0.02)).toBe(true);
    expect(made.notes.join("\n")).toContain(`${30 * steps} of ${400 * steps}`);
  });

  it("gives loads with other gaps the same draws: paths with an index belong together", () => {
    const history = hourly(400 * DAY, (hour) => 100 + ((hour * 37) % 101));
    const gappy = { ...history, filled: [399 * DAY + 5] };
    const [whole, holed] = [history, gappy].map((each) => pathsOf(after(each, 2000, { paths: 20 })));
    const isNear = (each: number, other: number): boolean => Math.abs(each / other - 1) < 0.05;
    const near = whole!.map(
      (path, index) => path.filter((each, hour) => isNear(each, holed![index]![hour]!)).length,
    );
    expect(sumOf(near) / (20 * 2000)).toBeGreaterThan(0.95);
  });

  it("judges memories by what was observed alone", () => {
    const bursting = (day: number): number => (day % 67 < 20 ? 300 : 100);
    const inGap = (day: number): boolean => day >= 200 && day < 540;
    const filled = Array.from({ length: 340 }, (_, index) => 200 + index);
    const history = { ...daily(700, (day) => (inGap(day) ? 150 : bursting(day))), filled };
    const termsIn = (made: Outlook): number => Number(/make up ([\d.]+) terms/.exec(made.notes[0]!)![1]);
    const [taken, known] = [after({ ...history, filled: [] }, 30 * DAY), after(history, 30 * DAY)];
    expect(known.origins).toBeLessThan(taken.origins);
    expect(termsIn(known)).toBeLessThan(0.6 * termsIn(taken));
    expect(weightOn(known, ({ days }) => days >= 364)).toBeGreaterThan(
      2 * weightOn(taken, ({ days }) => days >= 364),
    );
  });

  it("takes a season from what was observed, not from what was filled", () => {
    const sine = (day: number): number => 1000 * Math.exp(0.4 * Math.sin((2 * Math.PI * day) / 365.25));
    const filled = Array.from({ length: 300 }, (_, index) => 700 + index);
    const history = daily(1500, (day) => (day >= 700 && day < 1000 ? 1000 : sine(day)));
    const swing = (made: Outlook): number =>
      Math.max(...made.season!.factors) / Math.min(...made.season!.factors);
    const whole = swing(after(daily(1500, sine), 100));
    expect(swing(after({ ...history, filled }, 100)) / whole).toBeCloseTo(1, 1);
    expect(swing(after(history, 100)) / whole).toBeLessThan(0.9);
  });

  it("still has paths where nothing but a gap's ends was observed", () => {
    const history = daily(28, () => 2400);
    const made = after({ ...history, filled: Array.from({ length: 26 }, (_, index) => index + 1) }, 2000);
    for (const path of pathsOf(made)) expect(path.every((each) => Math.abs(each - 100) < 1e-9)).toBe(true);
  });

  it("is wider the farther the term, where levels wander", () => {
    const history = daily(1500, (day) => 100 * 1.5 ** (Math.floor(day / 100) % 3));
    const [near, far] = [after(history, 30 * DAY), after(history, 365 * DAY)];
    const spreadOf = (made: Outlook): number => {
      const ends = pathsOf(made)
        .map((path) => sumOf(path.subarray(path.length - 14 * DAY)))
        .sort((a, b) => a - b);
      return ends[Math.floor(ends.length * 0.9)]! / ends[Math.floor(ends.length * 0.1)]!;
    };
    expect(spreadOf(far)).toBeGreaterThan(spreadOf(near));
  });

  it("stays near the level of four weeks of hours, a year ahead and 31 years later, and says what it cannot know", () => {
    const nasa = readHistory("examples/load", "nasa-http-1995-07.csv");
    const mean = sumOf(nasa.requests) / nasa.requests.length;
    for (const start of [nasa.start + nasa.requests.length, startOfDay("2026-07-01")]) {
      const made = outlook(nasa, { start, hours: 8760, breakEven: 0.6, paths: 50, seed: 1 });
      expect(sumOf(made.expected) / 8760 / mean).toBeGreaterThan(0.7);
      expect(sumOf(made.expected) / 8760 / mean).toBeLessThan(1.3);
      const largest = Math.max(...pathsOf(made).map((path) => path.reduce((a, b) => Math.max(a, b))));
      expect(largest).toBeLessThan(2 * Math.max(...nasa.requests));
      const said = made.notes.join("\n");
      for (const each of ["no growth is measured", "the season of the year is not known"])
        expect(said).toContain(each);
    }
  });

  it.each([
    ["hours", { hours: 0 }],
    ["start", { start: 0.5 }],
    ["breakEven", { breakEven: 1.01 }],
    ["breakEven", { breakEven: NaN }],
    ["paths", { paths: 0 }],
    ["seed", { seed: -1 }],
  ])("refuses %s out of range", (name, wrong) => {
    const right = { start: MONDAY, hours: 10, breakEven: 0.6, paths: 1, seed: 1 };
    expect(() =>
      outlook(
        daily(20, () => 1),
        { ...right, ...wrong },
      ),
    ).toThrow(RangeError);
    expect(() =>
      outlook(
        daily(20, () => 1),
        { ...right, ...wrong },
      ),
    ).toThrow(name);
  });

  it("refuses a history of under a week", () => {
    expect(() =>
      after(
        daily(6, () => 1),
        10,
      ),
    ).toThrow(RangeError);
    expect(
      after(
        daily(7, () => 1),
        10,
      ).memories,
    ).toHaveLength(1);
  });
});
