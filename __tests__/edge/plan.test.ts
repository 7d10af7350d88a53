import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { priceWarnings } from "../../lib/cli/prices";
import type { TargetPlan } from "../../lib/cost/target-plan";
import type { Definition } from "../../lib/definition/definition";
import { UserError } from "../../lib/definition/errors";
import { edgeFaults, planEdge } from "../../lib/edge/plan";
import { costReport } from "../../lib/report/cost-report";
import { pricedLines } from "../../lib/report/priced-lines";
import { minimalWith, project, type Change } from "../definition/project";
import { OWN_BOOK } from "../prices/books";

const { folder, read } = project();
mkdirSync(path.join(folder, "prices"));

/** The minimal definition with the edge and a book whose device is priced on a day, in a currency. */
function definitionWith(
  device: { readonly date?: string; readonly currency?: string },
  ...changes: readonly Change[]
): Definition {
  const { date = "2026-10-01", currency = "EUR" } = device;
  const [head = "", devices = ""] = OWN_BOOK.split("edgeDevices:");
  const own = devices
    .replace("2026-10-01", date)
    .replace("currency: EUR", `currency: ${currency}`)
    .replace('uplinkMonth: "0"', 'uplinkMonth: "25"');
  writeFileSync(path.join(folder, "prices/mine.yaml"), `${head}edgeDevices:${own}`);
  return read(
    minimalWith(
      [["cost", "prices"], { book: "prices/mine.yaml" }],
      [["cost", "budget"], "3000 EUR/month"],
      [["targets"], { edge: {} }],
      ...changes,
    ),
  );
}

function planned(...of: Parameters<typeof definitionWith>): TargetPlan {
  return planEdge(definitionWith(...of), []);
}

describe("the edge's prices", () => {
  it("are the device, its power and its uplink, each with its source and day", () => {
    const origin = { source: "quote 4711", date: "2026-10-01", note: "for three years" };
    const { prices, warnings, figures } = planned({});
    expect(prices.map(({ id, price, per }) => `${id}: ${price.toString()}/${per}`)).toEqual([
      "edge-device: 480.00 EUR/device",
      "edge-power: 0.32 EUR/kWh",
      "edge-uplink: 25.00 EUR/month",
    ]);
    expect(prices.map((price) => price.origin)).toEqual([origin, origin, origin]);
    expect(warnings).toEqual([]);
    // 480 / 48 + 15 W x 730 h x 0.32 + 25.
    expect(figures.monthlyCost.value?.toReport()).toBe("38.50");
  });

  it("are in the report, and every line knows where its price comes from", () => {
    const definition = definitionWith({ date: "2015-10-01" });
    const report = costReport(definition, [], [planEdge(definition, [])]);
    expect(report.prices.map(({ id, isStale }) => [id, isStale])).toEqual([
      ["edge-device", true],
      ["edge-power", true],
      ["edge-uplink", true],
    ]);
    expect(report.provenance.sentences).toEqual(["prices: quote 4711 of 2015-10-01"]);
    const lines = pricedLines(report);
    expect(lines.length).toBeGreaterThan(0);
    for (const { origin } of lines)
      expect(origin).toMatchObject({ source: "quote 4711", date: "2015-10-01" });
    expect(lines.filter(({ price }) => price?.id === "edge-power")).toHaveLength(lines.length / 3);
  });

  it("are old after the days that are allowed", () => {
    const allowed: Change = [["cost", "maxPriceAgeDays"], 31];
    expect(planned({}, allowed).warnings).toEqual([]);
    expect(planned({ date: "2026-09-30" }, allowed).warnings).toEqual([
      "prices of 2026-09-30 are 32 days old on 2026-11-01, more than 31: edge device shelf computer (quote 4711)",
    ]);
    // What `check`, `cost` and `start` tell before anything is decided.
    const definition = definitionWith({ date: "2026-09-30" }, allowed);
    expect(priceWarnings(definition)).toEqual(planEdge(definition, []).warnings);
  });

  it("in another currency than the budget's are unknown, with the reason", () => {
    const plan = planned({ currency: "CNY" });
    expect(plan.figures.monthlyCost).toEqual({
      value: null,
      reason: "its price is in CNY, and the budget is in EUR (quote 4711 of 2026-10-01)",
    });
    expect([plan.lines, plan.prices, plan.months, plan.warnings]).toEqual([[], [], [], []]);
  });

  it("are unknown where the book has no device, with its name", () => {
    const plan = planned({ date: "2026-10-01" }, [["cost", "prices"], { book: "list" }]);
    expect(plan.figures.monthlyCost.reason).toContain("the book list has no edge device");
    expect([plan.prices, plan.warnings]).toEqual([[], []]);
  });
});

describe("a book that cannot be read", () => {
  it("is told before the edge is planned", () => {
    const definition = definitionWith({});
    expect(edgeFaults(definition)).toEqual([]);
    writeFileSync(
      path.join(folder, "prices/mine.yaml"),
      OWN_BOOK.replace('purchase: "480"', "purchase: 480"),
    );
    expect(edgeFaults(definition)).toMatchObject([
      { file: "prices/mine.yaml", path: "edgeDevices[0].purchase" },
    ]);
    expect(() => planEdge(definition, [])).toThrow(UserError);
  });
});
