import fc from "fast-check";
import { concaveMaximum, type ConcavePoint } from "../../../lib/cost/planner/concave-maximum";

const line = fc.record({
  value: fc.integer({ min: -50, max: 50 }),
  slope: fc.integer({ min: -20, max: 20 }),
});

function least(
  lines: readonly { readonly value: number; readonly slope: number }[],
): (at: number) => ConcavePoint {
  return (at) => {
    const points = lines.map(({ value, slope }) => ({ at, value: value + slope * at, slope }));
    return points.reduce((a, b) => (b.value < a.value ? b : a));
  };
}

const range = { firstStep: 0.01, enough: Infinity };

describe("the largest value of a concave function", () => {
  it("is where the lines of a minimum meet", () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
        const evaluate = least([...lines, { value: 60, slope: -1 }]);
        const found = concaveMaximum(evaluate, range);
        const grid = Array.from({ length: 2400 }, (_, step) => evaluate(step / 20).value);
        expect(Math.max(...grid)).toBeLessThanOrEqual(found!.value + 1e-9);
      }),
      { numRuns: 100 },
    );
  });

  it("lies at the end of the range where the function rises to it", () => {
    expect(concaveMaximum(least([{ value: 0, slope: 2 }]), { ...range, most: 3 })?.value).toBe(6);
  });

  it("stops at a value that is good enough", () => {
    let evaluations = 0;
    const evaluate = (at: number): ConcavePoint => {
      evaluations += 1;
      return { at, value: at, slope: 1 };
    };
    expect(concaveMaximum(evaluate, { firstStep: 1, enough: 10 })?.value).toBe(16);
    expect(evaluations).toBe(4);
  });

  it("has none where the function has no value", () => {
    expect(concaveMaximum(() => undefined, range)).toBeUndefined();
  });
});
