import { OneDatePlanner } from "../../../lib/cost/planner/one-date";
import { Xoshiro128 } from "../../../lib/load/random";
import { bruteForce, drawCase, leastCost, mean, pooled, type DrawnRules } from "./small-cases";

const KINDS: readonly [string, number, DrawnRules][] = [
  ["options of any term", 200, { optionsAtMost: 3, peak: 3 }],
  ["what is owned", 200, { optionsAtMost: 3, peak: 3, owned: true }],
  ["limits and unequal units", 300, { optionsAtMost: 3, peak: 4, limits: true, units: true, owned: true }],
  ["a cash budget", 500, { optionsAtMost: 3, peak: 3, budget: true, units: true, owned: true }],
  ["a floor", 100, { optionsAtMost: 2, peak: 2, floor: true, units: true }],
  [
    "a budget, a floor and limits",
    150,
    { optionsAtMost: 2, peak: 2, budget: true, floor: true, limits: true },
  ],
];

describe("the plan of one purchase date costs what the best of all plans costs", () => {
  it.each(KINDS)("with %s, %i cases", (_, cases, rules) => {
    const random = Xoshiro128.seeded(cases + rules.peak);
    for (let number = 0; number < cases; number += 1) {
      const drawn = drawCase(random, rules);
      const best = bruteForce(drawn, rules.peak);
      const cost = leastCost(drawn);
      if (best === Infinity) expect(cost).toBe(Infinity);
      else expect(Math.abs(cost - best)).toBeLessThanOrEqual(1e-9 * Math.max(1, best));
    }
  });
});

describe("the next best plan", () => {
  it("costs what the best of all others costs, with and without a budget", () => {
    const random = Xoshiro128.seeded(7);
    for (let number = 0; number < 150; number += 1) {
      const rules: DrawnRules = { optionsAtMost: 3, peak: 3, budget: number % 2 === 0 };
      const drawn = drawCase(random, rules);
      const planner = new OneDatePlanner(pooled(drawn.paths, drawn.terms), drawn.terms);
      const best = planner.best();
      const counts = drawn.terms.options.map(
        ({ id }) => best.purchases.find(({ option }) => option.id === id)?.count ?? 0,
      );
      const isOther = (other: readonly number[]): boolean => other.join() !== counts.join();
      const expected = bruteForce(drawn, rules.peak + 1, mean, isOther);
      const cost = planner.nextBest(best)?.objective.amount.toNumber() ?? Infinity;
      if (expected === Infinity) expect(cost).toBe(Infinity);
      else expect(Math.abs(cost - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, expected));
    }
  });
});
