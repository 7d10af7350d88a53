import fc from "fast-check";
import { discountWeights, reservedCount, utilisationByLevel } from "../../lib/cost/commitment";
import type { InstanceDemand } from "../../lib/cost/demand";
import { HOURS_PER_YEAR } from "../../lib/definition/units";

function demand(...paths: readonly (readonly number[])[]): InstanceDemand {
  return { paths: paths.map((path) => Int32Array.from(path)), hours: paths[0]?.length ?? 0 };
}

/** Some paths of the same length, with few instances so that ties are many. */
const smallDemand = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 4 }))
  .chain(([hours, paths]) =>
    fc.array(fc.array(fc.nat({ max: 6 }), { minLength: hours, maxLength: hours }), {
      minLength: paths,
      maxLength: paths,
    }),
  );

describe("the utilisation by level", () => {
  it("is the share of hours that need at least so many instances", () => {
    expect(utilisationByLevel(demand([1, 2, 3, 4]), 0)).toEqual([1, 0.75, 0.5, 0.25]);
  });

  it("pools the hours of all paths, each as likely as every other", () => {
    expect(utilisationByLevel(demand([3, 1], [1, 1]), 0)).toEqual([1, 0.25, 0.25]);
  });

  it("has a share for the levels between, which no hour needs exactly", () => {
    expect(utilisationByLevel(demand([5, 0]), 0)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  it("is nothing where nothing is needed", () => {
    expect(utilisationByLevel(demand([0, 0]), 0)).toEqual([]);
  });

  it("weighs an hour by what its payment is worth at the start", () => {
    const early = utilisationByLevel(
      demand(
        Array<number>(HOURS_PER_YEAR)
          .fill(0)
          .fill(1, 0, HOURS_PER_YEAR / 2),
      ),
      0.1,
    );
    const late = utilisationByLevel(
      demand(
        Array<number>(HOURS_PER_YEAR)
          .fill(1)
          .fill(0, 0, HOURS_PER_YEAR / 2),
      ),
      0.1,
    );
    // The first half of the year is worth (1 - v) / (1 - v^2) of it, with v = 1.1 ^ -0.5.
    expect(early[0]).toBeCloseTo(1 / (1 + 1.1 ** -0.5), 6);
    expect(early[0]! + late[0]!).toBeCloseTo(1, 12);
  });

  it("never rises from level to level, and never leaves 0 to 1, whatever the demand and the interest", () => {
    fc.assert(
      fc.property(smallDemand, fc.double({ min: 0, max: 3, noNaN: true }), (paths, rate) => {
        const shares = utilisationByLevel(demand(...paths), rate);
        expect(shares).toHaveLength(Math.max(...paths.flat()));
        shares.forEach((share, index) => {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(shares[index - 1] ?? 1);
        });
      }),
    );
  });
});

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
    fc.assert(
      fc.property(smallDemand, price, price, (paths, onDemand, reserved) => {
        const hours = paths.flat();
        // In hundredths of a cent for all hours of all paths: nothing is rounded.
        const costOf = (count: number): number =>
          reserved * count * hours.length +
          onDemand * hours.reduce((sum, needed) => sum + Math.max(0, needed - count), 0);
        const candidates = Array.from({ length: Math.max(...hours) + 2 }, (_, count) => count);
        const least = Math.min(...candidates.map(costOf));
        const chosen = reservedCount(utilisationByLevel(demand(...paths), 0), reserved / onDemand);
        expect(costOf(chosen)).toBe(least);
        expect(chosen).toBe(candidates.find((count) => costOf(count) === least));
      }),
      { numRuns: 1000 },
    );
  });

  it("costs least in present value at any interest, on 1,000 demands", () => {
    const price = fc.integer({ min: 1, max: 40 });
    const rate = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(smallDemand, price, price, rate, (paths, onDemand, reserved, yearlyRate) => {
        // The formula itself, hour by hour, and not the weights that are under test.
        const costOf = (count: number): number =>
          paths
            .flatMap((path) =>
              path.map(
                (needed, hour) =>
                  (reserved * count + onDemand * Math.max(0, needed - count)) *
                  (1 + yearlyRate) ** (-hour / HOURS_PER_YEAR),
              ),
            )
            .reduce((a, b) => a + b, 0);
        const candidates = Array.from({ length: Math.max(...paths.flat()) + 2 }, (_, count) => count);
        const least = Math.min(...candidates.map(costOf));
        const chosen = reservedCount(utilisationByLevel(demand(...paths), yearlyRate), reserved / onDemand);
        expect(costOf(chosen)).toBeLessThanOrEqual(least * (1 + 1e-12));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the discount weights", () => {
  it("are 1 for every hour without interest", () => {
    expect([...discountWeights(4, 0)]).toEqual([1, 1, 1, 1]);
  });

  it("make a payment after a year worth 1 / (1 + rate) of one now", () => {
    const weights = discountWeights(3 * HOURS_PER_YEAR, 0.08);
    expect(weights[0]).toBe(1);
    expect(weights[HOURS_PER_YEAR]).toBeCloseTo(1 / 1.08, 12);
    expect(weights[2 * HOURS_PER_YEAR]).toBeCloseTo(1 / 1.08 ** 2, 12);
  });
});
