import { Money } from "../../lib/definition/money";
import { purchaseOrder, type Fleet, type Offering, type PurchaseOrder } from "../../lib/cost/purchase-order";
import type { Origin } from "../../lib/prices";

/** What the orders of the tests are for. */
export const FLEET: Fleet = {
  instanceType: "m7i.large",
  platform: "Linux/UNIX",
  region: "eu-central-1",
  tenancy: "default",
};

/** Where the prices of the tests come from. */
export const ORIGIN: Origin = { source: "a price list", date: "2026-10-01" };

/** A standard Reserved Instance for a year at 0.30 USD an hour without upfront fee, where nothing else is said. */
export function offering(change: Partial<Offering> = {}): Offering {
  return {
    kind: "reservedInstances",
    offeringClass: "standard",
    termYears: 1,
    payment: "noUpfront",
    upfront: Money.of("0", "USD"),
    hourly: Money.of("0.30", "USD"),
    origin: ORIGIN,
    ...change,
  };
}

/** The order for a number of instances, 2 where nothing else is said. */
export function order(change: Partial<Offering> = {}, count = 2): PurchaseOrder {
  const made = purchaseOrder(FLEET, offering(change), count);
  if (made === undefined) throw new Error("nothing was ordered");
  return made;
}
