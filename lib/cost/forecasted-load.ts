import type { CostSettings, LoadSettings } from "../definition/definition";
import { HOURS_PER_MONTH, HOURS_PER_YEAR } from "../definition/units";
import type { LoadForecast, LoadHistory, LoadScenarios } from "../load";
import { instancesFor, wholeInstances, type ProgramLoad } from "./demand";

const HOURS_PER_DAY = 24;

/** The load to expect of one program over a term, and what it was forecast from. */
export interface ForecastedLoad {
  /** Name of the app. */
  readonly app: string;
  /** What landfall.yaml says of the load. */
  readonly settings: LoadSettings;
  readonly history: LoadHistory;
  readonly forecast: LoadForecast;
  readonly scenarios: LoadScenarios;
}

/** Hours of the longest term that may be bought: what a load is forecast for. */
export function longestTermHours(cost: Pick<CostSettings, "terms">): number {
  return Math.max(...cost.terms.map((term) => term.years)) * HOURS_PER_YEAR;
}

/** The load as the demand for instances is reckoned from it. */
export function programLoad({ settings, scenarios }: ForecastedLoad): ProgramLoad {
  return {
    paths: scenarios.paths,
    instanceServesPerHour: settings.instanceServes.perHour,
    headroom: settings.headroom.ratio,
  };
}

/**
 * Instances that the highest hour of every history took, were they all to come at once. A forecast that follows a quiet
 * week must not leave less room than the past has needed.
 */
export function pastPeak(loads: readonly ForecastedLoad[]): number {
  return wholeInstances(
    loads.reduce((sum, load) => {
      const { requests, step } = load.history;
      const hours = step === "day" ? HOURS_PER_DAY : 1;
      return sum + instancesFor(requests.reduce((a, b) => Math.max(a, b), 0) / hours, programLoad(load));
    }, 0),
  );
}

/** Requests expected in an average month of 730 hours: the mean over all paths and hours. */
export function monthlyRequests({ scenarios }: Pick<ForecastedLoad, "scenarios">): number {
  const requests = scenarios.paths.reduce((sum, path) => sum + path.reduce((a, b) => a + b, 0), 0);
  return (requests / (scenarios.paths.length * scenarios.hours)) * HOURS_PER_MONTH;
}
