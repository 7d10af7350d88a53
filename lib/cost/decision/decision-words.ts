import { HOURS_PER_YEAR } from "../../definition/units";
import type { OneDatePlan } from "../planner/one-date";
import type { PooledDemand } from "../planner/pooled-demand";
import { monthlyCostOf, purchasesOf, type FleetDecision } from "./fleet-decision";
import { wordsOf } from "./offerings";

/** What a plan buys, in words: `reserving 2 (standard, 1 y, no upfront)`, or `reserving nothing`. */
export function planWords(plan: OneDatePlan, { offerings }: Pick<FleetDecision, "offerings">): string {
  const bought = purchasesOf(plan, offerings).map(({ offering, count }) => `${count} (${wordsOf(offering)})`);
  return bought.length === 0 ? "reserving nothing" : `reserving ${bought.join(" and ")}`;
}

/** What the next best plan would cost, as a sentence. */
export function runnerUpWords(decision: FleetDecision): string {
  const { runnerUp, demand } = decision;
  const monthly = monthlyCostOf(runnerUp, demand, decision);
  return `${planWords(runnerUp, decision)} would cost ${monthly.toReport()} ${monthly.currency} a month`;
}

/** How the decision was found, in words. */
export function methodWords({ settings }: Pick<FleetDecision, "settings">): string {
  const { risk, cashBudget, floor } = settings;
  const of = risk === undefined ? "the expected cost" : "the expected and the worst cost";
  return cashBudget === undefined && floor === undefined && risk === undefined
    ? `level by level, exact for ${of}`
    : `branch and bound with dual prices, exact for ${of}`;
}

/**
 * Instances that are needed at once in one hour of a year or more: what a group must be able to grow to. The last
 * hour of ten thousand paths is no reason to.
 */
export function neededAtOnce(demand: PooledDemand): number {
  const total = demand.paths * demand.horizonHours;
  let atLeast = 0;
  for (let level = demand.peak; level > 0; level -= 1) {
    for (const cell of demand.cells.keys()) atLeast += demand.hoursAt(cell)[level] ?? 0;
    if (atLeast * HOURS_PER_YEAR >= total) return level;
  }
  return 0;
}
