import { resolve } from "node:path";
import fc from "fast-check";
import {
  forecastLoad,
  readHistory,
  scenarioPaths,
  startOfDay,
  type LoadHistory,
  type LoadScenarios,
} from "../../lib/load";
import { daily, hourly, MONDAY } from "./history-text";

const YEAR = 8760;
const start = startOfDay("2026-11-01");
const nasa = readHistory(resolve(__dirname, "../.."), "examples/load/nasa-http-1995-07.csv");

const loads = fc.array(fc.nat(5000), { minLength: 336, maxLength: 900 });

function draw(history: LoadHistory, seed: number, count = 3, hours = 2000): LoadScenarios {
  return scenarioPaths(history, forecastLoad(history, { start, hours }), { count, seed });
}

describe("scenarioPaths", () => {
  it("draws 200 paths over the term when nothing is said", () => {
    const scenarios = scenarioPaths(nasa, forecastLoad(nasa, { start, hours: YEAR }), { seed: 1 });
    expect(scenarios).toMatchObject({ start, hours: YEAR, seed: 1, blockDays: 3, weeksDrawn: 3 });
    expect(scenarios.paths).toHaveLength(200);
    for (const path of scenarios.paths) expect(path).toHaveLength(YEAR);
  });

  it("draws the same paths for the same seed, and never a negative or unknown load", () => {
    fc.assert(
      fc.property(loads, fc.nat(), (requests, seed) => {
        const scenarios = draw(hourly(requests), seed);
        expect(draw(hourly(requests), seed)).toEqual(scenarios);
        for (const path of scenarios.paths) {
          expect(path.every((value) => value >= 0 && Number.isFinite(value))).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("draws other paths for another seed", () => {
    const [first] = draw(nasa, 1).paths;
    for (let seed = 2; seed < 50; seed += 1) expect(draw(nasa, seed).paths[0]).not.toEqual(first);
  });

  it("draws paths that differ from each other", () => {
    const { paths } = draw(nasa, 1, 50);
    expect(new Set(paths.map((path) => path.join())).size).toBe(50);
  });

  it("draws more paths by adding to the ones before", () => {
    expect(draw(nasa, 5, 20).paths.slice(0, 4)).toEqual(draw(nasa, 5, 4).paths);
  });

  it("is the forecast in the mean, hour by hour", () => {
    const forecast = forecastLoad(nasa, { start, hours: 400 });
    const { paths } = scenarioPaths(nasa, forecast, { count: 20_000, seed: 3 });
    forecast.requests.forEach((expected, hour) => {
      const mean = paths.reduce((sum, path) => sum + path[hour]!, 0) / paths.length;
      expect(Math.abs(mean - expected)).toBeLessThanOrEqual(0.05 * expected);
    });
  });

  it("is the forecast in the mean over the term", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 500, max: 1500 }), { minLength: 336, maxLength: 900 }),
        fc.nat(),
        (requests, seed) => {
          const history = hourly(requests);
          const forecast = forecastLoad(history, { start, hours: 2000 });
          const { paths } = scenarioPaths(history, forecast, { count: 200, seed });
          const expected = sumOf(forecast.requests);
          const mean = paths.reduce((sum, path) => sum + sumOf(path), 0) / paths.length;
          expect(Math.abs(mean / expected - 1)).toBeLessThan(0.03);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("is the forecast itself when every week was the same", () => {
    const history = hourly(Array.from({ length: 800 }, (_, hour) => (hour * 37) % 168));
    const forecast = forecastLoad(history, { start, hours: 1000 });
    for (const path of scenarioPaths(history, forecast, { count: 5, seed: 1 }).paths) {
      expect([...path]).toEqual(forecast.requests);
    }
  });

  it("draws consecutive days in blocks, each on its day of the week, and runs on from the last week to the first", () => {
    const history = hourly(Array.from({ length: 28 * 24 }, (_, hour) => 1 + Math.floor(hour / 168)));
    const forecast = forecastLoad(history, { start, hours: 60 * 24 });
    const { paths, blockDays } = scenarioPaths(history, forecast, { count: 10, seed: 1 });
    expect(blockDays).toBe(4);
    for (const path of paths) {
      const weeks = Array.from(
        path,
        (value, hour) => Math.round((value / forecast.requests[hour]!) * 2.5) - 1,
      );
      for (let hour = 1; hour < weeks.length; hour += 1) {
        if (hour % (blockDays * 24) === 0) continue;
        const passesMonday = (start + hour - MONDAY) % 168 === 0;
        expect(weeks[hour]).toBe((weeks[hour - 1]! + (passesMonday ? 1 : 0)) % 4);
      }
    }
  });

  it.each([
    [14, 3],
    [28, 4],
    [343, 7],
    [350, 8],
    [364, 8],
  ])("of %i days draws blocks of %i, the smallest number whose cube is not below", (days, blockDays) => {
    const history = daily(Array.from({ length: days }, (_, day) => 100 + (day % 13)));
    expect(draw(history, 1, 1, 24).blockDays).toBe(blockDays);
  });

  it("draws every whole week equally often", () => {
    const history = hourly(Array.from({ length: 4 * 168 }, (_, hour) => 1 + Math.floor(hour / 168)));
    const { paths } = draw(history, 1, 2000, 7 * 24);
    const forecast = forecastLoad(history, { start, hours: 7 * 24 }).requests;
    const counts = new Map<string, number>();
    for (const path of paths) {
      path.forEach((value, hour) => {
        const ratio = (value / forecast[hour]!).toFixed(3);
        counts.set(ratio, (counts.get(ratio) ?? 0) + 1);
      });
    }
    expect([...counts.keys()].sort()).toEqual(["0.400", "0.800", "1.200", "1.600"]);
    for (const count of counts.values()) expect(count / (2000 * 168)).toBeCloseTo(0.25, 1);
  });

  it("counts whole weeks from the end, and draws from 52 at most", () => {
    const old = new Array<number>(168 * 10).fill(1_000_000);
    const recent = Array.from({ length: 52 * 168 }, (_, hour) => 100 + (hour % 5));
    const scenarios = draw(hourly([...old, ...recent]), 1, 20, 2000);
    expect(scenarios.weeksDrawn).toBe(52);
    const alone = draw(hourly(recent), 1, 20, 2000);
    const ratioOf = ({ paths }: LoadScenarios): number => Math.max(...paths.map((path) => Math.max(...path)));
    expect(ratioOf(scenarios) / meanOfPaths(scenarios)).toBeCloseTo(ratioOf(alone) / meanOfPaths(alone), 2);
  });

  it("draws from a history of days by the day", () => {
    const history = daily(Array.from({ length: 30 }, (_, day) => 100 + ((day * 13) % 29)));
    const { paths, weeksDrawn, blockDays } = draw(history, 1, 10, 240);
    expect(weeksDrawn).toBe(4);
    expect(blockDays).toBe(4);
    for (const path of paths) {
      for (let hour = 1; hour < 240; hour += 1) {
        if (hour % 24 !== 0) expect(path[hour]).toBe(path[hour - 1]);
      }
    }
  });

  it("leaves hours without load without load", () => {
    const office = hourly(Array.from({ length: 600 }, (_, hour) => (hour % 24 < 8 ? 0 : 50 + (hour % 7))));
    const { paths } = draw(office, 1, 5, 240);
    for (const path of paths) {
      path.forEach((value, hour) => {
        expect(value === 0).toBe(hour % 24 < 8);
      });
    }
  });

  it("can start at any hour of the day", () => {
    const history = hourly(Array.from({ length: 600 }, (_, hour) => (hour % 24 < 8 ? 0 : 50)));
    const forecast = forecastLoad(history, { start: MONDAY + 1005, hours: 100 });
    const { paths } = scenarioPaths(history, forecast, { count: 3, seed: 1 });
    for (const path of paths) expect([...path]).toEqual(forecast.requests);
  });

  it("says what the paths leave out", () => {
    expect(draw(nasa, 9).notes).toEqual([
      "each path repeats deviations of the last 3 weeks from their mean week, " +
        "in blocks of 3 days drawn at random with the seed 9",
      "the paths differ from day to day and week to week; a lasting rise or fall of the load is not among them, " +
        "nor a peak higher in proportion than the history has seen at that hour of the week",
    ]);
  });

  it.each([0, -1, 2.5, NaN])("refuses a count of %d", (count) => {
    expect(() => draw(nasa, 1, count)).toThrow(RangeError);
  });

  it.each([-1, 0.5, 2 ** 32])("refuses a seed of %d", (seed) => {
    expect(() => draw(nasa, seed)).toThrow(RangeError);
  });
});

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function meanOfPaths({ paths, hours }: LoadScenarios): number {
  return paths.reduce((sum, path) => sum + sumOf(path), 0) / (paths.length * hours);
}
