import { meanAbsoluteError, seasonalNaiveError, smapePercent } from "../../../lib/load/forecasting";

describe("smapePercent", () => {
  it("is the mean of twice the error over both sizes", () => {
    expect(smapePercent(Float64Array.of(100, 50), Float64Array.of(50, 50))).toBeCloseTo(100 / 3, 12);
  });

  it("is 200 where only one of both is 0, and nothing where both are", () => {
    expect(smapePercent(Float64Array.of(0), Float64Array.of(7))).toBe(200);
    expect(smapePercent(Float64Array.of(0), Float64Array.of(0))).toBe(0);
  });

  it("takes sizes, not signs", () => {
    expect(smapePercent(Float64Array.of(-100), Float64Array.of(-50))).toBeCloseTo(200 / 3, 12);
  });
});

describe("meanAbsoluteError", () => {
  it("is the mean distance", () => {
    expect(meanAbsoluteError(Float64Array.of(1, 5), Float64Array.of(2, 2))).toBe(2);
  });
});

describe("seasonalNaiveError", () => {
  it("is the mean change from one season to the next", () => {
    expect(seasonalNaiveError(Float64Array.of(1, 2, 3, 5, 2, 7), 2)).toBe(2);
  });

  it("is 0 for a series that repeats itself", () => {
    expect(seasonalNaiveError(Float64Array.of(1, 2, 1, 2), 2)).toBe(0);
  });
});
