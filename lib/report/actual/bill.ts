import type Decimal from "decimal.js";

/** Which of the forms that are read a bill has. */
export type BillFormat = "FOCUS" | "CUR" | "CUR 2.0";

/**
 * What a row is billed for.
 *
 * - `upfront`, `commitment`: fees of commitments, used or not.
 * - `onDemand`: instance hours rented; `requests`, `compute`: Lambda.
 * - `covered`, `unused`: use that a commitment pays for, and what of it nobody used. They cost nothing beside the fees.
 * - `other`: everything else that is used or bought.
 * - `credit`, `refund`, `tax`, `discount`, `correction`, `negative`: kept apart from what is compared.
 */
export type BilledKind =
  "upfront" | "commitment" | "onDemand" | "requests" | "compute" | "covered" | "unused" | "other" | ApartKind;

/** Rows that are no price of any use. */
export type ApartKind = (typeof APART_KINDS)[number];

export const APART_KINDS = ["credit", "refund", "tax", "discount", "correction", "negative"] as const;

/** Services that a plan has lines of, by AWS's own codes. */
export const SERVICE = {
  instances: "AmazonEC2",
  functions: "AWSLambda",
  savingsPlans: "ComputeSavingsPlans",
} as const;

/** What rows are summed by. */
export interface BilledSubject {
  readonly kind: BilledKind;
  /** Code of the service, such as `AmazonEC2`; where the bill has only names, its name. */
  readonly service: string;
  /** Such as `us-east-1`; null where the row says none. */
  readonly region: string | null;
  /** Such as `r6i.2xlarge`; null where the row is for no instance. */
  readonly instanceType: string | null;
  /** Whether a Savings Plan pays for it, or is it. */
  readonly isSavingsPlan: boolean;
}

/** One row of a bill, as every form has it. */
export interface BilledRow extends BilledSubject {
  /** Seconds since 1970-01-01 00:00 UTC. */
  readonly start: number;
  /** The second after the last. */
  readonly end: number;
  readonly quantity: Decimal;
  /** What is paid in cash. */
  readonly cost: Decimal;
  /** What the use costs with its part of the fees of commitments. */
  readonly effective: Decimal;
}

/** The rows of one month that are billed for the same. */
export interface BilledGroup extends BilledSubject {
  /** `YYYY-MM` */
  readonly month: string;
  readonly rows: number;
  /** Instance hours, requests, GB-seconds; whatever the rows count. */
  readonly quantity: Decimal;
  readonly cost: Decimal;
  readonly effective: Decimal;
}

/** How much of a month a bill covers. */
export interface BilledMonth {
  /** `YYYY-MM` */
  readonly month: string;
  readonly isWhole: boolean;
  /** What is missing, as a sentence without a full stop; null where nothing is. */
  readonly reason: string | null;
}

/** Instances of one type in one region, hour by hour. */
export interface InstanceHours {
  readonly region: string | null;
  readonly instanceType: string;
  /** Instances that ran, parts of an hour as parts, by hour since 1970-01-01 00:00 UTC. */
  readonly byHour: ReadonlyMap<number, number>;
}

/** A bill, summed. */
export interface Bill {
  readonly file: string;
  readonly format: BillFormat;
  /** Code of the currency, ISO 4217. */
  readonly currency: string;
  /** Rows below the header. */
  readonly rows: number;
  /** The longest time that one row of instance hours is for; null where there is no such row. */
  readonly step: "hour" | "day" | "month" | null;
  /** Ascending. */
  readonly months: readonly BilledMonth[];
  /** By month, then kind, service, region and instance type. */
  readonly groups: readonly BilledGroup[];
  /** Empty unless {@link step} is an hour. */
  readonly instanceHours: readonly InstanceHours[];
}
