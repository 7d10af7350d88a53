import fs from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import fc from "fast-check";
import type { Bill, BilledGroup } from "../../../lib/report/actual/bill";
import { readBill } from "../../../lib/report/actual/read-bill";
import { billOf, csvOf, faultsOf, focusFee, focusUse, hourlyMonth, packed, type Row } from "./bills";

const LEGACY = fs.readFileSync(path.join(__dirname, "bills/cur-legacy.csv"), "utf8");

/** The names that CUR 2.0 has for the columns of the legacy report. */
function asCur2(text: string): string {
  const [header = "", ...rows] = text.split("\n");
  const snake = (name: string): string =>
    name
      .replace("/", "_")
      .replaceAll(/ARN$/g, "Arn")
      .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
      .toLowerCase();
  return [header.split(",").map(snake).join(","), ...rows].join("\n");
}

function group(
  bill: Bill,
  kind: BilledGroup["kind"],
  instanceType: string | null,
): [string, string] | undefined {
  const found = bill.groups.find((each) => each.kind === kind && each.instanceType === instanceType);
  return found && [found.quantity.toFixed(), found.cost.toFixed()];
}

describe("readBill", () => {
  it.each([
    ["CUR", LEGACY],
    ["CUR 2.0", asCur2(LEGACY)],
  ])("reads %s and tells fees, use, and what is kept apart", async (format, text) => {
    const bill = await billOf(text);
    expect(bill).toMatchObject({ format, currency: "USD", rows: 15, step: "month", instanceHours: [] });
    expect(bill.months).toEqual([{ month: "2026-11", isWhole: true, reason: null }]);
    expect(group(bill, "commitment", "r6i.2xlarge")).toEqual(["1440", "432"]);
    expect(group(bill, "unused", "r6i.2xlarge")).toEqual(["144", "0"]);
    expect(group(bill, "upfront", "r6i.2xlarge")).toEqual(["2", "100"]);
    expect(group(bill, "covered", "r6i.2xlarge")).toEqual(["1296", "0"]);
    expect(group(bill, "onDemand", "r6i.2xlarge")).toEqual(["700", "350"]);
    expect(group(bill, "covered", "m5.large")).toEqual(["24", "0"]);
    expect(group(bill, "requests", null)).toEqual(["2300000", "0.46"]);
    expect(group(bill, "compute", null)).toEqual(["60000", "1.000002"]);
    const kinds = bill.groups.map(({ kind, service, cost }) => `${kind} ${service} ${cost.toFixed(2)}`);
    expect(kinds).toEqual(
      expect.arrayContaining([
        "other AmazonEC2 8.00",
        "commitment ComputeSavingsPlans 2.40",
        "tax AmazonEC2 19.00",
        "credit AmazonEC2 -25.00",
        "refund AmazonS3 -1.50",
        "discount AmazonEC2 -3.25",
      ]),
    );
  });

  it("sums to what the rows are billed for", async () => {
    const bill = await billOf(LEGACY);
    const total = bill.groups.reduce((sum, { cost }) => sum + cost.toNumber(), 0);
    const billed = 432 + 100 + 350 + 2.4 + 8 + 0.46 + 1.000002 + 19 - 25 - 1.5 - 3.25;
    expect(total).toBeCloseTo(billed, 9);
  });

  it("reads a packed bill, with a byte order mark and CRLF, as the plain one", async () => {
    const plain = await billOf(LEGACY);
    expect(await billOf(packed(LEGACY))).toEqual(plain);
    expect(await billOf(`\uFEFF${LEGACY.replaceAll("\n", "\r\n")}`)).toEqual(plain);
  });

  it("reads FOCUS: use by meter or usage type, fees, corrections and taxes", async () => {
    const [start, end] = ["2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"] as const;
    const use = focusUse(start, end, 10, 5);
    const lambda = { ...use, ServiceName: "AWS Lambda", PricingQuantity: 7, BilledCost: 2 };
    const bill = await billOf(
      csvOf([
        { ...use, SkuMeter: "", x_UsageType: "USE1-BoxUsage:r6i.2xlarge" },
        { ...use, RegionId: "eu-central-1", SkuMeter: "EUC1-BoxUsage:m5.large" },
        { ...use, SkuMeter: "EBSOptimized:r6i.2xlarge", BilledCost: 1 },
        { ...lambda, SkuMeter: "Request-ARM" },
        { ...lambda, SkuMeter: "USE2-Lambda-GB-Second" },
        focusFee("2026-11", 720, 216),
        { ...focusFee("2026-11", 1, 99), ChargeFrequency: "One-Time" },
        { ...focusFee("2026-11", 1, 12), CommitmentDiscountId: "", CommitmentDiscountType: "" },
        { ...use, ChargeCategory: "Tax", BilledCost: 3 },
        { ...use, ChargeClass: "Correction", BilledCost: -4 },
        { ...use, BilledCost: -6 },
      ]),
    );
    const told = bill.groups.map(({ kind, region, instanceType, cost }) =>
      [kind, region, instanceType, cost.toFixed()].join(" "),
    );
    expect(told).toEqual(
      expect.arrayContaining([
        "onDemand us-east-1 r6i.2xlarge 5",
        "onDemand eu-central-1 m5.large 5",
        "requests us-east-1  2",
        "compute us-east-1  2",
        "commitment us-east-1 r6i.2xlarge 216",
        "upfront us-east-1 r6i.2xlarge 99",
        "tax us-east-1 r6i.2xlarge 3",
        "correction us-east-1 r6i.2xlarge -4",
        "negative us-east-1 r6i.2xlarge -6",
      ]),
    );
    expect(bill.groups.find(({ kind }) => kind === "other")?.cost.toFixed()).toBe("1");
  });

  it("does not depend on the order of columns and rows, nor on where chunks are cut", async () => {
    const rows = hourlyMonth("2026-11", (hour) => hour % 4, { covered: 1 }).slice(0, 300);
    const expected = await billOf(csvOf(rows));
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...rows], { minLength: rows.length }),
        fc.shuffledSubarray(Object.keys(rows[0]!), { minLength: Object.keys(rows[0]!).length }),
        fc.integer({ min: 1, max: 5000 }),
        async (shuffled, columns, size) => {
          const text = csvOf(
            shuffled.map((row) => Object.fromEntries(columns.map((name) => [name, row[name]!]))),
          );
          const chunks = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
          const bill = await readBill(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), "bill.csv");
          const plain = ({ groups, ...rest }: Bill): object => ({
            ...rest,
            instanceHours: rest.instanceHours.map(({ byHour }) => [...byHour].sort(([a], [b]) => a - b)),
            groups: groups.map((each) => ({
              ...each,
              quantity: each.quantity.toFixed(),
              cost: each.cost.toFixed(),
            })),
          });
          expect(plain(bill)).toEqual(plain(expected));
        },
      ),
      { numRuns: 8 },
    );
  });

  it("keeps hours one by one where every row is for an hour", async () => {
    const bill = await billOf(
      csvOf(hourlyMonth("2026-11", (hour) => (hour % 2 === 0 ? 3 : 1), { covered: 2 })),
    );
    expect(bill.step).toBe("hour");
    const [hours] = bill.instanceHours;
    expect(hours).toMatchObject({ region: "us-east-1", instanceType: "r6i.2xlarge" });
    expect([...(hours?.byHour.values() ?? [])].slice(0, 4)).toEqual([3, 1, 3, 1]);
    expect(hours?.byHour.size).toBe(720);
  });

  it("tells months that are not whole, and what of them is there", async () => {
    const november = hourlyMonth("2026-11", () => 1);
    const without = november.filter(
      ({ ChargePeriodStart }) => !String(ChargePeriodStart).startsWith("2026-11-07"),
    );
    const december = hourlyMonth("2026-12", () => 1).slice(0, 30);
    const { months } = await billOf(csvOf([...without, ...december]));
    expect(months.map(({ isWhole }) => isWhole)).toEqual([false, false]);
    expect(months[0]?.reason).toContain("1 day of 2026-11");
    expect(months[1]?.reason).toContain("2026-12-01 to 2026-12-02");
  });

  it("does not take a fee for a whole month for the use of it", async () => {
    const started = hourlyMonth("2026-11", () => 1).slice(0, 48);
    const { months } = await billOf(csvOf([...started, focusFee("2026-11", 720, 216)]));
    expect(months).toEqual([expect.objectContaining({ isWhole: false })]);
  });

  it("names the columns that it found and needs where the header is none that it knows", async () => {
    const [fault] = await faultsOf("date,amount\n2026-11-01,5\n");
    expect(fault).toMatchObject({ file: "bill.csv", line: 1, found: "date, amount" });
    expect(fault?.allowed).toContain("lineItem/UsageStartDate");
    expect(fault?.allowed).toContain("ChargePeriodStart");
    const [partial] = await faultsOf(LEGACY.replace("lineItem/CurrencyCode", "currency"));
    expect(partial?.message).toContain("lineItem/CurrencyCode");
  });

  it("tells every faulty row with its line, and counts those after the twentieth", async () => {
    const good = focusUse("2026-11-01T00:00:00Z", "2026-11-01T01:00:00Z", 1, 1);
    const bad: readonly Row[] = [
      { ...good, BilledCost: "1,5" },
      { ...good, ChargePeriodStart: "yesterday" },
      { ...good, BillingCurrency: "EUR" },
      { ...good, ChargeCategory: "Fun" },
      { ...good, BilledCost: "" },
    ];
    const faults = await faultsOf(csvOf([good, ...bad]));
    expect(faults.map(({ line, path: column }) => [line, column]).sort()).toEqual([
      [3, "BilledCost"],
      [4, "ChargePeriodStart"],
      [5, "BillingCurrency"],
      [6, "ChargeCategory"],
      [7, "BilledCost"],
    ]);
    const many = await faultsOf(csvOf([good, ...Array.from({ length: 30 }, () => bad[1]!)]));
    expect(many).toHaveLength(21);
    expect(many.at(-1)?.message).toBe("and 10 more times that cannot be read");
  });

  it("refuses a row that is cut off, and a type of line that it does not know", async () => {
    const [cut] = await faultsOf(`${LEGACY}a7,1\n`);
    expect(cut).toMatchObject({ line: 17, message: "the row has 2 fields, the header 21" });
    const [unknown] = await faultsOf(LEGACY.replace(",Tax,", ",Tithe,"));
    expect(unknown).toMatchObject({ line: 13, path: "lineItem/LineItemType", found: "Tithe" });
  });

  it.each([
    ["nothing", ""],
    ["a header only", LEGACY.split("\n")[0]!],
    ["an open quote", `${LEGACY}"open`],
  ])("refuses %s as the user's fault", async (_, text) => {
    expect(await faultsOf(text)).toHaveLength(1);
  });

  it("refuses a packed bill that is cut off", async () => {
    const whole = packed(LEGACY);
    const [fault] = await faultsOf(whole.subarray(0, whole.length - 40));
    expect(fault?.message).toContain("cannot be unpacked");
  });

  it("ends with the stream's own error", async () => {
    const stream = new Readable({
      read() {
        this.destroy(Object.assign(new Error("no such file"), { code: "ENOENT" }));
      },
    });
    await expect(readBill(stream, "gone.csv")).rejects.toThrow("gone.csv: the bill cannot be read (ENOENT)");
  });
});
