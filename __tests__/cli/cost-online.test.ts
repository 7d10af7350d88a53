import fc from "fast-check";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { onlineAdvice, withoutUpfront, type OnlineAdvice } from "../../lib/cli/cost-online";
import type { PricedOffering } from "../../lib/cost/decision/offerings";
import { Money } from "../../lib/definition/money";
import { describeHour, startOfDay } from "../../lib/load";
import { ExampleProject, MIXED_SENTENCE } from "./project";

jest.setTimeout(120_000);

const START = startOfDay("2026-01-01");
const OFFERING: PricedOffering = {
  id: "standard-1y-noUpfront",
  kind: "reservedInstances",
  offeringClass: "standard",
  termYears: 1,
  payment: "noUpfront",
  upfront: Money.zero("USD"),
  hourly: Money.of("0.30", "USD"),
  origin: { source: "a price list", date: "2026-10-01" },
};

/** A reservation costs as much as 5,256 hours of renting. */
const BREAK_EVEN_HOURS = 5256;

function advice(
  demand: readonly number[],
  owned: readonly { readonly instances: number; readonly until: string }[] = [],
): OnlineAdvice {
  return onlineAdvice({
    usage: { start: START, instances: Int32Array.from(demand) },
    onDemandHourly: Money.of("0.50", "USD"),
    offering: OFFERING,
    owned: [...owned],
  });
}

function steady(count: number, hours: number): number[] {
  return Array<number>(hours).fill(count);
}

describe("the advice without a forecast", () => {
  it("is to rent until renting has cost as much as a reservation", () => {
    const before = advice(steady(1, BREAK_EVEN_HOURS));
    expect(before).toMatchObject({ reserveNow: 0, running: 0, due: [] });
    expect([before.cost, before.paid, before.allOnDemand].map(String)).toEqual(Array(3).fill("2628.00 USD"));
    const after = advice(steady(1, BREAK_EVEN_HOURS + 1));
    const at = START + BREAK_EVEN_HOURS;
    expect(after).toMatchObject({ reserveNow: 1, due: [{ at, until: at + 8760, count: 1 }] });
  });

  it("may rest on one hour", () => {
    expect(advice([5])).toMatchObject({ now: START + 1, reserveNow: 0, due: [] });
  });

  it("tells what is paid and what is committed, which are the cost", () => {
    const { paid, committed, cost } = advice(steady(1, BREAK_EVEN_HOURS + 100));
    // Rent up to then, and the fee of 100 hours; 8,660 hours are to come.
    expect([paid, committed, cost].map((money) => money.toReport())).toEqual([
      "2658.00",
      "2598.00",
      "5256.00",
    ]);
  });

  it("is held against who knew what would come", () => {
    const { hindsight, hindsightCount, ratio } = advice(steady(1, BREAK_EVEN_HOURS + 100));
    expect([hindsight.toReport(), hindsightCount, ratio?.toNumber()]).toEqual(["2628.00", 1, 2]);
  });

  it("counts each instance by the hours that it was needed in", () => {
    const demand = Array.from({ length: 8000 }, (_, hour) => (hour % 2 === 0 ? 3 : 1));
    expect(advice(demand)).toMatchObject({ reserveNow: 1, running: 1 });
  });

  it("takes what is owned off, as long as it runs", () => {
    const two = steady(2, BREAK_EVEN_HOURS + 1);
    expect(advice(two)).toMatchObject({ running: 2, owned: 0, reserveNow: 2 });
    expect(advice(two, [{ instances: 1, until: "2027-06-01" }])).toMatchObject({ owned: 1, reserveNow: 1 });
    expect(advice(two, [{ instances: 9, until: "2027-06-01" }])).toMatchObject({ reserveNow: 0 });
    expect(advice(two, [{ instances: 1, until: "2026-08-01" }])).toMatchObject({ owned: 0, reserveNow: 2 });
  });

  it("reserves anew when a reservation has ended and is needed on", () => {
    const { due, running } = advice(steady(1, BREAK_EVEN_HOURS + 8760 + BREAK_EVEN_HOURS + 2));
    expect(due).toHaveLength(2);
    expect(running).toBe(1);
    expect(due[1]!.at).toBeGreaterThanOrEqual(due[0]!.until);
  });

  it("costs nothing where nothing was used, and has no ratio then", () => {
    expect(advice([0, 0])).toMatchObject({ ratio: undefined, reserveNow: 0 });
  });

  it("never costs more than the bound times the best in hindsight", () => {
    const block = fc.record({
      count: fc.integer({ min: 0, max: 4 }),
      hours: fc.integer({ min: 1, max: 6000 }),
    });
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 4 }), (blocks) => {
        const { cost, hindsight, bound, paid, committed } = advice(
          blocks.flatMap(({ count, hours }) => steady(count, hours)),
        );
        expect(bound).toBe(2);
        expect(cost.compare(hindsight.times(bound))).toBeLessThanOrEqual(0);
        expect(hindsight.compare(cost)).toBeLessThanOrEqual(0);
        expect(paid.plus(committed).compare(cost)).toBe(0);
      }),
      { numRuns: 15 },
    );
  });
});

describe("the offering of the rule", () => {
  const other = (id: string, change: Partial<PricedOffering>): PricedOffering => ({
    ...OFFERING,
    id,
    ...change,
  });

  it("is the cheapest hour without upfront fee, of the shorter term where two cost the same", () => {
    const long = other("3y", { termYears: 3 });
    const dear = other("dear", { hourly: Money.of("0.31", "USD") });
    const upfront = other("upfront", { payment: "allUpfront", hourly: Money.zero("USD") });
    expect(withoutUpfront([upfront, dear, long, OFFERING]).map(({ id }) => id)).toEqual([
      OFFERING.id,
      "3y",
      "dear",
    ]);
    expect(withoutUpfront([upfront])).toEqual([]);
  });
});

describe("landfall cost online", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "landfall-online-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const project = new ExampleProject(path.join(folder, "project"));
  const write = (name: string, counts: readonly number[]): void => {
    const rows = counts.map((count, hour) => `${describeHour(START + hour)},${count}`);
    writeFileSync(path.join(project.folder, name), ["timestamp,value", ...rows, ""].join("\n"));
  };
  write("usage.csv", steady(2, BREAK_EVEN_HOURS + 1));
  write("short.csv", [1]);

  it("says how many to reserve now, when each fell due, and how to order them; writes nothing", async () => {
    const { status, stdout, stderr } = await project.landfall(["cost", "online", "--usage", "usage.csv"]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Reserve 2 more now");
    expect(stdout).toMatch(/│ 2026-08-08 00:00 │\s+2 │ 2027-08-08 00:00 │/);
    expect(stdout).toMatch(/2 - alpha = 2 times/);
    expect(stdout).toMatch(/## 1\. 2 x Amazon EC2 Reserved Instance, standard, regional/);
    expect(stdout).toContain("--instance-count 2");
    expect(project.has("reports")).toBe(false);
  });

  it("says to reserve nothing where nothing fell due", async () => {
    const { status, stdout } = await project.landfall(["cost", "online", "--usage", "short.csv"]);
    expect(status).toBe(0);
    expect(stdout).toContain("Reserve nothing now");
    expect(stdout).not.toContain("Purchase order");
  });

  it("prints JSON, the same for the same files", async () => {
    const args = ["cost", "online", "--usage", "usage.csv", "--json"];
    const { stdout } = await project.landfall(args);
    expect(JSON.parse(stdout)).toMatchObject({
      format: "landfall-online-reservations/1",
      instanceType: "r6i.2xlarge",
      to: "2026-08-08 01:00",
      offering: "standard-1y-noUpfront",
      reserveNow: 2,
      due: [{ on: "2026-08-08 00:00", until: "2027-08-08 00:00", count: 2 }],
      cost: "10512.00",
      hindsight: { cost: "5256.00", count: 2 },
      ratio: "2.0000",
      bound: 2,
      orders: [{ target: "vps", count: 2, instanceType: "r6i.2xlarge", payment: "noUpfront" }],
    });
    expect((await project.landfall(args)).stdout).toBe(stdout);
  });

  it("tells what the prices come from, and says so where they are mixed, in the order too", async () => {
    const args = ["cost", "online", "--usage", "usage.csv"];
    expect((await project.landfall(args)).stdout).toMatch(/^ {2}prices: landfall's [^;]* of 2026-11-01$/m);
    const mixed = new ExampleProject(path.join(folder, "mixed"));
    mixed.useMixedPrices();
    writeFileSync(path.join(mixed.folder, "usage.csv"), project.read("usage.csv"));
    const { stdout } = await mixed.landfall(args);
    expect(stdout).toContain(`\n  ${MIXED_SENTENCE}\n`);
    expect(stdout).toContain(`\nNote: ${MIXED_SENTENCE}.\n`);
    expect(stdout).toContain("| price from | quote 4711, 2026-10-01 |");
    expect(JSON.parse((await mixed.landfall([...args, "--json"])).stdout)).toMatchObject({
      prices: [
        { id: "vps-onDemand", source: "a page", date: "2026-09-15" },
        { id: "vps-standard-1y-noUpfront", source: "quote 4711", date: "2026-10-01" },
      ],
      provenance: { isMixed: true, sentences: [MIXED_SENTENCE] },
      orders: [{ priceSource: "quote 4711", priceDate: "2026-10-01" }],
    });
  });

  it("tells the faults of the definition and of the usage at once, with status 1", async () => {
    const broken = new ExampleProject(path.join(folder, "broken"));
    broken.change("landfall.yaml", "headroom:", "hedroom:");
    writeFileSync(
      path.join(broken.folder, "gap.csv"),
      "timestamp,value\n2026-01-01 00:00,1\n2026-01-01 02:00,1\n",
    );
    const { status, stdout, stderr } = await broken.landfall(["cost", "online", "--usage", "gap.csv"]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/landfall\.yaml:\d+: load\.app\.hedroom[^]*gap\.csv:3: timestamp: 1 hour before/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("refuses an offering without a price, and tells those that there are", async () => {
    const args = ["cost", "online", "--usage", "usage.csv", "--offering", "standard-3y-noUpfront"];
    const { status, stderr } = await project.landfall(args);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /--offering: has no price[^]*standard-3y-noUpfront[^]*allowed: standard-1y-noUpfront/,
    );
  });

  it("needs a price that is paid by the hour alone", async () => {
    const paid = new ExampleProject(path.join(folder, "paid"));
    paid.change(
      "landfall.yaml",
      "payment: noUpfront, class: standard, hourly: 0.30 USD/h",
      "payment: allUpfront, upfront: 2000 USD",
    );
    writeFileSync(path.join(paid.folder, "usage.csv"), "timestamp,value\n2026-01-01 00:00,1\n");
    const { status, stderr } = await paid.landfall(["cost", "online", "--usage", "usage.csv"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /cost\.prices: has no price of a reservation of r6i\.2xlarge[^]*standard-1y-allUpfront/,
    );
  });

  it("explains itself, and needs the usage", async () => {
    const { status, stdout } = await project.landfall(["cost", "online", "--help"]);
    expect([status, stdout]).toEqual([
      0,
      expect.stringContaining("npx landfall cost online --usage usage.csv"),
    ]);
    const { status: refused, stderr } = await project.landfall(["cost", "online"]);
    expect(refused).not.toBe(0);
    expect(stderr).toContain("--usage");
  });
});
