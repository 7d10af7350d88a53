import {
  combinationWeights,
  combine,
  combineHoldouts,
  holdoutErrors,
  relativeErrors,
} from "../../../lib/load/forecasting/combination";

const flat = (length: number, value: number): Float64Array => new Float64Array(length).fill(value);

describe("holdoutErrors", () => {
  const values = Float64Array.of(0, 0, 1, 2, 3, 4);
  const plan = { origins: [2, 4], steps: 2 };

  it("is the mean distance on each holdout", () => {
    const [errors] = holdoutErrors(values, plan, [[flat(2, 1), flat(2, 1)]], () => true);
    expect([...errors!]).toEqual([0.5, 2.5]);
  });

  it("leaves out steps that were not measured", () => {
    const [errors] = holdoutErrors(values, plan, [[flat(2, 1), flat(2, 1)]], (index) => index !== 3);
    expect([...errors!]).toEqual([0, 2.5]);
  });

  it("is no number where nothing was measured", () => {
    const [errors] = holdoutErrors(values, plan, [[flat(2, 1), flat(2, 1)]], (index) => index > 3);
    expect([...errors!]).toEqual([NaN, 2.5]);
  });
});

describe("relativeErrors", () => {
  it("counts each holdout the same, however large its errors", () => {
    const errors = [Float64Array.of(1, 300), Float64Array.of(3, 100)];
    expect(relativeErrors(errors, () => true)).toEqual([1, 1]);
  });

  it("takes the holdouts asked for alone, and none without a number", () => {
    const errors = [Float64Array.of(1, 9, NaN), Float64Array.of(3, 1, NaN)];
    expect(relativeErrors(errors, (holdout) => holdout !== 1)).toEqual([0.5, 1.5]);
  });

  it("takes candidates as equal where none was off, and where nothing is known", () => {
    expect(relativeErrors([Float64Array.of(0), Float64Array.of(0)], () => true)).toEqual([1, 1]);
    expect(relativeErrors([Float64Array.of(1), Float64Array.of(3)], () => false)).toEqual([1, 1]);
  });
});

describe("combinationWeights", () => {
  it("gives twice the error a sixteenth of the weight", () => {
    const [better, worse] = combinationWeights([0.5, 1]);
    expect(better! / worse!).toBeCloseTo(16, 9);
    expect(better! + worse!).toBeCloseTo(1, 12);
  });

  it("gives one without error all but nothing less than everything", () => {
    const [exact, other] = combinationWeights([0, 2]);
    expect(exact).toBe(1);
    expect(other).toBeLessThan(1e-30);
  });

  it("shares among several without error", () => {
    expect(combinationWeights([0, 0])).toEqual([0.5, 0.5]);
  });
});

describe("combine", () => {
  it("is the weighted mean", () => {
    expect([...combine([Float64Array.of(0, 4), Float64Array.of(8, 8)], [0.75, 0.25])]).toEqual([2, 5]);
  });
});

describe("combineHoldouts", () => {
  it("weighs each holdout by the others alone", () => {
    const errors = [Float64Array.of(0, 1), Float64Array.of(1, 0)];
    const forecasts = [
      [flat(1, 10), flat(1, 10)],
      [flat(1, 20), flat(1, 20)],
    ];
    const [first, second] = combineHoldouts(errors, { origins: [1, 2], steps: 1 }, forecasts);
    expect(first![0]).toBeCloseTo(20, 9);
    expect(second![0]).toBeCloseTo(10, 9);
  });
});
