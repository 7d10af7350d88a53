import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { CostReport } from "../../../lib/report/report-schema";
import { costXlsx } from "../../../lib/report/xlsx/cost-xlsx";
import { asBuilt } from "../../report/focus/as-built";
import { exampleReport } from "../../report/example-report";
import { needs } from "../../support/parts";
import {
  formulaValues,
  opened,
  recalculated,
  withNumber,
  withoutKeptValues,
  type FormulaValues,
} from "./recalculated";

const LIMIT_MILLISECONDS = 180_000;

/** Hours that come to 0.5, 1.5, 2.5 ... cents at 0.005 for one. */
const HALF_CENTS = Array.from({ length: 12 }, (_, index) => String(2 * index + 1));

const REPORTS = [
  ["no commitment", { reserved: 0 }],
  ["hourly fees", {}],
  ["an upfront fee", { upfront: "876", hourly: "0.20" }],
  ["an upfront fee alone", { upfront: "1752", hourly: "0" }],
  ["a price of many decimals", { hourly: "0.303137", onDemand: "0.504901" }],
  ["amounts of half a cent", { reserved: 0, onDemand: "0.005", neededPerMonth: HALF_CENTS }],
  ["an upfront fee of odd cents", { reserved: 3, upfront: "501.37", hourly: "0.1999" }],
] as const;

needs("libreoffice").describe("the workbook in LibreOffice", () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "landfall-workbook-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(REPORTS)(
    "reckons every formula of a report with %s to the value in the report",
    async (_, options) => {
      const workbook = await costXlsx(asBuilt(exampleReport(options)));
      const kept = await formulaValues(workbook);
      expect(kept.size).toBeGreaterThan(100);
      expect(rounded(await recalculated(workbook, folder))).toEqual(rounded(kept));
    },
    LIMIT_MILLISECONDS,
  );

  it(
    "reckons everything anew when a price changes on the sheet Prices",
    async () => {
      const report = exampleReport();
      const changed = await withNumber(await costXlsx(report), onDemandPrice(report), 0.55);
      const expected = await formulaValues(await costXlsx(exampleReport({ onDemand: "0.55" })));
      expect(followed(await recalculated(changed, folder))).toEqual(followed(expected));
    },
    LIMIT_MILLISECONDS,
  );

  it(
    "finds the budget exceeded when a price rises far enough",
    async () => {
      const report = exampleReport();
      const verdict = [...(await formulaValues(await costXlsx(report)))].filter(
        ([, value]) => value === "within",
      );
      expect(verdict).toHaveLength(2);
      const dearer = await withNumber(await costXlsx(report), onDemandPrice(report), 50);
      const values = await recalculated(dearer, folder);
      expect(values.get(verdict[0]![0])).toBe("over");
    },
    LIMIT_MILLISECONDS,
  );

  it("has no kept value left to take over", async () => {
    const workbook = withoutKeptValues(await costXlsx(exampleReport()));
    expect([...(await formulaValues(workbook)).values()].every((value) => value === null)).toBe(true);
    expect((await opened(workbook)).getWorksheet("Prices")!.getCell("C2").value).toBe(0.5);
  });
});

/** Place of the price on demand. */
function onDemandPrice({ prices }: CostReport): string {
  return `Prices!C${2 + prices.findIndex(({ id }) => id === "vps-onDemand")}`;
}

/** Without the sensitivity, which rests on decisions and not on sums: its costs stand as values. */
function followed(values: FormulaValues): Record<string, unknown> {
  return rounded(new Map([...values].filter(([place]) => !place.startsWith("Sensitivity!"))));
}

/** To the ninth decimal: what binary fractions add is left out, a cent is not. */
function rounded(values: FormulaValues): Record<string, unknown> {
  return Object.fromEntries(
    [...values].map(([place, value]) => [
      place,
      typeof value === "number" ? Number(value.toFixed(9)) : value,
    ]),
  );
}
