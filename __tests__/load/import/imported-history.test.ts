import { parseHistory } from "../../../lib/load";
import {
  describeSummary,
  historyCsv,
  summarize,
  type ImportedHistory,
} from "../../../lib/load/import/imported-history";

const START = Date.parse("2024-01-01T00:00:00Z") / 1000;

/** A history of these requests, in which undefined is a gap. */
function history(requests: readonly (number | undefined)[], step: "hour" | "day" = "hour"): ImportedHistory {
  const length = step === "hour" ? 3600 : 86_400;
  const rows = requests.flatMap((value, index) =>
    value === undefined ? [] : [{ second: START + index * length, requests: value }],
  );
  return { source: "csv", step, rows, zeroFilled: 0, notes: [] };
}

const TWO_WEEKS = Array.from({ length: 336 }, (_, index) => index / 3);

describe("an imported history", () => {
  it("is written as its reader wants it, by the hour and by the day", () => {
    expect(historyCsv(history([5, undefined, 0.5]))).toBe(
      "timestamp,value\n2024-01-01 00:00,5\n2024-01-01 02:00,0.5\n",
    );
    expect(historyCsv(history([5, 6], "day"))).toBe("timestamp,value\n2024-01-01,5\n2024-01-02,6\n");
  });

  it.each(["hour", "day"] as const)("is read back by the %s as it was", (step) => {
    const read = parseHistory("x.csv", historyCsv(history(TWO_WEEKS, step)));
    expect(read).toMatchObject({ start: START / 3600, step, requests: TWO_WEEKS, filled: [] });
  });

  it("is told with its span, sum, peak and gaps", () => {
    const requests = [1, undefined, 3, undefined, undefined, 3, ...TWO_WEEKS.map(() => 1)];
    expect(summarize(history(requests), "examples/load/x.csv")).toEqual({
      source: "csv",
      step: "hour",
      file: "examples/load/x.csv",
      rows: 339,
      from: "2024-01-01 00:00",
      to: "2024-01-15 06:00",
      requests: 343,
      peak: { timestamp: "2024-01-01 02:00", requests: 3 },
      gaps: 3,
      zeroFilled: 0,
      notes: [],
      refusals: [],
    });
  });

  it("is told to be no history to decide by yet where its reader refuses it", () => {
    expect(summarize(history([1]), null).refusals).toEqual([
      "the file has 1 row, too few to see a step; allowed at least 336 hours or 14 days, two whole weeks",
    ]);
    expect(summarize(history([1, 2]), null).refusals[0]).toMatch(/^the history is too short; found 2 hours/);
  });

  it("is told as text, a line for each thing that is there", () => {
    const found = { file: "a.log", line: 7, message: "cut", found: "\x16" };
    const lines = { lines: 1000, leftOut: 2, malformed: 1, firstMalformed: [found] };
    const imported = { ...history([1234.567, 0, undefined, 1]), zeroFilled: 1, notes: ["careful"], lines };
    expect(describeSummary({ ...summarize(imported, "x.csv"), refusals: ["too short"] })).toBe(
      [
        "x.csv: 3 rows by the hour, 2024-01-01 00:00 to 2024-01-01 04:00 UTC",
        "  requests: 1,235.57",
        "  peak: 1,234.57 in the hour from 2024-01-01 00:00 UTC",
        "  gaps: 1 hour without a row",
        "  zeros: 1 hour without a request",
        "  lines: 1,000, 2 left out, 1 malformed",
        '    a.log:7: cut: "\\u0016"',
        "  note: careful",
        "  not yet a history to decide by: too short",
      ].join("\n"),
    );
    expect(describeSummary(summarize(history(TWO_WEEKS), null))).toMatch(
      /^history: 336 rows .*\n.*\n.*\n {2}gaps: none$/,
    );
  });

  it("has at least one row", () => {
    expect(() => summarize(history([]), null)).toThrow(RangeError);
  });
});
