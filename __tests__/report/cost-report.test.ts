import { known, none } from "../../lib/cost/figure";
import { Money } from "../../lib/definition/money";
import { costReport, type CostReport } from "../../lib/report/cost-report";
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
      format: "landfall-cost/1",
      name: "shop",
      environment: "dev",
      asOf: "2026-11-01",
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
      purchaseOrder: null,
    });
  });

  it("has the order with its money as decimal text", () => {
    expect(report().targets[0]?.purchaseOrder).toEqual({
      offering: expect.any(String) as string,
      instanceType: "m7i.large",
      platform: "Linux/UNIX",
      region: "eu-central-1",
      tenancy: "default",
      count: 2,
      termYears: 1,
      payment: "noUpfront",
      hourly: "0.3",
      totalObligation: "5256.00",
      currency: "USD",
    });
  });

  it("has the load that it rests on", () => {
    expect(report().load).toEqual([
      {
        app: "web",
        history: "load.csv",
        steps: 504,
        step: "hour",
        repairs: [],
        method: LOAD.forecast.method,
        holdoutSmapePercent: 0,
        monthlyRequests: 182_500,
        notes: [...LOAD.forecast.notes, ...LOAD.scenarios.notes],
      },
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
    const { totalMonthlyCost } = report([
      reservingPlan({ monthlyCost: known(usd("0.006")), monthlySaving: known(usd("0")) }),
      plainPlan("0.006"),
    ]);
    expect(totalMonthlyCost).toEqual({ value: "0.02", unit: "USD/month", reason: null });
  });

  it("is held against the budget of all targets together", () => {
    const budget = (amount: string): boolean | null =>
      report(undefined, [["cost", "budget"], `${amount} USD/month`]).withinBudget;
    expect(report().totalMonthlyCost.value).toBe("917.62");
    expect(budget("917.63")).toBe(true);
    expect(budget("917.62")).toBe(true);
    expect(budget("917.61")).toBe(false);
    expect(budget("0")).toBe(false);
  });

  it("is not within the budget only because each target is", () => {
    const plans = [reservingPlan({ monthlyCost: known(usd("2000")) }), plainPlan("2000")];
    expect(report(plans)).toMatchObject({ withinBudget: false, totalMonthlyCost: { value: "4000.00" } });
  });

  it("leaves out a target on devices of one's own, for which nothing is paid by the month", () => {
    const own = { ...plainPlan("1", unknownCost), isRented: false };
    expect(report([reservingPlan(), own])).toMatchObject({
      withinBudget: true,
      totalMonthlyCost: { value: "917.16", reason: null },
    });
  });

  it("is null with a reason where a target's cost is not known, and then nobody says that it is within", () => {
    const { totalMonthlyCost, withinBudget } = report([reservingPlan(), plainPlan("1", unknownCost)]);
    expect(totalMonthlyCost).toEqual({
      value: null,
      unit: null,
      reason: "serverless has no monthly cost: no price is known",
    });
    expect(withinBudget).toBeNull();
  });

  it("is null with a reason where a target is billed in another currency than the budget", () => {
    const yuan = known(Money.of("3", "CNY"));
    const plans = [reservingPlan(), plainPlan("1", { monthlyCost: yuan, onDemandMonthlyCost: yuan })];
    expect(report(plans).totalMonthlyCost).toEqual({
      value: null,
      unit: null,
      reason: "serverless is billed in CNY/month, the budget in USD/month",
    });
    expect(report(plans).withinBudget).toBeNull();
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
