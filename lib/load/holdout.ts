import type { EpochHour } from "./calendar";
import {
  fitProfile,
  fitSeasonalNaive,
  HOURS_PER_STEP,
  meanOf,
  patternAt,
  STEPS_PER_SEASON,
  type Series,
  type WeeklyPattern,
} from "./weekly-pattern";

/** How a load is forecast: the mean week at its recent level, or the last week again. */
export type ForecastMethod = "weekly profile" | "seasonal naive";

/** How far a forecast was off on steps that it had not seen. */
export interface ForecastError {
  /** Mean absolute error, in requests per step of the history. */
  readonly meanAbsolute: number;
  /** Symmetric mean absolute percentage error, from 0 to 200 percent. */
  readonly smapePercent: number;
  /** Mean absolute scaled error: below 1 is better than the seasonal naive forecast was in the training part. */
  readonly mase: number | null;
  /** Why {@link mase} is null; left out when it is a number. */
  readonly maseReason?: string;
}

/** A forecast tried on the end of the history, which was kept from it. */
export interface Holdout {
  /** Hour that the first step held back starts with. */
  readonly start: EpochHour;
  /** Steps held back. */
  readonly steps: number;
  /** Steps among them that had a row in the file: errors are measured on these alone. */
  readonly measuredSteps: number;
  /** What each method said for each step held back, from the steps before alone. */
  readonly predictions: Readonly<Record<ForecastMethod, readonly number[]>>;
  readonly errors: Readonly<Record<ForecastMethod, ForecastError>>;
}

/** Fits each method to a series. */
export const FIT: Readonly<Record<ForecastMethod, (series: Series) => WeeklyPattern>> = {
  "weekly profile": fitProfile,
  "seasonal naive": fitSeasonalNaive,
};

/** Seasons that a history needs for a whole one to be held back. */
const SEASONS_FOR_WHOLE_HOLDOUT = 3;

/** Share of a shorter history that is held back. */
const HOLDOUT_SHARE = 0.2;

/**
 * Holds back the last week, or the last 20 % of a history shorter than three weeks, and measures how far each method
 * is off there when it sees only what came before.
 *
 * With n steps before, h measured steps held back, season m (168 hours or 7 days), actual Y and forecast F:
 *
 *     sMAPE = 2/h sum |Y - F| / (|Y| + |F|) * 100 %
 *     MASE  = 1/h sum |Y - F|  /  1/(n - m) sum of |Y_t - Y_(t-m)| over t = m+1 to n
 *
 * A step with Y = F = 0 adds nothing to sMAPE. Source of both: Makridakis, Spiliotis & Assimakopoulos, The M4
 * Competition, International Journal of Forecasting 36 (2020) 54-74; there m is 24 for hourly series, here it is a
 * week, so that the scale is the error of the forecast that the profile has to beat.
 */
export function holdOut(series: Series): Holdout {
  const steps = heldBack(series);
  const cut = series.requests.length - steps;
  const training = trainingPart(series, cut);
  const start = series.start + cut * HOURS_PER_STEP[series.step];
  const predict = (method: ForecastMethod): number[] => {
    const pattern = FIT[method](training);
    return Array.from({ length: steps }, (_, index) =>
      patternAt(pattern, start + index * HOURS_PER_STEP[series.step]),
    );
  };
  const predictions = {
    "weekly profile": predict("weekly profile"),
    "seasonal naive": predict("seasonal naive"),
  };
  const filled = new Set(series.filled);
  const measured = Array.from({ length: steps }, (_, index) => index).filter(
    (index) => !filled.has(cut + index),
  );
  const actual = measured.map((index) => series.requests[cut + index] ?? NaN);
  const scale = naiveScale(training);
  const errorOf = (predicted: readonly number[]): ForecastError =>
    measureError(
      actual,
      measured.map((index) => predicted[index] ?? NaN),
      scale,
    );
  return {
    start,
    steps,
    measuredSteps: measured.length,
    predictions,
    errors: {
      "weekly profile": errorOf(predictions["weekly profile"]),
      "seasonal naive": errorOf(predictions["seasonal naive"]),
    },
  };
}

/**
 * Error of a forecast; see {@link holdOut} for the formulas.
 *
 * @param scale in-sample mean absolute error of the seasonal naive forecast; 0 or undefined makes MASE null
 */
export function measureError(
  actual: readonly number[],
  predicted: readonly number[],
  scale: number | undefined,
): ForecastError {
  const errors = actual.map((value, index) => Math.abs(value - (predicted[index] ?? NaN)));
  const meanAbsolute = meanOf(errors);
  const relative = errors.map((error, index) =>
    error === 0 ? 0 : (2 * error) / ((actual[index] ?? NaN) + (predicted[index] ?? NaN)),
  );
  const smapePercent = 100 * meanOf(relative);
  if (scale === undefined) {
    const maseReason = "no step of the training part has a row a week before it to scale by";
    return { meanAbsolute, smapePercent, mase: null, maseReason };
  }
  if (scale === 0) {
    const maseReason =
      "the training part repeats itself exactly from week to week, so there is no error to scale by";
    return { meanAbsolute, smapePercent, mase: null, maseReason };
  }
  return { meanAbsolute, smapePercent, mase: meanAbsolute / scale };
}

function heldBack(series: Series): number {
  const season = STEPS_PER_SEASON[series.step];
  const total = series.requests.length;
  return total < SEASONS_FOR_WHOLE_HOLDOUT * season ? Math.floor(total * HOLDOUT_SHARE) : season;
}

/** Steps filled across the cut were drawn towards a row held back, so the training part ends on a row of its own. */
function trainingPart(series: Series, cut: number): Series {
  const filled = new Set(series.filled);
  let end = cut;
  while (filled.has(end - 1)) end -= 1;
  return {
    ...series,
    requests: series.requests.slice(0, end),
    filled: series.filled.filter((index) => index < end),
  };
}

function naiveScale(training: Series): number | undefined {
  const season = STEPS_PER_SEASON[training.step];
  const filled = new Set(training.filled);
  const errors = training.requests.flatMap((value, index) => {
    const before = training.requests[index - season];
    return before === undefined || filled.has(index) || filled.has(index - season)
      ? []
      : [Math.abs(value - before)];
  });
  return errors.length === 0 ? undefined : meanOf(errors);
}
