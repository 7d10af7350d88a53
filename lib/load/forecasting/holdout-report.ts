import { meanAbsoluteError, seasonalNaiveError, smapePercent } from "./accuracy";
import { at } from "./candidate";
import { holdoutsApart } from "./holdout-plan";
import { errorDistribution, predictionInterval, type JudgedHoldout } from "./prediction-interval";
import { lastSeasonAgain } from "./seasonal-naive";
import type { Trial } from "./trial";

/** How a method did on the holdouts. */
export interface HoldoutAccuracy {
  /** Mean absolute error, in the unit of the values. */
  readonly meanAbsolute: number;
  /** Symmetric mean absolute percentage error, from 0 to 200 percent. */
  readonly smapePercent: number;
  /**
   * Mean absolute scaled error: {@link meanAbsolute} over the in-sample error of the seasonal naive forecast of the
   * shortest season; null where that is 0.
   */
  readonly mase: number | null;
}

/** What the rolling holdouts showed. */
export interface HoldoutReport {
  /** Number of holdouts. */
  readonly count: number;
  /** Steps of each holdout. */
  readonly steps: number;
  /** The combination, each holdout with weights from the others. */
  readonly combination: HoldoutAccuracy;
  /** The seasonal naive forecast of the shortest season. */
  readonly seasonalNaive: HoldoutAccuracy;
  /** Share of the steps held back inside each interval, in percent, each holdout with errors from the others. */
  readonly coverage: readonly { readonly coverage: number; readonly observedPercent: number }[];
}

/**
 * What the holdouts showed of the combination and of the seasonal naive forecast, on the steps that were measured.
 *
 * @param judged what the combination said of each holdout
 * @param unit what a value of the trial is in the unit of the series
 */
export function reportHoldouts(
  trial: Trial,
  judged: readonly JudgedHoldout[],
  coverages: readonly number[],
  unit: number,
): HoldoutReport {
  const { values, plan, season } = trial;
  const scale = seasonalNaiveError(values.subarray(0, plan.origins[0]), season);
  const naive = judged.map((holdout, index) => ({
    ...holdout,
    forecast: lastSeasonAgain(values, plan.origins[index] ?? NaN, season, plan.steps),
  }));
  return {
    count: plan.origins.length,
    steps: plan.steps,
    combination: accuracyOf(judged, scale, unit),
    seasonalNaive: accuracyOf(naive, scale, unit),
    coverage: coverages.map((coverage) => ({
      coverage,
      observedPercent: observedCoverage(trial, judged, coverage),
    })),
  };
}

function accuracyOf(judged: readonly JudgedHoldout[], scale: number, unit: number): HoldoutAccuracy {
  const actual = measuredSteps(judged, "actual");
  const forecast = measuredSteps(judged, "forecast");
  const meanAbsolute = meanAbsoluteError(actual, forecast);
  return {
    meanAbsolute: meanAbsolute * unit,
    smapePercent: smapePercent(actual, forecast),
    mase: scale > 0 ? meanAbsolute / scale : null,
  };
}

function measuredSteps(judged: readonly JudgedHoldout[], part: "actual" | "forecast"): Float64Array {
  return Float64Array.from(
    judged.flatMap((holdout) => Array.from(holdout[part].filter((_, step) => holdout.measured[step]))),
  );
}

/** Each holdout is held against the interval that the others give. */
function observedCoverage(trial: Trial, judged: readonly JudgedHoldout[], coverage: number): number {
  let inside = 0;
  let steps = 0;
  judged.forEach((holdout, index) => {
    const others = judged.filter(
      (other, place) => other.measured.includes(true) && holdoutsApart(trial.plan, index)(place),
    );
    const known = others.length > 0 ? others : judged;
    const distribution = errorDistribution(known, trial);
    const { lower, upper } = predictionInterval(holdout.forecast, coverage, distribution, trial);
    holdout.actual.forEach((value, step) => {
      if (holdout.measured[step] !== true) return;
      steps += 1;
      if (value >= at(lower, step) && value <= at(upper, step)) inside += 1;
    });
  });
  return (100 * inside) / steps;
}
