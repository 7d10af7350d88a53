import fc from "fast-check";
import { reservedCount } from "../../lib/cost/commitment";

describe("the number to reserve", () => {
  it("counts the levels that are needed more than the break-even utilisation", () => {
    expect(reservedCount([1, 0.9, 0.61, 0.6, 0.59], 0.6)).toBe(3);
  });

  it("is none where no use breaks even, and all where every use does", () => {
    expect(reservedCount([1, 1, 1], 1)).toBe(0);
    expect(reservedCount([1, 1, 1], Infinity)).toBe(0);
    expect(reservedCount([1, 0.5, 0.001], 0)).toBe(3);
    expect(reservedCount([], 0.6)).toBe(0);
  });

  it("costs least of all numbers, reckoned in whole numbers, on 1,000 demands", () => {
    const price = fc.integer({ min: 1, max: 40 });
    const demand = fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(demand, price, price, (hours, onDemand, reserved) => {
        const costOf = (count: number): number =>
          reserved * count * hours.length +
          onDemand * hours.reduce((sum, needed) => sum + Math.max(0, needed - count), 0);
        const candidates = Array.from({ length: Math.max(...hours) + 2 }, (_, count) => count);
        const least = Math.min(...candidates.map(costOf));
        const utilisation = candidates
          .slice(1)
          .map((level) => hours.filter((needed) => needed >= level).length / hours.length);
        const chosen = reservedCount(utilisation, reserved / onDemand);
        expect(costOf(chosen)).toBe(least);
        expect(chosen).toBe(candidates.find((count) => costOf(count) === least));
      }),
      { numRuns: 1000 },
    );
  });
});
