import type { DemandPaths } from "../demand";
import { HOURS_PER_YEAR } from "../../definition/units";
import { monthCount, type FleetDecision } from "./fleet-decision";

/** What an average month costs on each path with what was decided, in the prices' currency. */
export function monthlyCostByPath(decision: FleetDecision, paths: DemandPaths): Float64Array {
  const { settings, onDemandHourly, purchases } = decision;
  const months = monthCount(settings);
  const fees = purchases.reduce(
    (sum, { offering, count }) =>
      sum +
      count *
        (offering.upfront.amount.toNumber() +
          offering.hourly.amount.toNumber() * offering.termYears * HOURS_PER_YEAR),
    0,
  );
  const price = onDemandHourly.amount.toNumber();
  const covered = coveredByHour(decision);
  const costs = new Float64Array(paths.count);
  paths.forEach((path, index) => {
    let rented = 0;
    for (let hour = 0; hour < covered.length; hour += 1) {
      const above = (path[hour] ?? 0) - (covered[hour] ?? 0);
      if (above > 0) rented += above;
    }
    costs[index] = (fees + price * rented) / months;
  });
  return costs;
}

/** Instances that commitments cover in each hour, those owned before among them. */
function coveredByHour({ settings, purchases }: FleetDecision): Int32Array {
  const covered = new Int32Array(settings.horizonHours);
  const add = (count: number, hours: number): void => {
    for (let hour = 0; hour < Math.min(hours, covered.length); hour += 1) {
      covered[hour] = (covered[hour] ?? 0) + count;
    }
  };
  for (const { offering, count } of purchases) add(count, offering.termYears * HOURS_PER_YEAR);
  for (const { units, expiresAtHour } of settings.owned) add(units, expiresAtHour);
  return covered;
}

/**
 * The value that a share of the values does not exceed: the smallest for which that is so. Source: Hyndman & Fan,
 * Sample Quantiles in Statistical Packages, The American Statistician 50 (1996) 361-365, definition 1.
 */
export function quantileOf(values: Float64Array, share: number): number {
  const sorted = values.toSorted();
  return sorted[Math.max(0, Math.ceil(share * sorted.length - ROUNDING_ERROR) - 1)] ?? NaN;
}

/** 0.95 of 20 values is the nineteenth, not the twentieth because of the last binary digit. */
const ROUNDING_ERROR = 1e-9;
