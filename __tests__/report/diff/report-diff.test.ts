import Decimal from "decimal.js";
import fc from "fast-check";
import { UserError } from "../../../lib/definition/errors";
import { exceedsBudget } from "../../../lib/report/diff/budget";
import { diffMarkdown } from "../../../lib/report/diff/diff-markdown";
import { diffReports, type CauseKind, type ReportDiff } from "../../../lib/report/diff/report-diff";
import type { CostReport } from "../../../lib/report/report-schema";
import { exampleReport } from "../example-report";

function causeOf(diff: ReportDiff, kind: CauseKind): string {
  return diff.causes.find(({ cause }) => cause === kind)!.amount;
}

function sum(amounts: readonly string[]): string {
  return amounts.reduce((total, each) => total.plus(each), new Decimal(0)).toFixed(2);
}

/** A report with other text in one place. */
function changed(report: CostReport, change: Partial<CostReport>): CostReport {
  return { ...report, ...change };
}

describe("diffReports", () => {
  it("finds nothing between a report and itself", () => {
    const diff = diffReports(exampleReport(), exampleReport());
    expect(diff.difference).toBe("0.00");
    expect(diff.percent).toBe("0.0");
    expect(diff.causes.map(({ amount }) => Number(amount))).toEqual([0, 0, 0, 0, 0]);
    expect(diff.lines.every(({ difference }) => Number(difference) === 0)).toBe(true);
    expect(diff.inputs).toEqual([]);
    expect(diff.orders).toEqual({ added: [], gone: [] });
  });

  it("puts a new price on demand down to the price", () => {
    const needed = Array<string>(12).fill("1000");
    const diff = diffReports(
      exampleReport({ reserved: 0, onDemand: "0.50", neededPerMonth: needed }),
      exampleReport({ reserved: 0, onDemand: "0.60", neededPerMonth: needed }),
    );
    expect(diff.difference).toBe("100.00");
    expect(causeOf(diff, "price")).toBe("100.00");
    expect(causeOf(diff, "load")).toBe("0.00");
    expect(causeOf(diff, "decision")).toBe("0.00");
  });

  it("puts more hours needed at the same decision down to the load", () => {
    const diff = diffReports(
      exampleReport({ reserved: 0, neededPerMonth: Array<string>(12).fill("1000") }),
      exampleReport({ reserved: 0, neededPerMonth: Array<string>(12).fill("1500") }),
    );
    expect(causeOf(diff, "load")).toBe("250.00");
    expect(causeOf(diff, "decision")).toBe("0.00");
  });

  it("puts another number of reserved instances for the same load down to the decision", () => {
    const needed = Array<string>(12).fill("2000");
    const older = exampleReport({ reserved: 1, neededPerMonth: needed });
    const newer = exampleReport({ reserved: 2, neededPerMonth: needed });
    const diff = diffReports(older, newer);
    expect(causeOf(diff, "load")).toBe("0.00");
    expect(causeOf(diff, "price")).toBe("0.00");
    expect(Number(causeOf(diff, "decision"))).toBeLessThan(0);
    const [vps] = diff.targets;
    expect(vps?.reserved).toEqual({ older: "1", newer: "2" });
    expect(vps?.commitments.newer).toBe("2 x vps-standard-1y-noUpfront");
  });

  it("counts a target that is gone as such, whole", () => {
    const older = exampleReport();
    const [vps] = older.targets;
    const newer = changed(older, {
      targets: [vps!],
      lines: older.lines.filter(({ target }) => target === "vps"),
      total: { ...older.total, monthlyCost: vps!.monthlyCost },
    });
    const diff = diffReports(older, newer);
    expect(causeOf(diff, "targets")).toBe("-0.46");
    expect(diff.targets.map(({ target, state }) => [target, state])).toEqual([
      ["vps", "stays"],
      ["serverless", "gone"],
    ]);
  });

  it("leaves a target on devices of one's own out of the difference, and tells of it", () => {
    const older = exampleReport();
    const [line] = older.lines;
    const [vps] = older.targets;
    const newer = changed(older, {
      targets: [...older.targets, { ...vps!, target: "edge", isRented: false, decision: null }],
      lines: [...older.lines, { ...line!, target: "edge" }],
    });
    const diff = diffReports(older, newer);
    expect(diff.difference).toBe("0.00");
    expect(causeOf(diff, "targets")).toBe("0.00");
    expect(diff.targets.at(-1)).toMatchObject({ target: "edge", state: "new" });
  });

  it("compares average months where the terms are of other lengths", () => {
    const older = exampleReport({ reserved: 0, neededPerMonth: Array<string>(12).fill("1000") });
    const newer = changed(older, {
      term: { start: "2026-11-01", end: "2028-10-31", hours: 17_520, months: 24 },
      lines: [
        ...older.lines,
        ...older.lines.map((line) => ({ ...line, month: line.month.replace(/^\d+/, "2028") })),
      ],
    });
    const diff = diffReports(older, newer);
    expect(diff.lines.map(({ difference }) => difference)).toEqual(["0.00", "0.00"]);
    expect(diff.inputs.map(({ what }) => what)).toEqual(["term"]);
  });

  it("takes the lines' sum where the total is not known, and says why", () => {
    const older = exampleReport();
    const unknown = { value: null, unit: null, reason: "the prices of cn-north-1 are not known" };
    const newer = changed(older, { total: { ...older.total, monthlyCost: unknown } });
    const diff = diffReports(older, newer);
    expect(diff.newer.reason).toBe("the prices of cn-north-1 are not known");
    expect(Math.abs(Number(diff.difference))).toBeLessThanOrEqual(0.01);
  });

  it("lists every input that changed", () => {
    const older = exampleReport();
    const [load] = older.load;
    const newer = changed(older, {
      asOf: "2026-12-01",
      seed: 2,
      paths: 20_000,
      tags: { ...older.tags, owner: null, costCentre: "cc-7" },
      budget: { ...older.budget, amount: "900.00" },
      generator: { name: "landfall", version: "0.2.0" },
      load: [{ ...load!, history: "examples/load/new.csv", to: "1995-08-31", holdoutSmapePercent: 18.2 }],
      prices: older.prices.map((price, index) =>
        index === 0 ? { ...price, date: "2026-12-01", source: "AWS price list" } : price,
      ),
      warnings: [],
    });
    const { inputs } = diffReports(older, newer);
    expect(inputs.map(({ what }) => what).sort()).toEqual(
      [
        "version of landfall",
        "asOf",
        "budget",
        "seed",
        "load paths",
        "tag costCentre",
        "tag owner",
        "load of app: history",
        "load of app: period",
        "load of app: forecast error",
        "price vps-onDemand",
        `warning: ${older.warnings[0]!}`,
      ].sort(),
    );
    expect(inputs.find(({ what }) => what === "tag owner")).toEqual({
      what: "tag owner",
      older: "ops",
      newer: null,
    });
  });

  it("tells orders that are new or gone, and counts equal ones", () => {
    const older = exampleReport();
    const order: CostReport["orders"][number] = {
      target: "vps",
      kind: "reservedInstances",
      offering: "Amazon EC2 Reserved Instance, standard, regional",
      count: 2,
      instanceType: "r6i.2xlarge",
      platform: "Linux/UNIX",
      region: "us-east-1",
      tenancy: "default",
      offeringClass: "standard",
      commitmentPerHour: null,
      termYears: 1,
      payment: "noUpfront",
      currency: "USD",
      dueAtPurchase: "0.00",
      hourly: "0.6",
      totalObligation: "5256.00",
      priceSource: "a price list",
      priceDate: "2026-10-01",
      exit: { costs: [], terms: "none" },
      commands: { lookUp: "aws", buy: "aws" },
    };
    const diff = diffReports(
      changed(older, { orders: [order] }),
      changed(older, { orders: [order, order, { ...order, count: 3 }] }),
    );
    expect(diff.orders.gone).toEqual([]);
    expect(diff.orders.added).toHaveLength(2);
    expect(diff.orders.added[1]).toContain("3 x Amazon EC2 Reserved Instance");
    expect(diffMarkdown(diff).match(/^\| new \| vps: [23] x Amazon EC2/gm)).toHaveLength(2);
  });

  it("refuses other names and currencies at once", () => {
    const older = exampleReport();
    const newer = changed(older, { name: "other", currency: "EUR" });
    try {
      diffReports(older, newer);
      throw new Error("nothing was refused");
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).faults.map(({ path }) => path)).toEqual(["name", "currency"]);
    }
  });

  it("has causes, targets and lines that sum to the difference, for any two plans", () => {
    const hours = fc.array(fc.integer({ min: 0, max: 3_000_000 }), { minLength: 12, maxLength: 12 });
    const price = fc
      .integer({ min: 1, max: 99_999 })
      .map((value) => new Decimal(value).div(10_000).toFixed());
    const options = fc.record({
      reserved: fc.integer({ min: 0, max: 6 }),
      upfront: fc.constantFrom("0", "123.45", "1000"),
      hourly: price,
      onDemand: price,
      neededPerMonth: hours.map((all) => all.map((each) => new Decimal(each).div(1000).toFixed())),
    });
    fc.assert(
      fc.property(options, options, (before, after) => {
        const diff = diffReports(exampleReport(before), exampleReport(after));
        expect(sum(diff.causes.map(({ amount }) => amount))).toBe(diff.difference);
        const effects = diff.targets.flatMap(({ effects: { load, price: prices, decision } }) => [
          load,
          prices,
          decision,
        ]);
        expect(sum(effects)).toBe(sum(diff.lines.map(({ difference }) => difference)));
        expect(sum([sum(effects), causeOf(diff, "rounding")])).toBe(diff.difference);
        expect(Math.abs(Number(causeOf(diff, "rounding")))).toBeLessThanOrEqual(0.03);
        expect(JSON.stringify(diff)).not.toMatch(/"-0(?:\.0+)?"/);
        for (const line of diff.lines) {
          expect(sum([line.price, line.quantity, line.mix])).toBe(line.difference);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("exceedsBudget", () => {
  it.each([
    [false, true],
    [true, false],
    [null, false],
  ])("holds P80 within: %p to be over: %p", (isP80Within, isOver) => {
    const { budget } = exampleReport();
    expect(exceedsBudget({ budget: { ...budget, isP80Within } })).toBe(isOver);
  });
});
