import type { InstanceDemand } from "../../lib/cost/demand";
import type { PurchaseTerms, ReservationOption } from "../../lib/cost/purchase-plan";
import { Money } from "../../lib/definition/money";
import { HOURS_PER_YEAR } from "../../lib/definition/units";

/** Amount in dollars. */
export function usd(amount: string): Money<"USD"> {
  return Money.of(amount, "USD");
}

/** A reservation without upfront payment. */
export function option(hourly: string, termYears: 1 | 3 = 1): ReservationOption {
  return { termYears, payment: "noUpfront", hourly: usd(hourly) };
}

/** Terms with 0.50 USD/h on demand and 0.30 USD/h reserved, without interest, where nothing else is said. */
export function terms({ onDemand = "0.50", reserved = "0.30", yearlyRate = 0 } = {}): PurchaseTerms {
  return { onDemandHourly: usd(onDemand), options: [option(reserved)], yearlyRate };
}

/** A demand whose paths repeat short patterns for some years. */
export function repeating(patterns: readonly (readonly number[])[], years = 1): InstanceDemand {
  const hours = years * HOURS_PER_YEAR;
  const paths = patterns.map((pattern) => {
    const path = new Int32Array(hours);
    path.set(pattern);
    for (let filled = pattern.length; filled < hours; filled *= 2) path.copyWithin(filled, 0, filled);
    return path;
  });
  return { hours, paths };
}

/** A demand of one year that needs a number of instances in each of the first so many hours. */
export function stepped(...steps: readonly (readonly [instances: number, hours: number])[]): InstanceDemand {
  const path = new Int32Array(HOURS_PER_YEAR);
  let from = 0;
  for (const [instances, hours] of steps) {
    path.fill(instances, from, from + hours);
    from += hours;
  }
  return { hours: HOURS_PER_YEAR, paths: [path] };
}
