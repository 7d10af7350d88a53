import fs from "node:fs";
import path from "node:path";
import Decimal from "decimal.js";
import fc from "fast-check";
import { UserError } from "../../../lib/definition/errors";
import type { Bill } from "../../../lib/report/actual/bill";
import { compareWithBill } from "../../../lib/report/actual/compare";
import { varianceSchema, type Variance } from "../../../lib/report/actual/variance-schema";
import { focusCsv } from "../../../lib/report/focus/focus-csv";
import type { CostReport } from "../../../lib/report/report-schema";
import { exampleReport } from "../example-report";
import { billOf, csvOf, focusFee, focusUse, hourlyMonth, type Row } from "./bills";

function sum(amounts: readonly string[]): string {
  return amounts.reduce((total, each) => total.plus(each), new Decimal(0)).toFixed(2);
}

function expectExact(variance: Variance): void {
  expect(varianceSchema.parse(JSON.parse(JSON.stringify(variance)))).toEqual(variance);
  expect(JSON.stringify(variance)).not.toMatch(/"-0(?:\.0+)?"/);
  const { total, lines } = variance;
  expect(sum([total.price, total.quantity, total.mix, total.unplanned, total.apart])).toBe(total.difference);
  expect(sum([total.plan, total.difference])).toBe(total.actual);
  for (const { plan, actual, difference, price, quantity, mix } of lines) {
    expect(sum([price, quantity, mix])).toBe(difference);
    expect(sum([plan?.amount ?? "0", difference])).toBe(actual?.amount ?? "0.00");
  }
  expect(sum(lines.map(({ actual }) => actual?.amount ?? "0").concat(total.unplanned, total.apart))).toBe(
    total.actual,
  );
}

/** The bill of a plan's own lines for one month, as FOCUS. */
function ownBill(report: CostReport, month: string): readonly Row[] {
  const first = new Date(`${month}-01T00:00:00Z`);
  const next = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1));
  const [start, end] = [first.toISOString(), next.toISOString()];
  return report.lines
    .filter((line) => line.month === month)
    .map(({ charge, quantity, amount, unit }) => {
      const use = focusUse(start, end, quantity, amount);
      if (charge === "requests") return { ...use, ServiceName: "AWS Lambda", SkuMeter: "Request" };
      if (charge === "onDemand") return use;
      const fee = { ...focusFee(month, 0, 0), PricingQuantity: quantity, BilledCost: amount };
      return unit === "instances" ? { ...fee, ChargeFrequency: "One-Time" } : fee;
    });
}

describe("compareWithBill", () => {
  it("finds no variance in the bill of a plan's own lines", async () => {
    const report = exampleReport({ upfront: "123.45" });
    const months = ["2026-11", "2026-12"] as const;
    const bill = await billOf(csvOf(months.flatMap((month) => ownBill(report, month))));
    const variance = compareWithBill(report, bill);
    expectExact(variance);
    expect(variance.months.map(({ month, isCompared }) => [month, isCompared])).toEqual([
      ["2026-11", true],
      ["2026-12", true],
    ]);
    for (const { difference, price, quantity, mix } of variance.lines) {
      expect([difference, price, quantity, mix]).toEqual(["0.00", "0.00", "0.00", "0.00"]);
    }
    expect(variance.total).toMatchObject({ difference: "0.00", unplanned: "0.00", apart: "0.00" });
    expect(variance.lines.some(({ charge }) => charge === "upfront")).toBe(true);
  });

  it("finds no variance in landfall's own forecast as FOCUS, and the hours that were planned", async () => {
    const report = exampleReport({ upfront: "200" });
    const variance = compareWithBill(report, await billOf(focusCsv(report)));
    expectExact(variance);
    expect(variance.months).toHaveLength(12);
    expect(variance.months.every(({ isCompared }) => isCompared)).toBe(true);
    for (const line of variance.lines) {
      expect(line).toMatchObject({ difference: "0.00", price: "0.00", quantity: "0.00", mix: "0.00" });
    }
    expect(variance.unplanned).toEqual([]);
    expect(variance.hours).toHaveLength(13);
    for (const { needed, committed, coverage, utilisation } of variance.hours) {
      expect(needed.actual.value).toBe(needed.plan);
      expect(Number(needed.errorPercent.value)).toBe(0);
      expect(committed.actual.value).toBe(committed.plan);
      expect(coverage.actual).toEqual(coverage.plan);
      expect(utilisation.actual).toEqual(utilisation.plan);
    }
  });

  it("splits a real bill: price, quantity, what was not planned and what is kept apart", async () => {
    const text = fs.readFileSync(path.join(__dirname, "bills/cur-legacy.csv"), "utf8");
    const variance = compareWithBill(exampleReport(), await billOf(text));
    expectExact(variance);
    const line = (charge: string): Variance["lines"][number] =>
      variance.lines.find((each) => each.charge === charge)!;
    expect(line("commitment")).toMatchObject({ plan: { amount: "432.00" }, difference: "0.00" });
    expect(line("onDemand")).toMatchObject({
      plan: { quantity: "648", amount: "324.00" },
      actual: { quantity: "700", amount: "350.00" },
      price: "0.00",
      quantity: "26.00",
      mix: "0.00",
    });
    expect(line("upfront")).toMatchObject({ plan: null, mix: "100.00", quantity: "0.00" });
    expect(line("requests").difference).toBe("0.00");
    expect(variance.unplanned).toEqual([
      { service: "AmazonEC2", region: "us-east-1", instanceType: null, amount: "8.00", rows: 1 },
      { service: "ComputeSavingsPlans", region: null, instanceType: null, amount: "2.40", rows: 1 },
      { service: "AWSLambda", region: "us-east-1", instanceType: null, amount: "1.00", rows: 1 },
    ]);
    expect(variance.apart.map(({ kind, amount }) => `${kind} ${amount}`).sort()).toEqual([
      "credit -25.00",
      "discount -3.25",
      "refund -1.50",
      "tax 19.00",
    ]);
    const [month] = variance.hours;
    expect(month).toMatchObject({
      needed: { plan: "1944", actual: { value: "1996" }, errorPercent: { value: "2.7" } },
      committed: { plan: "1440", actual: { value: "1440" } },
      coverage: { plan: { value: "0.6667" }, actual: { value: "0.6493" } },
      utilisation: { plan: { value: "0.9000" }, actual: { value: "0.9000" } },
    });
    expect(variance.months[0]?.billed).toBe(variance.total.actual);
  });

  it("puts another price for the planned hours down to the price", async () => {
    const report = exampleReport({ reserved: 0, neededPerMonth: Array<string>(12).fill("1000") });
    const use = focusUse("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", 1000, 550);
    const { lines } = compareWithBill(report, await billOf(csvOf([use])));
    expect(lines.find(({ charge }) => charge === "onDemand")).toMatchObject({
      difference: "50.00",
      price: "50.00",
      quantity: "0.00",
    });
    expect(lines.find(({ charge }) => charge === "requests")).toMatchObject({ actual: null, mix: "-0.46" });
  });

  it("lists instances of another type or region as not planned", async () => {
    const report = exampleReport();
    const [start, end] = ["2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"];
    const bill = await billOf(
      csvOf([
        ...ownBill(report, "2026-11"),
        { ...focusUse(start, end, 10, 7), SkuMeter: "BoxUsage:m5.large" },
        { ...focusUse(start, end, 10, 5), RegionId: "eu-west-1" },
      ]),
    );
    const { unplanned, total } = compareWithBill(report, bill);
    expect(unplanned.map(({ instanceType, region, amount }) => [instanceType, region, amount])).toEqual([
      ["m5.large", "us-east-1", "7.00"],
      ["r6i.2xlarge", "eu-west-1", "5.00"],
    ]);
    expect(total.unplanned).toBe("12.00");
  });

  it("compares a fee of a Savings Plan in money", async () => {
    const example = exampleReport({ hourly: "0.30" });
    const [vps] = example.targets;
    const options = vps!.decision!.options.map((option) => ({
      ...option,
      kind: "computeSavingsPlan" as const,
    }));
    const report: CostReport = {
      ...example,
      targets: [{ ...vps!, decision: { ...vps!.decision!, options } }, example.targets[1]!],
    };
    const fee = {
      ...focusFee("2026-11", 720, 450),
      ServiceName: "Savings Plans for AWS Compute usage",
      CommitmentDiscountType: "Compute Savings Plan",
      SkuMeter: "ComputeSP:1yrNoUpfront",
    };
    const variance = compareWithBill(report, await billOf(csvOf([fee])));
    expect(variance.lines.find(({ charge }) => charge === "commitment")).toMatchObject({
      plan: { quantity: "1440", amount: "432.00" },
      actual: { quantity: "1500", unitPrice: "0.3", amount: "450.00" },
      price: "0.00",
      quantity: "18.00",
    });
  });

  it("tells the use of a Savings Plan in money, of the whole account, where the bill has no hours", async () => {
    const [start, end] = ["2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"];
    const plan = { CommitmentDiscountId: "arn:sp", CommitmentDiscountType: "Savings Plan", BilledCost: 0 };
    const used = { ...focusUse(start, end, 500, 0), ...plan, CommitmentDiscountStatus: "Used" };
    const focus = csvOf([
      { ...used, EffectiveCost: 60 },
      { ...used, SkuMeter: "BoxUsage:m5.large", EffectiveCost: 15 },
      {
        ...used,
        ServiceName: "Savings Plans for AWS Compute usage",
        SkuMeter: "",
        EffectiveCost: 25,
        CommitmentDiscountStatus: "Unused",
      },
    ]);
    const row = {
      "lineItem/UsageStartDate": start,
      "lineItem/UsageEndDate": end,
      "lineItem/CurrencyCode": "USD",
      "product/region": "us-east-1",
    };
    const cur = csvOf([
      {
        ...row,
        "lineItem/LineItemType": "SavingsPlanCoveredUsage",
        "lineItem/ProductCode": "AmazonEC2",
        "lineItem/UsageType": "BoxUsage:r6i.2xlarge",
        "lineItem/UsageAmount": 500,
        "lineItem/UnblendedCost": 250,
        "savingsPlan/SavingsPlanEffectiveCost": 75,
      },
      {
        ...row,
        "lineItem/LineItemType": "SavingsPlanRecurringFee",
        "lineItem/ProductCode": "ComputeSavingsPlans",
        "lineItem/UsageType": "ComputeSP:1yrNoUpfront",
        "lineItem/UsageAmount": 720,
        "lineItem/UnblendedCost": 100,
        "savingsPlan/TotalCommitmentToDate": 100,
        "savingsPlan/UsedCommitment": 75,
      },
    ]);
    for (const text of [focus, cur]) {
      const [month] = compareWithBill(exampleReport(), await billOf(text)).hours;
      expect(month).toMatchObject({
        needed: { actual: { value: "500" } },
        committed: { actual: { value: null } },
        utilisation: { actual: { value: "0.7500" } },
      });
    }
  });

  it("takes an upfront fee that names no type for the only planned one", async () => {
    const report = exampleReport({ upfront: "50" });
    const fee = { ...focusFee("2026-11", 2, 100), ChargeFrequency: "One-Time", SkuMeter: "" };
    const { lines, unplanned } = compareWithBill(report, await billOf(csvOf([fee])));
    expect(lines.find(({ charge }) => charge === "upfront")).toMatchObject({
      difference: "0.00",
      mix: "0.00",
    });
    expect(unplanned).toEqual([]);
  });

  it("compares targets that a bill cannot tell apart together", async () => {
    const example = exampleReport();
    const [vps, lambda] = example.targets;
    const report: CostReport = {
      ...example,
      targets: [vps!, { ...vps!, target: "second" }, lambda!],
      lines: example.lines.flatMap((line) =>
        line.target === "vps" ? [line, { ...line, target: "second" }] : [line],
      ),
    };
    const bill = await billOf(csvOf([...ownBill(example, "2026-11"), ...ownBill(example, "2026-11")]));
    const variance = compareWithBill(report, bill);
    expect(variance.lines.find(({ charge }) => charge === "onDemand")).toMatchObject({
      target: "vps + second",
      difference: "0.00",
    });
    expect(variance.hours.every(({ target }) => target === "vps + second")).toBe(true);
  });

  it("leaves out months that the bill or the term has in part, and says so", async () => {
    const example = exampleReport();
    const report = { ...example, term: { ...example.term, start: "2026-11-15", end: "2027-11-15" } };
    const december = ownBill(report, "2026-12");
    const january = hourlyMonth("2027-01", () => 1).slice(0, 100);
    const bill = await billOf(csvOf([...ownBill(report, "2026-11"), ...december, ...january]));
    const { months, lines } = compareWithBill(report, bill);
    expect(months.map(({ isCompared }) => isCompared)).toEqual([false, true, false]);
    expect(months[0]?.reason).toContain("2026-11-15");
    expect(new Set(lines.map(({ month }) => month))).toEqual(new Set(["2026-12"]));
  });

  it("compares nothing where no month is whole", async () => {
    const bill = await billOf(csvOf(hourlyMonth("2026-11", () => 1).slice(0, 100)));
    const variance = compareWithBill(exampleReport(), bill);
    expectExact(variance);
    expect(variance.lines).toEqual([]);
    expect(variance.hours).toEqual([]);
    expect(variance.advice[0]?.verdict).toBe("unknown");
  });

  it("names targets on devices of one's own as not compared", async () => {
    const example = exampleReport();
    const [vps, lambda] = example.targets;
    const edge = { ...vps!, target: "edge", isRented: false, decision: null };
    const variance = compareWithBill(
      { ...example, targets: [vps!, lambda!, edge] },
      await billOf(csvOf(ownBill(example, "2026-11"))),
    );
    expect(variance.notCompared).toHaveLength(1);
    expect(variance.notCompared[0]).toContain("edge");
  });

  it("names lines that no rule matches to a bill", async () => {
    const example = exampleReport();
    const [line] = example.lines;
    const report = {
      ...example,
      lines: [...example.lines, { ...line!, charge: "other" as const, what: "disks" }],
    };
    const variance = compareWithBill(report, await billOf(csvOf(ownBill(example, "2026-11"))));
    expect(variance.notCompared).toHaveLength(1);
    expect(variance.notCompared[0]).toContain("disks");
    expect(variance.total.difference).toBe("0.00");
  });

  it("does not know the use where the bill has fees without it", async () => {
    const report = exampleReport();
    const { hours } = compareWithBill(report, await billOf(csvOf(ownBill(report, "2026-11"))));
    expect(hours[0]?.needed.actual.value).toBeNull();
    expect(hours[0]?.coverage.actual.value).toBeNull();
    expect(hours[0]?.needed.actual.reason).not.toBe("");
  });

  it("refuses a bill in another currency", async () => {
    const rows = ownBill(exampleReport(), "2026-11").map((row) => ({ ...row, BillingCurrency: "EUR" }));
    const bill = await billOf(csvOf(rows));
    expect(() => compareWithBill(exampleReport(), bill)).toThrow(UserError);
  });

  it("has effects that sum to the difference for any bill", () => {
    const kinds = [
      "onDemand",
      "commitment",
      "upfront",
      "requests",
      "compute",
      "covered",
      "other",
      "credit",
      "tax",
    ] as const;
    const amount = fc
      .integer({ min: -9_999_999, max: 9_999_999 })
      .map((value) => new Decimal(value).div(10_000));
    const groups = fc.array(
      fc.record({
        month: fc.constantFrom("2026-11", "2026-12", "2030-01"),
        kind: fc.constantFrom(...kinds),
        service: fc.constantFrom("AmazonEC2", "AWSLambda", "ComputeSavingsPlans", "AmazonS3"),
        region: fc.constantFrom("us-east-1", "eu-west-1", null),
        instanceType: fc.constantFrom("r6i.2xlarge", "m5.large", null),
        rows: fc.constant(1),
        quantity: amount.map((value) => value.abs()),
        cost: amount,
        effective: amount,
        isSavingsPlan: fc.boolean(),
      }),
    );
    const months = ["2026-11", "2026-12", "2030-01"].map((month) => ({ month, isWhole: true, reason: null }));
    fc.assert(
      fc.property(groups, (made) => {
        const bill: Bill = {
          ...{ file: "bill.csv", format: "FOCUS", currency: "USD", rows: made.length, step: "month" },
          ...{ months, groups: made, instanceHours: [] },
        };
        const variance = compareWithBill(exampleReport(), bill);
        expectExact(variance);
        const billed = made
          .filter(({ month, kind }) => month !== "2030-01" && kind !== "covered")
          .reduce((total, { cost }) => total.plus(cost), new Decimal(0));
        expect(variance.total.actual).toBe(
          billed.toFixed(2, Decimal.ROUND_HALF_EVEN).replace(/^-(0\.00)$/, "$1"),
        );
      }),
      { numRuns: 60 },
    );
  });
});
