import { widening } from "../../../lib/load/forecasting/student";

/** Quantiles of Student's t and of the normal distribution from any table. */
const TABLE = [
  { coverage: 0.95, observations: 10, student: 2.262, normal: 1.96 },
  { coverage: 0.95, observations: 5, student: 2.776, normal: 1.96 },
  { coverage: 0.8, observations: 10, student: 1.383, normal: 1.2816 },
  { coverage: 0.99, observations: 20, student: 2.861, normal: 2.5758 },
];

describe("widening", () => {
  it.each(TABLE)(
    "is the quantile of Student's t over the normal one for $coverage and $observations observations",
    ({ coverage, observations, student, normal }) => {
      expect(widening(coverage, observations)).toBeCloseTo(student / normal, 2);
    },
  );

  it("goes to 1 with many observations", () => {
    expect(widening(0.95, 1e6)).toBeCloseTo(1, 4);
  });

  it("takes fewer than four observations as four", () => {
    expect(widening(0.95, 1)).toBe(widening(0.95, 4));
  });

  it("is 1 or above at every coverage", () => {
    for (const coverage of [1e-9, 0.01, 0.5, 0.999]) {
      expect(widening(coverage, 4)).toBeGreaterThanOrEqual(1);
    }
  });
});
