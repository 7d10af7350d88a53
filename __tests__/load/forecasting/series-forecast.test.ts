import { forecastSeries, type SeriesForecast } from "../../../lib/load/forecasting";
import { farthest, hourOfDay, noisyHours, weeklyHours } from "./made-series";

const HOURS = { horizon: 48, seasons: [24, 168] };

function allNumbers({ mean, intervals, methods, holdout }: SeriesForecast): number[] {
  return [
    ...mean,
    ...intervals.flatMap(({ lower, upper }) => [...lower, ...upper]),
    ...methods.flatMap(({ weight, error }) => [weight, error]),
    holdout.combination.meanAbsolute,
    holdout.combination.smapePercent,
    ...holdout.coverage.map(({ observedPercent }) => observedPercent),
  ];
}

describe("forecastSeries", () => {
  it("forecasts a pure week exactly", () => {
    const { mean } = forecastSeries(weeklyHours(672), HOURS);
    expect(farthest(mean, weeklyHours(48))).toBeLessThan(1e-6);
  });

  it("forecasts a week with noise within the noise, and says how sure it is", () => {
    const values = noisyHours(960, 31);
    const { mean, intervals, holdout } = forecastSeries(values.subarray(0, 912), HOURS);
    const error = farthest(mean, weeklyHours(960).subarray(912));
    expect(error).toBeLessThan(4);
    const [narrow, wide] = intervals;
    expect(narrow!.coverage).toBe(0.8);
    expect(wide!.coverage).toBe(0.95);
    const inside = values.subarray(912).filter((v, k) => v >= wide!.lower[k]! && v <= wide!.upper[k]!);
    expect(inside.length).toBeGreaterThanOrEqual(43);
    expect(holdout.coverage[1]!.observedPercent).toBeGreaterThan(88);
  });

  it("beats the seasonal naive forecast on its own holdouts where weekends differ", () => {
    const { holdout } = forecastSeries(noisyHours(700, 33), HOURS);
    expect(holdout.count).toBe(10);
    expect(holdout.combination.mase!).toBeLessThan(holdout.seasonalNaive.mase! / 2);
    expect(holdout.combination.smapePercent).toBeLessThan(holdout.seasonalNaive.smapePercent);
    expect(holdout.combination.meanAbsolute).toBeLessThan(holdout.seasonalNaive.meanAbsolute);
  });

  it("lists the methods by weight, which sum to 1", () => {
    const { methods } = forecastSeries(noisyHours(700, 35), HOURS);
    const weights = methods.map(({ weight }) => weight);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
    expect([...weights].sort((one, other) => other - one)).toEqual(weights);
    expect(methods[0]!.error).toBeLessThan(methods.at(-1)!.error);
  });

  it.each<[string, Float64Array]>([
    ["zeros", new Float64Array(400)],
    ["a constant", new Float64Array(400).fill(7)],
    ["zeros and one spike", new Float64Array(400).fill(0).fill(1000, 300, 301)],
    ["zeros until the last value", new Float64Array(400).fill(5, 399)],
    ["zeros every other day", Float64Array.from({ length: 400 }, (_, i) => (i % 48 < 24 ? hourOfDay(i) : 0))],
    ["a step up", Float64Array.from({ length: 400 }, (_, i) => hourOfDay(i) * (i < 390 ? 1 : 100))],
    ["fast growth", Float64Array.from({ length: 400 }, (_, i) => Math.exp(i / 20))],
    ["tiny values", noisyHours(400, 37).map((value) => value * 1e-300)],
    ["huge values", noisyHours(400, 37).map((value) => value * 1e300)],
    ["negative values", noisyHours(400, 37).map((value) => value - 30)],
    ["two weeks", noisyHours(336, 37)],
    ["two days", noisyHours(48, 37)],
  ])("makes numbers of %s", (_, values) => {
    const forecast = forecastSeries(values, HOURS);
    expect(allNumbers(forecast).filter((value) => !Number.isFinite(value))).toEqual([]);
    if (values.every((value) => value >= 0)) {
      expect(forecast.mean.every((value) => value >= 0)).toBe(true);
      expect(forecast.intervals.every(({ lower }) => lower.every((value) => value >= 0))).toBe(true);
    }
  });

  it("keeps a constant, with an interval of no width to speak of", () => {
    const { mean, intervals, holdout } = forecastSeries(new Float64Array(400).fill(7), HOURS);
    expect(farthest(mean, new Float64Array(48).fill(7))).toBeLessThan(1e-9);
    expect(intervals[1]!.upper[0]! - intervals[1]!.lower[0]!).toBeLessThan(1e-6);
    expect(holdout.combination.mase).toBeNull();
  });

  it("forecasts two weeks of days", () => {
    const week = [10, 20, 30, 40, 50, 60, 70];
    const { mean, holdout } = forecastSeries([...week, ...week], { horizon: 14, seasons: [7] });
    expect(farthest(mean, Float64Array.from([...week, ...week]))).toBeLessThan(1e-6);
    expect(holdout.steps).toBe(3);
  });

  it("forecasts a year of hours from a month", () => {
    const forecast = forecastSeries(noisyHours(720, 39), { horizon: 8760, seasons: [24, 168] });
    expect(forecast.mean).toHaveLength(8760);
    expect(allNumbers(forecast).every(Number.isFinite)).toBe(true);
    const { upper, lower } = forecast.intervals[0]!;
    expect(upper[8759]! - lower[8759]!).toBeGreaterThan(upper[100]! - lower[100]!);
    expect(forecast.notes.join(" ")).toContain("8760 steps");
  });

  it("looks at a year where days hold two", () => {
    const days = Float64Array.from(
      { length: 1461 },
      (_, day) => 100 + 50 * Math.sin((2 * Math.PI * day) / 365),
    );
    const { mean } = forecastSeries(days, { horizon: 180, seasons: [7, 365] });
    const expected = Float64Array.from(
      { length: 180 },
      (_, step) => 100 + 50 * Math.sin((2 * Math.PI * (1461 + step)) / 365),
    );
    expect(farthest(mean, expected)).toBeLessThan(2);
  });

  it("does not measure errors on filled steps", () => {
    const values = noisyHours(700, 41);
    const filled = new Set([660, 661, 662]);
    const outage = values.map((value, index) => (filled.has(index) ? 1000 : value));
    const known = forecastSeries(outage, { ...HOURS, filled });
    const unknown = forecastSeries(outage, HOURS);
    expect(known.holdout.combination.meanAbsolute).toBeLessThan(unknown.holdout.combination.meanAbsolute / 2);
    expect(known.notes.join(" ")).toContain("3 of 700 values");
  });

  it("measures on filled steps when the holdouts hold nothing else", () => {
    const filled = new Set(Array.from({ length: 400 }, (_, index) => 300 + index));
    const forecast = forecastSeries(noisyHours(700, 43), { ...HOURS, filled });
    expect(allNumbers(forecast).every(Number.isFinite)).toBe(true);
  });

  it("forecasts a holiday as the ones before", () => {
    const isHoliday = (index: number): boolean => [15, 29].includes(Math.floor(index / 24));
    const values = noisyHours(696, 45, 0.02).map((value, index) => (isHoliday(index) ? value / 4 : value));
    const withHolidays = forecastSeries(values, { ...HOURS, holidays: isHoliday });
    const actual = weeklyHours(744)
      .subarray(696)
      .map((value, step) => (step < 24 ? value / 4 : value));
    const without = forecastSeries(values, HOURS);
    expect(farthest(withHolidays.mean, actual)).toBeLessThan(5);
    expect(farthest(without.mean, actual)).toBeGreaterThan(15);
  });

  it("says that it could not learn from holidays", () => {
    const { notes } = forecastSeries(noisyHours(400, 47), {
      ...HOURS,
      holidays: (index) => index >= 400 && index < 424,
    });
    expect(notes.some((note) => note.startsWith("24 steps ahead are holidays"))).toBe(true);
  });

  it.each<[string, number[], Parameters<typeof forecastSeries>[1], RegExp]>([
    ["no horizon", new Array<number>(14).fill(1), { horizon: 0, seasons: [7] }, /horizon.*got: 0/],
    ["half a step", new Array<number>(14).fill(1), { horizon: 1.5, seasons: [7] }, /horizon.*got: 1.5/],
    ["no season", new Array<number>(14).fill(1), { horizon: 1, seasons: [] }, /seasons/],
    ["a season of 1", new Array<number>(14).fill(1), { horizon: 1, seasons: [1] }, /seasons.*got: 1/],
    [
      "seasons the wrong way round",
      new Array<number>(800).fill(1),
      { horizon: 1, seasons: [168, 24] },
      /168, 24/,
    ],
    ["less than two seasons", new Array<number>(13).fill(1), { horizon: 1, seasons: [7] }, /13 values/],
    ["a gap", [...new Array<number>(13).fill(1), NaN], { horizon: 1, seasons: [7] }, /NaN at 13/],
    [
      "certainty",
      new Array<number>(14).fill(1),
      { horizon: 1, seasons: [7], coverages: [1] },
      /coverages.*1/,
    ],
    [
      "coverages the wrong way round",
      new Array<number>(14).fill(1),
      { horizon: 1, seasons: [7], coverages: [0.9, 0.5] },
      /0.9, 0.5/,
    ],
  ])("refuses %s", (_, values, options, message) => {
    expect(() => forecastSeries(values, options)).toThrow(RangeError);
    expect(() => forecastSeries(values, options)).toThrow(message);
  });
});
