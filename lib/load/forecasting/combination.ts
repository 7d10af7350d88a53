import { at } from "./candidate";
import { holdoutsApart, type HoldoutPlan } from "./holdout-plan";

/** Forecasts of one candidate for every holdout. */
export type HoldoutForecasts = readonly Float64Array[];

/** How much worse candidates count for less: a candidate with twice the error weighs a sixteenth. */
const WEIGHT_POWER = 4;

/** Errors below this share of the mean error of all candidates count as equal to it. */
const SMALLEST_RELATIVE_ERROR = 1e-9;

/**
 * Mean absolute error of each candidate on each holdout; NaN where no step of the holdout was measured.
 *
 * @param measured whether the step at an index was observed, not filled
 */
export function holdoutErrors(
  values: Float64Array,
  { origins, steps }: HoldoutPlan,
  forecasts: readonly HoldoutForecasts[],
  measured: (index: number) => boolean,
): Float64Array[] {
  return forecasts.map((ofCandidate) =>
    Float64Array.from(origins, (origin, holdout) => {
      const forecast = ofCandidate[holdout] ?? new Float64Array(0);
      let sum = 0;
      let count = 0;
      for (let step = 0; step < steps; step += 1) {
        if (!measured(origin + step)) continue;
        sum += Math.abs(at(values, origin + step) - at(forecast, step));
        count += 1;
      }
      return sum / count;
    }),
  );
}

/**
 * Error of each candidate relative to the mean of all, each holdout counting the same: 1 is as good as the mean.
 *
 * @param errors of {@link holdoutErrors}
 * @param counted which holdouts count
 */
export function relativeErrors(
  errors: readonly Float64Array[],
  counted: (holdout: number) => boolean,
): number[] {
  const sums = errors.map(() => 0);
  let holdouts = 0;
  for (let holdout = 0; holdout < (errors[0]?.length ?? 0); holdout += 1) {
    const mean = errors.reduce((sum, ofCandidate) => sum + at(ofCandidate, holdout), 0) / errors.length;
    if (!counted(holdout) || Number.isNaN(mean)) continue;
    holdouts += 1;
    errors.forEach((ofCandidate, index) => {
      sums[index] = (sums[index] ?? NaN) + (mean > 0 ? at(ofCandidate, holdout) / mean : 1);
    });
  }
  return sums.map((sum) => (holdouts === 0 ? 1 : sum / holdouts));
}

/**
 * Weights of the candidates, summing to 1: inverse to the fourth power of the relative error.
 *
 * Inverse errors as weights: Bates & Granger, The Combination of Forecasts, Operational Research Quarterly 20 (1969)
 * 451-468; a power of them: Pawlikowski & Chorowska, Weighted ensemble of statistical models, International Journal
 * of Forecasting 36 (2020) 93-97, third in the M4 competition. Four was the best of 3, 4, 5, 6 and 8 on
 * holdouts inside the training part of M4's hourly series.
 */
export function combinationWeights(relative: readonly number[]): number[] {
  const floored = relative.map((error) => Math.max(error, SMALLEST_RELATIVE_ERROR));
  const best = Math.min(...floored);
  const raw = floored.map((error) => (best / error) ** WEIGHT_POWER);
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return raw.map((weight) => weight / total);
}

/** Weighted mean of forecasts of the same length. */
export function combine(forecasts: readonly Float64Array[], weights: readonly number[]): Float64Array {
  const combined = new Float64Array(forecasts[0]?.length ?? 0);
  forecasts.forEach((forecast, index) => {
    const weight = weights[index] ?? NaN;
    for (let step = 0; step < combined.length; step += 1) {
      combined[step] = at(combined, step) + weight * at(forecast, step);
    }
  });
  return combined;
}

/**
 * What the combination says for each holdout with weights from the others, so that no weight has seen what it is
 * judged on.
 */
export function combineHoldouts(
  errors: readonly Float64Array[],
  plan: HoldoutPlan,
  forecasts: readonly HoldoutForecasts[],
): Float64Array[] {
  return plan.origins.map((_, holdout) => {
    const weights = combinationWeights(relativeErrors(errors, holdoutsApart(plan, holdout)));
    return combine(
      forecasts.map((ofCandidate) => ofCandidate[holdout] ?? new Float64Array(plan.steps)),
      weights,
    );
  });
}
