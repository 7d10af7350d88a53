import { combinationWeights, combine, combineHoldouts, holdoutErrors, relativeErrors } from "./combination";
import { describeForecast } from "./forecast-notes";
import { reportHoldouts, type HoldoutReport } from "./holdout-report";
import { errorDistribution, predictionInterval, type PredictionInterval } from "./prediction-interval";
import { checkSeries, DEFAULT_COVERAGES, type SeriesForecastOptions } from "./series-options";
import { judgeHoldouts, tryCandidates } from "./trial";

/** A method tried, and what it counts for. */
export interface MethodShare {
  readonly name: string;
  /** Share in the combination, from 0 to 1. */
  readonly weight: number;
  /** Mean absolute error on the holdouts, in the unit of the values. */
  readonly error: number;
}

/** A forecast of a series. */
export interface SeriesForecast {
  /** Expected value of each step, in the unit of the values; 0 or above where all values are. */
  readonly mean: Float64Array;
  /** One interval for each coverage asked for, in that order: each holds the ones of smaller coverage. */
  readonly intervals: readonly PredictionInterval[];
  /** The methods, the heaviest first. */
  readonly methods: readonly MethodShare[];
  readonly holdout: HoldoutReport;
  /** What a reader must know to judge the forecast, as sentences without a full stop. */
  readonly notes: readonly string[];
}

/**
 * Forecasts a series by a weighted mean of methods that are tried on rolling holdouts at the end of its history.
 *
 * The methods are seasonal naive forecasts, mean seasons, exponential smoothing, ridge regressions and analogs. Each
 * is fitted anew before each holdout; the better it was there, the more it counts. The intervals are laid around the
 * forecast by the errors of the combination on the holdouts. Holidays are taken out before and put in afterwards; what
 * they do is learned from the whole history. The result depends on the arguments alone and scales with the values.
 *
 * @param values the history, oldest first, at least twice the shortest season
 * @throws RangeError when a value is not finite, the history is too short or an option is out of range
 */
export function forecastSeries(values: ArrayLike<number>, options: SeriesForecastOptions): SeriesForecast {
  checkSeries(values, options);
  const { coverages = DEFAULT_COVERAGES } = options;
  const unit = unitOf(values);
  const trial = tryCandidates(
    Float64Array.from(values, (value) => value / unit.largest / unit.mean),
    options,
  );
  const errors = holdoutErrors(trial.values, trial.plan, trial.onHoldouts, trial.measured);
  const weights = combinationWeights(relativeErrors(errors, () => true));
  const judged = judgeHoldouts(trial, combineHoldouts(errors, trial.plan, trial.onHoldouts));
  const mean = combine(trial.ahead, weights);
  const distribution = errorDistribution(judged, trial);
  const intervals = coverages.map((coverage) => predictionInterval(mean, coverage, distribution, trial));
  const inUnit = (scaled: Float64Array): Float64Array =>
    scaled.map((value) => value * unit.mean * unit.largest);
  const methods = trial.candidates.map(({ name }, index) => ({
    name,
    weight: weights[index] ?? NaN,
    error: meanOfMeasured(errors[index]) * unit.mean * unit.largest,
  }));
  return {
    mean: inUnit(mean),
    intervals: intervals.map(({ coverage, lower, upper }) => ({
      coverage,
      lower: inUnit(lower),
      upper: inUnit(upper),
    })),
    methods: methods.sort((one, other) => other.weight - one.weight),
    holdout: reportHoldouts(trial, judged, coverages, unit.mean * unit.largest),
    notes: describeForecast(trial, options),
  };
}

/** Largest absolute value, and the mean absolute value over it: their product may be too small for a number. */
function unitOf(values: ArrayLike<number>): { largest: number; mean: number } {
  let largest = 0;
  for (let index = 0; index < values.length; index += 1) {
    largest = Math.max(largest, Math.abs(values[index] ?? NaN));
  }
  if (largest === 0) return { largest: 1, mean: 1 };
  let mean = 0;
  for (let index = 0; index < values.length; index += 1) {
    mean += Math.abs((values[index] ?? NaN) / largest) / values.length;
  }
  return { largest, mean };
}

/** Mean over the holdouts that had a measured step. */
function meanOfMeasured(errors: Float64Array = new Float64Array(0)): number {
  const measured = errors.filter((error) => !Number.isNaN(error));
  return measured.reduce((sum, error) => sum + error, 0) / measured.length;
}
