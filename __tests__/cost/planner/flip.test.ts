import fc from "fast-check";
import { nearestFlip } from "../../../lib/cost/planner/flip";

const range = { least: -10, most: 10, step: 0.5 };

/** A decision that is another beyond a threshold. */
function flipAt(threshold: number, direction: 1 | -1, now = 0): number | undefined {
  const isBeyond = (value: number): boolean => (value - threshold) * direction >= 0;
  return nearestFlip(isBeyond, (plan) => plan, now, range, direction)?.at;
}

describe("the nearest change of a decision", () => {
  it("is found to a 128th of a step, on its far side", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        fc.constantFrom(1, -1),
        (distance, direction) => {
          const at = flipAt(distance * direction, direction)!;
          expect((at - distance * direction) * direction).toBeGreaterThanOrEqual(0);
          expect(Math.abs(at - distance * direction)).toBeLessThanOrEqual(0.5 / 128);
        },
      ),
    );
  });

  it("is missing beyond the range, or where there is no room", () => {
    expect(flipAt(10.5, 1)).toBeUndefined();
    expect(flipAt(10, 1)).toBe(10);
    expect(flipAt(11, 1, 10)).toBeUndefined();
    expect(flipAt(-11, -1, -10)).toBeUndefined();
  });

  it("tells the decision there", () => {
    const decide = (value: number): string => (value < 3 ? "small" : value < 6 ? "middle" : "large");
    const flip = nearestFlip(decide, (plan) => plan !== "small", 0, range, 1);
    expect(flip?.plan).toBe("middle");
    expect(flip?.at).toBeCloseTo(3, 2);
  });
});
