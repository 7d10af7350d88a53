import { SERVICE, type BilledKind, type BilledRow } from "./bill";
import type { RowFields } from "./row-fields";
import { readUsageType, regionOf, type UsageType } from "./usage-type";

/** Columns that a bill in FOCUS must have. Source: FOCUS 1.0 and 1.2, mandatory columns. */
export const FOCUS_COLUMNS = [
  "BilledCost",
  "BillingCurrency",
  "ChargeCategory",
  "ChargePeriodEnd",
  "ChargePeriodStart",
  "ServiceName",
] as const;

/** Names of services in FOCUS, where the column of codes, x_ServiceCode, is not there. */
const CODES: Readonly<Record<string, string>> = {
  "Amazon Elastic Compute Cloud": SERVICE.instances,
  "Amazon Elastic Compute Cloud - Compute": SERVICE.instances,
  "Amazon EC2": SERVICE.instances,
  "AWS Lambda": SERVICE.functions,
};

/** Values of ChargeCategory. Source: FOCUS 1.2, ChargeCategory. */
const CATEGORIES = ["Usage", "Purchase", "Tax", "Credit", "Adjustment"] as const;

/**
 * Reads a row of FOCUS 1.0 to 1.2: what is paid is BilledCost, what is counted PricingQuantity.
 *
 * A usage type stands in x_UsageType (FOCUS 1.0 with AWS columns) or in SkuMeter (FOCUS 1.2).
 * Source: AWS Data Exports, "Migrating from FOCUS 1.0 to FOCUS 1.2".
 */
export function readFocusRow(fields: RowFields): readonly BilledRow[] {
  const category = fields.text("ChargeCategory");
  if (!(CATEGORIES as readonly string[]).includes(category)) {
    fields.refuse("charge categories", ["ChargeCategory"], category, CATEGORIES.join(", "));
  }
  const service = serviceOf(fields);
  const use = useOf(fields, service);
  const cost = fields.amount("BilledCost");
  const kind = kindOf(fields, category, use);
  const row = {
    kind: cost.isNegative() && !cost.isZero() && !isApart(kind) ? "negative" : kind,
    service,
    region: regionOf(fields.text("RegionId", "AvailabilityZone")),
    instanceType: isOfInstances(kind, service, use) ? (use.instanceType ?? instanceTypeOf(fields)) : null,
    start: fields.moment("ChargePeriodStart"),
    end: fields.moment("ChargePeriodEnd"),
    quantity: fields.number("PricingQuantity", "ConsumedQuantity"),
    cost,
    isSavingsPlan: isSavingsPlan(fields),
    effective: fields.number("EffectiveCost"),
  } as const;
  return fields.isGood ? [row] : [];
}

function isApart(kind: BilledKind): boolean {
  return kind === "tax" || kind === "credit" || kind === "correction";
}

function serviceOf(fields: RowFields): string {
  const name = fields.text("ServiceName");
  const code = fields.text("x_ServiceCode");
  if (fields.text("ChargeCategory") === "Purchase" && isSavingsPlan(fields)) return SERVICE.savingsPlans;
  return code === "" ? (CODES[name] ?? name) : code;
}

/** AWS writes the kind of commitment into its type, and into the name of the service that sells it. */
function isSavingsPlan(fields: RowFields): boolean {
  return ["CommitmentDiscountType", "x_ServiceCode", "ServiceName"].some((column) =>
    /savings ?plan/i.test(fields.text(column)),
  );
}

function kindOf(fields: RowFields, category: string, { use }: UsageType): BilledKind {
  if (category === "Tax") return "tax";
  if (category === "Credit") return "credit";
  if (category === "Adjustment" || fields.text("ChargeClass") === "Correction") return "correction";
  const isCommitted = fields.text("CommitmentDiscountId", "CommitmentDiscountType") !== "";
  if (category === "Purchase") {
    if (!isCommitted) return "other";
    return fields.text("ChargeFrequency") === "One-Time" ? "upfront" : "commitment";
  }
  const status = fields.text("CommitmentDiscountStatus");
  if (status === "Unused") return "unused";
  if (status === "Used" || (isCommitted && status === "")) return "covered";
  return use === "instance" ? "onDemand" : (use ?? "other");
}

/** Fees are of instances whatever their meter counts. */
function isOfInstances(kind: BilledKind, service: string, { use }: UsageType): boolean {
  return (
    use === "instance" || (service === SERVICE.instances && (kind === "upfront" || kind === "commitment"))
  );
}

/** Meters that name what they count and no usage type of AWS, as landfall's own forecasts have them. */
const METERS: Readonly<Record<string, UsageType["use"]>> = {
  "instance-hours": "instance",
  requests: "requests",
  "gb-seconds": "compute",
};

function useOf(fields: RowFields, service: string): UsageType {
  const meter = fields.text("x_UsageType", "SkuMeter");
  const use = METERS[meter.toLowerCase()];
  const isOwn = service === (use === "instance" ? SERVICE.instances : SERVICE.functions);
  return use !== undefined && isOwn ? { use, instanceType: undefined } : readUsageType(service, meter);
}

/** Instance type among the properties of a price. Source: FOCUS 1.2, SkuPriceDetails. */
function instanceTypeOf(fields: RowFields): string | null {
  return /"(?:x_)?InstanceType"\s*:\s*"([^"]+)"/.exec(fields.text("SkuPriceDetails"))?.[1] ?? null;
}
