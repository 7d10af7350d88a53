import {
  errorDistribution,
  predictionInterval,
  type JudgedHoldout,
} from "../../../lib/load/forecasting/prediction-interval";
import { noise } from "./made-series";

const options = { season: 4, nonNegative: false };

function judged(
  count: number,
  errorAt: (holdout: number, step: number) => number,
  steps = 8,
): JudgedHoldout[] {
  return Array.from({ length: count }, (_, holdout) => ({
    forecast: new Float64Array(steps).fill(10),
    actual: Float64Array.from({ length: steps }, (__, step) => 10 + errorAt(holdout, step)),
    measured: new Array<boolean>(steps).fill(true),
  }));
}

const flat = (length: number): Float64Array => new Float64Array(length).fill(10);

describe("predictionInterval", () => {
  it("holds the share asked for of errors like those of the holdouts", () => {
    const errors = noise(8000, 21);
    const distribution = errorDistribution(
      judged(500, (holdout, step) => errors[holdout * 8 + step]!),
      options,
    );
    const { lower, upper } = predictionInterval(flat(8), 0.8, distribution, options);
    const fresh = noise(8000, 22);
    const inside = fresh.filter(
      (error, index) => 10 + error >= lower[index % 8]! && 10 + error <= upper[index % 8]!,
    );
    expect(inside.length / fresh.length).toBeGreaterThan(0.77);
    expect(inside.length / fresh.length).toBeLessThan(0.83);
  });

  it("is wider at steps with larger errors", () => {
    const errors = noise(400, 23);
    const distribution = errorDistribution(
      judged(50, (holdout, step) => errors[holdout * 8 + step]! * (step < 4 ? 1 : 10)),
      options,
    );
    const { lower, upper } = predictionInterval(flat(8), 0.8, distribution, options);
    expect(upper[7]! - lower[7]!).toBeGreaterThan(2 * (upper[0]! - lower[0]!));
  });

  it("reaches farther where the errors are larger", () => {
    const distribution = errorDistribution(
      judged(20, (holdout) => (holdout % 2 === 0 ? 4 : -1)),
      options,
    );
    const { lower, upper } = predictionInterval(flat(8), 0.8, distribution, options);
    expect(upper[0]! - 10).toBeGreaterThan(1.2 * (10 - lower[0]!));
  });

  it("holds the forecast even when all errors were to one side", () => {
    const distribution = errorDistribution(
      judged(10, () => 5),
      options,
    );
    const { lower, upper } = predictionInterval(flat(8), 0.8, distribution, options);
    expect(lower.every((value) => value <= 10)).toBe(true);
    expect(upper.every((value) => value >= 10)).toBe(true);
  });

  it("is wider by Student's t when there are few holdouts", () => {
    const alternating = (holdout: number, step: number): number => ((holdout + step) % 2 === 0 ? 1 : -1);
    const width = (count: number): number => {
      const distribution = errorDistribution(judged(count, alternating), options);
      const { lower, upper } = predictionInterval(flat(8), 0.95, distribution, options);
      return upper[0]! - lower[0]!;
    };
    expect(width(4)).toBeGreaterThan(1.4 * width(400));
  });

  it("grows with the root of the seasons beyond the holdouts", () => {
    const distribution = errorDistribution(
      judged(10, (holdout) => (holdout % 2 === 0 ? 1 : -1), 4),
      options,
    );
    const { upper } = predictionInterval(flat(16), 0.8, distribution, options);
    expect((upper[15]! - 10) / (upper[3]! - 10)).toBeCloseTo(2, 9);
  });

  it("grows with the root of a forecast of what is never negative, and stays at 0 or above", () => {
    const counts = { season: 4, nonNegative: true };
    const distribution = errorDistribution(
      judged(10, (holdout) => (holdout % 2 === 0 ? 9 : -9)),
      counts,
    );
    const { lower, upper } = predictionInterval(Float64Array.of(10, 40, 1), 0.8, distribution, counts);
    expect((upper[1]! - 40) / (upper[0]! - 10)).toBeCloseTo(2, 6);
    expect(lower[0]).toBeGreaterThan(0);
    expect(lower[2]).toBe(0);
  });

  it("leaves out steps that were not measured", () => {
    const [first, second] = judged(2, () => 1);
    const broken = {
      ...second!,
      actual: new Float64Array(8).fill(1e6),
      measured: new Array<boolean>(8).fill(false),
    };
    const { upper } = predictionInterval(flat(8), 0.8, errorDistribution([first!, broken], options), options);
    expect(upper.every((value) => value < 20)).toBe(true);
  });

  it("knows a size for steps that were never measured", () => {
    const [only] = judged(1, () => 1);
    const part = { ...only!, measured: [true, true, false, false, false, false, false, false] };
    const { upper } = predictionInterval(flat(8), 0.8, errorDistribution([part], options), options);
    expect(upper.every((value) => value > 10 && value < 20)).toBe(true);
  });
});
