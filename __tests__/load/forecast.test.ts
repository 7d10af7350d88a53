import { resolve } from "node:path";
import fc from "fast-check";
import { forecastLoad, readHistory, startOfDay } from "../../lib/load";
import { daily, historyOf, hourly, hourRows, MONDAY, withoutLines } from "./history-text";

const YEAR = 8760;
const nasa = readHistory(resolve(__dirname, "../.."), "examples/load/nasa-http-1995-07.csv");

/** Hourly requests of some weeks that all are the same. */
const periodic = fc
  .tuple(
    fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 168, maxLength: 168 }),
    fc.integer({ min: 336, max: 900 }),
  )
  .map(([week, count]) => Array.from({ length: count }, (_, index) => Math.abs(week[index % 168]!)));

describe("forecastLoad", () => {
  it("gives an exactly weekly load back exactly, for a year that starts years later", () => {
    fc.assert(
      fc.property(periodic, fc.integer({ min: 0, max: 100_000 }), (requests, later) => {
        const forecast = forecastLoad(hourly(requests), { start: MONDAY + later, hours: YEAR });
        expect(forecast.method).toBe("weekly profile");
        expect(forecast.requests).toHaveLength(YEAR);
        expect(forecast.requests).toEqual(
          Array.from({ length: YEAR }, (_, hour) => requests[(later + hour) % 168]),
        );
        expect(forecast.holdout.errors["weekly profile"]).toMatchObject({
          meanAbsolute: 0,
          smapePercent: 0,
          mase: null,
        });
      }),
      { numRuns: 30 },
    );
  });

  it("gives an exactly weekly load of days back exactly, spread over the hours", () => {
    const week = [240, 480, 24, 0, 7, 1.5, 100];
    const history = daily(Array.from({ length: 40 }, (_, index) => week[index % 7]!));
    const { requests, notes } = forecastLoad(history, {
      start: MONDAY + 168 * 9 + 50,
      hours: YEAR,
    });
    expect(requests).toEqual(
      Array.from({ length: YEAR }, (_, hour) => week[Math.floor((50 + hour) / 24) % 7]! / 24),
    );
    expect(notes).toContain(
      "the history is daily: a day's load is spread evenly over its 24 hours, without peaks",
    );
    expect(notes.join()).toContain("only the day of the week is carried over");
  });

  it("is the same when history and term move by whole weeks", () => {
    const loads = fc.array(fc.nat(5000), { minLength: 336, maxLength: 700 });
    fc.assert(
      fc.property(loads, fc.integer({ min: -2000, max: 2000 }), fc.nat(200), (requests, weeks, later) => {
        const term = { start: MONDAY + 1000 + later, hours: 400 };
        const here = forecastLoad(hourly(requests), term);
        const there = forecastLoad(hourly(requests, MONDAY + weeks * 168), term);
        const both = forecastLoad(hourly(requests, MONDAY + weeks * 168), {
          ...term,
          start: term.start + weeks * 168,
        });
        expect(there.requests).toEqual(here.requests);
        expect(both.requests).toEqual(here.requests);
        expect(both.holdout.errors).toEqual(here.holdout.errors);
      }),
      { numRuns: 30 },
    );
  });

  it("is proportional to the load", () => {
    const values = nasa.requests.map((value) => value * 4);
    const term = { start: startOfDay("2026-11-01"), hours: 300 };
    const { requests } = forecastLoad({ ...nasa, requests: values }, term);
    expect(requests).toEqual(forecastLoad(nasa, term).requests.map((value) => value * 4));
  });

  it("chooses the profile where single weeks are noisy", () => {
    const noise = [0, 40, 10, 30, 20];
    const values = Array.from(
      { length: 5 * 168 },
      (_, hour) => 100 + noise[(hour * 7 + Math.floor(hour / 168)) % 5]!,
    );
    const { method, holdout } = forecastLoad(hourly(values), { start: MONDAY, hours: 1 });
    expect(method).toBe("weekly profile");
    expect(holdout.errors["weekly profile"].mase).toBeLessThan(holdout.errors["seasonal naive"].mase!);
  });

  it("chooses the seasonal naive forecast where the shape of the week has changed", () => {
    const values = Array.from({ length: 5 * 168 }, (_, hour) => (hour % 24 < 12 === hour < 336 ? 100 : 10));
    const { method, requests, notes } = forecastLoad(hourly(values), { start: MONDAY, hours: 24 });
    expect(method).toBe("seasonal naive");
    expect(requests).toEqual(values.slice(-24));
    expect(notes[0]).toBe(
      "the last week of the history is expected again every week: it beat the mean week on the holdout",
    );
  });

  it("extrapolates no growth: every week of the term is the same", () => {
    const growing = hourly(Array.from({ length: 2000 }, (_, hour) => 1000 + hour));
    const { requests, notes } = forecastLoad(growing, { start: MONDAY, hours: YEAR });
    expect(requests.slice(168)).toEqual(requests.slice(0, -168));
    expect(notes).toContain(
      "no growth is extrapolated: the load is expected to stay at this level for the whole term",
    );
  });

  it("says how long before the term the history ends", () => {
    const { notes } = forecastLoad(nasa, { start: startOfDay("2026-11-01"), hours: YEAR });
    expect(notes).toContain(
      "the history ends at 1995-07-28 14:00 UTC, 11418 days before the term starts: " +
        "only the day of the week and the hour are carried over",
    );
  });

  it("only says where the history ends when the term starts before", () => {
    const { notes } = forecastLoad(nasa, { start: nasa.start, hours: 1 });
    expect(notes).toContain("the history ends at 1995-07-28 14:00 UTC");
  });

  it("says the recent level", () => {
    const values = Array.from({ length: 28 }, (_, day) => (day < 21 ? 100 : 200));
    const { notes } = forecastLoad(daily([...values, ...values.slice(-7)]), { start: MONDAY, hours: 1 });
    expect(notes[0]).toBe(
      "each day of the week is expected at its mean over the history times the recent level, " +
        "the median of the last 7 days: 143 % of the mean",
    );
  });

  it("says how many steps had no row", () => {
    const history = historyOf(withoutLines(hourRows(336), 9, 10));
    expect(forecastLoad(history, { start: MONDAY, hours: 1 }).notes).toContain(
      "2 of 336 hours had no row and were filled",
    );
  });

  it("warns when it was further off on the holdout than one week was from the next before", () => {
    const values = Array.from({ length: 28 }, (_, day) => (day < 21 ? 100 + day : 500));
    expect(forecastLoad(daily(values), { start: MONDAY, hours: 1 }).notes.at(-1)).toMatch(
      /^on the holdout the forecast was off \d+\.\d\d times as far as one week is from the next/,
    );
  });

  it("forecasts nothing for a load that never came", () => {
    const { requests } = forecastLoad(hourly(new Array<number>(336).fill(0)), { start: MONDAY, hours: 200 });
    expect(requests).toEqual(new Array(200).fill(0));
  });

  it.each([0, -1, 1.5, NaN, Infinity])("refuses %d hours", (hours) => {
    expect(() => forecastLoad(nasa, { start: 0, hours })).toThrow(RangeError);
  });

  it.each([0.5, NaN])("refuses a start of %d", (start) => {
    expect(() => forecastLoad(nasa, { start, hours: 1 })).toThrow(RangeError);
  });

  it("is measured on the example: the last week again beats the mean week", () => {
    const { method, holdout } = forecastLoad(nasa, { start: startOfDay("2026-11-01"), hours: YEAR });
    expect(method).toBe("seasonal naive");
    expect(holdout).toMatchObject({ start: startOfDay("1995-07-21") + 14, steps: 168, measuredSteps: 168 });
    expect(holdout.errors["weekly profile"].smapePercent).toBeCloseTo(25.61, 2);
    expect(holdout.errors["weekly profile"].mase).toBeCloseTo(0.678, 3);
    expect(holdout.errors["seasonal naive"].smapePercent).toBeCloseTo(24.07, 2);
    expect(holdout.errors["seasonal naive"].mase).toBeCloseTo(0.561, 3);
  });
});
