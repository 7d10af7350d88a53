import { parse } from "csv-parse/sync";
import Decimal from "decimal.js";
import fc from "fast-check";
import { COST_COLUMNS, costCsv } from "../../../lib/report/csv/cost-csv";
import { csvText, decimalCell } from "../../../lib/report/csv/csv-text";
import type { CostReport } from "../../../lib/report/report-schema";
import { exampleReport } from "../example-report";

type Row = Readonly<Record<string, string>>;

function rowsOf(report: CostReport): readonly Row[] {
  return parse(costCsv(report), { columns: true });
}

describe("the table of the lines", () => {
  const report = exampleReport({ upfront: "501.37", hourly: "0.2" });

  it("has one row for each line, in their order", () => {
    const rows = rowsOf(report);
    expect(rows.map(({ target, month, charge, amount }) => ({ target, month, charge, amount }))).toEqual(
      report.lines.map(({ target, month, charge, amount }) => ({ target, month, charge, amount })),
    );
  });

  it("sums to the cash of the report's months", () => {
    for (const { month, cash } of report.total.months) {
      const total = rowsOf(report)
        .filter((row) => row.month === month)
        .reduce((sum, row) => sum.plus(row.amount!), new Decimal(0));
      expect(total.toFixed(2)).toBe(cash);
    }
  });

  it("has the tags of the cost in every row", () => {
    const tags = { service: "hello", environment: "dev", owner: "ops", cost_centre: "" };
    expect(
      rowsOf(report).every((row) => Object.entries(tags).every(([tag, value]) => row[tag] === value)),
    ).toBe(true);
  });

  it("tells where the price of a commitment comes from, of its upfront fee too, and nothing of others", () => {
    const origin = ({ price_source, price_date }: Row): unknown[] => [price_source, price_date];
    const of = (charge: string): Row => rowsOf(report).find((row) => row.charge === charge)!;
    const known = ["landfall's specification, illustrative", "2026-11-01"];
    expect(["upfront", "commitment", "onDemand"].map((charge) => origin(of(charge)))).toEqual([
      known,
      known,
      known,
    ]);
    expect(origin(of("requests"))).toEqual(["", ""]);
  });

  it("finds a price that is told for a million", () => {
    const price = {
      ...report.prices[0]!,
      id: "serverless-requests",
      amount: "0.20",
      unit: "USD/million requests",
    };
    const rows = rowsOf({ ...report, prices: [{ ...price, source: "the price list" }] });
    expect(rows.find((row) => row.charge === "requests")!.price_source).toBe("the price list");
  });

  it("is billed in the currency of the target", () => {
    const targets = report.targets.map((target) => ({
      ...target,
      monthlyCost: { ...target.monthlyCost, unit: "CNY/month" },
    }));
    expect(new Set(rowsOf({ ...report, targets }).map(({ currency }) => currency))).toEqual(new Set(["CNY"]));
  });

  it("ends every line with CRLF and quotes what has to be quoted", () => {
    const lines = costCsv(report).split("\r\n");
    expect(lines).toHaveLength(report.lines.length + 2);
    expect(lines[0]).toBe(COST_COLUMNS.join(","));
    expect(lines.at(-1)).toBe("");
    expect(costCsv(report)).toContain('"reserved, 1 y, upfront fee"');
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1"])("lets no spreadsheet run the text %j", (owner) => {
    const rows = rowsOf({ ...report, tags: { ...report.tags, owner } });
    expect(rows[0]!.owner).toBe(`'${owner}`);
  });
});

describe("csvText", () => {
  it("leaves numbers below 0 as they are", () => {
    expect(csvText(["a", "b"], [{ a: decimalCell("-0.10"), b: null }])).toBe("a,b\r\n-0.10,\r\n");
  });

  it("is read back as it was written, whatever the text", () => {
    const text = fc.string({ unit: "grapheme" }).filter((each) => !/^[=+\-@\t\r\n]/.test(each));
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1 }), (pairs) => {
        const written = csvText(
          ["a", "b"],
          pairs.map(([a, b]) => ({ a, b })),
        );
        const read = parse(written, { from: 2, record_delimiter: "\r\n" });
        expect(read).toEqual(pairs);
      }),
    );
  });
});
