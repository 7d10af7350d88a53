import type { Definition } from "../../lib/definition/definition";
import { UserError } from "../../lib/definition/errors";
import { RequestRate } from "../../lib/definition/units";
import { leastBreakEven, planVps, type VpsPlan } from "../../lib/vps/plan";
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
    expect(plan.orders).toMatchObject([{ count: 2, termYears: 1, payment: "noUpfront", ...plan.fleet }]);
    expect(plan.fleet).toEqual({
      instanceType: "m7i.large",
      platform: "Linux/UNIX",
      region: "eu-central-1",
      tenancy: "default",
    });
    expect(plan.orders[0]?.totalObligation.toReport()).toBe("5256.00");
  });

  it("runs at least what is reserved, and at most what the highest hour needs", () => {
    expect([plan.minInstances, plan.maxInstances]).toEqual([2, 5]);
  });

  it("says from which prices, of which day, and what it leaves out", () => {
    expect(plan.basis.join("\n")).toMatch(
      /0\.50 USD\/h \(a price list, 2026-10-01\)[^]*1 y, no upfront: 0\.30 USD\/h \(a price list, 2026-10-01\)/,
    );
    expect(plan.basis.join("\n")).toContain("5 needed at most");
    expect(plan.notCovered).toContain("disks");
  });

  it("says what the next best would cost", () => {
    // A third one: 730 x 0.30 more for it, less 0.50 for the 2,610 of 8,760 hours that it is needed in.
    const { value } = plan.figures.monthlyCost;
    const [, count, amount] =
      /^reserving (\d) \(standard, 1 y, no upfront\) would cost ([\d.]+) USD a month$/.exec(
        plan.runnerUp ?? "",
      ) ?? [];
    expect(count).toBe("3");
    expect(Number(amount)).toBeCloseTo(Number(value?.toReport()) + 110.25, 0);
  });

  it("gives the same for the same files", () => {
    const again = planned(definitionWith(), OFFICE);
    expect(again.lines).toEqual(plan.lines);
    expect(again.figures).toEqual(plan.figures);
    expect(again.schedule).toEqual(plan.schedule);
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
    expect(dear.orders).toEqual([]);
    expect([dear.minInstances, dear.maxInstances]).toEqual([1, 3]);
    expect(dear.runnerUp).toMatch(/^reserving 1 \(standard, 1 y, no upfront\) would cost/);
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

describe("the offerings of the definition", () => {
  const two: Change[] = [
    [[...RESERVATIONS, 1], { term: "3y", payment: "noUpfront", hourly: "0.20 USD/h" }],
    [["cost", "terms"], ["3y"]],
  ];

  it("are left out where their term may not be bought", () => {
    const plan = planned(definitionWith(...two), steadyLoad({ requests: () => 200, years: 3 }));
    expect(plan.decision.offerings.map(({ id }) => id)).toEqual(["standard-3y-noUpfront"]);
  });

  it("of two terms are both weighed, and a next best of the other term says so", () => {
    const both = definitionWith(...two, [
      ["cost", "terms"],
      ["1y", "3y"],
    ]);
    const plan = planned(both, steadyLoad({ requests: () => 200, years: 3 }));
    expect(plan.orders).toMatchObject([{ count: 2, termYears: 3 }]);
    expect(plan.runnerUp).toMatch(
      /^reserving 1 \(standard, 1 y, no upfront\) and 2 \(standard, 3 y, no upfront\)/,
    );
  });

  it.each([
    ["0%", "noUpfront", { hourly: "0.30 USD/h" }, 0.6],
    ["0%", "allUpfront", { upfront: "2628 USD" }, 0.6],
    ["0%", "partialUpfront", { upfront: "1314 USD", hourly: "0.15 USD/h" }, 0.6],
  ])("break even at interest %s, paid %s, at the share of their cost", (rate, payment, amounts, share) => {
    const definition = definitionWith(
      [["cost", "discountRate"], rate],
      [[...RESERVATIONS, 0], { term: "1y", payment, ...amounts }],
    );
    expect(leastBreakEven(definition, definition.targets.get(vpsPart)!)).toBeCloseTo(share, 12);
  });

  it("paid upfront are paid in the first month, and told by month beside that", () => {
    const definition = definitionWith([
      [...RESERVATIONS, 0],
      { term: "1y", payment: "allUpfront", upfront: "2628 USD" },
    ]);
    const plan = planned(definition, steadyLoad({ requests: () => 200 }));
    expect(plan.months.map(({ cash }) => cash.toReport())).toEqual([
      "5256.00",
      ...Array<string>(11).fill("0.00"),
    ]);
    const amortised = plan.months.map((month) => Number(month.amortised.toReport()));
    expect(amortised[0]).toBe(432);
    expect(amortised.reduce((a, b) => a + b, 0)).toBeCloseTo(5256, 6);
    expect(plan.figures.monthlyCost.value?.toReport()).toBe("438.00");
  });
});

describe("the rules of a definition", () => {
  const steady = steadyLoad({ requests: () => 300 });

  it("let no more be reserved of an offering than is allowed", () => {
    const plan = planned(definitionWith([["cost", "mostReserved"], 2]), steady);
    expect(plan.figures.reservedCount.value).toBe(2);
  });

  it("let no more be paid at once than there is", () => {
    const plan = planned(
      definitionWith(
        [[...RESERVATIONS, 0], { term: "1y", payment: "allUpfront", upfront: "2000 USD" }],
        [["cost", "upfrontBudget"], "4500 USD"],
      ),
      steady,
    );
    expect(plan.figures.reservedCount.value).toBe(2);
  });

  it("commit to what was agreed on at least, also where renting would be cheaper", () => {
    const rarely = steadyLoad({ requests: officeHours(300, 100) });
    expect(planned(definitionWith(), rarely).figures.reservedCount.value).toBe(1);
    const agreed = definitionWith([["cost", "committedAtLeast"], "500 USD/month"]);
    // 219 USD a month each.
    expect(planned(agreed, rarely).figures.reservedCount.value).toBe(3);
  });

  it("are refused where no purchase within the budget comes to what was agreed on", () => {
    const impossible = definitionWith(
      [[...RESERVATIONS, 0], { term: "1y", payment: "allUpfront", upfront: "2000 USD" }],
      [["cost", "upfrontBudget"], "1000 USD"],
      [["cost", "committedAtLeast"], "100 USD/month"],
    );
    expect(() => planned(impossible, steady)).toThrow(
      /^landfall\.yaml: cost\.committedAtLeast: is more than [^]*"100 USD\/month"[^]*0 USD\/month at most with cost\.upfrontBudget: 1000 USD/,
    );
  });

  it("are refused with their names where only parts of instances would come to what was agreed on", () => {
    const paid = (upfront: string, offeringClass: string): object => {
      return { term: "1y", payment: "allUpfront", class: offeringClass, upfront };
    };
    const offers: Change = [RESERVATIONS, [paid("2400 USD", "standard"), paid("1200 USD", "convertible")]];
    const limited = (floor: string): Definition =>
      definitionWith(offers, [["cost", "upfrontBudget"], "3500 USD"], [["cost", "committedAtLeast"], floor]);
    // 200 USD a month for 2400 at once, and 1100 are left: nothing comes to more than 200.
    expect(planned(limited("200 USD/month"), steady).orders.length).toBeGreaterThan(0);
    expect(UserError.faultsOf(() => planned(limited("201 USD/month"), steady))).toEqual([
      {
        file: "landfall.yaml",
        path: "cost.committedAtLeast",
        found: "201 USD/month",
        message: "no purchase comes to it within the other limits",
        allowed: "what whole commitments come to with cost.upfrontBudget: 3500 USD",
        action: "lower it, or raise cost.upfrontBudget",
      },
    ]);
  });

  it("use what is owned first, as long as it runs", () => {
    const plan = planned(
      definitionWith([["cost", "owned"], [{ instances: 1, until: "2028-01-01" }]]),
      steady,
    );
    expect(plan.figures.reservedCount.value).toBe(2);
    expect(plan.minInstances).toBe(3);
    expect(plan.basis.join("\n")).toContain("1 are covered by what was reserved before, which is used first");
    const soon = planned(
      definitionWith([["cost", "owned"], [{ instances: 1, until: "2026-12-01" }]]),
      steady,
    );
    expect(soon.figures.reservedCount.value).toBe(3);
  });

  it("weigh the dearest paths: what is sure is reserved sooner", () => {
    const halves = steadyLoad({ requests: () => 100 });
    const outlook = {
      ...halves.outlook,
      pathInto: (index: number, buffer: Float64Array) => void buffer.fill(index === 0 ? 100 : 300),
    };
    const load = { ...halves, outlook };
    expect(planned(definitionWith(), load).figures.reservedCount.value).toBe(1);
    const careful = definitionWith([["cost", "risk"], { weight: "100%", worst: "50%" }]);
    expect(planned(careful, load).figures.reservedCount.value).toBe(3);
  });
});

describe("a load without history", () => {
  const rest = steadyLoad({ app: "new", requests: () => 200 });
  const fresh = {
    ...rest,
    history: undefined,
    settings: { ...rest.settings, history: undefined, estimate: RequestRate.perHour(200) },
  };

  it("is rented, with the rule by which to reserve later", () => {
    const plan = planned(definitionWith(), fresh);
    expect(plan.figures.reservedCount.value).toBe(0);
    expect(plan.orders).toEqual([]);
    expect(plan.runnerUp).toBeUndefined();
    expect(plan.figures.breakEvenUtilisation.value?.toFixed()).toBe("0.6");
    expect(plan.basis.join("\n")).toMatch(/new has no history: nothing is reserved ahead[^]*twice the least/);
  });

  it("needs nothing of what was agreed on, which the others keep", () => {
    const agreed = definitionWith([["cost", "committedAtLeast"], "500 USD/month"]);
    const plan = planned(agreed, steadyLoad({ requests: () => 200 }), fresh);
    expect(plan.figures.reservedCount.value).toBe(3);
    expect(plan.apps[1]?.alone?.purchases).toEqual([]);
    expect(planned(agreed, fresh).orders).toEqual([]);
  });

  it("changes nothing of what is reserved for the others, and its cost is told", () => {
    const known = steadyLoad({ requests: () => 200 });
    const plan = planned(definitionWith(), known, fresh);
    expect(plan.figures.reservedCount.value).toBe(2);
    expect(plan.figures.monthlyCost.value?.toReport()).toBe("1168.00");
    expect(plan.apps.map(({ app, share }) => [app, share.toNumber()])).toEqual([
      ["web", 0.5],
      ["new", 0.5],
    ]);
  });
});

describe("the group's week", () => {
  it("follows the hours that the forecast expects to need more", () => {
    const plan = planned(definitionWith(), OFFICE);
    expect(plan.schedule).toHaveLength(10);
    expect(plan.schedule[0]).toEqual({ hourOfWeek: 8, leastInstances: 5, rises: true });
    expect(plan.schedule[1]).toEqual({ hourOfWeek: 18, leastInstances: 2, rises: false });
  });

  it("is empty where every hour needs the same", () => {
    expect(planned(definitionWith(), steadyLoad({ requests: () => 300 })).schedule).toEqual([]);
  });
});

describe("prices of a book", () => {
  const book = (instanceType: string, ...changes: readonly Change[]): VpsPlan =>
    planned(
      definitionWith(
        [["cost", "prices"], { book: "list" }],
        [["environments", "dev", "aws", "region"], "us-east-1"],
        [["targets", "vps", "instanceType"], instanceType],
        ...changes,
      ),
      steadyLoad({ requests: () => 200 }),
    );

  it("offer every reservation and Savings Plan that a table has, and tell what none has", () => {
    const { decision, warnings } = book("m6a.xlarge");
    expect(decision.offerings.map(({ id }) => id)).toEqual([
      "standard-1y-noUpfront",
      "computeSavingsPlan-1y-noUpfront",
    ]);
    expect(decision.onDemandHourly.toString()).toBe("0.1728 USD");
    expect(warnings.join("\n")).toMatch(
      /m6a\.xlarge in us-east-1 has no price for [^]*convertible, 1 y, noUpfront[^]*standard, 1 y, partialUpfront/,
    );
  });

  it("order a Savings Plan by its commitment where that is cheapest", () => {
    const { orders } = book("m6a.xlarge", [["cost", "mostReserved"], 1]);
    expect(orders).toMatchObject([
      { kind: "reservedInstances", count: 1 },
      { kind: "computeSavingsPlan", termYears: 1, payment: "noUpfront" },
    ]);
    const [, plan] = orders;
    expect(plan?.hourly.toString()).toBe("0.13965 USD");
  });
});
