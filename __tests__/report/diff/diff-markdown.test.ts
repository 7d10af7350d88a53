import fc from "fast-check";
import { diffMarkdown } from "../../../lib/report/diff/diff-markdown";
import { escapeMarkdown, MOST_CHARACTERS } from "../../../lib/report/markdown";
import { diffReports } from "../../../lib/report/diff/report-diff";
import type { CostReport } from "../../../lib/report/report-schema";
import { exampleReport } from "../example-report";

const HOSTILE = "a|b`c`<img src=x onerror=1>[x](http://h)\n## big\n</details> @team #12 *!* \\|";

function withName(report: CostReport, name: string): CostReport {
  return {
    ...report,
    name,
    targets: report.targets.map((target, index) => (index === 0 ? { ...target, target: name } : target)),
    lines: report.lines.map((line) => (line.target === "vps" ? { ...line, target: name, what: name } : line)),
    warnings: [name],
  };
}

describe("diffMarkdown", () => {
  it("tells cost, budget and causes above the fold", () => {
    const older = exampleReport({ reserved: 0, neededPerMonth: Array<string>(12).fill("1000") });
    const newer = exampleReport({ reserved: 0, neededPerMonth: Array<string>(12).fill("1100") });
    const over = { ...newer, budget: { ...newer.budget, amount: "500.00", isP80Within: false } };
    const text = diffMarkdown(diffReports(older, over));
    const above = text.slice(0, text.indexOf("<details>"));
    expect(above).toContain("### hello: 500.46 → 550.46 USD a month (+50.00, +10.0 %)");
    expect(above).toContain("P80 of 550.51 USD within 3000.00 USD a month");
    expect(above).toContain("P80 of 605.51 USD over 500.00 USD a month");
    expect(above).toContain("| load | +50.00 |");
    expect(text).toContain("| budget | 3000.00 USD a month | 500.00 USD a month |");
  });

  it("is the same for the same reports", () => {
    const diff = (): string => diffMarkdown(diffReports(exampleReport(), exampleReport({ reserved: 3 })));
    expect(diff()).toBe(diff());
  });

  it("shows hostile names and lets them do nothing", () => {
    const older = withName(exampleReport(), HOSTILE);
    const newer = withName(exampleReport({ reserved: 3 }), HOSTILE);
    const text = diffMarkdown(diffReports(older, { ...newer, warnings: [] }));
    for (const active of ["<img", "`", "@team", "#12", "](", "\n## big", "*!*"]) {
      expect(text.replaceAll(/&#\d+;/g, "")).not.toContain(active);
    }
    expect(text.split("</details>")).toHaveLength(text.split("<details>").length);
  });

  it("gives each row of a table as many cells as its head", () => {
    const older = withName(exampleReport(), HOSTILE);
    const text = diffMarkdown(diffReports(older, withName(exampleReport({ reserved: 4 }), HOSTILE)));
    const tables = text.split(/\n\n/).filter((block) => block.startsWith("|"));
    expect(tables.length).toBeGreaterThan(2);
    for (const table of tables) {
      const widths = table
        .trimEnd()
        .split("\n")
        .filter((row) => row.startsWith("|"))
        .map((row) => row.split("|").length);
      expect(new Set(widths).size).toBe(1);
    }
  });

  it("stays below the limit of a comment, and counts the rows that it leaves out", () => {
    const older = exampleReport();
    const many = (count: number, price: string): CostReport["lines"] =>
      Array.from({ length: count }, (_, index) => ({
        ...older.lines[0]!,
        what: `${"|".repeat(150)}${index}`,
        quantity: "10",
        unitPrice: price,
        amount: `${Number(price) * 10}.00`,
      }));
    const warnings = Array.from({ length: 3000 }, (_, index) => `<b>${index}</b>`.repeat(20));
    const text = diffMarkdown(
      diffReports({ ...older, lines: many(2000, "1") }, { ...older, lines: many(2000, "2"), warnings }),
    );
    expect(text.length).toBeLessThan(MOST_CHARACTERS);
    const left = [...text.matchAll(/(\d+) more rows are left out/g)].map(([, count]) => Number(count));
    expect(left).toHaveLength(2);
    const rows = text.split("\n").filter((row) => row.includes(" | 0.833333 | ")).length;
    expect(rows).toBeGreaterThan(20);
    expect(rows + left[0]!).toBe(2000);
    const told = text.split("\n").filter((row) => row.startsWith("| warning: ")).length;
    expect(told).toBeGreaterThan(20);
    expect(told + left[1]!).toBe(3001);
  });
});

describe("escapeMarkdown", () => {
  it("leaves no character that means something in Markdown or HTML", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(escapeMarkdown(text).replaceAll(/&#\d+;/g, "")).not.toMatch(/[|`<>&*_[\]\\~@!#"'\n\r]/);
      }),
    );
  });

  it("keeps what is plain, and shows where it cut", () => {
    expect(escapeMarkdown("r6i.2xlarge in us-east-1, 5 %")).toBe("r6i.2xlarge in us-east-1, 5 %");
    expect(escapeMarkdown("x".repeat(500))).toBe(`${"x".repeat(300)}…`);
  });
});
