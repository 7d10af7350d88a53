import { holidayEffect } from "../../../lib/load/forecasting/holiday-effect";
import { farthest } from "./made-series";

const options = { season: 7, longSeason: 7, nonNegative: true };
const week = [1, 1, 1, 1, 1, 0.5, 0.5];
const usual = Float64Array.from({ length: 56 }, (_, index) => week[index % 7]!);
const holidays = new Set([23, 37]);
const values = usual.map((value, index) => (holidays.has(index) ? value / 4 : value));

describe("holidayEffect", () => {
  it("puts the usual value in place of each holiday", () => {
    const { usual: cleaned, seen } = holidayEffect(values, (index) => holidays.has(index), options);
    expect(farthest(cleaned, usual)).toBe(0);
    expect(seen).toBe(2);
  });

  it("lowers a holiday ahead as those seen were", () => {
    const { apply } = holidayEffect(values, (index) => holidays.has(index) || index === 58, options);
    const forecast = Float64Array.from(week);
    apply(forecast, 56);
    expect(forecast[2]).toBeCloseTo(0.25, 1);
    expect([...forecast].filter((_, step) => step !== 2)).toEqual(week.filter((_, step) => step !== 2));
  });

  it("takes the mean of all steps where none was seen at that step of the season", () => {
    const { apply } = holidayEffect(values, (index) => holidays.has(index) || index === 56, options);
    const forecast = Float64Array.from(week);
    apply(forecast, 56);
    expect(forecast[0]).toBeCloseTo(0.25, 1);
  });

  it("changes nothing when no holiday was seen", () => {
    const { apply, usual: same, seen } = holidayEffect(usual, (index) => index > 55, options);
    const forecast = Float64Array.from(week);
    apply(forecast, 56);
    expect([...forecast]).toEqual(week);
    expect(same).toEqual(usual);
    expect(seen).toBe(0);
  });

  it("compares with later weeks where there is none before", () => {
    const early = usual.map((value, index) => (index === 3 ? 0.1 : value));
    expect(holidayEffect(early, (index) => index === 3, options).usual[3]).toBe(1);
  });

  it("leaves a history of holidays alone as it is", () => {
    const { usual: same, seen } = holidayEffect(values, () => true, options);
    expect(same).toEqual(values);
    expect(seen).toBe(0);
  });

  it("adds a difference where values may be negative", () => {
    const signed = { ...options, nonNegative: false };
    const lowered = usual.map((value, index) => (holidays.has(index) ? value - 5 : value));
    const { apply } = holidayEffect(lowered, (index) => holidays.has(index) || index === 58, signed);
    const forecast = Float64Array.from(week);
    apply(forecast, 56);
    expect(forecast[2]).toBeCloseTo(-4, 9);
  });
});
