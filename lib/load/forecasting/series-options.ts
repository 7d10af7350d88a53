import type { IsHoliday } from "./holiday-effect";

/** What to forecast, and what is known of the series. */
export interface SeriesForecastOptions {
  /** Steps to forecast, a whole number above 0. */
  readonly horizon: number;
  /**
   * Lengths of the seasons in steps, ascending whole numbers above 1: `[24, 168]` for hours, `[7]` or `[7, 365]` for
   * days. The history must hold the first one twice; longer ones that it does not hold twice are partly left out.
   */
  readonly seasons: readonly number[];
  /**
   * Shares of the values that the intervals hold, ascending, each above 0 and below 1.
   * @default [0.8, 0.95]
   */
  readonly coverages?: readonly number[];
  /**
   * Whether the step at an index is a holiday, for history and horizon; the first value has the index 0, the first
   * step forecast the index `values.length`.
   * @default no step is one
   */
  readonly holidays?: IsHoliday;
  /**
   * Indexes of the values that were filled, not observed: left out when errors are measured.
   * @default none
   */
  readonly filled?: ReadonlySet<number>;
}

/** Coverages of the intervals when nothing is said. */
export const DEFAULT_COVERAGES: readonly number[] = [0.8, 0.95];

/**
 * Throws on the first thing that the caller got wrong.
 *
 * @throws RangeError when a value is not finite, the history shorter than two of the shortest season, the horizon not a
 *   whole number above 0, the seasons not ascending whole numbers above 1 or the coverages not ascending between 0 and 1
 */
export function checkSeries(
  values: ArrayLike<number>,
  { horizon, seasons, coverages = DEFAULT_COVERAGES }: SeriesForecastOptions,
): void {
  if (!Number.isSafeInteger(horizon) || horizon < 1) {
    throw new RangeError(`horizon must be a whole number above 0, got: ${horizon}`);
  }
  const [shortest] = seasons;
  const whole = seasons.every((season) => Number.isSafeInteger(season) && season > 1);
  if (shortest === undefined || !whole || !isAscending(seasons)) {
    throw new RangeError(`seasons must be ascending whole numbers above 1, got: ${seasons.join(", ")}`);
  }
  const inside = coverages.every((coverage) => coverage > 0 && coverage < 1);
  if (!inside || !isAscending(coverages)) {
    throw new RangeError(`coverages must be ascending, above 0 and below 1, got: ${coverages.join(", ")}`);
  }
  if (values.length < 2 * shortest) {
    throw new RangeError(`values must hold two seasons of ${shortest} steps, got: ${values.length} values`);
  }
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? NaN;
    if (!Number.isFinite(value)) {
      throw new RangeError(`values must be finite, got: ${value} at ${index}`);
    }
  }
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((value, index) => index === 0 || value > (numbers[index - 1] ?? NaN));
}
