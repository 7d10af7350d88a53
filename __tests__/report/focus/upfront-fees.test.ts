import Decimal from "decimal.js";
import fc from "fast-check";
import { termMonth } from "../../../lib/report/term-month";
import { focusUnit, serviceOf } from "../../../lib/report/focus/services";
import { upfrontFees } from "../../../lib/report/upfront-fees";
import type { CostReport } from "../../../lib/report/report-schema";
import { exampleReport } from "../example-report";

/** The example with the term of its offering changed. */
function withTermYears(termYears: number): CostReport {
  const report = exampleReport({ upfront: "501.37" });
  const targets = report.targets.map((target) => {
    const { decision } = target;
    const options = decision?.options.map((option) => ({ ...option, termYears })) ?? [];
    return { ...target, decision: decision === null ? null : { ...decision, options } };
  });
  return { ...report, targets };
}

describe("upfront fees over their terms", () => {
  it("are none where nothing is paid at once", () => {
    expect(upfrontFees(exampleReport())).toEqual([]);
  });

  it("sum to the fee, in whole cents that are off the exact part by less than one", () => {
    const cents = fc.integer({ min: 1, max: 99_999_999 });
    fc.assert(
      fc.property(cents, fc.integer({ min: 1, max: 9 }), (fee, reserved) => {
        const upfront = new Decimal(fee).div(100).toFixed(2);
        const [spread] = upfrontFees(exampleReport({ upfront, reserved }));
        const { line, termHours, months } = spread!;
        const sum = months.reduce((total, { amount }) => total.plus(amount.amount), new Decimal(0));
        expect(sum.toFixed(2)).toBe(line.amount);
        for (const { hours, amount } of months) {
          const exact = new Decimal(line.amount).times(hours).div(termHours);
          expect(amount.amount.minus(exact).abs().lt("0.01")).toBe(true);
          expect(amount.amount.decimalPlaces()).toBeLessThanOrEqual(2);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("are told as far as the report goes where their term ends later", () => {
    const [spread] = upfrontFees(withTermYears(3));
    const sum = spread!.months.reduce((total, { amount }) => total.plus(amount.amount), new Decimal(0));
    expect(sum.toFixed(2)).toBe(new Decimal("1002.74").div(3).toFixed(2));
    expect(spread!.termHours).toBe(26_280);
  });

  it("have no hours after the end of their term, and none before the month in which they are paid", () => {
    const report = exampleReport({ upfront: "501.37" });
    const paidIn = (month: string): readonly number[] =>
      upfrontFees({
        ...report,
        lines: report.lines.map((line) => (line.charge === "upfront" ? { ...line, month } : line)),
      })[0]!.months.map(({ hours }) => hours);
    expect(paidIn("2027-01").slice(0, 3)).toEqual([0, 0, 744]);
    const long = { ...report, term: { ...report.term, end: "2027-12-01" } };
    const after = { ...report.lines.at(-1)!, target: "vps", month: "2027-11" };
    expect(upfrontFees({ ...long, lines: [...report.lines, after] })[0]!.months.at(-1)!.hours).toBe(0);
  });
});

describe("a month of the term", () => {
  const term = { start: "2026-11-16", end: "2027-11-16", hours: 8760, months: 12 };

  it.each([
    ["2026-11", "2026-11-16T00:00:00Z", "2026-12-01T00:00:00Z", 0, 360],
    ["2026-12", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z", 360, 1104],
    ["2027-11", "2027-11-01T00:00:00Z", "2027-11-16T00:00:00Z", 8400, 8760],
  ])("%s goes from %s to %s", (month, start, end, fromHour, toHour) => {
    expect(termMonth(month, term)).toMatchObject({ charge: { start, end }, fromHour, toHour });
  });

  it("is refused where the term has no hour in it", () => {
    expect(() => termMonth("2026-10", term)).toThrow(RangeError);
    expect(() => termMonth("2027-12", term)).toThrow(RangeError);
  });
});

describe("names of FOCUS", () => {
  it.each([
    ["instance hours", "Instance-Hours"],
    ["GB-seconds", "GB-Seconds"],
    ["requests", "Requests"],
  ])("writes the unit %s as %s", (unit, written) => {
    expect(focusUnit(unit)).toBe(written);
  });

  it("puts a target that it does not know under what is left over", () => {
    expect(serviceOf("moon").ServiceSubcategory).toBe("Other (Other)");
  });
});
