import fc from "fast-check";
import { forecastSeries } from "../../../lib/load/forecasting";
import { noisyHours } from "./made-series";

const value = fc.oneof(
  fc.nat(1000),
  fc.double({ min: 0, max: 1e9, noNaN: true }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.constantFrom(0, Number.MIN_VALUE, 1e200),
);
const days = fc.array(value, { minLength: 14, maxLength: 60 });
const options = { horizon: 10, seasons: [7], coverages: [0.5, 0.8, 0.95] };

describe("forecastSeries, for any series", () => {
  it("gives finite numbers, in order: each interval holds the narrower one and the forecast", () => {
    fc.assert(
      fc.property(days, (values) => {
        const { mean, intervals } = forecastSeries(values, options);
        const [half, most, nearly] = intervals;
        for (let step = 0; step < mean.length; step += 1) {
          const ladder = [
            nearly!.lower[step]!,
            most!.lower[step]!,
            half!.lower[step]!,
            mean[step]!,
            half!.upper[step]!,
            most!.upper[step]!,
            nearly!.upper[step]!,
          ];
          expect(ladder.every(Number.isFinite)).toBe(true);
          expect([...ladder].sort((one, other) => one - other)).toEqual(ladder);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("stays at 0 or above where the history does", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 14, maxLength: 60 }), (values) => {
        const { mean, intervals } = forecastSeries(values, options);
        expect(mean.every((expected) => expected >= 0)).toBe(true);
        expect(intervals.every(({ lower }) => lower.every((end) => end >= 0))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("gives the same bits for the same arguments", () => {
    fc.assert(
      fc.property(days, (values) => {
        expect(forecastSeries(values, options)).toEqual(forecastSeries(Float64Array.from(values), options));
      }),
      { numRuns: 20 },
    );
  });

  it("scales with the values: bit by bit for powers of two", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1000), { minLength: 14, maxLength: 60 }),
        fc.integer({ min: -60, max: 60 }),
        (values, exponent) => {
          const factor = 2 ** exponent;
          const scaled = forecastSeries(
            values.map((single) => single * factor),
            options,
          );
          const plain = forecastSeries(values, options);
          expect(scaled.mean).toEqual(plain.mean.map((single) => single * factor));
          expect(scaled.intervals[2]!.upper).toEqual(
            plain.intervals[2]!.upper.map((single) => single * factor),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([3, 1e-7, 12_345.678])("scales with the values: nearly for a factor of %d", (factor) => {
    const hours = { horizon: 48, seasons: [24, 168] };
    const values = noisyHours(500, 51);
    const plain = forecastSeries(values, hours).mean;
    forecastSeries(
      values.map((single) => single * factor),
      hours,
    ).mean.forEach((single, step) => {
      expect(single / factor / plain[step]!).toBeCloseTo(1, 6);
    });
  });
});
