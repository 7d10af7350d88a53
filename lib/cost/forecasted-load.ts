import type { LoadSettings } from "../definition/definition";
import { HOURS_PER_MONTH } from "../definition/units";
import { HOURS_PER_DAY, type LoadHistory, type LoadOutlook } from "../load";
import { instancesFor, wholeInstances, type ProgramLoad } from "./demand";

/** The load to expect of one program over a term, and what it was forecast from. */
export interface ForecastedLoad {
  /** Name of the app. */
  readonly app: string;
  /** What landfall.yaml says of the load. */
  readonly settings: LoadSettings;
  /** Undefined where landfall.yaml states the load to expect, in a history's place. */
  readonly history: LoadHistory | undefined;
  readonly outlook: LoadOutlook;
}

/** The load as the demand for instances is reckoned from it. */
export function programLoad({ app, settings, outlook }: ForecastedLoad): ProgramLoad {
  return {
    app,
    paths: outlook,
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
    loads.reduce((sum, load) => sum + instancesFor(highestHour(load), programLoad(load)), 0),
  );
}

function highestHour({ history, settings }: ForecastedLoad): number {
  if (history === undefined) return settings.estimate?.perHour ?? 0;
  const hours = history.step === "day" ? HOURS_PER_DAY : 1;
  return history.requests.reduce((a, b) => Math.max(a, b), 0) / hours;
}

/** Requests expected in an average month of 730 hours. */
export function monthlyRequests({ outlook }: Pick<ForecastedLoad, "outlook">): number {
  return (outlook.expected.reduce((a, b) => a + b, 0) / outlook.hours) * HOURS_PER_MONTH;
}
