import Decimal from "decimal.js";
import type { Money } from "../definition/money";
import type { OfferingClass, Payment } from "../definition/price-schema";
import { HOURS_PER_YEAR } from "../definition/units";
import { SOLD_COMMITMENTS } from "./planner/savings-plan";
import type { Origin } from "../prices";

/** What every order says of its payment. */
interface Obligation {
  readonly termYears: 1 | 3;
  readonly payment: Payment;
  /** Paid when the order is placed. */
  readonly dueAtPurchase: Money;
  /** Paid for every hour of the term, used or not. */
  readonly hourly: Money;
  /** All that is paid over the term, used or not. */
  readonly totalObligation: Money;
  /** Where the price that it is reckoned from comes from. */
  readonly origin: Origin;
}

/** What instances an order is for: the fleet must run the same. */
export interface Fleet {
  readonly instanceType: string;
  /** Operating system as the offering names it. */
  readonly platform: string;
  readonly region: string;
  readonly tenancy: string;
}

/** Reserved Instances that a person is to buy: they are billing, and change no resource. */
export interface ReservedInstanceOrder extends Fleet, Obligation {
  readonly kind: "reservedInstances";
  readonly offeringClass: OfferingClass;
  readonly count: number;
}

/** A Compute Savings Plan that a person is to buy. */
export interface SavingsPlanOrder extends Obligation {
  readonly kind: "computeSavingsPlan";
  /** What is committed to for each hour, at the plan's own rates; decimal text as AWS takes it. */
  readonly commitmentPerHour: Money;
}

/** A commitment that a person is to buy. A deploy never does. */
export type PurchaseOrder = ReservedInstanceOrder | SavingsPlanOrder;

/** An offering as an order is made of it: what one unit of it costs. */
export interface Offering {
  readonly kind: PurchaseOrder["kind"];
  /** Class of a reservation; null for a Savings Plan, which has none. */
  readonly offeringClass: OfferingClass | null;
  readonly termYears: 1 | 3;
  readonly payment: Payment;
  /** Paid for one instance when it is bought. */
  readonly upfront: Money;
  /** Paid for one instance and hour. */
  readonly hourly: Money;
  readonly origin: Origin;
}

/** Decimal places of a Savings Plan's commitment, as it is sold. */
const COMMITMENT_DECIMALS = new Decimal(SOLD_COMMITMENTS.step).decimalPlaces();

/**
 * Makes the order for a number of instances; undefined for none.
 *
 * A Savings Plan is ordered by its commitment for an hour: instances times the plan's rate for one, upfront share
 * included, with as many decimals as are sold.
 */
export function purchaseOrder(fleet: Fleet, offering: Offering, count: number): PurchaseOrder | undefined {
  if (count === 0) return undefined;
  const { termYears, payment, origin } = offering;
  const hours = termYears * HOURS_PER_YEAR;
  const dueAtPurchase = offering.upfront.times(count);
  const obligation = {
    termYears,
    payment,
    dueAtPurchase,
    hourly: offering.hourly.times(count),
    totalObligation: dueAtPurchase.plus(offering.hourly.times(count).times(hours)),
    origin,
  };
  const { kind, offeringClass } = offering;
  if (kind === "reservedInstances" && offeringClass !== null) {
    return { kind, offeringClass, ...fleet, count, ...obligation };
  }
  return savingsPlanOrder(obligation.totalObligation.per(hours), { termYears, payment, origin });
}

/** The order for a Compute Savings Plan: how it is paid decides what is due at once. */
export function savingsPlanOrder(
  commitment: Money,
  { termYears, payment, origin }: Pick<Offering, "termYears" | "payment" | "origin">,
): SavingsPlanOrder {
  const commitmentPerHour = commitment.rounded(COMMITMENT_DECIMALS);
  const totalObligation = commitmentPerHour.times(termYears * HOURS_PER_YEAR);
  const dueAtPurchase = totalObligation.times(UPFRONT_SHARE[payment]);
  return {
    kind: "computeSavingsPlan",
    termYears,
    payment,
    commitmentPerHour,
    dueAtPurchase,
    hourly: totalObligation.minus(dueAtPurchase).per(termYears * HOURS_PER_YEAR),
    totalObligation,
    origin,
  };
}

/** Share of a Savings Plan that is paid at once. Source: AWS Savings Plans user guide, payment options. */
export const UPFRONT_SHARE: Readonly<Record<Payment, number>> = {
  noUpfront: 0,
  partialUpfront: 0.5,
  allUpfront: 1,
};

/** What leaving a commitment costs after a part of its term. */
export interface ExitCost {
  /** Whole months since the purchase. */
  readonly afterMonths: number;
  /** What has not been used up yet: hourly payments to come, and the upfront fee of the months to come. */
  readonly cost: Money;
}

const MONTHS_PER_YEAR = 12;
const QUARTERS = 4;

/**
 * What leaving costs: AWS takes no commitment back, so it is all that is left of the obligation. Told for the
 * purchase and for each quarter of the term.
 */
export function exitCosts({ termYears, totalObligation }: PurchaseOrder): readonly ExitCost[] {
  const months = termYears * MONTHS_PER_YEAR;
  return Array.from({ length: QUARTERS }, (_, quarter) => {
    const afterMonths = (months / QUARTERS) * quarter;
    return { afterMonths, cost: totalObligation.times(months - afterMonths).per(months) };
  });
}
