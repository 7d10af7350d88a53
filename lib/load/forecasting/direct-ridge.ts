import type { Candidate } from "./candidate";
import { NormalEquations } from "./normal-equations";
import { transformed, type Transform } from "./transform";

/** How the regressions are made. */
export interface DirectRidgeOptions {
  /** Steps of the short season: what is forecast is the change from the last value at the same step of it. */
  readonly season: number;
  /** Steps of a longer season, a multiple of the short one or not; undefined where the history is too short for one. */
  readonly longSeason: number | undefined;
  readonly transform: Transform;
}

/** Ridge relative to the mean diagonal element; the best of 0.01, 0.1, 0.3 and 1 inside M4's training part. */
const RIDGE = 0.3;

/** Short seasons whose steps are averaged with the base. */
const AVERAGED_SEASONS = 5;

/**
 * A ridge regression of its own for each step ahead, on what is known at the origin.
 *
 * For step h of the horizon the base is the last known value at the same step of the short season, and the target is
 * how far the value lies from it. It is explained by the latest seasonal differences and their means over parts of a
 * season, by the values one and more short and long seasons before the target less the base, and by how one long
 * season ago the value moved on from its origin. Direct forecasts do not feed on their own errors. Source: Ben Taieb,
 * Bontempi, Atiya & Sorjamaa, A review and comparison of strategies for multi-step ahead time series forecasting,
 * Expert Systems with Applications 39 (2012) 7067-7083.
 */
export function directRidge(options: DirectRidgeOptions): Candidate {
  const { longSeason, transform } = options;
  const name = `direct ridge, ${transform.name}${longSeason === undefined ? ", short season" : ""}`;
  return {
    name,
    forecast: (values, origins, horizon) => {
      const known = readSeries(transformed(values, transform), options);
      const forecasts = origins.map(() => new Float64Array(horizon));
      for (let step = 0; step < horizon; step += 1) {
        forecastStep(known, origins, step).forEach((value, index) => {
          const forecast = forecasts[index];
          if (forecast) forecast[step] = transform.backward(value);
        });
      }
      return forecasts;
    },
  };
}

/** Values before the first origin that the regressions need, to have a row for every step of the horizon. */
export function stepsNeeded(
  { season, longSeason }: Pick<DirectRidgeOptions, "season" | "longSeason">,
  horizon: number,
): number {
  return Math.max(2 * (longSeason ?? 0), (AVERAGED_SEASONS + 1) * season) + horizon + 1;
}

interface KnownSeries {
  readonly scaled: Float64Array;
  /** Difference of each value from one short season before; 0 in the first season. */
  readonly differences: Float64Array;
  /** Sums of the differences before each index. */
  readonly sums: Float64Array;
  /** Steps that the latest differences are averaged over, ascending. */
  readonly spans: readonly number[];
  readonly season: number;
  readonly longSeason: number | undefined;
}

function readSeries(scaled: Float64Array, { season, longSeason }: DirectRidgeOptions): KnownSeries {
  const differences = scaled.map((value, index) =>
    index < season ? 0 : value - (scaled[index - season] ?? NaN),
  );
  const sums = new Float64Array(scaled.length + 1);
  differences.forEach((value, index) => (sums[index + 1] = (sums[index] ?? NaN) + value));
  const spans = [...new Set([1, season / 8, season / 4, season / 2, season].map(Math.ceil))];
  return { scaled, differences, sums, spans, season, longSeason };
}

/** Forecast of one step of the horizon from each origin, on the transform's scale. */
function forecastStep(known: KnownSeries, origins: readonly number[], step: number): number[] {
  const { scaled, season } = known;
  const back = season * Math.ceil((step + 1) / season);
  const row = new Float64Array(known.spans.length + 3 + (known.longSeason === undefined ? 0 : 5));
  const equations = new NormalEquations(row.length);
  let next = stepsNeeded(known, 0);
  return origins.map((origin) => {
    for (; next + step < origin; next += 1) {
      readFeatures(known, next, step, row);
      equations.add(row, (scaled[next + step] ?? NaN) - (scaled[next + step - back] ?? NaN));
    }
    const coefficients = equations.solve(RIDGE);
    readFeatures(known, origin, step, row);
    let value = scaled[origin + step - back] ?? NaN;
    for (let column = 0; column < row.length; column += 1)
      value += (row[column] ?? NaN) * (coefficients[column] ?? NaN);
    return value;
  });
}

/** What is known at an origin about the step so far ahead; every index read lies before the origin. */
function readFeatures(known: KnownSeries, origin: number, step: number, row: Float64Array): void {
  const { scaled, sums, spans, season, longSeason } = known;
  const target = origin + step - season * Math.ceil((step + 1) / season);
  const base = scaled[target] ?? NaN;
  let column = 0;
  for (const span of spans) {
    row[column] = ((sums[origin] ?? NaN) - (sums[origin - span] ?? NaN)) / span;
    column += 1;
  }
  let sum = 0;
  for (let cycle = 0; cycle < AVERAGED_SEASONS; cycle += 1) sum += scaled[target - cycle * season] ?? NaN;
  row[column] = (scaled[target - season] ?? NaN) - base;
  row[column + 1] = (scaled[target - 2 * season] ?? NaN) - base;
  row[column + 2] = sum / AVERAGED_SEASONS - base;
  if (longSeason === undefined) return;
  const longBack = longSeason * Math.ceil((step + 1) / longSeason);
  const longTarget = origin + step - longBack;
  const last = scaled[origin - 1] ?? NaN;
  row[column + 3] = (scaled[longTarget] ?? NaN) - base;
  row[column + 4] = (scaled[longTarget - longSeason] ?? NaN) - base;
  row[column + 5] = (scaled[longTarget - 1] ?? NaN) - (scaled[target - 1] ?? NaN);
  row[column + 6] = last - (scaled[origin - 1 - longSeason] ?? NaN);
  row[column + 7] = (scaled[longTarget] ?? NaN) - (scaled[origin - 1 - longBack] ?? NaN) - (base - last);
}
