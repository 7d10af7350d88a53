/** A way to forecast that is tried on the holdouts beside others. */
export interface Candidate {
  /** Name in reports, such as `direct ridge, log`. */
  readonly name: string;
  /**
   * Forecasts from several origins, each from the values before it alone.
   *
   * @param values in units of their mean absolute value
   * @param origins index of the first step to forecast, ascending, each from the first origin of the plan to
   *   `values.length`
   * @param horizon steps to forecast from each origin
   * @returns a forecast for each origin, in the unit of the values; it may be far off or not finite: the caller clamps
   */
  forecast(values: Float64Array, origins: readonly number[], horizon: number): Float64Array[];
}

/** Value at an index that the caller knows to be inside the array; NaN outside, which no forecast lets through. */
export function at(values: Float64Array, index: number): number {
  return values[index] ?? NaN;
}
