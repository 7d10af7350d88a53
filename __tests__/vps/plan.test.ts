import type { Definition } from "../../lib/definition/definition";
import { planVps, purchaseTerms, type VpsPlan } from "../../lib/vps/plan";
import { vpsPart } from "../../lib/vps/settings";
import { officeHours, steadyLoad } from "../cost/loads";
import { minimalWith, project, type Change } from "../definition/project";

const { read } = project();
const RESERVATIONS = ["cost", "prices", "reservations"];

function definitionWith(...changes: readonly Change[]): Definition {
  return read(minimalWith([["cost", "discountRate"], "0%"], ...changes));
}

function planned(definition: Definition, ...loads: Parameters<typeof planVps>[2]): VpsPlan {
  return planVps(definition, definition.targets.get(vpsPart)!, loads);
}

/** Two instances always, five in 50 of 168 hours of the week: 30 %, less than break-even. */
const OFFICE = steadyLoad({ requests: officeHours(500, 200) });

describe("the decision for the VPS", () => {
  const plan = planned(definitionWith(), OFFICE);

  it("reserves what is needed more than 60 % of the hours and rents the rest", () => {
    expect(plan.figures.reservedCount).toEqual({ value: 2 });
    expect(plan.figures.onDemandCount).toEqual({ value: 3 });
    expect(plan.figures.breakEvenUtilisation.value?.toFixed()).toBe("0.6");
  });

  it("tells cost, cost on demand and saving of a month, which belong together", () => {
    const { monthlyCost, onDemandMonthlyCost, monthlySaving } = plan.figures;
    // Two reserved: 2 x 0.20 saved an hour.
    expect(monthlySaving.value?.toReport()).toBe("292.00");
    expect(monthlyCost.value!.plus(monthlySaving.value!).compare(onDemandMonthlyCost.value!)).toBe(0);
  });

  it("orders what it reserves, of the very instances that the group runs", () => {
    expect(plan.purchaseOrder).toMatchObject({
      count: 2,
      termYears: 1,
      payment: "noUpfront",
      ...plan.fleet,
    });
    expect(plan.fleet).toEqual({
      instanceType: "m7i.large",
      platform: "Linux/UNIX",
      region: "eu-central-1",
      tenancy: "default",
    });
    expect(plan.purchaseOrder?.totalObligation.toReport()).toBe("5256.00");
  });

  it("runs at least what is reserved, and at most what the highest hour needs", () => {
    expect([plan.minInstances, plan.maxInstances]).toEqual([2, 5]);
  });

  it("says from which prices, of which day, and what it leaves out", () => {
    expect(plan.basis.join("\n")).toMatch(/0\.50 USD\/h[^]*1 y 0\.30 USD\/h \(a price list, 2026-10-01\)/);
    expect(plan.basis.join("\n")).toContain("5 needed at most");
    expect(plan.notCovered).toContain("disks");
  });

  it("says what the next best would cost", () => {
    // A third one: 730 x 0.30 more for it, less 0.50 for the 2,610 of 8,760 hours that it is needed in.
    const { value } = plan.figures.monthlyCost;
    const [, count, amount] =
      /^reserving (\d) would cost ([\d.]+) USD a month$/.exec(plan.runnerUp ?? "") ?? [];
    expect(count).toBe("3");
    expect(Number(amount)).toBeCloseTo(Number(value?.toReport()) + 110.25, 2);
  });

  it("gives the same for the same files", () => {
    expect(planned(definitionWith(), OFFICE)).toEqual(plan);
  });
});

describe("a decision to reserve nothing", () => {
  it("orders nothing, saves nothing, and still runs an instance", () => {
    const plan = planned(
      definitionWith([[...RESERVATIONS, 0, "hourly"], "0.45 USD/h"]),
      steadyLoad({ requests: officeHours(100, 0) }),
    );
    // One instance is always there, so one is reserved; nothing more.
    expect(plan.figures.reservedCount.value).toBe(1);
    const dear = planned(
      definitionWith([[...RESERVATIONS, 0, "hourly"], "0.50 USD/h"]),
      steadyLoad({ requests: officeHours(300, 0) }),
    );
    expect(dear.figures.reservedCount).toEqual({ value: 0 });
    expect(dear.figures.onDemandCount).toEqual({ value: 3 });
    expect(dear.figures.monthlySaving.value?.toReport()).toBe("0.00");
    expect(dear.purchaseOrder).toBeUndefined();
    expect([dear.minInstances, dear.maxInstances]).toEqual([1, 3]);
    expect(dear.runnerUp).toMatch(/^reserving 1 would cost/);
  });

  it("has a break-even of 1 where reserving costs as much as renting, and none with a reason where it costs more", () => {
    const at = (hourly: string): VpsPlan =>
      planned(definitionWith([[...RESERVATIONS, 0, "hourly"], hourly]), OFFICE);
    expect(at("0.50 USD/h").figures.breakEvenUtilisation.value?.toFixed()).toBe("1");
    const { breakEvenUtilisation } = at("0.51 USD/h").figures;
    expect(breakEvenUtilisation.value).toBeNull();
    expect(breakEvenUtilisation.reason).toMatch(/costs more than renting/);
  });
});

describe("a decision for several programs", () => {
  it("lets them share instances", () => {
    const shop = steadyLoad({ app: "shop", requests: () => 130 });
    const blog = steadyLoad({ app: "blog", requests: () => 60 });
    expect(planned(definitionWith(), shop).figures.reservedCount.value).toBe(2);
    expect(planned(definitionWith(), blog).figures.reservedCount.value).toBe(1);
    expect(planned(definitionWith(), shop, blog).figures.reservedCount.value).toBe(2);
  });

  it("keeps the headroom of each free", () => {
    const plan = planned(
      definitionWith(),
      steadyLoad({ requests: () => 100, headroomPercent: 100 }),
      steadyLoad({ app: "blog", requests: () => 100, headroomPercent: 0 }),
    );
    expect(plan.figures.reservedCount.value).toBe(3);
  });
});

describe("a decision after a quiet time", () => {
  it("leaves room for the highest hour that the history has seen, which is rented when it comes", () => {
    const load = steadyLoad({ requests: officeHours(200, 100) });
    const history = { ...load.history, requests: load.history.requests.with(0, 900) };
    const plan = planned(definitionWith(), { ...load, history });
    expect(plan.figures.reservedCount.value).toBe(1);
    expect(plan.figures.onDemandCount.value).toBe(8);
    expect(plan.maxInstances).toBe(9);
  });
});

describe("the prices of the definition", () => {
  const two: Change[] = [
    [[...RESERVATIONS, 1], { term: "3y", payment: "noUpfront", hourly: "0.20 USD/h" }],
    [["cost", "terms"], ["3y"]],
  ];

  it("are taken over exactly, with interest as a number", () => {
    const terms = purchaseTerms(read(minimalWith([["cost", "discountRate"], "8.5%"])).cost);
    expect(terms.onDemandHourly.toString()).toBe("0.50 USD");
    expect(terms.yearlyRate).toBe(0.085);
    expect(terms.options.map(({ hourly, ...rest }) => ({ ...rest, hourly: hourly.toString() }))).toEqual([
      { termYears: 1, payment: "noUpfront", hourly: "0.30 USD" },
    ]);
  });

  it("are left out where their term may not be bought", () => {
    expect(purchaseTerms(definitionWith(...two).cost).options.map(({ termYears }) => termYears)).toEqual([3]);
  });

  it("of two terms are both weighed, and a next best of the other term says so", () => {
    const both = definitionWith(...two, [
      ["cost", "terms"],
      ["1y", "3y"],
    ]);
    const plan = planned(both, steadyLoad({ requests: () => 200, years: 3 }));
    expect(plan.purchaseOrder).toMatchObject({ count: 2, termYears: 3 });
    expect(plan.runnerUp).toBe("reserving 2 for 1 y would cost 438.00 USD a month");
  });
});
