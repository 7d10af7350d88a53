import type { Offering } from "../../../lib/cost/purchase-order";
import {
  decideFleet,
  decisionCuts,
  type DecisionSettings,
  type FleetDecision,
  type FleetDecisionInput,
} from "../../../lib/cost/decision/fleet-decision";
import type { PricedOffering } from "../../../lib/cost/decision/offerings";
import { PooledDemand } from "../../../lib/cost/planner/pooled-demand";
import { HOURS_PER_YEAR } from "../../../lib/definition/units";
import { startOfDay } from "../../../lib/load";
import { offering } from "../../report/orders";
import { usd } from "../terms";

/** An offering with a name and a source. */
export function priced(change: Partial<Offering> = {}, id = "standard-1y-noUpfront"): PricedOffering {
  return { ...offering(change), id };
}

/** 0.50 USD on demand and 0.30 USD reserved for a year from 2026-11-01, where nothing else is said. */
export function decisionInput(
  change: Partial<FleetDecisionInput> = {},
  settings: Partial<DecisionSettings> = {},
): FleetDecisionInput {
  return {
    start: startOfDay("2026-11-01"),
    onDemandHourly: usd("0.50"),
    offerings: [priced()],
    ...change,
    settings: {
      yearlyRate: 0,
      horizonHours: HOURS_PER_YEAR,
      owned: [],
      cashBudget: undefined,
      floor: undefined,
      mostReserved: undefined,
      risk: undefined,
      ...settings,
    },
  };
}

/** Demand of paths that each are the same pattern again and again. */
export function repeated(patterns: readonly (readonly number[])[], input: FleetDecisionInput): PooledDemand {
  const { horizonHours } = input.settings;
  const demand = new PooledDemand({
    horizonHours,
    cuts: decisionCuts(input),
    keepsPaths: input.settings.risk !== undefined,
  });
  for (const pattern of patterns) {
    demand.add(Int32Array.from({ length: horizonHours }, (_, hour) => pattern[hour % pattern.length]!));
  }
  return demand;
}

/** The decision on such a demand. */
export function decided(
  patterns: readonly (readonly number[])[],
  change: Partial<FleetDecisionInput> = {},
  settings: Partial<DecisionSettings> = {},
): FleetDecision {
  const input = decisionInput(change, settings);
  return decideFleet(repeated(patterns, input), input);
}
