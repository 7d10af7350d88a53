import path from "node:path";
import { forecastLoads, readDefinition } from "../../lib/cli/prepare";
import { HOURS_PER_YEAR } from "../../lib/definition/units";
import { planVps } from "../../lib/vps/plan";
import { vpsPart } from "../../lib/vps/settings";

const { definition, histories } = readDefinition(path.resolve(__dirname, "../../landfall.yaml"));
const loads = forecastLoads(definition, histories);
const plan = planVps(definition, definition.targets.get(vpsPart)!, loads);

/** Hours, and their weight at the example's interest, by the instances that they need; straight from the load paths. */
const hours = new Map<number, { count: number; weight: number }>();
const [load] = loads;
const requests = new Float64Array(HOURS_PER_YEAR);
for (let path = 0; path < load!.outlook.count; path += 1) {
  load!.outlook.pathInto(path, requests);
  for (let hour = 0; hour < HOURS_PER_YEAR; hour += 1) {
    const needed = Math.max(1, Math.ceil((requests[hour]! * 1.2) / 1000));
    const sum = hours.get(needed) ?? { count: 0, weight: 0 };
    hours.set(needed, { count: sum.count + 1, weight: sum.weight + 1.08 ** (-hour / HOURS_PER_YEAR) });
  }
}
const levels = [...hours].map(([needed, sum]) => ({ needed, ...sum }));

function total(of: (level: (typeof levels)[number]) => number): number {
  return levels.map(of).reduce((a, b) => a + b, 0);
}

describe("the decision on the example that landfall ships", () => {
  it("rests on one program whose load covers the term", () => {
    expect(loads).toHaveLength(1);
    expect([load!.outlook.hours, load!.outlook.count]).toEqual([HOURS_PER_YEAR, 10_000]);
    expect(definition.cost.discountRate.ratio).toBe(0.08);
  });

  it("reserves the instances that are needed in more than 60 % of the hours, weighed by their worth", () => {
    const shareOf = (count: number): number =>
      total(({ needed, weight }) => (needed >= count ? weight : 0)) / total(({ weight }) => weight);
    const { value: reserved } = plan.figures.reservedCount;
    expect(reserved).toBeGreaterThan(0);
    expect(shareOf(reserved!)).toBeGreaterThan(0.6);
    expect(shareOf(reserved! + 1)).toBeLessThanOrEqual(0.6);
  });

  it("costs what these reservations and the hours above them cost in an average month", () => {
    const { value: reserved } = plan.figures.reservedCount;
    const all = total(({ count }) => count);
    const month = (kept: number): number =>
      730 * (kept * 0.3 + (0.5 * total(({ needed, count }) => Math.max(0, needed - kept) * count)) / all);
    // Each month's line is rounded to a cent.
    expect(Math.abs(Number(plan.figures.monthlyCost.value!.toReport()) - month(reserved!))).toBeLessThan(
      0.02,
    );
    expect(Math.abs(Number(plan.figures.onDemandMonthlyCost.value!.toReport()) - month(0))).toBeLessThan(
      0.02,
    );
  });

  it("leaves room for what is needed in an hour of a year, and for the highest hour of the past", () => {
    const all = total(({ count }) => count);
    const most = Math.max(
      ...levels
        .map(({ needed }) => needed)
        .filter(
          (level) => total(({ needed, count }) => (needed >= level ? count : 0)) * HOURS_PER_YEAR >= all,
        ),
    );
    const past = Math.ceil((Math.max(...load!.history!.requests) * 1.2) / 1000);
    expect(plan.maxInstances).toBe(Math.max(most, past));
  });
});
