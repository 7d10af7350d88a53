import { HOURS_PER_YEAR } from "../definition/units";
import type { Money } from "../definition/money";
import type { ReservationOption } from "./purchase-plan";

/** A reservation that a person is to buy: it is billing, and changes no resource. */
export interface PurchaseOrder {
  readonly offering: string;
  /** Instance type that the reservation is for: the fleet must run the same. */
  readonly instanceType: string;
  /** Operating system as the offering names it. */
  readonly platform: string;
  readonly region: string;
  readonly tenancy: string;
  readonly count: number;
  readonly termYears: number;
  readonly payment: string;
  /** Price of one instance for one hour. */
  readonly hourly: Money;
  /** What all instances cost over the whole term, used or not. */
  readonly totalObligation: Money;
}

/** What instances an order is for. */
export type Fleet = Pick<PurchaseOrder, "instanceType" | "platform" | "region" | "tenancy">;

/** Makes the order for a number of instances; undefined for none. */
export function purchaseOrder(
  fleet: Fleet,
  option: ReservationOption | undefined,
  count: number,
): PurchaseOrder | undefined {
  if (option === undefined || count === 0) return undefined;
  return {
    offering: "Amazon EC2 Reserved Instance, standard, regional",
    ...fleet,
    count,
    termYears: option.termYears,
    payment: option.payment,
    hourly: option.hourly,
    totalObligation: option.hourly.times(count * option.termYears * HOURS_PER_YEAR),
  };
}
