import { at, type Candidate } from "./candidate";
import { candidatePool } from "./candidate-pool";
import type { HoldoutForecasts } from "./combination";
import { holidayEffect } from "./holiday-effect";
import { planHoldouts, type HoldoutPlan } from "./holdout-plan";
import type { JudgedHoldout } from "./prediction-interval";
import { lastSeasonAgain } from "./seasonal-naive";
import type { SeriesForecastOptions } from "./series-options";

/** A series in units of its mean absolute value, with all that was tried on it. */
export interface Trial {
  readonly values: Float64Array;
  readonly plan: HoldoutPlan;
  readonly candidates: readonly Candidate[];
  /** For each candidate what it said of each holdout. */
  readonly onHoldouts: readonly HoldoutForecasts[];
  /** For each candidate what it says of the horizon. */
  readonly ahead: readonly Float64Array[];
  /** Whether the value at an index counts when errors are measured. */
  readonly measured: (index: number) => boolean;
  /** Steps of the shortest season. */
  readonly season: number;
  /** Whether every value is 0 or above. */
  readonly nonNegative: boolean;
  /** Holiday steps of the history that an effect was learned from. */
  readonly holidaysSeen: number;
}

/** Holidays are compared with the longest season of up to so many of the shortest: a week, not a year. */
const COMPARED_SEASONS = 10;

/** Tries every candidate on every holdout and on the horizon. */
export function tryCandidates(values: Float64Array, options: SeriesForecastOptions): Trial {
  const { horizon, seasons, holidays = () => false, filled = new Set() } = options;
  const [season = 1] = seasons;
  const nonNegative = values.every((value) => value >= 0);
  const plan = planHoldouts(values.length, horizon, season);
  const trainingSteps = plan.origins[0] ?? 0;
  const candidates = candidatePool({ seasons, trainingSteps, horizon, nonNegative });
  const longSeason = seasons.findLast((length) => length <= COMPARED_SEASONS * season) ?? season;
  const effect = holidayEffect(values, holidays, { season, longSeason, nonNegative });
  const clamp = clampFor(values, nonNegative);
  const forecast = (candidate: Candidate, origins: readonly number[], steps: number): Float64Array[] =>
    candidate.forecast(effect.usual, origins, steps).map((raw, index) => {
      const origin = origins[index] ?? NaN;
      const clamped = clamp(raw, lastSeasonAgain(effect.usual, origin, season, steps));
      effect.apply(clamped, origin);
      return clamped;
    });
  const tried = candidates.map((candidate) => {
    if (plan.steps === horizon) return forecast(candidate, [...plan.origins, values.length], horizon);
    return [
      ...forecast(candidate, plan.origins, plan.steps),
      ...forecast(candidate, [values.length], horizon),
    ];
  });
  return {
    values,
    plan,
    candidates,
    onHoldouts: tried.map((forecasts) => forecasts.slice(0, -1)),
    ahead: tried.map((forecasts) => forecasts.at(-1) ?? new Float64Array(horizon)),
    measured: measuredSteps(plan, values.length, filled),
    season,
    nonNegative,
    holidaysSeen: effect.seen,
  };
}

/** Holds what the combination said of each holdout beside what came. */
export function judgeHoldouts(
  { values, plan, measured }: Trial,
  forecasts: readonly Float64Array[],
): JudgedHoldout[] {
  return plan.origins.map((origin, index) => ({
    forecast: forecasts[index] ?? new Float64Array(0),
    actual: values.slice(origin, origin + plan.steps),
    measured: Array.from({ length: plan.steps }, (_, step) => measured(origin + step)),
  }));
}

/** Filled steps do not count, unless no other was held back. */
function measuredSteps(
  { origins }: HoldoutPlan,
  length: number,
  filled: ReadonlySet<number>,
): (index: number) => boolean {
  for (let index = origins[0] ?? 0; index < length; index += 1) {
    if (!filled.has(index)) return (step) => !filled.has(step);
  }
  return () => true;
}

/** Keeps a forecast within the range of the values and once that range beyond; what is no number is replaced. */
function clampFor(
  values: Float64Array,
  nonNegative: boolean,
): (raw: Float64Array, instead: Float64Array) => Float64Array {
  const lowest = values.reduce((least, value) => Math.min(least, value), Infinity);
  const highest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const range = highest - lowest;
  const floor = nonNegative ? Math.max(lowest - range, 0) : lowest - range;
  return (raw, instead) =>
    raw.map((value, step) =>
      Number.isFinite(value) ? Math.min(Math.max(value, floor), highest + range) : at(instead, step),
    );
}
