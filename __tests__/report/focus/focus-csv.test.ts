import { parse } from "csv-parse/sync";
import Decimal from "decimal.js";
import fc from "fast-check";
import { ALLOWED_VALUES, CUSTOM_COLUMNS, FOCUS_1_2, FOCUS_COLUMNS } from "../../../lib/report/focus/columns";
import { focusCsv } from "../../../lib/report/focus/focus-csv";
import type { CostReport } from "../../../lib/report/report-schema";
import { exampleReport, type ExampleOptions } from "../example-report";
import { asBuilt } from "./as-built";

type Row = Readonly<Record<string, string>>;

const EXAMPLES: readonly (readonly [string, ExampleOptions])[] = [
  ["no commitment", { reserved: 0 }],
  ["hourly fees", {}],
  ["fees at once and by the hour", { upfront: "501.37", hourly: "0.2" }],
  ["all paid at once", { upfront: "1752.49", hourly: "0" }],
];

function rowsOf(report: CostReport): readonly Row[] {
  return parse(focusCsv(report), { columns: true });
}

function sum(rows: readonly Row[], column: string): Decimal {
  return rows.reduce((total, row) => total.plus(row[column]!), new Decimal(0));
}

/** Cents as a price or a fee has them, not round ones. */
const cents = fc.integer({ min: 1, max: 9_999_999 }).map((each) => new Decimal(each).div(100).toFixed());
const price = fc.integer({ min: 1, max: 99_999 }).map((each) => new Decimal(each).div(10_000).toFixed());
const options = fc.record({
  reserved: fc.integer({ min: 1, max: 7 }),
  upfront: cents,
  hourly: price,
  onDemand: price,
});

describe("the rows of FOCUS 1.2", () => {
  it("have every mandatory column, and the columns in the specification's order before landfall's own", () => {
    const [header] = parse(focusCsv(exampleReport()), { to: 1 });
    const mandatory = [...FOCUS_1_2].filter(([, { featureLevel }]) => featureLevel === "Mandatory");
    expect(header).toEqual(expect.arrayContaining(mandatory.map(([column]) => column)));
    const standard = header!.filter((column) => !column.startsWith("x_"));
    expect(standard).toEqual([...standard].sort());
    expect(standard.filter((column) => !FOCUS_1_2.has(column))).toEqual([]);
    expect(header!.slice(FOCUS_COLUMNS.length)).toEqual([...CUSTOM_COLUMNS]);
  });

  describe.each(EXAMPLES)("for %s", (_, given) => {
    const rows = rowsOf(exampleReport(given));

    it("are null only where the specification allows it", () => {
      const required = FOCUS_COLUMNS.filter((column) => !FOCUS_1_2.get(column)!.allowsNulls);
      expect(rows.flatMap((row) => required.filter((column) => row[column] === ""))).toEqual([]);
    });

    it("hold decimals, dates and objects as the specification writes them", () => {
      const forms = {
        String: /./,
        Decimal: /^-?\d+(?:\.\d+)?$/,
        "Date/Time": /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/,
        JSON: /^\{("[^"]+":"[^"]*",?)*\}$/,
      } as const;
      const wrong = rows.flatMap((row) =>
        FOCUS_COLUMNS.filter(
          (column) => row[column] !== "" && !forms[FOCUS_1_2.get(column)!.type].test(row[column]!),
        ),
      );
      expect(wrong).toEqual([]);
    });

    it("hold no value that the specification does not allow", () => {
      const wrong = Object.entries(ALLOWED_VALUES).flatMap(([column, allowed]: [string, readonly string[]]) =>
        rows.map((row) => row[column]!).filter((value) => value !== "" && !allowed.includes(value)),
      );
      expect(wrong).toEqual([]);
    });

    it("have costs that are quantity times price", () => {
      for (const kind of ["List", "Contracted"]) {
        const off = rows.filter(
          (row) =>
            !new Decimal(row[`${kind}UnitPrice`]!).times(row.PricingQuantity!).equals(row[`${kind}Cost`]!),
        );
        expect(off).toEqual([]);
      }
    });

    it("tell of a commitment in every one of its columns or in none", () => {
      const columns = FOCUS_COLUMNS.filter(
        (column) => column.startsWith("CommitmentDiscount") && column !== "CommitmentDiscountStatus",
      );
      const counts = rows.map((row) => columns.filter((column) => row[column] !== "").length);
      expect(counts.every((count) => count === 0 || count === columns.length)).toBe(true);
      const isCovered = (row: Row): boolean =>
        row.ChargeCategory === "Usage" && row.CommitmentDiscountId !== "";
      expect(rows.every((row) => isCovered(row) === (row.CommitmentDiscountStatus !== ""))).toBe(true);
    });

    it("have a consumed quantity above 0 for usage alone, and none for what is not used", () => {
      const isConsumed = (row: Row): boolean =>
        row.ChargeCategory === "Usage" && row.CommitmentDiscountStatus !== "Unused";
      expect(rows.every((row) => isConsumed(row) === (row.ConsumedQuantity !== ""))).toBe(true);
      expect(rows.filter(isConsumed).every((row) => Number(row.ConsumedQuantity) > 0)).toBe(true);
    });

    it("bill purchases and what is rented, and let purchases take effect in what they cover", () => {
      const purchases = rows.filter((row) => row.ChargeCategory === "Purchase");
      expect(sum(purchases, "EffectiveCost").toNumber()).toBe(0);
      const covered = rows.filter((row) => row.CommitmentDiscountStatus !== "");
      expect(sum(covered, "BilledCost").toNumber()).toBe(0);
      expect(covered.every((row) => row.PricingCategory === "Committed")).toBe(true);
    });
  });

  it("charge a fee paid at once in the month of the purchase alone, and hourly fees in every month", () => {
    const rows = rowsOf(exampleReport({ upfront: "501.37", hourly: "0.2" }));
    const starts = (frequency: string): readonly string[] =>
      rows.filter((row) => row.ChargeFrequency === frequency).map((row) => row.ChargePeriodStart!);
    expect(starts("One-Time")).toEqual(["2026-11-01T00:00:00Z"]);
    expect(starts("Recurring")).toHaveLength(12);
    expect(rows.find((row) => row.ChargeFrequency === "One-Time")!.CommitmentDiscountQuantity).toBe("17520");
  });

  it("charge a month that the term begins in from the term's first day, and bill it for the whole month", () => {
    const report = exampleReport({ reserved: 0 });
    const term = { ...report.term, start: "2026-11-16" };
    expect(rowsOf({ ...report, term })[0]).toMatchObject({
      BillingPeriodStart: "2026-11-01T00:00:00Z",
      ChargePeriodStart: "2026-11-16T00:00:00Z",
      ChargePeriodEnd: "2026-12-01T00:00:00Z",
    });
  });

  it("leave out targets that are not rented", () => {
    const report = exampleReport();
    const targets = report.targets.map((target) => ({ ...target, isRented: target.target !== "serverless" }));
    const names = new Set(rowsOf({ ...report, targets }).map((row) => row.ServiceName));
    expect([...names]).toEqual(["Amazon Elastic Compute Cloud"]);
  });

  it("are refused for a fee whose offering the report does not have", () => {
    const report = exampleReport({ upfront: "10" });
    const targets = report.targets.map((target) => ({ ...target, decision: null }));
    expect(() => focusCsv({ ...report, targets })).toThrow(RangeError);
  });

  it("are the same bytes for the same report", () => {
    expect(focusCsv(exampleReport({ upfront: "9.99" }))).toBe(focusCsv(exampleReport({ upfront: "9.99" })));
  });
});

describe("the sums of the rows", () => {
  it("bill what the report pays in each month", () => {
    fc.assert(
      fc.property(options, (given) => {
        const report = exampleReport(given);
        const rows = rowsOf(report);
        for (const { month, cash } of report.total.months) {
          const billed = rows.filter((row) => row.BillingPeriodStart!.startsWith(month));
          expect(sum(billed, "BilledCost").toFixed(2)).toBe(cash);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("let each commitment take effect with exactly what is billed for it", () => {
    fc.assert(
      fc.property(options, (given) => {
        const rows = rowsOf(exampleReport(given)).filter((row) => row.CommitmentDiscountId !== "");
        expect(sum(rows, "EffectiveCost").toString()).toBe(sum(rows, "BilledCost").toString());
      }),
      { numRuns: 25 },
    );
  });

  it("take effect with the report's amortised amount of each month and target", () => {
    fc.assert(
      fc.property(options, (given) => {
        const report = asBuilt(exampleReport(given));
        const rows = rowsOf(report).filter((row) => row.ServiceName === "Amazon Elastic Compute Cloud");
        const { months } = report.targets[0]!.decision!;
        for (const { month, amortised } of months) {
          const own = rows.filter((row) => row.ChargePeriodStart!.startsWith(month));
          expect(sum(own, "EffectiveCost").toFixed(2)).toBe(amortised);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("have as used and unused hours those of the report, in each month", () => {
    const report = exampleReport({ upfront: "501.37", hourly: "0" });
    const rows = rowsOf(report);
    for (const { month, used, committed } of report.targets[0]!.decision!.months) {
      const hours = (status: string): Decimal =>
        sum(
          rows.filter(
            (row) => row.CommitmentDiscountStatus === status && row.ChargePeriodStart!.startsWith(month),
          ),
          "PricingQuantity",
        );
      expect(hours("Used").equals(used)).toBe(true);
      expect(hours("Unused").equals(new Decimal(committed).minus(used))).toBe(true);
    }
  });

  it("have as list cost of usage what renting everything costs", () => {
    const report = exampleReport({ upfront: "501.37", hourly: "0.2" });
    const usage = rowsOf(report).filter(
      (row) => row.ChargeCategory === "Usage" && row.ServiceName === "Amazon Elastic Compute Cloud",
    );
    const months = report.targets[0]!.decision!.months;
    const rent = months.reduce(
      (total, { needed }) => total.plus(new Decimal(needed).times("0.50")),
      new Decimal(0),
    );
    expect(sum(usage, "ListCost").minus(rent).abs().lt("1e-6")).toBe(true);
  });

  it("part used hours among commitments by the hours that each commits to", () => {
    const rows = rowsOf(withTwoCommitments());
    const used = (id: string): Decimal =>
      sum(
        rows.filter((row) => row.CommitmentDiscountId === id && row.CommitmentDiscountStatus === "Used"),
        "PricingQuantity",
      );
    expect(used("vps-other").div(used("vps-standard-1y-noUpfront")).toDecimalPlaces(6).toNumber()).toBe(0.5);
    for (const id of ["vps-other", "vps-standard-1y-noUpfront"]) {
      const own = rows.filter((row) => row.CommitmentDiscountId === id);
      expect(sum(own, "EffectiveCost").toString()).toBe(sum(own, "BilledCost").toString());
    }
  });
});

/** The example with a third of its instances under another offering. */
function withTwoCommitments(): CostReport {
  const report = exampleReport({ reserved: 3, upfront: "333.33", hourly: "0.2" });
  const lines = report.lines.flatMap((line) => {
    if (line.commitment === null) return [line];
    const third = new Decimal(line.quantity).div(3);
    const own = new Decimal(line.amount).div(3).toDecimalPlaces(2);
    return [
      { ...line, quantity: third.times(2).toFixed(), amount: new Decimal(line.amount).minus(own).toFixed(2) },
      { ...line, commitment: "vps-other", quantity: third.toFixed(), amount: own.toFixed(2) },
    ];
  });
  const targets = report.targets.map((target) => {
    const { decision } = target;
    if (decision === null) return target;
    const [option] = decision.options;
    return {
      ...target,
      decision: { ...decision, options: [option!, { ...option!, id: "vps-other" }] },
    };
  });
  return { ...report, lines, targets };
}
