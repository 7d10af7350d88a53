import type { LoadSettings } from "../definition/definition";
import { HOURS_PER_MONTH } from "../definition/units";
import type { LoadForecast, LoadHistory, LoadScenarios } from "../load";
import type { ProgramLoad } from "./demand";

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

/** The load as the demand for instances is reckoned from it. */
export function programLoad({ settings, scenarios }: ForecastedLoad): ProgramLoad {
  return {
    paths: scenarios.paths,
    instanceServesPerHour: settings.instanceServes.perHour,
    headroom: settings.headroom.ratio,
  };
}

/** Requests expected in an average month of 730 hours: the mean over all paths and hours. */
export function monthlyRequests({ scenarios }: Pick<ForecastedLoad, "scenarios">): number {
  const requests = scenarios.paths.reduce((sum, path) => sum + path.reduce((a, b) => a + b, 0), 0);
  return (requests / (scenarios.paths.length * scenarios.hours)) * HOURS_PER_MONTH;
}
