import fc from "fast-check";
import type { InstanceDemand } from "../../lib/cost/demand";
import { planPurchase, type PurchasePlan } from "../../lib/cost/purchase-plan";
import { HOURS_PER_YEAR } from "../../lib/definition/units";
import { option, repeating, terms, usd } from "./terms";

/** A year's demand: one to four paths, each a short pattern that repeats, and a season that it is all there is in. */
const yearly: fc.Arbitrary<InstanceDemand> = fc
  .tuple(
    fc.array(fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 10 }), { minLength: 1, maxLength: 4 }),
    fc.nat({ max: HOURS_PER_YEAR }),
    fc.nat({ max: 3 }),
  )
  .map(([patterns, seasonHours, seasonal]) => {
    const demand = repeating(patterns);
    for (const path of demand.paths) {
      for (let hour = 0; hour < seasonHours; hour += 1) path[hour]! += seasonal;
    }
    return demand;
  });

/** A price in whole cents, so that ties are many. */
const cents = fc.integer({ min: 1, max: 60 });
const dollars = (amount: number): string => (amount / 100).toFixed(2);
const interest = fc.double({ min: 0, max: 0.5, noNaN: true });

/** What the hours weigh in which each number of instances is needed, over all paths; each hour weighs 1 where nothing is said. */
function histogram(demand: InstanceDemand, weightOf: (hour: number) => number = () => 1): readonly number[] {
  const weights = Array<number>(10).fill(0);
  for (let hour = 0; hour < demand.hours; hour += 1) {
    const weight = weightOf(hour);
    for (const path of demand.paths) weights[path[hour]!]! += weight;
  }
  while (weights.at(-1) === 0) weights.pop();
  return weights;
}

/** Cost of each number of reservations from 0 to the peak, in cents for all hours of all paths. */
function costs(weights: readonly number[], onDemand: number, hourly: number): readonly number[] {
  const all = weights.reduce((a, b) => a + b, 0);
  return weights.map((_, reserved) =>
    weights.reduce(
      (cost, weight, needed) => cost + onDemand * Math.max(0, needed - reserved) * weight,
      hourly * reserved * all,
    ),
  );
}

/** The same without interest: whole numbers, so that nothing is rounded. */
function exactCosts(demand: InstanceDemand, onDemand: number, hourly: number): readonly number[] {
  return costs(histogram(demand), onDemand, hourly);
}

function plan(demand: InstanceDemand, onDemand: number, reserved: number, yearlyRate = 0): PurchasePlan {
  return planPurchase(
    demand,
    terms({ onDemand: dollars(onDemand), reserved: dollars(reserved), yearlyRate }),
  );
}

/** What a plan says, against all numbers of reservations tried one by one. */
function isBestOf(all: readonly number[], { chosen, runnerUp }: PurchasePlan, tolerance: number): void {
  const others = all.filter((_, count) => count !== chosen.reserved);
  expect(all[chosen.reserved]).toBeLessThanOrEqual(Math.min(...all) * tolerance);
  if (others.length === 0) return;
  expect(runnerUp.reserved).not.toBe(chosen.reserved);
  expect(all[runnerUp.reserved]).toBeLessThanOrEqual(Math.min(...others) * tolerance);
}

describe("the purchase, against all numbers of reservations tried one by one, 1,000 times", () => {
  it("costs least, reserves no more than that takes, and names the second best and the exact costs", () => {
    fc.assert(
      fc.property(yearly, cents, cents, (demand, onDemand, reserved) => {
        const all = exactCosts(demand, onDemand, reserved);
        const purchase = plan(demand, onDemand, reserved);
        isBestOf(all, purchase, 1);
        expect(purchase.chosen.reserved).toBe(all.indexOf(Math.min(...all)));
        const hours = BigInt(demand.hours * demand.paths.length);
        for (const each of [purchase.chosen, purchase.allOnDemand, purchase.runnerUp]) {
          // A month's cost in units of 10^-20 dollars, cut off; the same from the plan.
          const exact = (BigInt(all[each.reserved]!) * 730n * 10n ** 18n) / hours;
          expect(BigInt(each.monthlyCost.amount.times("1e20").floor().toFixed())).toBe(exact);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("costs least in present value where there is interest, and so does the second best of the others", () => {
    fc.assert(
      fc.property(yearly, cents, cents, interest, (demand, onDemand, reserved, yearlyRate) => {
        const weightOf = (hour: number): number => (1 + yearlyRate) ** (-hour / HOURS_PER_YEAR);
        const all = costs(histogram(demand, weightOf), onDemand, reserved);
        isBestOf(all, plan(demand, onDemand, reserved, yearlyRate), 1 + 1e-10);
      }),
      { numRuns: 500 },
    );
  });
});

describe("the purchase", () => {
  it("never reserves fewer when renting becomes dearer, nor when reserving becomes cheaper", () => {
    fc.assert(
      fc.property(yearly, cents, cents, cents, interest, (demand, onDemand, reserved, more, rate) => {
        const before = plan(demand, onDemand, reserved, rate).chosen.reserved;
        expect(plan(demand, onDemand + more, reserved, rate).chosen.reserved).toBeGreaterThanOrEqual(before);
        expect(plan(demand, onDemand, reserved + more, rate).chosen.reserved).toBeLessThanOrEqual(before);
      }),
      { numRuns: 50 },
    );
  });

  it("never reserves fewer when every hour needs one instance more, and at most one more", () => {
    fc.assert(
      fc.property(yearly, cents, cents, (demand, onDemand, reserved) => {
        const before = plan(demand, onDemand, reserved).chosen.reserved;
        const more = { ...demand, paths: demand.paths.map((path) => path.map((needed) => needed + 1)) };
        const after = plan(more, onDemand, reserved).chosen.reserved;
        expect([before, before + 1]).toContain(after);
      }),
      { numRuns: 50 },
    );
  });

  it("depends on neither the order of the paths nor on how often all of them are told", () => {
    fc.assert(
      fc.property(yearly, cents, cents, (demand, onDemand, reserved) => {
        const once = plan(demand, onDemand, reserved);
        const paths = [...demand.paths, ...demand.paths].toReversed();
        const twice = plan({ ...demand, paths }, onDemand, reserved);
        expect(twice.chosen.reserved).toBe(once.chosen.reserved);
        expect(twice.averageOnDemand).toBeCloseTo(once.averageOnDemand, 12);
        expect(twice.peak).toBe(once.peak);
      }),
      { numRuns: 50 },
    );
  });

  it("rents on average what the demand has above the reservations", () => {
    fc.assert(
      fc.property(yearly, cents, cents, (demand, onDemand, reserved) => {
        const { chosen, averageOnDemand } = plan(demand, onDemand, reserved);
        const rented = demand.paths.flatMap((path) =>
          [...path].map((needed) => Math.max(0, needed - chosen.reserved)),
        );
        const mean = rented.reduce((a, b) => a + b, 0) / rented.length;
        expect(averageOnDemand).toBeCloseTo(mean, 10);
      }),
      { numRuns: 50 },
    );
  });

  it("from several options of one term is that of the cheapest, whatever their order", () => {
    fc.assert(
      fc.property(
        yearly,
        cents,
        fc.uniqueArray(cents, { minLength: 2, maxLength: 4 }),
        (demand, onDemand, prices) => {
          const options = prices.map((price) => option(dollars(price)));
          const several = { onDemandHourly: usd(dollars(onDemand)), yearlyRate: 0, options };
          const alone = plan(demand, onDemand, Math.min(...prices));
          for (const order of [options, options.toReversed()]) {
            const { chosen } = planPurchase(demand, { ...several, options: order });
            expect(chosen.reserved).toBe(alone.chosen.reserved);
            expect(chosen.monthlyCost.compare(alone.chosen.monthlyCost)).toBe(0);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
