import { parse } from "csv-parse/sync";
import Decimal from "decimal.js";
import ExcelJs from "exceljs";
import { strFromU8, unzipSync } from "fflate";
import { costCsv } from "../../../lib/report/csv/cost-csv";
import { focusCsv } from "../../../lib/report/focus/focus-csv";
import type { CostReport } from "../../../lib/report/report-schema";
import { costXlsx } from "../../../lib/report/xlsx/cost-xlsx";
import { exampleReport } from "../example-report";

const report = exampleReport({ upfront: "876", hourly: "0.2" });

async function opened(from: CostReport): Promise<ExcelJs.Workbook> {
  const book = new ExcelJs.Workbook();
  await book.xlsx.load(Uint8Array.from(await costXlsx(from)).buffer);
  return book;
}

/** The cells of a column below the header. */
function column(sheet: ExcelJs.Worksheet, header: string): readonly ExcelJs.Cell[] {
  const at = (sheet.getRow(1).values as unknown[]).indexOf(header);
  return Array.from({ length: sheet.rowCount - 1 }, (_, index) => sheet.getCell(index + 2, at));
}

/** The value's cell of a row of the summary. */
function figure(book: ExcelJs.Workbook, target: string, label: string): ExcelJs.Cell {
  const sheet = book.getWorksheet("Summary")!;
  const labels = column(sheet, "Figure");
  const at = column(sheet, "Target").findIndex(
    (cell, index) => cell.value === target && labels[index]!.value === label,
  );
  return column(sheet, "Value")[at]!;
}

describe("the workbook", () => {
  let book: ExcelJs.Workbook;

  beforeAll(async () => {
    book = await opened(report);
  });

  it("has a sheet for each part of the report", () => {
    const names = ["Summary", "Months", "Lines", "Fees", "Options", "Sensitivity", "Prices", "Load"];
    expect(book.worksheets.map(({ name }) => name)).toEqual(names);
  });

  it("has no sheet of fees where none is paid at once", async () => {
    expect((await opened(exampleReport())).getWorksheet("Fees")).toBeUndefined();
  });

  it("keeps the header in sight, on screen and on paper", () => {
    for (const sheet of book.worksheets) {
      expect(sheet.views[0]).toMatchObject({ state: "frozen", ySplit: 1 });
      expect(sheet.pageSetup).toMatchObject({
        orientation: "landscape",
        fitToWidth: 1,
        printTitlesRow: "1:1",
      });
    }
  });

  it("reckons the amount of every line from a price on the sheet Prices", () => {
    const sheet = book.getWorksheet("Lines")!;
    const [prices, amounts] = [column(sheet, "Unit price"), column(sheet, "Amount")];
    expect(prices.every(({ formula }) => /^Prices!\$C\$\d+$/.test(formula))).toBe(true);
    report.lines.forEach(({ unitPrice, amount }, index) => {
      const place = prices[index]!.formula.replace("Prices!", "").replaceAll("$", "");
      expect(book.getWorksheet("Prices")!.getCell(place).value).toBe(Number(unitPrice));
      expect(amounts[index]!.formula).toContain(`F${index + 2}*H${index + 2}`);
      expect(amounts[index]!.result).toBe(Number(amount));
    });
  });

  it("refers to a price that is told for a million by a millionth", async () => {
    const price = {
      ...report.prices[0]!,
      id: "serverless-requests",
      amount: "0.2",
      unit: "USD/million requests",
    };
    const with2 = await opened({ ...report, prices: [...report.prices, price] });
    const formulas = column(with2.getWorksheet("Lines")!, "Unit price").map(({ formula }) => formula);
    expect(formulas).toContain("Prices!$C$4/1000000");
  });

  it("sums the lines to the months, and shows what they are in the report", () => {
    const sheet = book.getWorksheet("Months")!;
    const targets = column(sheet, "Target").map(({ value }) => value);
    const cash = column(sheet, "Cash").filter((_, index) => targets[index] === "all rented");
    expect(cash.every(({ formula }) => formula.includes("SUMIFS"))).toBe(true);
    expect(cash.map(({ result }) => result)).toEqual(report.total.months.map((month) => Number(month.cash)));
  });

  it.each([
    ["vps", "Cost of an average month", report.targets[0]!.monthlyCost.value],
    ["vps", "Saving of a month", report.targets[0]!.monthlySaving.value],
    ["vps", "Coverage", report.targets[0]!.decision!.coverage.value],
    ["vps", "Utilisation", report.targets[0]!.decision!.utilisation.value],
    ["vps", "Effective savings rate", report.targets[0]!.decision!.effectiveSavingsRate.value],
    ["all rented", "Cost of an average month", report.total.monthlyCost.value],
    ["all rented", "Saving of a month", report.total.monthlySaving.value],
  ])("reckons of %s the figure %s, which is the report's", (target, label, value) => {
    const cell = figure(book, target, label);
    expect(cell.formula).not.toBe("");
    expect(cell.result).toBe(Number(value));
  });

  it("gives the reason for a figure that does not apply, and no number", () => {
    const cell = figure(book, "serverless", "Saving of a month");
    expect(cell.value).toBeNull();
    expect(book.getWorksheet("Summary")!.getCell(Number(cell.row), 5).value).toMatch(
      /no instance to reserve/,
    );
  });

  it.each([
    [true, "within"],
    [false, "over"],
  ])("says of a budget whose keeping is %s that the cost is %s", async (isMeanWithin, verdict) => {
    const changed = await opened({ ...report, budget: { ...report.budget, isMeanWithin } });
    expect(figure(changed, "all rented", "Expected cost and the budget").result).toBe(verdict);
  });

  it("says that the verdict is not known where no cost is", async () => {
    const nothing = { value: null, unit: null, reason: "vps has no price" };
    const targets = report.targets.map((target) => ({ ...target, monthlyCost: nothing, decision: null }));
    const lines = report.lines.filter(({ charge }) => charge === "onDemand");
    const total = { ...report.total, monthlyCost: nothing, monthlySaving: nothing, quantiles: null };
    const budget = { ...report.budget, isMeanWithin: null, isP80Within: null };
    const changed = await opened({ ...report, targets, lines, total, budget });
    expect(figure(changed, "all rented", "P80 and the budget").value).toBe("not known");
    expect(figure(changed, "vps", "Cost of an average month").value).toBeNull();
  });

  it("keeps text that looks like a formula as text", async () => {
    const changed = await opened({ ...report, tags: { ...report.tags, owner: "=1+1" } });
    const cells = column(changed.getWorksheet("Summary")!, "Value");
    expect(cells.filter(({ value }) => value === "=1+1")).toHaveLength(1);
  });
});

describe("the bytes of the workbook", () => {
  it("are the same for the same report", async () => {
    const first = Buffer.from(await costXlsx(report));
    expect(Buffer.from(await costXlsx(exampleReport({ upfront: "876", hourly: "0.2" })))).toEqual(first);
  });

  it("tell no time but the report's date", async () => {
    const archive = await costXlsx(report);
    const core = strFromU8(unzipSync(archive)["docProps/core.xml"]!);
    expect(core.match(/\d{4}-\d{2}-\d{2}T[\d:]+Z/g)).toEqual([
      "2026-11-01T00:00:00Z",
      "2026-11-01T00:00:00Z",
    ]);
    const days = entriesOf(archive).map((entry) => entry.readUInt16LE(14));
    expect(days.length).toBeGreaterThan(10);
    expect(new Set(days)).toEqual(new Set([FIRST_DAY]));
  });
});

/** 1980-01-01 as archives keep it. Source: APPNOTE.TXT 6.3.10, 4.4.6 */
const FIRST_DAY = (1 << 5) | 1;

/** The entries of an archive's directory. Source: APPNOTE.TXT 6.3.10, 4.3.12 */
function entriesOf(archive: Uint8Array): readonly Buffer[] {
  const bytes = Buffer.from(archive);
  const entries: Buffer[] = [];
  const signature = Buffer.from("PK\x01\x02");
  for (let at = bytes.indexOf(signature); at >= 0; at = bytes.indexOf(signature, at + 1)) {
    entries.push(bytes.subarray(at));
  }
  return entries;
}

describe("the sums of every output", () => {
  it.each([{}, { reserved: 0 }, { upfront: "501.37", hourly: "0.2" }, { upfront: "1752.49", hourly: "0" }])(
    "are the same for %j",
    async (options) => {
      const given = exampleReport(options);
      const total = (amounts: readonly (string | number)[]): string =>
        amounts.reduce<Decimal>((sum, each) => sum.plus(each), new Decimal(0)).toFixed(2);
      const lines: readonly Record<string, string>[] = parse(costCsv(given), { columns: true });
      const charges: readonly Record<string, string>[] = parse(focusCsv(given), { columns: true });
      const sheet = (await opened(given)).getWorksheet("Lines")!;
      const cash = total(given.total.months.map((month) => month.cash));
      expect(total(lines.map((row) => row.amount!))).toBe(cash);
      expect(total(charges.map((row) => row.BilledCost!))).toBe(cash);
      expect(total(column(sheet, "Amount").map(({ result }) => result as number))).toBe(cash);
    },
  );
});
