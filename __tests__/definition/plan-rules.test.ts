import { UserError, type Fault } from "../../lib/definition/errors";
import { minimalWith, project, type Change } from "./project";

const { read } = project();

function faults(...changes: readonly Change[]): readonly Fault[] {
  try {
    read(minimalWith(...changes));
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.faults;
    throw error;
  }
}

const LOAD = ["load", "web"];

describe("the basis of a load", () => {
  it("is a history, or an estimate where there is none", () => {
    expect(faults()).toEqual([]);
    expect(read(minimalWith()).load["web"]?.estimate).toBeUndefined();
    const estimate = { estimate: "600 requests/h", instanceServes: "600 requests/h", headroom: "20%" };
    expect(faults([LOAD, estimate])).toEqual([]);
  });

  it("is not both", () => {
    expect(faults([[...LOAD, "estimate"], "600 requests/h"])).toMatchObject([
      { path: "load.web.estimate", message: expect.stringContaining("beside a history") as string },
    ]);
  });

  it("is not none", () => {
    const neither = { instanceServes: "600 requests/h", headroom: "20%" };
    expect(faults([LOAD, neither])).toMatchObject([{ path: "load.web.history", message: "is missing" }]);
  });
});

describe("the horizon", () => {
  it("may be as long as the longest term, and longer", () => {
    expect(faults([["cost", "horizon"], "1y"])).toEqual([]);
    expect(faults([["cost", "horizon"], "3y"])).toEqual([]);
  });

  it("is not shorter than a term, each of which is told", () => {
    expect(
      faults(
        [["cost", "horizon"], "1y"],
        [
          ["cost", "terms"],
          ["1y", "3y"],
        ],
      ),
    ).toMatchObject([
      { path: "cost.terms[1]", message: "is longer than cost.horizon", found: "3y", allowed: "1y at most" },
    ]);
  });
});

describe("the upfront budget", () => {
  it("is in the currency of the prices", () => {
    expect(faults([["cost", "upfrontBudget"], "1000 USD"])).toEqual([]);
    expect(faults([["cost", "upfrontBudget"], "1000 CNY"])).toMatchObject([
      { path: "cost.upfrontBudget", found: "1000 CNY", allowed: "an amount in USD" },
    ]);
  });
});

describe("what is committed at least", () => {
  const least = (amount: string): Change => [["cost", "committedAtLeast"], amount];

  it("is in the currency of the prices, and within the budget", () => {
    expect(faults(least("3000 USD/month"))).toEqual([]);
    expect(faults(least("3000.01 USD/month"))).toMatchObject([
      { path: "cost.budget", message: expect.stringContaining("under cost.committedAtLeast") as string },
    ]);
    expect(faults(least("100 CNY/month"))).toMatchObject([{ path: "cost.committedAtLeast" }]);
  });
});

describe("what is owned", () => {
  const owned = (until: string): Change => [["cost", "owned"], [{ instances: 1, until }]];

  it("still runs on asOf", () => {
    expect(faults(owned("2026-11-02"))).toEqual([]);
    for (const until of ["2026-11-01", "2025-01-01"]) {
      expect(faults(owned(until))).toMatchObject([
        { path: "cost.owned[0].until", message: "has ended before the decision", found: until },
      ]);
    }
  });

  it.each([
    [[{ instances: 0, until: "2027-01-01" }], "cost.owned[0].instances"],
    [[{ instances: 1.5, until: "2027-01-01" }], "cost.owned[0].instances"],
    [[{ instances: 1, until: "2027-02-30" }], "cost.owned[0].until"],
    [[{ until: "2027-01-01" }], "cost.owned[0].instances"],
  ])("is refused where it is %j", (value, path) => {
    expect(faults([["cost", "owned"], value]).map((fault) => fault.path)).toEqual([path]);
  });
});

describe("risk and scenarios", () => {
  it.each<[Change, string]>([
    [[["cost", "risk"], { weight: "101%", worst: "5%" }], "cost.risk.weight"],
    [[["cost", "risk"], { weight: "10%", worst: "0%" }], "cost.risk.worst"],
    [[["cost", "scenarios"], { paths: 0 }], "cost.scenarios.paths"],
    [[["cost", "scenarios"], { seed: -1 }], "cost.scenarios.seed"],
    [[["cost", "scenarios"], { paths: 100_001 }], "cost.scenarios.paths"],
    [[["cost", "tags"], { owner: "" }], "cost.tags.owner"],
    [[["cost", "mostReserved"], -1], "cost.mostReserved"],
  ])("refuse %j", (change, path) => {
    expect(faults(change).map((fault) => fault.path)).toEqual([path]);
  });

  it("have defaults: 10,000 paths, seed 1, the expected cost alone", () => {
    const { cost } = read(minimalWith());
    expect(cost.scenarios).toEqual({ paths: 10_000, seed: 1 });
    expect(cost.risk).toBeUndefined();
    expect(cost.owned).toEqual([]);
  });
});
