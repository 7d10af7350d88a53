import fc from "fast-check";
import type { Definition } from "../../lib/definition/definition";
import { RequestRate } from "../../lib/definition/units";
import { UserError } from "../../lib/definition/errors";
import { CHOICE_PATHS, chooseInstances } from "../../lib/vps/instance-choice";
import type { VpsPlan } from "../../lib/vps/plan";
import { vpsSettingsOf } from "../../lib/vps/settings";
import { VpsStack } from "../../stacks/vps-stack";
import { officeHours, repeatedOutlook, steadyLoad } from "../cost/loads";
import { minimalWith, type Change } from "../definition/project";
import { DIGEST, fakeFile, only, synthesized, temporaryFolder, type TerraformJson } from "../support/stacks";
import { planned, pricedTypes, TEN_PERCENT } from "./priced-types";

const { read, writeBook, definitionWith } = pricedTypes();

/** Four instances of the present type, or two of the other. */
const FOUR = steadyLoad({ requests: () => 400 });

describe("the choice of the instance type", () => {
  beforeEach(() => {
    writeBook(TEN_PERCENT);
  });

  it("is the present one where there is no other, without a word about it", () => {
    const plan = planned(definitionWith([["targets", "vps", "alternatives"], []]), FOUR);
    expect(plan.fleet.instanceType).toBe("m7i.large");
    expect(plan.choice).toMatchObject({ comparison: undefined, others: [], loads: [FOUR] });
    expect(plan.basis.join("\n")).not.toContain("chosen");
  });

  it("is the one that the load costs least on", () => {
    const plan = planned(definitionWith(), FOUR);
    expect(plan.fleet.instanceType).toBe("m7i.xlarge");
    expect(plan.maxInstances).toBe(2);
    expect(plan.figures.monthlyCost.value?.toReport()).toBe("1314.00");
  });

  it("counts whole instances: a large one for little load costs more", () => {
    const plan = planned(definitionWith(), steadyLoad({ requests: () => 90 }));
    expect(plan.fleet.instanceType).toBe("m7i.large");
    expect(plan.choice.comparison?.isKept).toBe(false);
  });

  it.each([
    ["15%", "m7i.large"],
    ["10%", "m7i.large"],
    ["9.9%", "m7i.xlarge"],
    ["0%", "m7i.xlarge"],
  ])("with a saving of 10 %% and a threshold of %s is %s", (threshold, type) => {
    const plan = planned(definitionWith([["targets", "vps", "switchingThreshold"], threshold]), FOUR);
    expect(plan.fleet.instanceType).toBe(type);
    expect(plan.choice.comparison?.isKept).toBe(type === "m7i.large");
  });

  it("stays where nothing is saved, even without a threshold", () => {
    writeBook({ "m7i.large": "0.50", "m7i.xlarge": "1.00" });
    const plan = planned(definitionWith([["targets", "vps", "switchingThreshold"], "0%"]), FOUR);
    expect(plan.fleet.instanceType).toBe("m7i.large");
  });

  it("says what was chosen, what the next best costs, the threshold, and why the present type is kept", () => {
    expect(planned(definitionWith(), FOUR).basis.slice(0, 3)).toEqual([
      "m7i.xlarge was chosen of 2 instance types at 1314.00 USD a month: it costs least",
      "the next best type, m7i.large, would cost 1460.00 USD a month",
      "m7i.large is changed for a saving of more than 5 %; types are compared on 2 load paths",
    ]);
    const kept = planned(definitionWith([["targets", "vps", "switchingThreshold"], "14%"]), FOUR);
    expect(kept.basis[0]).toMatch(
      /^m7i\.large was chosen .*: it runs now, and m7i\.xlarge would save no more than 14 %$/,
    );
    expect(kept.basis[1]).toContain("m7i.xlarge, would cost 1314.00 USD a month");
  });

  it("is decided for what a commitment saves, not for rent alone", () => {
    const alike = { "m7i.large": "0.50", "m7i.xlarge": "1.00" };
    writeBook(alike, { "m7i.xlarge": "0.60" });
    expect(planned(definitionWith(), FOUR).orders).toMatchObject([{ instanceType: "m7i.xlarge", count: 2 }]);
    writeBook(alike, { "m7i.large": "0.30" });
    expect(planned(definitionWith(), FOUR).orders).toMatchObject([{ instanceType: "m7i.large", count: 4 }]);
  });

  it("lets rent alone count where no load has a history", () => {
    writeBook({ "m7i.large": "0.50", "m7i.xlarge": "1.20" }, { "m7i.xlarge": "0.60" });
    const settings = { ...FOUR.settings, history: undefined, estimate: RequestRate.perHour(400) };
    const fresh = { ...FOUR, history: undefined, settings };
    expect(planned(definitionWith(), FOUR).fleet.instanceType).toBe("m7i.xlarge");
    expect(planned(definitionWith(), fresh).fleet.instanceType).toBe("m7i.large");
  });

  it("scales the loads of all programs alike, each from what serves it now", () => {
    const plan = planned(
      definitionWith(),
      steadyLoad({ requests: () => 150, serves: 100 }),
      steadyLoad({ app: "blog", requests: () => 500, serves: 1000, headroomPercent: 100 }),
    );
    // 1.5 and 1 of the present type: 3 of these, or 1.25, and so 2, of the other.
    expect(plan.choice.comparison?.ranked.map(({ type, peak }) => [type, peak])).toEqual([
      ["m7i.large", 3],
      ["m7i.xlarge", 2],
    ]);
  });

  it("rests on a bounded number of paths, the decision on all", () => {
    const outlook = {
      ...repeatedOutlook(() => 400, 8760, CHOICE_PATHS + 1),
      pathInto: (index: number, buffer: Float64Array) => void buffer.fill(index < CHOICE_PATHS ? 400 : 1200),
    };
    const plan = planned(definitionWith(), { ...FOUR, outlook });
    expect(plan.choice.comparison?.chosen.peak).toBe(2);
    expect(plan.decision.demand.peak).toBe(6);
    expect(plan.basis[2]).toContain(`${CHOICE_PATHS} load paths`);
  });

  it("tells the prices of every type, each under a name of its own", () => {
    writeBook(TEN_PERCENT, { "m7i.large": "0.48", "m7i.xlarge": "0.60" });
    const { prices } = planned(definitionWith(), FOUR);
    expect(prices.map(({ id, price }) => `${id}: ${price.toString()}`)).toEqual([
      "vps-onDemand: 0.90 USD",
      "vps-standard-1y-noUpfront: 0.60 USD",
      "vps-m7i.large-onDemand: 0.50 USD",
      "vps-m7i.large-standard-1y-noUpfront: 0.48 USD",
    ]);
  });

  it("costs least of all that save enough, whatever load and prices", () => {
    const price = fc.integer({ min: 10, max: 200 });
    const cents = (amount: number): string => (amount / 100).toFixed(2);
    fc.assert(
      fc.property(
        price,
        price,
        price,
        fc.integer({ min: 1, max: 2000 }),
        (now, larger, smaller, requests) => {
          writeBook({ "m7i.large": cents(now), "m7i.xlarge": cents(larger), "m6a.large": cents(smaller) });
          const definition = definitionWith([
            ["targets", "vps", "alternatives"],
            [
              { instanceType: "m7i.xlarge", serves: "200%" },
              { instanceType: "m6a.large", serves: "80%" },
            ],
          ]);
          const load = steadyLoad({ requests: () => requests });
          const { market } = chooseInstances(definition, vpsSettingsOf(definition), [load]);
          const costs = { "m7i.large": 100, "m7i.xlarge": 200, "m6a.large": 80 };
          const prices = { "m7i.large": now, "m7i.xlarge": larger, "m6a.large": smaller };
          const hourly = (type: string): number => {
            const name = type as keyof typeof costs;
            return Math.ceil(requests / costs[name]) * prices[name];
          };
          const least = Math.min(...Object.keys(costs).map(hourly));
          const present = hourly("m7i.large");
          const mayStay = 20 * (present - least) <= present;
          const { instanceType } = market.fleet;
          expect(mayStay ? instanceType : hourly(instanceType)).toBe(mayStay ? "m7i.large" : least);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe("what follows from the choice", () => {
  writeBook(TEN_PERCENT, { "m7i.large": "0.45", "m7i.xlarge": "0.50" }, "decided.json");
  const definition = definitionWith(
    [["targets", "vps", "guaranteeCapacity"], true],
    [["cost", "prices"], { book: "decided.json" }],
  );
  const out = temporaryFolder();
  const load = steadyLoad({ requests: officeHours(800, 400) });
  const plan = planned(definition, load);

  function stackOf(decided: Definition, its: VpsPlan): TerraformJson {
    const settings = vpsSettingsOf(decided);
    const files = decided.apps.map(({ name, kind }) => ({
      ...fakeFile(out, name),
      app: name,
      key: `${kind}s/${DIGEST}/${name}`,
    }));
    return synthesized(out, (app) => new VpsStack(app, { definition: decided, settings, plan: its, files }));
  }

  it("is ordered and run: purchase order, launch template and capacity have the chosen type", () => {
    const json = stackOf(definition, plan);
    expect(vpsSettingsOf(definition).instanceType).toBe("m7i.large");
    expect(plan.orders).toMatchObject([{ instanceType: "m7i.xlarge", count: 2 }]);
    expect(only(json, "aws_launch_template")).toMatchObject({ instance_type: "m7i.xlarge" });
    const capacity = Object.values(json.resource?.["aws_ec2_capacity_reservation"] ?? {});
    expect(capacity.length).toBeGreaterThan(0);
    for (const each of capacity) expect(each).toMatchObject({ instance_type: "m7i.xlarge" });
    expect(only(json, "aws_autoscaling_group")).toMatchObject({ min_size: 2, max_size: 4 });
  });

  it("runs what reservations of another size cover, in instances of the chosen type", () => {
    const owning = definitionWith(
      [["targets", "vps", "guaranteeCapacity"], true],
      [["cost", "prices"], { book: "decided.json" }],
      [["cost", "owned"], [{ instances: 6, until: "2028-01-01" }]],
    );
    const its = planned(owning, steadyLoad({ requests: () => 1000 }));
    // Ten of the present type, six of them owned; or five of the other, three of them covered and two bought.
    expect(its.orders).toMatchObject([{ instanceType: "m7i.xlarge", count: 2 }]);
    const json = stackOf(owning, its);
    expect(only(json, "aws_launch_template")).toMatchObject({ instance_type: "m7i.xlarge" });
    expect(only(json, "aws_autoscaling_group")).toMatchObject({ min_size: 5, max_size: 5 });
    const capacity = Object.values(json.resource?.["aws_ec2_capacity_reservation"] ?? {});
    const counts = capacity.map((each) => (each as { readonly instance_count: number }).instance_count);
    expect(counts.reduce((sum, each) => sum + each, 0)).toBe(5);
  });

  it("has a week in instances of the chosen type", () => {
    expect(plan.schedule[0]).toMatchObject({ leastInstances: 4, rises: true });
  });

  it("is the same for the same files", () => {
    const again = planned(definition, load);
    expect([again.fleet, again.orders, again.lines, again.basis, again.schedule]).toEqual([
      plan.fleet,
      plan.orders,
      plan.lines,
      plan.basis,
      plan.schedule,
    ]);
  });
});

describe("alternatives without a price", () => {
  const two: Change = [
    ["targets", "vps", "alternatives"],
    [
      { instanceType: "m7i.xlarge", serves: "200%" },
      { instanceType: "m6a.large", serves: "90%" },
    ],
  ];

  function faults(definition: Definition): readonly (string | undefined)[] {
    try {
      planned(definition, FOUR);
    } catch (error) {
      if (error instanceof UserError) return error.faults.map(({ path: at, message }) => `${at}: ${message}`);
      throw error;
    }
    return [];
  }

  it("are faults where the prices stand in landfall.yaml, each with the advice to use a book", () => {
    const definition = read(minimalWith(two));
    expect(faults(definition)).toEqual([
      "targets.vps.alternatives[0].instanceType: has no price: those in cost.prices are of m7i.large alone",
      "targets.vps.alternatives[1].instanceType: has no price: those in cost.prices are of m7i.large alone",
    ]);
    expect(() => planned(definition, FOUR)).toThrow(/do: use a book: cost\.prices: \{ book: list \}/);
  });

  it("are told all at once where the book has none", () => {
    writeBook({ "m7i.large": "0.50" });
    expect(faults(definitionWith(two))).toEqual([
      expect.stringContaining("no on demand price of m7i.xlarge"),
      expect.stringContaining("no on demand price of m6a.large"),
    ]);
  });
});
