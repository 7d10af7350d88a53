import { compareWithBill } from "../../../lib/report/actual/compare";
import { varianceMarkdown } from "../../../lib/report/actual/variance-markdown";
import { MOST_CHARACTERS } from "../../../lib/report/markdown";
import type { Variance } from "../../../lib/report/actual/variance-schema";
import { varianceTable } from "../../../lib/report/actual/variance-table";
import { exampleReport } from "../example-report";
import { billOf, csvOf, focusFee, focusUse, hourlyMonth } from "./bills";

const HOSTILE = "S3|`x`<script>alert(1)</script>[a](b) @team \u001b[31mred\u202E";

async function example(): Promise<Variance> {
  const other = focusUse("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", 5, 12);
  const december = hourlyMonth("2026-12", () => 1).slice(0, 24);
  const bill = await billOf(
    csvOf([
      ...hourlyMonth("2026-11", (hour) => (hour % 2 === 0 ? 3 : 1), { covered: 2 }),
      focusFee("2026-11", 1440, 432),
      { ...other, ServiceName: HOSTILE, SkuMeter: "" },
      { ...other, ChargeCategory: "Tax" },
      ...december,
    ]),
  );
  return compareWithBill(exampleReport(), bill);
}

describe("varianceTable", () => {
  it("shows the total, lines, hours, what was not planned, and what to do", async () => {
    const variance = await example();
    const text = varianceTable(variance);
    expect(text).toContain(`${variance.total.plan} USD planned, ${variance.total.actual} billed`);
    expect(text).toContain(
      "not compared: the bill covers only 2026-12-01 to 2026-12-01 of 2026-12; 12.00 USD",
    );
    for (const { what } of variance.lines) expect(text).toContain(what);
    expect(text).toMatch(/tax .*\+12\.00/);
    for (const sentence of variance.advice[0]!.sentences) expect(text).toContain(`vps: ${sentence}`);
  });

  it("tells what of the plan is not compared, and why a value is not known", async () => {
    const report = exampleReport();
    const [vps, lambda] = report.targets;
    const edge = { ...vps!, target: "edge", isRented: false, decision: null };
    const bill = await billOf(csvOf([focusFee("2026-11", 1440, 432)]));
    const variance = compareWithBill({ ...report, targets: [vps!, lambda!, edge] }, bill);
    const text = varianceTable(variance);
    expect(text).toContain(`not compared: ${variance.notCompared[0]!}`);
    expect(text).toContain(`– ${variance.hours[0]!.needed.actual.reason!}`);
  });

  it("lets no text of the bill move the cursor or turn the line around", async () => {
    expect(varianceTable(await example()).replaceAll("\n", "")).not.toMatch(/\p{C}/u);
  });
});

describe("varianceMarkdown", () => {
  it("escapes what the bill says and keeps every table whole", async () => {
    const text = varianceMarkdown(await example());
    for (const active of ["<script", "`", "@team", "](", "\u001b"]) expect(text).not.toContain(active);
    expect(text.split("<details>")).toHaveLength(5);
    expect(text.split("</details>")).toHaveLength(5);
    expect(text).toContain("| sum |");
  });

  it("stays below the limit of a comment, and counts what it leaves out", async () => {
    const variance = await example();
    const unplanned = Array.from({ length: 5000 }, (_, index) => ({
      ...variance.unplanned[0]!,
      service: `service ${index} ${"|".repeat(40)}`,
    }));
    const text = varianceMarkdown({ ...variance, unplanned });
    expect(text.length).toBeLessThan(MOST_CHARACTERS);
    const [, left = "0"] = /(\d+) more rows are left out/.exec(text) ?? [];
    const told = text.split("\n").filter((row) => row.startsWith("| not planned |")).length;
    expect(told + Number(left)).toBe(5000 + variance.apart.length);
  });

  it("tells in one sentence that nothing can be compared", async () => {
    const bill = await billOf(csvOf(hourlyMonth("2026-11", () => 1).slice(0, 24)));
    const text = varianceMarkdown(compareWithBill(exampleReport(), bill));
    expect(text).toContain("no month of the bill can be compared");
  });
});
