import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import type { UserError } from "../../../lib/definition/errors";
import type { Bill } from "../../../lib/report/actual/bill";
import { readBill } from "../../../lib/report/actual/read-bill";

/** A row of a bill by the names of its columns. */
export type Row = Readonly<Record<string, string | number>>;

/** CSV with all the columns that any row has, each field in quotes. */
export function csvOf(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const line = (fields: readonly string[]): string =>
    fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(",");
  return [line(columns), ...rows.map((row) => line(columns.map((name) => String(row[name] ?? ""))))].join(
    "\n",
  );
}

export function billOf(text: string | Buffer, file = "bill.csv"): Promise<Bill> {
  return readBill(Readable.from([Buffer.from(text)]), file);
}

export function packed(text: string): Buffer {
  return gzipSync(text);
}

/** The faults that reading a bill ends with. */
export async function faultsOf(text: string | Buffer): Promise<UserError["faults"]> {
  try {
    await billOf(text);
  } catch (error) {
    return (error as UserError).faults;
  }
  throw new Error("nothing was refused");
}

/** A row of instance hours on demand in FOCUS 1.2. */
export function focusUse(start: string, end: string, hours: number | string, cost: number | string): Row {
  return {
    BilledCost: cost,
    BillingCurrency: "USD",
    ChargeCategory: "Usage",
    ChargeClass: "",
    ChargeFrequency: "Usage-Based",
    ChargePeriodStart: start,
    ChargePeriodEnd: end,
    PricingQuantity: hours,
    RegionId: "us-east-1",
    ServiceName: "Amazon Elastic Compute Cloud",
    SkuMeter: "BoxUsage:r6i.2xlarge",
    CommitmentDiscountId: "",
    CommitmentDiscountStatus: "",
  };
}

/** The rows of a month with so many instances in each hour, on demand; a reserved one covers the first `covered`. */
export function hourlyMonth(
  month: string,
  instancesAt: (hour: number) => number,
  options: { readonly covered?: number; readonly price?: number } = {},
): readonly Row[] {
  const { covered = 0, price = 0.5 } = options;
  const first = Date.parse(`${month}-01T00:00:00Z`);
  const next = Date.UTC(new Date(first).getUTCFullYear(), new Date(first).getUTCMonth() + 1);
  const hours = (next - first) / 3_600_000;
  return Array.from({ length: hours }, (_, hour) => {
    const start = new Date(first + hour * 3_600_000).toISOString();
    const end = new Date(first + (hour + 1) * 3_600_000).toISOString();
    const running = instancesAt(hour);
    const used = Math.min(covered, running);
    const reserved = { CommitmentDiscountId: "arn:ri", CommitmentDiscountStatus: "Used" };
    const unused = { CommitmentDiscountId: "arn:ri", CommitmentDiscountStatus: "Unused" };
    return [
      focusUse(start, end, running - used, (running - used) * price),
      ...(covered === 0 ? [] : [{ ...focusUse(start, end, used, 0), ...reserved }]),
      ...(covered === used ? [] : [{ ...focusUse(start, end, covered - used, 0), ...unused }]),
    ];
  }).flat();
}

/** The fee of a month for reserved instances in FOCUS. */
export function focusFee(month: string, hours: number, cost: number): Row {
  const first = new Date(`${month}-01T00:00:00Z`);
  const next = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1));
  return {
    ...focusUse(first.toISOString(), next.toISOString(), hours, cost),
    ChargeCategory: "Purchase",
    ChargeFrequency: "Recurring",
    SkuMeter: "HeavyUsage:r6i.2xlarge",
    CommitmentDiscountId: "arn:ri",
    CommitmentDiscountType: "Reserved",
  };
}
