import { SERVICE, type BilledKind, type BilledRow } from "./bill";
import type { RowFields, RowReader } from "./row-fields";
import { readUsageType, regionOf, type UsageType } from "./usage-type";

/** Names of the columns that are read, as one of the two forms has them. */
interface CurColumns {
  readonly type: string;
  readonly start: string;
  readonly end: string;
  readonly product: string;
  readonly usageType: string;
  readonly amount: string;
  readonly cost: string;
  readonly currency: string;
  /** Where a column may have several names, the first that is filled counts. */
  readonly region: readonly string[];
  readonly instanceType: readonly string[];
  readonly reservation: readonly string[];
  readonly unused: readonly string[];
  /** What use that a commitment pays for costs of its fees. */
  readonly reservationCost: string;
  readonly planCost: string;
  /** What a Savings Plan commits to in the row's time, and what of it is used, in money. */
  readonly planCommitment: string;
  readonly planUsed: string;
}

/** Source: AWS CUR user guide, data dictionary of the legacy report. */
export const CUR: CurColumns = {
  type: "lineItem/LineItemType",
  start: "lineItem/UsageStartDate",
  end: "lineItem/UsageEndDate",
  product: "lineItem/ProductCode",
  usageType: "lineItem/UsageType",
  amount: "lineItem/UsageAmount",
  cost: "lineItem/UnblendedCost",
  currency: "lineItem/CurrencyCode",
  region: ["product/regionCode", "product/region", "lineItem/AvailabilityZone"],
  instanceType: ["product/instanceType"],
  reservation: ["reservation/ReservationARN"],
  unused: ["reservation/UnusedQuantity"],
  reservationCost: "reservation/EffectiveCost",
  planCost: "savingsPlan/SavingsPlanEffectiveCost",
  planCommitment: "savingsPlan/TotalCommitmentToDate",
  planUsed: "savingsPlan/UsedCommitment",
};

/** Source: AWS Data Exports user guide, table dictionary of CUR 2.0. */
export const CUR_2: CurColumns = {
  type: "line_item_line_item_type",
  start: "line_item_usage_start_date",
  end: "line_item_usage_end_date",
  product: "line_item_product_code",
  usageType: "line_item_usage_type",
  amount: "line_item_usage_amount",
  cost: "line_item_unblended_cost",
  currency: "line_item_currency_code",
  region: ["product_region_code", "product_region", "line_item_availability_zone"],
  instanceType: ["product_instance_type"],
  reservation: ["reservation_reservation_a_r_n", "reservation_reservation_arn"],
  unused: ["reservation_unused_quantity"],
  reservationCost: "reservation_effective_cost",
  planCost: "savings_plan_savings_plan_effective_cost",
  planCommitment: "savings_plan_total_commitment_to_date",
  planUsed: "savings_plan_used_commitment",
};

/** Columns that must be there. */
export function requiredColumns(columns: CurColumns): readonly string[] {
  const { type, start, end, product, usageType, amount, cost, currency } = columns;
  return [type, start, end, product, usageType, amount, cost, currency];
}

/** Kinds that a type of line stands for by itself. Source: AWS CUR user guide, lineItem/LineItemType. */
const KINDS: Readonly<Record<string, BilledKind>> = {
  RIFee: "commitment",
  SavingsPlanRecurringFee: "commitment",
  SavingsPlanUpfrontFee: "upfront",
  DiscountedUsage: "covered",
  SavingsPlanCoveredUsage: "covered",
  Credit: "credit",
  Refund: "refund",
  Tax: "tax",
};

/** Takes back what SavingsPlanCoveredUsage shows at the price on demand: the two sum to nothing. */
const NEGATION = "SavingsPlanNegation";

/** A reader of the rows of one of the two forms: what is paid is UnblendedCost, what is counted UsageAmount. */
export function curReader(columns: CurColumns): RowReader {
  return (fields) => readCurRow(fields, columns);
}

function readCurRow(fields: RowFields, columns: CurColumns): readonly BilledRow[] {
  const type = fields.text(columns.type);
  if (type === NEGATION) return [];
  const product = fields.text(columns.product);
  const use = readUsageType(product, fields.text(columns.usageType));
  const billed = fields.amount(columns.cost);
  const kind = kindOf(fields, columns, type, use);
  const cost = kind === "covered" ? billed.times(0) : billed;
  const isNegative = cost.isNegative() && !cost.isZero();
  const instanceType = use.instanceType ?? fields.text(...columns.instanceType);
  const isPlan = type.startsWith("SavingsPlan");
  const isFee = kind === "commitment" || kind === "upfront";
  const row = {
    kind: isNegative && (isFee || USED.includes(kind)) ? "negative" : kind,
    service: isPlan && isFee ? SERVICE.savingsPlans : product,
    isSavingsPlan: isPlan,
    region: regionOf(fields.text(...columns.region)),
    instanceType: instanceType !== "" && (use.use === "instance" || isFee) ? instanceType : null,
    start: fields.moment(columns.start),
    end: fields.moment(columns.end),
    quantity: fields.number(columns.amount),
    cost,
    effective: kind === "covered" ? fields.number(isPlan ? columns.planCost : columns.reservationCost) : cost,
  } as const;
  const unused = unusedOf(fields, row, columns);
  return fields.isGood ? [row, ...unused] : [];
}

const USED: readonly BilledKind[] = ["onDemand", "requests", "compute", "covered", "other"];

function kindOf(fields: RowFields, columns: CurColumns, type: string, { use }: UsageType): BilledKind {
  const known = KINDS[type];
  if (known !== undefined) return known;
  if (type.endsWith("Discount")) return "discount";
  if (type === "Usage") return use === "instance" ? "onDemand" : (use ?? "other");
  if (type === "Fee") return fields.text(...columns.reservation) === "" ? "other" : "upfront";
  const allowed = [...Object.keys(KINDS), NEGATION, "Usage", "Fee", "... Discount"].join(", ");
  fields.refuse("types of lines", [columns.type], type, allowed);
  return "other";
}

/** What of a fee nobody used, as a row of its own: for reserved instances in hours, for a Savings Plan in money. */
function unusedOf(fields: RowFields, row: BilledRow, columns: CurColumns): readonly BilledRow[] {
  if (row.kind !== "commitment") return [];
  const none = row.cost.times(0);
  const unused = { ...row, kind: "unused", quantity: none, cost: none, effective: none } as const;
  if (row.isSavingsPlan) {
    if (fields.text(columns.planCommitment) === "") return [];
    const left = fields.number(columns.planCommitment).minus(fields.number(columns.planUsed));
    return [{ ...unused, effective: left }];
  }
  return fields.text(...columns.unused) === ""
    ? []
    : [{ ...unused, quantity: fields.number(...columns.unused) }];
}
