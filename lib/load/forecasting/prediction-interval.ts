import { at } from "./candidate";
import { widening } from "./student";

/** Between which values a share of the future lies. */
export interface PredictionInterval {
  /** Share of the values expected inside, such as 0.8. */
  readonly coverage: number;
  /** Lower end for each step, never above the forecast. */
  readonly lower: Float64Array;
  /** Upper end for each step, never below the forecast. */
  readonly upper: Float64Array;
}

/** What a forecast said of one holdout, and what came. */
export interface JudgedHoldout {
  readonly forecast: Float64Array;
  readonly actual: Float64Array;
  /** Whether each step was observed: others are left out. */
  readonly measured: readonly boolean[];
}

/** What the intervals depend on besides the holdouts. */
export interface IntervalOptions {
  /** Steps of the short season. */
  readonly season: number;
  /** Whether errors grow with the root of the forecast, and no lower end is below 0. */
  readonly nonNegative: boolean;
}

/** Errors at steps before and after count for a step too, with 1 / (1 + distance). */
const NEIGHBOUR_STEPS = 2;

/** How far the error expected at one step ahead is drawn to that of all steps. */
const SHRINKAGE = 0.3;

/** How far both ends are drawn to the same distance from the forecast: skew is measured on few large errors. */
const SYMMETRY = 0.5;

/** Smallest forecast that errors are scaled by, in units of the mean absolute value. */
const SMALLEST_LEVEL = 0.01;

/** Added to expected errors, in units of the mean absolute value, so that none is 0. */
const SMALLEST_ERROR = 1e-12;

/** Errors of the past, ready to be laid around a forecast. */
export interface ErrorDistribution {
  /** Expected absolute error for each step ahead, on the scale of {@link errorScale}. */
  readonly sizes: Float64Array;
  /** Errors divided by the expected one of their step, ascending. */
  readonly ratios: Float64Array;
  /** Holdouts that the errors are from. */
  readonly holdouts: number;
}

/**
 * Distribution of errors on the holdouts: an expected size for each step ahead, times ratios that all steps share.
 *
 * The sizes are means over the holdouts, smoothed over neighbouring steps and drawn to the mean of all steps.
 * Locally scaled conformal prediction; source: Lei, G'Sell, Rinaldo, Tibshirani & Wasserman, Distribution-Free
 * Predictive Inference for Regression, Journal of the American Statistical Association 113 (2018) 1094-1111, section
 * 5.2. The figures of this file were chosen on holdouts inside the training part of M4's
 * hourly series.
 *
 * @param holdouts one or more, of the same length, with at least one step measured
 */
export function errorDistribution(
  holdouts: readonly JudgedHoldout[],
  { nonNegative }: IntervalOptions,
): ErrorDistribution {
  const steps = holdouts[0]?.forecast.length ?? 0;
  const errors = holdouts.map(({ forecast, actual, measured }) =>
    forecast.map((value, step) =>
      measured[step] === true ? (at(actual, step) - value) / errorScale(value, nonNegative) : NaN,
    ),
  );
  const sizes = expectedSizes(errors, steps);
  const ratios = errors.flatMap((ofHoldout) =>
    Array.from(ofHoldout, (error, step) => error / at(sizes, step)).filter((ratio) => !Number.isNaN(ratio)),
  );
  return { sizes, ratios: Float64Array.from(ratios).sort(), holdouts: holdouts.length };
}

/**
 * The interval around a forecast.
 *
 * Its ends are quantiles of the past ratios times the expected size, widened by Student's t for the number of
 * holdouts, since the steps of one holdout err together. Steps beyond the holdouts take the size of the same step of
 * the last season measured, growing with the root of the seasons ahead as that of the seasonal naive forecast does;
 * source: Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed. (2021), section 5.5.
 */
export function predictionInterval(
  forecast: Float64Array,
  coverage: number,
  { sizes, ratios, holdouts }: ErrorDistribution,
  { season, nonNegative }: IntervalOptions,
): PredictionInterval {
  const factor = widening(coverage, holdouts);
  const below = -quantile(ratios, (1 - coverage) / 2);
  const above = quantile(ratios, (1 + coverage) / 2);
  const middle = (below + above) / 2;
  const end = (side: number): number => factor * Math.max((1 - SYMMETRY) * side + SYMMETRY * middle, 0);
  const size = (value: number, step: number): number =>
    sizeAhead(sizes, step, season) * errorScale(value, nonNegative);
  const floor = nonNegative ? 0 : -Infinity;
  return {
    coverage,
    lower: forecast.map((value, step) => Math.max(value - end(below) * size(value, step), floor)),
    upper: forecast.map((value, step) => value + end(above) * size(value, step)),
  };
}

/** What errors are divided by: they grow with the root of the level, as those of counts do. */
function errorScale(forecast: number, nonNegative: boolean): number {
  return nonNegative ? Math.sqrt(Math.max(forecast, SMALLEST_LEVEL)) : 1;
}

function expectedSizes(errors: readonly Float64Array[], steps: number): Float64Array {
  const smoothed = Float64Array.from({ length: steps }, (_, step) => {
    let sum = 0;
    let weights = 0;
    for (let near = step - NEIGHBOUR_STEPS; near <= step + NEIGHBOUR_STEPS; near += 1) {
      const weight = 1 / (1 + Math.abs(near - step));
      for (const ofHoldout of errors) {
        const error = at(ofHoldout, near);
        if (Number.isNaN(error)) continue;
        sum += weight * Math.abs(error);
        weights += weight;
      }
    }
    return sum / weights;
  });
  const known = smoothed.filter((size) => !Number.isNaN(size));
  const mean = known.reduce((sum, size) => sum + size, 0) / known.length;
  return smoothed.map(
    (size) => (Number.isNaN(size) ? mean : (1 - SHRINKAGE) * size + SHRINKAGE * mean) + SMALLEST_ERROR,
  );
}

function sizeAhead(sizes: Float64Array, step: number, season: number): number {
  if (step < sizes.length) return at(sizes, step);
  const cycle = Math.min(season, sizes.length);
  const like = sizes.length - cycle + ((step - sizes.length) % cycle);
  return at(sizes, like) * Math.sqrt((Math.floor(step / season) + 1) / (Math.floor(like / season) + 1));
}

/** Quantile of ascending values, linear between neighbours. */
function quantile(ascending: Float64Array, share: number): number {
  const place = share * (ascending.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, ascending.length - 1);
  return at(ascending, below) + (place - below) * (at(ascending, above) - at(ascending, below));
}
