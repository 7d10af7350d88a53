import fc from "fast-check";
import { UserError } from "../../lib/definition/errors";
import { feeOfTerm, planOverlappingTerms, type OverlappingTerms } from "../../lib/cost/overlapping-terms";
import { provenBound } from "./planner/flow-certificate";
import { linearOptimum, linearSolver } from "./planner/linear-program";
import { usd } from "./planner/small-cases";

/** A step on demand costs 1, a term of so many steps the fee. */
function terms(
  termSteps: number,
  fee: string,
  more: Partial<OverlappingTerms<"USD">> = {},
): OverlappingTerms<"USD"> {
  return { options: [{ id: "term", termSteps, feePerTerm: usd(fee) }], onDemandPerStep: usd(1), ...more };
}

/** Each level decided as if it were alone. */
function levelByLevel(demand: readonly number[], on: OverlappingTerms<"USD">): number {
  const levels = Array.from({ length: Math.max(...demand) }, (_, level) =>
    demand.map((units) => Number(units > level)),
  );
  return levels.reduce((sum, level) => sum + planOverlappingTerms(level, on).cost.amount.toNumber(), 0);
}

function cost(demand: readonly number[], on: OverlappingTerms<"USD">): string {
  return planOverlappingTerms(demand, on).cost.toReport();
}

describe("overlapping terms", () => {
  it("buys where a term saves, in the step from which it does", () => {
    const demand = [0, 0, 1, 1, 1, 0, 1, 0];
    expect(planOverlappingTerms(demand, terms(3, "3")).purchases).toEqual([]);
    const plan = planOverlappingTerms(demand, terms(3, "2.50"));
    expect(plan.purchases).toEqual([{ step: 2, option: "term", count: 1 }]);
    expect([plan.cost, plan.fees, plan.rent].map(String)).toEqual(["3.50 USD", "2.50 USD", "1.00 USD"]);
    expect([...plan.rented]).toEqual([0, 0, 0, 0, 0, 0, 1, 0]);
  });

  it("buys anew when terms end", () => {
    const plan = planOverlappingTerms([2, 2, 2, 2, 2, 2, 2, 2, 2], terms(3, "2"));
    expect(plan.purchases).toEqual([0, 3, 6].map((step) => ({ step, option: "term", count: 2 })));
    expect(plan.cost.toString()).toBe("12.00 USD");
  });

  it("costs less than deciding level by level, where terms take turns", () => {
    // Two terms that overlap in the middle cover all for 3; the first level alone costs 1.5 + 1, the second 1.
    expect(cost([1, 2, 1], terms(2, "1.5"))).toBe("3.00");
    expect(levelByLevel([1, 2, 1], terms(2, "1.5"))).toBe(3.5);
  });

  it("chooses among several options", () => {
    const options = [
      { id: "short", termSteps: 2, feePerTerm: usd("1.5") },
      { id: "long", termSteps: 5, feePerTerm: usd("3") },
    ];
    const plan = planOverlappingTerms([2, 2, 1, 1, 1], { ...terms(1, "1"), options });
    expect(plan.purchases).toEqual([
      { step: 0, option: "short", count: 1 },
      { step: 0, option: "long", count: 1 },
    ]);
    expect(plan.cost.toString()).toBe("4.50 USD");
  });

  it("rents what is beyond the units owned until they expire", () => {
    const owned = [
      { units: 1, expiresAtStep: 2 },
      { units: 1, expiresAtStep: 3 },
    ];
    expect([...planOverlappingTerms([3, 2, 2, 1, 0], terms(9, "99", { owned })).rented]).toEqual([
      1, 0, 1, 1, 0,
    ]);
  });

  it("takes the full fee of a term that reaches past the end, or its share before", () => {
    expect(cost([0, 1, 1], terms(4, "2.40"))).toBe("2.00");
    expect(cost([0, 1, 1], terms(4, "2.40", { salvage: "pro rata" }))).toBe("1.20");
  });

  it("costs nothing without demand, without steps and with rent for nothing", () => {
    expect(cost([0, 0], terms(2, "1"))).toBe("0.00");
    expect(cost([], terms(2, "1"))).toBe("0.00");
    expect(cost([3, 3], terms(2, "1", { onDemandPerStep: usd(0) }))).toBe("0.00");
  });

  it("makes the fee of a term from a price by the step", () => {
    expect(feeOfTerm(usd("0.30"), 8760).toString()).toBe("2628.00 USD");
  });

  it("lists every fault at once", () => {
    const bad = terms(0, "-1", { onDemandPerStep: usd("-2"), owned: [{ units: -1, expiresAtStep: 0.5 }] });
    expect.assertions(1);
    try {
      planOverlappingTerms([1, -1, 0.5], bad);
    } catch (error) {
      expect((error as UserError).faults.map(({ path }) => path)).toEqual([
        "demand[1]",
        "demand[2]",
        "onDemandPerStep",
        "options[0].termSteps",
        "options[0].feePerTerm",
        "owned[0].units",
        "owned[0].expiresAtStep",
      ]);
    }
  });
});

const price = fc.integer({ min: 1, max: 60 }).map((tenths) => usd((tenths / 10).toFixed(1)));

const anyTerms = fc.record({
  options: fc
    .array(fc.record({ termSteps: fc.integer({ min: 1, max: 12 }), feePerTerm: price }), { maxLength: 3 })
    .map((all) => all.map((option, index) => ({ id: `option ${index}`, ...option }))),
  onDemandPerStep: price,
  salvage: fc.constantFrom("none" as const, "pro rata" as const),
});

describe("the cost of overlapping terms is the least possible", () => {
  it("as the linear program says, on any demand", async () => {
    const highs = await linearSolver();
    fc.assert(
      fc.property(fc.array(fc.nat(6), { minLength: 1, maxLength: 20 }), anyTerms, (demand, on) => {
        const planned = planOverlappingTerms(demand, on).cost.amount.toNumber();
        expect(planned).toBeCloseTo(linearOptimum(highs, demand, on), 6);
      }),
      { numRuns: 80 },
    );
  });

  it("as its own potentials prove, on any demand, and is what its purchases cost", () => {
    const owned = fc.array(fc.record({ units: fc.nat(3), expiresAtStep: fc.nat(9) }), { maxLength: 2 });
    fc.assert(
      fc.property(
        fc.array(fc.nat(9), { minLength: 1, maxLength: 40 }),
        anyTerms,
        owned,
        (demand, on, have) => {
          const plan = planOverlappingTerms(demand, { ...on, owned: have });
          expect(provenBound(demand, { ...on, owned: have }, plan)).toBeCloseTo(
            plan.cost.amount.toNumber(),
            6,
          );
          const inForce = demand.map((_, step) =>
            plan.purchases.reduce((sum, { step: from, option, count }) => {
              const { termSteps = 0 } = on.options.find(({ id }) => id === option) ?? {};
              return sum + (from <= step && step < from + termSteps ? count : 0);
            }, 0),
          );
          demand.forEach((units, step) => {
            const own = have.reduce((sum, each) => sum + (step < each.expiresAtStep ? each.units : 0), 0);
            expect(inForce[step]! + plan.rented[step]! + own).toBeGreaterThanOrEqual(units);
          });
        },
      ),
      { numRuns: 150 },
    );
  });
});
