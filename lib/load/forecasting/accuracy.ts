import { at } from "./candidate";

/**
 * Symmetric mean absolute percentage error, from 0 to 200 percent: 100 % * mean of 2 |Y - F| / (|Y| + |F|).
 *
 * A step with Y = F = 0 adds nothing. Source: Makridakis, Spiliotis & Assimakopoulos, The M4 Competition,
 * International Journal of Forecasting 36 (2020) 54-74.
 *
 * @returns NaN when there is no step
 */
export function smapePercent(actual: Float64Array, forecast: Float64Array): number {
  let sum = 0;
  for (let step = 0; step < actual.length; step += 1) {
    const size = Math.abs(at(actual, step)) + Math.abs(at(forecast, step));
    if (size > 0) sum += (2 * Math.abs(at(actual, step) - at(forecast, step))) / size;
  }
  return (100 * sum) / actual.length;
}

/** Mean of |Y - F|, in the unit of the values; NaN when there is no step. */
export function meanAbsoluteError(actual: Float64Array, forecast: Float64Array): number {
  let sum = 0;
  for (let step = 0; step < actual.length; step += 1) sum += Math.abs(at(actual, step) - at(forecast, step));
  return sum / actual.length;
}

/**
 * In-sample mean absolute error of the seasonal naive forecast: the scale of the mean absolute scaled error (MASE).
 *
 * Source: Hyndman & Koehler, Another look at measures of forecast accuracy, International Journal of Forecasting 22
 * (2006) 679-688.
 *
 * @param values more than one season
 */
export function seasonalNaiveError(values: Float64Array, season: number): number {
  return meanAbsoluteError(values.subarray(season), values.subarray(0, values.length - season));
}
