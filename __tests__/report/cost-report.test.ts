import Decimal from "decimal.js";
import { known, none } from "../../lib/definition/figure";
import { Money } from "../../lib/definition/money";
import { costReport } from "../../lib/report/cost-report";
import { costReportSchema, type CostReport } from "../../lib/report/report-schema";
import { steadyLoad } from "../cost/loads";
import { usd } from "../cost/terms";
import { minimalWith, project, type Change } from "../definition/project";
import { plainPlan, reservingPlan } from "./plans";

const { folder, read } = project();
const LOAD = steadyLoad({ requests: () => 250 });

function report(plans = [reservingPlan(), plainPlan()], ...changes: readonly Change[]): CostReport {
  return costReport(read(minimalWith(...changes)), [LOAD], plans);
}

describe("the cost report", () => {
  it("says of what, where and when it is, and what may be spent", () => {
    expect(report()).toMatchObject({
      format: "landfall-cost/3",
      generator: { name: "landfall" },
      name: "shop",
      environment: "dev",
      asOf: "2026-11-01",
      currency: "USD",
      seed: 1,
      paths: 10_000,
      tags: { service: "shop", environment: "dev", owner: null, costCentre: null },
      term: { start: "2026-11-01", end: "2027-11-01", hours: 8760, months: 12 },
      budget: { amount: "3000.00", currency: "USD", per: "month" },
    });
  });

  it("has every target's figures, basis and what they leave out, in the order given", () => {
    const { targets } = report();
    expect(targets.map(({ target }) => target)).toEqual(["vps", "serverless"]);
    expect(targets[0]).toMatchObject({
      monthlyCost: { value: "917.16", unit: "USD/month", reason: null },
      reservedCount: { value: 2 },
      basis: ["instances of m7i.large"],
      notCovered: ["disks", "data transfer"],
      runnerUp: "reserving 3 would cost 917.50 USD a month",
    });
    expect(targets[1]).toMatchObject({
      monthlyCost: { value: "0.46" },
      reservedCount: { value: null, unit: null, reason: "there is nothing to reserve" },
      runnerUp: null,
      decision: null,
    });
  });

  it("is what its schema says", () => {
    expect(costReportSchema.parse(report())).toEqual(report());
  });

  it("has the orders of all targets with their money as decimal text", () => {
    expect(report().orders).toMatchObject([
      {
        target: "vps",
        kind: "reservedInstances",
        instanceType: "m7i.large",
        platform: "Linux/UNIX",
        region: "eu-central-1",
        tenancy: "default",
        count: 2,
        termYears: 1,
        payment: "noUpfront",
        hourly: "0.6",
        totalObligation: "5256.00",
        currency: "USD",
      },
    ]);
  });

  it("has each line with its target, and each price with its age", () => {
    expect(report().lines).toEqual([
      {
        target: "vps",
        month: "2026-11",
        charge: "onDemand",
        what: "rented on demand",
        commitment: null,
        quantity: "12.5",
        unit: "instance hours",
        unitPrice: "0.5",
        amount: "6.25",
      },
    ]);
    expect(report().prices).toMatchObject([
      { id: "vps-onDemand", unit: "USD/h", ageDays: 31, isStale: false },
    ]);
    const strict = report(undefined, [["cost", "maxPriceAgeDays"], 30]);
    expect(strict.prices).toMatchObject([{ ageDays: 31, isStale: true }]);
  });

  it("tells a warning of several targets once", () => {
    expect(report().warnings).toEqual(["a warning"]);
  });

  it("has the tags of the definition on it", () => {
    const tags = { service: "checkout", owner: "ops", costCentre: "4711" };
    expect(report(undefined, [["cost", "tags"], tags]).tags).toEqual({ ...tags, environment: "dev" });
  });

  it("has the load that it rests on, and the days forecast after it", () => {
    const [load] = report().load;
    expect(load).toMatchObject({
      app: "web",
      history: "load.csv",
      from: "2026-10-05",
      to: "2026-10-25",
      steps: 504,
      step: "hour",
      repairs: [],
      method: LOAD.outlook.method,
      holdoutSmapePercent: 0,
      monthlyRequests: 182_500,
    });
    expect(load?.notes).toEqual(expect.arrayContaining([...LOAD.outlook.notes]));
    const actual = load?.series.filter((day) => day.actual !== null);
    const expected = load?.series.filter((day) => day.expected !== null);
    expect(actual).toHaveLength(21);
    expect(expected).toHaveLength(28);
    expect(actual?.[0]).toMatchObject({ date: "2026-10-05", actual: "6000", expected: null });
    expect(expected?.[0]).toMatchObject({ date: "2026-10-26", expected: "6000", actual: null });
  });

  it("tells each app's part of a target, in cents that sum to the whole", () => {
    const apps = ["shop", "blog", "wiki"].map((app) => ({ app, share: new Decimal(1).div(3) }));
    const [target] = report([{ ...reservingPlan(), apps }]).targets;
    expect(target?.apps.map(({ monthlyCost }) => monthlyCost.value)).toEqual(["305.72", "305.72", "305.72"]);
    const odd = report([
      { ...reservingPlan({ monthlyCost: known(usd("0.10")), monthlySaving: known(usd("0")) }), apps },
    ]);
    expect(odd.targets[0]?.apps.map(({ monthlyCost }) => monthlyCost.value)).toEqual([
      "0.04",
      "0.03",
      "0.03",
    ]);
  });

  it("tells quantiles of a month over paths that belong together", () => {
    // 900 + 1 and 1000 + 2.
    expect(report().total.quantiles).toEqual({
      mean: "917.62",
      p50: "901.00",
      p80: "1002.00",
      p95: "1002.00",
    });
  });

  it("tells no quantiles where a target knows none", () => {
    const plan = plainPlan();
    delete (plan as { costByPath?: unknown }).costByPath;
    expect(report([reservingPlan(), plan]).total.quantiles).toBeNull();
    expect(report([reservingPlan(), plan]).budget.isP80Within).toBeNull();
  });

  it("sums the months of all that is rented", () => {
    expect(report().total.months).toEqual([
      { month: "2026-11", cash: "6.71", amortised: "6.71", onDemandOnly: "6.71" },
    ]);
  });

  it("tells what was put right in the history", () => {
    const repaired = steadyLoad({ requests: () => 250 });
    const repairs = [{ kind: "gap" as const, lines: [2, 4] as const, message: "1 hour was filled" }];
    const load = { ...repaired, history: { ...repaired.history, repairs } };
    const { load: reported } = costReport(read(minimalWith()), [load], [plainPlan()]);
    expect(reported[0]?.repairs).toEqual(["1 hour was filled"]);
  });

  it("is JSON and nothing that JSON would lose", () => {
    const made = report();
    expect(JSON.parse(JSON.stringify(made))).toEqual(made);
  });

  it("is the same, byte for byte, for the same input, and knows neither the clock nor the folder", () => {
    const once = JSON.stringify(report());
    jest.useFakeTimers({ now: new Date("2031-05-06T07:08:09Z") });
    const later = JSON.stringify(report());
    jest.useRealTimers();
    expect(later).toBe(once);
    expect(once).not.toContain(folder);
  });

  it("has no null without a reason, and no reason beside a value", () => {
    const figures = figuresIn(
      JSON.parse(JSON.stringify(report([reservingPlan(), plainPlan("1", unknownCost)]))),
    );
    expect(figures.length).toBeGreaterThan(12);
    for (const { value, unit, reason } of figures) {
      expect([value === null, unit === null]).toEqual([
        typeof reason === "string",
        typeof reason === "string",
      ]);
      expect(reason).not.toBe("");
    }
  });
});

const unknownCost = {
  monthlyCost: none<Money>("no price is known"),
  onDemandMonthlyCost: none<Money>("no price is known"),
};

describe("the total of the report", () => {
  it("is the sum of the targets' costs as they are told", () => {
    const {
      total: { monthlyCost: totalMonthlyCost },
    } = report([
      reservingPlan({ monthlyCost: known(usd("0.006")), monthlySaving: known(usd("0")) }),
      plainPlan("0.006"),
    ]);
    expect(totalMonthlyCost).toEqual({ value: "0.02", unit: "USD/month", reason: null });
  });

  it("is held against the budget of all targets together", () => {
    const budget = (amount: string): boolean | null =>
      report(undefined, [["cost", "budget"], `${amount} USD/month`]).budget.isMeanWithin;
    expect(report().total.monthlyCost.value).toBe("917.62");
    expect(budget("917.63")).toBe(true);
    expect(budget("917.62")).toBe(true);
    expect(budget("917.61")).toBe(false);
    expect(budget("0")).toBe(false);
  });

  it("is not within the budget only because each target is", () => {
    const plans = [reservingPlan({ monthlyCost: known(usd("2000")) }), plainPlan("2000")];
    expect(report(plans)).toMatchObject({
      budget: { isMeanWithin: false },
      total: { monthlyCost: { value: "4000.00" } },
    });
  });

  it("leaves out a target on devices of one's own, for which nothing is paid by the month", () => {
    const own = { ...plainPlan("1", unknownCost), isRented: false };
    expect(report([reservingPlan(), own])).toMatchObject({
      budget: { isMeanWithin: true },
      total: { monthlyCost: { value: "917.16", reason: null } },
    });
  });

  it("is null with a reason where a target's cost is not known, and then nobody says that it is within", () => {
    const { total, budget } = report([reservingPlan(), plainPlan("1", unknownCost)]);
    expect(total.monthlyCost).toEqual({
      value: null,
      unit: null,
      reason: "serverless has no monthly cost: no price is known",
    });
    expect(budget.isMeanWithin).toBeNull();
  });

  it("is null with a reason where a target is billed in another currency than the budget", () => {
    const yuan = known(Money.of("3", "CNY"));
    const plans = [reservingPlan(), plainPlan("1", { monthlyCost: yuan, onDemandMonthlyCost: yuan })];
    expect(report(plans).total.monthlyCost).toEqual({
      value: null,
      unit: null,
      reason: "serverless is billed in CNY/month, the budget in USD/month",
    });
    expect(report(plans).budget.isMeanWithin).toBeNull();
  });
});

interface Figure {
  readonly value: unknown;
  readonly unit: unknown;
  readonly reason: unknown;
}

/** Every figure in a report, wherever it stands. */
function figuresIn(value: unknown): Figure[] {
  if (typeof value !== "object" || value === null) return [];
  if ("value" in value && "reason" in value) return [value as Figure];
  return Object.values(value).flatMap(figuresIn);
}
