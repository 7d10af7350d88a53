import { Xoshiro128 } from "../../../lib/load/random";
import { bruteForce, drawCase, leastCost, mean, tailMean, type DrawnRules } from "./small-cases";

const RISKY_KINDS: readonly [string, number, DrawnRules][] = [
  ["one option", 100, { optionsAtMost: 1, peak: 6, owned: true }],
  ["several options", 150, { optionsAtMost: 3, peak: 4, owned: true }],
  ["limits and unequal units", 80, { optionsAtMost: 3, peak: 4, limits: true, units: true }],
  ["a budget", 80, { optionsAtMost: 3, peak: 3, budget: true }],
  ["a budget and a floor", 50, { optionsAtMost: 2, peak: 2, budget: true, floor: true }],
];

describe("the plan that weighs the dearest paths costs what the best of all plans costs", () => {
  it.each(RISKY_KINDS)("with %s, %i cases", (_, cases, rules) => {
    const random = Xoshiro128.seeded(cases);
    for (let number = 0; number < cases; number += 1) {
      const drawn = drawCase(random, { ...rules, pathsAtMost: 9 });
      const risk = { weight: random.below(5) / 4, level: [0, 0.5, 0.8, 0.95][random.below(4)]! };
      const best = bruteForce(
        drawn,
        rules.peak,
        (costs) => (1 - risk.weight) * mean(costs) + risk.weight * tailMean(costs, risk.level),
      );
      const cost = leastCost(drawn, risk);
      if (best === Infinity) expect(cost).toBe(Infinity);
      else expect(Math.abs(cost - best)).toBeLessThanOrEqual(1e-9 * Math.max(1, best));
    }
  });
});
