import type { Candidate } from "./candidate";
import { NormalEquations } from "./normal-equations";
import { transformed, type Transform } from "./transform";

/** How the autoregression is made. */
export interface RecursiveRidgeOptions {
  /** Steps of the season that is differenced away. */
  readonly season: number;
  /** Steps back that are looked at, ascending. */
  readonly lags: readonly number[];
  readonly transform: Transform;
}

/** Ridge relative to the mean diagonal element; the best of 0.001, 0.01 and 0.1 inside M4's training part. */
const RIDGE = 0.01;

/**
 * Autoregression of the seasonal differences without a constant, each step forecast from those forecast before it.
 *
 * No constant means no drift: far ahead the differences die out, and the forecast repeats its last season. Source of
 * the model: Box & Jenkins, Time Series Analysis (1970), chapter 9, with a ridge in place of the choice of an order.
 */
export function recursiveRidge({ season, lags, transform }: RecursiveRidgeOptions): Candidate {
  return {
    name: `recursive ridge of ${lags.length} lags, ${transform.name}`,
    forecast: (values, origins, horizon) => {
      const scaled = transformed(values, transform);
      const differences = seasonalDifferences(scaled, season);
      const equations = new NormalEquations(lags.length);
      const row = new Float64Array(lags.length);
      let next = season + Math.max(...lags);
      return origins.map((origin) => {
        for (; next < origin; next += 1) {
          readLags(differences, next, lags, row);
          equations.add(row, differences[next] ?? NaN);
        }
        const ahead = continueDifferences(
          differences,
          origin,
          { lags, row, horizon },
          equations.solve(RIDGE),
        );
        const forecast = new Float64Array(horizon);
        for (let step = 0; step < horizon; step += 1) {
          const before =
            step < season ? (scaled[origin + step - season] ?? NaN) : (forecast[step - season] ?? NaN);
          forecast[step] = before + (ahead[step] ?? NaN);
        }
        return forecast.map((value) => transform.backward(value));
      });
    },
  };
}

/** Differences from one season before; 0 in the first season. */
function seasonalDifferences(scaled: Float64Array, season: number): Float64Array {
  return scaled.map((value, index) => (index < season ? 0 : value - (scaled[index - season] ?? NaN)));
}

function readLags(series: Float64Array, index: number, lags: readonly number[], row: Float64Array): void {
  for (let column = 0; column < lags.length; column += 1) {
    row[column] = series[index - (lags[column] ?? NaN)] ?? NaN;
  }
}

function continueDifferences(
  differences: Float64Array,
  origin: number,
  { lags, row, horizon }: { lags: readonly number[]; row: Float64Array; horizon: number },
  coefficients: Float64Array,
): Float64Array {
  const kept = Math.max(...lags);
  const series = new Float64Array(kept + horizon);
  series.set(differences.subarray(origin - kept, origin));
  for (let step = 0; step < horizon; step += 1) {
    readLags(series, kept + step, lags, row);
    let value = 0;
    for (let column = 0; column < lags.length; column += 1)
      value += (row[column] ?? NaN) * (coefficients[column] ?? NaN);
    series[kept + step] = value;
  }
  return series.subarray(kept);
}
