import fc from "fast-check";
import { LOG, PLAIN, ROOT, transformed } from "../../../lib/load/forecasting/transform";

describe.each([PLAIN, ROOT, LOG])("transform $name", ({ forward, backward }) => {
  it("comes back to where it started", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (value) => {
        expect(Math.abs(backward(forward(value)) - value)).toBeLessThanOrEqual(1e-9 * (1 + value));
      }),
    );
  });

  it("keeps the order", () => {
    expect(forward(2)).toBeGreaterThan(forward(1));
    expect(forward(1)).toBeGreaterThan(forward(0));
  });

  it("is finite at 0", () => {
    expect(Number.isFinite(forward(0))).toBe(true);
  });
});

describe("transforms of what runs away", () => {
  it("never give a negative value back, but for the plain one", () => {
    expect(PLAIN.backward(-3)).toBe(-3);
    expect(ROOT.backward(-3)).toBe(0);
    expect(LOG.backward(-100)).toBe(0);
  });

  it("stay finite", () => {
    expect(Number.isFinite(LOG.backward(1e6))).toBe(true);
  });

  it("take a series as a whole", () => {
    expect([...transformed(Float64Array.of(0, 1, 4), ROOT)]).toEqual([0, 1, 2]);
  });
});
