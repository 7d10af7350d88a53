import fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import {
  purchaseCalendar,
  startedWhenNeeded,
  withHorizon,
  type PurchaseCalendar,
} from "../../lib/cli/cost-calendar";
import type { Salvage } from "../../lib/cost/overlapping-terms";
import { wholeInstances } from "../../lib/cost/demand";
import { Money } from "../../lib/definition/money";
import { HOURS_PER_YEAR } from "../../lib/definition/units";
import { expectedInstances, planVps } from "../../lib/vps/plan";
import { vpsSettingsOf } from "../../lib/vps/settings";
import { repeatedOutlook, steadyLoad, TERM_START } from "../cost/loads";
import { minimalWith, project, type Change } from "../definition/project";
import { ExampleProject, MIXED_SENTENCE } from "./project";

jest.setTimeout(120_000);

const { read } = project();

/** The calendar of a load whose every path is the same course, of instances that serve 100 requests. */
function calendarOf(
  requests: (hour: number) => number,
  years: 1 | 3,
  {
    changes = [],
    salvage = "none",
  }: { readonly changes?: readonly Change[]; readonly salvage?: Salvage } = {},
): PurchaseCalendar & { readonly demand: Int32Array } {
  const definition = withHorizon(
    read(minimalWith([["cost", "discountRate"], "0%"], ...changes)),
    `${years}y`,
  );
  const load = {
    ...steadyLoad({ requests: () => 100 }),
    outlook: repeatedOutlook(requests, years * HOURS_PER_YEAR),
  };
  const { decision, fleet, choice } = planVps(definition, vpsSettingsOf(definition), [load]);
  const demand = Int32Array.from(expectedInstances(choice.loads), wholeInstances);
  return { ...purchaseCalendar({ decision, fleet, demand, salvage }), demand };
}

describe("the purchase calendar", () => {
  it("buys anew when a term ends, which one date cannot", () => {
    const calendar = calendarOf(() => 200, 3);
    expect(calendar.purchases.map(({ at, count }) => [at - TERM_START, count])).toEqual([
      [0, 2],
      [HOURS_PER_YEAR, 2],
      [2 * HOURS_PER_YEAR, 2],
    ]);
    const { cost, fees, rent, allOnDemand, oneDate } = calendar;
    // Two for 3 x 8,760 hours: 0.30 reserved, 0.50 rented; one date reserves the first year alone.
    expect([cost, fees, rent, allOnDemand, oneDate].map((money) => money.toReport())).toEqual([
      "15768.00",
      "15768.00",
      "0.00",
      "26280.00",
      "22776.00",
    ]);
  });

  it("buys in the hour from which more is needed, with term and obligation", () => {
    const { purchases } = calendarOf((hour) => (hour < 2000 ? 100 : 200), 1);
    expect(purchases).toMatchObject([
      { at: TERM_START, until: TERM_START + HOURS_PER_YEAR, count: 1 },
      { at: TERM_START + 2000, until: TERM_START + 2000 + HOURS_PER_YEAR, count: 1 },
    ]);
    expect(purchases[1]!.order.totalObligation.toReport()).toBe("2628.00");
  });

  it("buys late only what pays within the horizon, unless the rest of the term counts as worth its fee", () => {
    const late = (hour: number): number => (hour < 5000 ? 100 : 200);
    expect(calendarOf(late, 1).purchases).toHaveLength(1);
    expect(calendarOf(late, 1, { salvage: "pro rata" }).purchases).toHaveLength(2);
  });

  it("uses what is owned first, and buys when it ends", () => {
    const owned: Change = [["cost", "owned"], [{ instances: 1, until: "2026-12-01" }]];
    const { purchases, allOnDemand } = calendarOf(() => 100, 1, { changes: [owned] });
    expect(purchases.map(({ at }) => at - TERM_START)).toEqual([30 * 24]);
    expect(allOnDemand.toReport()).toBe("4020.00");
  });

  it("chooses among all offerings, upfront fees and terms counted", () => {
    const changes: Change[] = [
      [["cost", "prices", "reservations", 1], { term: "3y", payment: "allUpfront", upfront: "5000 USD" }],
      [
        ["cost", "terms"],
        ["1y", "3y"],
      ],
    ];
    const { purchases, cost } = calendarOf(() => 100, 3, { changes });
    expect(purchases).toMatchObject([{ offering: { id: "standard-3y-allUpfront" }, count: 1 }]);
    expect(cost.toReport()).toBe("5000.00");
  });

  it("is never dearer than one date or renting, and costs what its purchases and the rest cost", () => {
    const level = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(fc.array(level, { minLength: 1, maxLength: 8 }), (levels) => {
        const length = Math.ceil(HOURS_PER_YEAR / levels.length);
        const { demand, purchases, cost, fees, rent, allOnDemand, oneDate } = calendarOf(
          (hour) => levels[Math.floor(hour / length)]!,
          1,
        );
        const rented = demand.reduce((sum, needed, hour) => {
          const covered = purchases
            .filter(({ at, until }) => at - TERM_START <= hour && hour < until - TERM_START)
            .reduce((total, { count }) => total + count, 0);
          return sum + Math.max(0, needed - covered);
        }, 0);
        const bought = purchases.reduce((sum, { count }) => sum + count, 0);
        expect([rent, fees].map((money) => money.toReport())).toEqual([
          (rented * 0.5).toFixed(2),
          (bought * 2628).toFixed(2),
        ]);
        expect(fees.plus(rent).compare(cost)).toBe(0);
        expect(cost.compare(oneDate)).toBeLessThanOrEqual(0);
        expect(oneDate.compare(allOnDemand)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 15 },
    );
  });
});

describe("purchases that start when they are needed", () => {
  const options = [{ id: "term", termSteps: 4, feePerTerm: Money.of(1, "USD") }];
  const at = (demand: readonly number[], ...starts: readonly number[]): number[] =>
    startedWhenNeeded(
      starts.map((step) => ({ step, option: "term", count: 1 })),
      { demand: Int32Array.from(demand), options, owned: [{ units: 1, expiresAtStep: 2 }] },
    ).flatMap(({ step, count }) => Array<number>(count).fill(step));

  it("are put off while what is owned, or another, is enough", () => {
    expect(at([1, 1, 1, 1], 0)).toEqual([2]);
    expect(at([1, 1, 1, 2], 0, 0)).toEqual([2, 3]);
  });

  it("stay where they are needed at once", () => {
    expect(at([2, 1, 0, 0], 0)).toEqual([0]);
    expect(at([2, 2, 2, 2], 0, 0)).toEqual([0, 2]);
  });

  it("draw after them what follows", () => {
    // The first starts in step 2 and lasts to step 5, so the second is not needed before.
    expect(at([1, 1, 1, 1, 1, 1, 1, 1], 0, 4)).toEqual([2, 6]);
  });

  it("are told together where they start together", () => {
    const purchases = [{ step: 0, option: "term", count: 3 }];
    const coverage = { demand: Int32Array.of(0, 0, 3, 3), options, owned: [] };
    expect(startedWhenNeeded(purchases, coverage)).toEqual([{ step: 2, option: "term", count: 3 }]);
  });
});

describe("the horizon of a calendar", () => {
  const definition = read(minimalWith());

  it("is the definition's where nothing else is said", () => {
    expect(withHorizon(definition, undefined)).toBe(definition);
  });

  it("changes nothing else of the definition", () => {
    const { cost, ...rest } = withHorizon(definition, "3y");
    const { cost: before, ...same } = definition;
    expect(rest).toEqual(same);
    expect(cost).toEqual({ ...before, horizon: { years: 3 } });
  });

  it.each(["2y", "3", "", "-1y"])("cannot be %j", (written) => {
    expect(() => withHorizon(definition, written)).toThrow(/--horizon: cannot be used[^]*1y or 3y/);
  });

  it("is no shorter than the longest term", () => {
    const long = { ...definition, cost: { ...definition.cost, terms: [{ years: 3 } as const] } };
    expect(() => withHorizon(long, "1y")).toThrow(/allowed: 3y, the longest of cost\.terms/);
    expect(withHorizon(long, "3y").cost.horizon).toEqual({ years: 3 });
  });
});

describe("landfall cost calendar", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "landfall-calendar-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const example = new ExampleProject(path.join(folder, "example"));

  it("tells what to buy when, against renting and one date, and on what it rests; writes nothing", async () => {
    const { status, stdout, stderr } = await example.landfall(["cost", "calendar"]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("over 1 year (8760 hours, the longest of cost.terms)");
    expect(stdout).toMatch(
      /│ 2026-11-01 00:00 │ standard, 1 y, no upfront │\s+\d │ 2027-11-01 00:00 │\s+0\.00 USD │\s+\d+\.00 USD │/,
    );
    expect(stdout).toMatch(/by this calendar: [^]*all on demand: [^]*now, and nothing later: /);
    expect(stdout).toMatch(/rests on the expected load alone, .* buys nothing/);
    expect(stdout).toContain("reaches past the horizon counts with its full fee");
    expect(example.has("reports")).toBe(false);
  });

  it("looks further with --horizon, as JSON, the same each time", async () => {
    const args = ["cost", "calendar", "--horizon", "3y", "--salvage", "pro-rata", "--json"];
    const { stdout } = await example.landfall(args);
    const told = JSON.parse(stdout) as Record<"cost" | "fees" | "rent" | "allOnDemand", string> & {
      readonly oneDate: { readonly cost: string };
      readonly purchases: readonly { readonly on: string }[];
    };
    expect(told).toMatchObject({
      format: "landfall-purchase-calendar/1",
      instanceType: "r6i.2xlarge",
      horizonHours: 3 * HOURS_PER_YEAR,
      salvage: "pro rata",
      currency: "USD",
    });
    expect(told.purchases.some(({ on }) => on > "2028")).toBe(true);
    expect(Number(told.fees) + Number(told.rent)).toBeCloseTo(Number(told.cost), 1);
    expect(Number(told.cost)).toBeLessThan(Number(told.oneDate.cost));
    expect(Number(told.oneDate.cost)).toBeLessThan(Number(told.allOnDemand));
    expect((await example.landfall(args)).stdout).toBe(stdout);
  });

  it("tells what is owned in the instances that it covers, until when", async () => {
    const owning = new ExampleProject(path.join(folder, "owning"));
    owning.change("landfall.yaml", "owned: []", "owned: [{ instances: 1, until: 2027-03-01 }]");
    const { stdout } = await owning.landfall(["cost", "calendar"]);
    expect(stdout).toContain("1 covered by what is owned already, used first until 2027-03-01 00:00");
  });

  it("tells what the prices come from, and says so where they are mixed", async () => {
    expect((await example.landfall(["cost", "calendar"])).stdout).toMatch(
      /^ {2}prices: landfall's [^;]* of 2026-11-01$/m,
    );
    const mixed = new ExampleProject(path.join(folder, "mixed"));
    mixed.useMixedPrices();
    const { stdout } = await mixed.landfall(["cost", "calendar"]);
    expect(stdout).toContain(`\n  ${MIXED_SENTENCE}\n`);
    const told = JSON.parse((await mixed.landfall(["cost", "calendar", "--json"])).stdout) as object;
    expect(told).toMatchObject({
      prices: [
        { id: "vps-onDemand", source: "a page", date: "2026-09-15" },
        { id: "vps-standard-1y-noUpfront", source: "quote 4711", date: "2026-10-01" },
      ],
      provenance: { isMixed: true, sentences: [MIXED_SENTENCE] },
    });
  });

  it("names every limit of landfall.yaml that it does not keep", async () => {
    const limited = new ExampleProject(path.join(folder, "limited"));
    limited.change(
      "landfall.yaml",
      "  maxPriceAgeDays: 180\n",
      "  maxPriceAgeDays: 180\n  upfrontBudget: 5000 USD\n  committedAtLeast: 100 USD/month\n  mostReserved: 10\n",
    );
    const { stdout } = await limited.landfall(["cost", "calendar"]);
    expect(stdout).toContain("cost.upfrontBudget, cost.committedAtLeast, cost.mostReserved: not kept here");
    expect((await example.landfall(["cost", "calendar"])).stdout).not.toContain("not kept here");
  });

  it("reads another file when told to", async () => {
    const { status, stderr } = await example.landfall(["cost", "calendar", "--file", "none.yaml"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/none\.yaml: cannot be read \(ENOENT\)/);
  });

  it("says what else there is where no program has a history", async () => {
    const fresh = new ExampleProject(path.join(folder, "fresh"));
    fresh.change(
      "landfall.yaml",
      "history: examples/load/nasa-http-1995-07.csv",
      "estimate: 3000 requests/h",
    );
    const { status, stdout, stderr } = await fresh.landfall(["cost", "calendar"]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/landfall\.yaml: load: has no history[^]*npx landfall cost online/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("says so when the definition has no VPS", async () => {
    const without = new ExampleProject(path.join(folder, "without"));
    without.change("landfall.yaml", "  vps:\n    enabled: true", "  vps:\n    enabled: false");
    const { status, stderr } = await without.landfall(["cost", "calendar"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/landfall\.yaml: targets\.vps: is not enabled/);
  });

  it("refuses what it does not know, and explains itself", async () => {
    const { status, stderr } = await example.landfall(["cost", "calendar", "--salvage", "half"]);
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/half[^]*none, pro-rata/);
    const help = await example.landfall(["cost", "calendar", "--help"]);
    expect([help.status, help.stdout]).toEqual([
      0,
      expect.stringContaining("npx landfall cost calendar --horizon 3y"),
    ]);
  });
});
