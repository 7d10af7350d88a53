import ExcelJs from "exceljs";
import { costCsv } from "../../lib/report/csv/cost-csv";
import { costReport } from "../../lib/report/cost-report";
import { orderDocument } from "../../lib/cli/report-files";
import { costTable } from "../../lib/report/cost-table";
import { focusCsv } from "../../lib/report/focus/focus-csv";
import { costHtml } from "../../lib/report/html/cost-html";
import { costReportSchema, type CostReport } from "../../lib/report/report-schema";
import { purchaseOrderMarkdown } from "../../lib/report/purchase-order-document";
import { costXlsx } from "../../lib/report/xlsx/cost-xlsx";
import { planServerless } from "../../lib/serverless/plan";
import { serverlessPart } from "../../lib/serverless/settings";
import { planVps } from "../../lib/vps/plan";
import { vpsPart } from "../../lib/vps/settings";
import type { ForecastedLoad } from "../../lib/cost/forecasted-load";
import type { LoadOutlook } from "../../lib/load";
import { officeHours, steadyLoad } from "../cost/loads";
import { minimalWith, project } from "../definition/project";
import { parse } from "csv-parse/sync";

const { read } = project();
const DEFINITION = read(
  minimalWith(
    [["environments", "dev", "aws", "region"], "us-east-1"],
    [
      ["cost", "prices", "reservations", 0],
      { term: "1y", payment: "partialUpfront", upfront: "1000.01 USD", hourly: "0.19 USD/h" },
    ],
  ),
);
const LOADS = [steadyLoad({ requests: officeHours(5000, 2000), serves: 600, headroomPercent: 20 })];

/** The report of a whole decision: two targets, an upfront fee of odd cents. */
function wholeReport(): CostReport {
  return costReport(DEFINITION, LOADS, [
    planVps(DEFINITION, DEFINITION.targets.get(vpsPart)!, LOADS),
    planServerless(DEFINITION, DEFINITION.targets.get(serverlessPart)!, LOADS),
  ]);
}

const report = wholeReport();
const cents = (amounts: readonly string[]): number =>
  amounts.reduce((sum, amount) => sum + Math.round(Number(amount) * 100), 0);

describe("a figure that stands in several places", () => {
  it("is in a report that its schema takes", () => {
    expect(costReportSchema.parse(report)).toEqual(report);
  });

  it("is the same by line, by month and in total", () => {
    const lines = cents(report.lines.map(({ amount }) => amount));
    expect(cents(report.total.months.map(({ cash }) => cash))).toBe(lines);
    expect(cents(report.total.months.map(({ amortised }) => amortised))).toBe(lines);
    for (const { target, monthlyCost, decision } of report.targets) {
      const own = cents(report.lines.filter((line) => line.target === target).map(({ amount }) => amount));
      expect(Math.abs(Number(monthlyCost.value) * 1200 - own)).toBeLessThanOrEqual(6);
      if (decision !== null) expect(cents(decision.months.map(({ cash }) => cash))).toBe(own);
    }
    const targets = report.targets.map(({ monthlyCost }) => String(monthlyCost.value));
    expect(cents([String(report.total.monthlyCost.value)])).toBe(cents(targets));
  });

  it("is the same in the decision of a single app as in the target's", () => {
    const [vps] = report.targets;
    expect(vps?.apps).toHaveLength(1);
    expect(vps?.apps[0]?.monthlyCost).toEqual(vps?.monthlyCost);
    expect(vps?.apps[0]?.alone).toEqual(vps?.decision);
  });

  it("is marked in every text where illustrative prices stand beside list prices", async () => {
    const [sentence] = report.provenance.sentences;
    expect(report.provenance.isMixed).toBe(true);
    expect(sentence).toMatch(/^prices of different sources or days are mixed: a price list of 2026-10-01; /);
    expect(costTable(report)).toContain(sentence);
    expect(await costHtml(report)).toContain("prices of different sources or days are mixed");
    expect(purchaseOrderMarkdown(orderDocument(report))).toContain(`Note: ${sentence}.`);
  });

  it.each([
    [true, report],
    [false, costReport(DEFINITION, LOADS, [planVps(DEFINITION, DEFINITION.targets.get(vpsPart)!, LOADS)])],
  ])("is marked as mixed in every row of the CSV and of FOCUS, or as not: %s", (isMixed, of) => {
    expect(of.provenance.isMixed).toBe(isMixed);
    const marks = (text: string, column: string): (string | undefined)[] => [
      ...new Set(parse<Record<string, string>>(text, { columns: true }).map((row) => row[column])),
    ];
    expect(marks(costCsv(of), "prices_mixed")).toEqual([String(isMixed)]);
    expect(marks(focusCsv(of), "x_PricesMixed")).toEqual([String(isMixed)]);
  });

  it("is the same in the table", () => {
    const text = costTable(report);
    for (const { monthlyCost, onDemandMonthlyCost } of report.targets) {
      expect(text).toContain(`${String(monthlyCost.value)} USD`);
      expect(text).toContain(`${String(onDemandMonthlyCost.value)} USD`);
    }
    expect(text).toContain(`${String(report.total.monthlyCost.value)} USD a month`);
  });

  it("is the same in the CSV, in FOCUS and in the workbook", async () => {
    const lines = cents(report.lines.map(({ amount }) => amount));
    const csv = parse<Record<string, string>>(costCsv(report), { columns: true });
    const focus = parse<Record<string, string>>(focusCsv(report), { columns: true });
    const column = Object.keys(csv[0] ?? {}).find((name) => /^amount$/i.test(name))!;
    expect(cents(csv.map((row) => row[column]!))).toBe(lines);
    expect(cents(focus.map((row) => row["BilledCost"]!))).toBe(lines);
    expect(cents(focus.map((row) => row["EffectiveCost"]!))).toBe(lines);
    const book = new ExcelJs.Workbook();
    // exceljs declares a Buffer of its own, which Node.js's is not to the compiler.
    await book.xlsx.load((await costXlsx(report)) as unknown as ExcelJs.Buffer);
    expect(book.worksheets.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["Summary", "Months", "Lines", "Options", "Sensitivity", "Prices", "Load"]),
    );
  });

  it("is the same in the page", async () => {
    const page = await costHtml(report);
    const shown = [
      ...report.targets.map(({ monthlyCost }) => String(monthlyCost.value)),
      ...report.total.months.map(({ cash }) => cash),
      ...report.orders.map(({ totalObligation }) => totalObligation),
    ];
    for (const amount of shown) expect(page).toContain(`value="${amount}"`);
  });

  it("comes from the same input as the same bytes", async () => {
    const again = wholeReport();
    expect(JSON.stringify(again)).toBe(JSON.stringify(report));
    expect(await costHtml(again)).toBe(await costHtml(report));
    expect(Buffer.compare(await costXlsx(again), await costXlsx(report))).toBe(0);
  });
});

/** A load on three paths, so that the hours expected are no whole numbers. */
function unevenLoad(requests: (hour: number, path: number) => number): ForecastedLoad[] {
  const outlook: LoadOutlook = {
    ...LOADS[0]!.outlook,
    count: 3,
    pathInto: (path, buffer) => {
      buffer.set(buffer.map((_, hour) => requests(hour, path)));
    },
  };
  return [{ ...LOADS[0]!, outlook }];
}

describe("the cost of a month", () => {
  const uneven = unevenLoad((hour, path) => 900 + ((hour * 7919 + path * 101) % 3001));
  // With the first fee the saving's part of a cent is larger than the cost's; with the second the lines come to other
  // cents than the expected hours do.
  const hourlyFees = ["0.374", "0.311"];
  const reports = hourlyFees.map((hourly) => {
    const definition = read(
      minimalWith(
        [["environments", "dev", "aws", "region"], "us-east-1"],
        [
          ["cost", "prices", "reservations", 0],
          { term: "1y", payment: "noUpfront", hourly: `${hourly} USD/h` },
        ],
      ),
    );
    const plan = planVps(definition, definition.targets.get(vpsPart)!, uneven);
    return { plan, report: costReport(definition, uneven, [plan]) };
  });

  it.each(reports)(
    "is one figure wherever it is told, and the amount rounded once",
    async ({ plan, report }) => {
      const [{ monthlyCost, onDemandMonthlyCost, monthlySaving, apps, decision }] = report.targets as [
        CostReport["targets"][number],
      ];
      const cost = plan.decision.monthlyCost.toReport();
      const [option] = decision!.options;
      expect(option!.count).toBeGreaterThan(0);
      expect(option!.aloneCount).toBe(option!.count);
      const kept = decision!.sensitivity.filter(({ kind }) => kind === "discountRate");
      const told = {
        monthlyCost: monthlyCost.value,
        mean: decision!.quantiles.mean,
        total: report.total.monthlyCost.value,
        app: apps[0]!.monthlyCost.value,
        alone: option!.aloneMonthlyCost,
        held: [...new Set(kept.map(({ heldMonthlyCost }) => heldMonthlyCost))].join(),
      };
      expect(told).toEqual({
        monthlyCost: cost,
        mean: cost,
        total: cost,
        app: cost,
        alone: cost,
        held: cost,
      });
      expect(cents([cost, String(monthlySaving.value)])).toBe(cents([String(onDemandMonthlyCost.value)]));
      expect(decision!.costPerMillionRequests).toEqual(apps[0]!.costPerMillionRequests);
      const page = await costHtml(report);
      for (const cent of [-1, 1]) {
        expect(page).not.toContain(`value="${((cents([cost]) + cent) / 100).toFixed(2)}"`);
      }
    },
  );

  it("is the same for renting everything, told as the next best and as all on demand", () => {
    const dear = read(
      minimalWith(
        [["cost", "prices", "onDemand"], "0.509 USD/h"],
        [["cost", "prices", "reservations", 0], { term: "1y", payment: "noUpfront", hourly: "0.5089 USD/h" }],
      ),
    );
    const few = unevenLoad((hour, path) => ((hour * 7919 + path * 101) % 1009 < 500 ? 900 : 300));
    const [vps] = costReport(dear, few, [planVps(dear, dear.targets.get(vpsPart)!, few)]).targets;
    expect(vps!.decision!.runnerUp).toEqual({
      what: "reserving nothing",
      monthlyCost: vps!.onDemandMonthlyCost.value,
    });
    expect(vps!.runnerUp).toContain(`would cost ${String(vps!.onDemandMonthlyCost.value)} USD a month`);
  });
});

describe("the report of several apps", () => {
  const shop = { ...LOADS[0]!, app: "shop" };
  const swinging = {
    ...shop.outlook,
    pathInto: (path: number, buffer: Float64Array) => void buffer.fill(path === 0 ? 1000 : 9000),
  };
  const apps = [shop, { ...shop, app: "blog", outlook: swinging }];
  const [vps] = costReport(DEFINITION, apps, [
    planVps(DEFINITION, DEFINITION.targets.get(vpsPart)!, apps),
  ]).targets;

  it("has a decision for each app of its own, and parts that sum to the whole", () => {
    expect(vps?.apps.map(({ app }) => app)).toEqual(["shop", "blog"]);
    expect(cents(vps!.apps.map(({ monthlyCost }) => String(monthlyCost.value)))).toBe(
      cents([String(vps?.monthlyCost.value)]),
    );
    for (const { alone } of vps?.apps ?? []) expect(alone?.months).toHaveLength(12);
  });

  it("tells the quantiles of each app's own paths", () => {
    const [steady, uncertain] = vps!.apps.map(({ alone }) => alone!.quantiles);
    expect(steady?.p50).toBe(steady?.p95);
    expect(Number(uncertain?.p95)).toBeGreaterThan(Number(uncertain?.p50));
  });
});
