import type { Candidate } from "./candidate";
import { transformed, type Transform } from "./transform";

/** How much of each one-step error goes into each part of the state; each from 0 to 1. */
export interface SmoothingParameters {
  /** Into the level. */
  readonly level: number;
  /** Into the trend; 0 keeps it at 0. */
  readonly trend: number;
  /** Share of the trend that is left after a step. */
  readonly damping: number;
  /** Into each season, in the order of the seasons. */
  readonly seasons: readonly number[];
  /** Share of an error that is expected to come again in the next step. */
  readonly autocorrelation: number;
}

/** A smoothing with given parameters. */
export interface SmoothingOptions {
  /** Steps of each season, ascending; the later ones are deviations from the earlier. */
  readonly seasons: readonly number[];
  readonly parameters: SmoothingParameters;
  readonly transform: Transform;
}

/** Seasons averaged at the start where there is one season only. */
const INITIAL_SEASONS = 3;

/** The state after the steps seen so far. */
interface SmoothingState {
  level: number;
  trend: number;
  /** Last deviation from level and seasons. */
  error: number;
  /** For each season its value at each index modulo the season. */
  readonly seasonal: readonly Float64Array[];
  /** Index of the next step. */
  next: number;
}

/**
 * Additive Holt-Winters smoothing in error correction form, with one or two seasons, a damped trend and first order
 * autocorrelation of the errors.
 *
 * Sources: Taylor, Short-term electricity demand forecasting using double seasonal exponential smoothing, Journal of
 * the Operational Research Society 54 (2003) 799-805; Gardner & McKenzie, Forecasting trends in time series,
 * Management Science 31 (1985) 1237-1246 (damping); Hyndman & Athanasopoulos, Forecasting: Principles and Practice,
 * 3rd ed. (2021), section 8.5 (error correction form).
 */
export function exponentialSmoothing(options: SmoothingOptions): Candidate {
  return {
    name: `smoothing of ${options.seasons.join(" and ")}, ${options.transform.name}`,
    forecast: (values, origins, horizon) => {
      const scaled = transformed(values, options.transform);
      return smoothAhead(scaled, origins, horizon, options);
    },
  };
}

/**
 * {@link exponentialSmoothing} with the parameters that have the smallest one-step errors before the first origin.
 *
 * They are searched coordinate by coordinate from the given ones, with steps that grow on success and halve
 * otherwise. Large errors count in proportion, not squared, so that one outage does not decide. Parameters given as 0
 * stay 0.
 */
export function fittedSmoothing(options: SmoothingOptions): Candidate {
  const { seasons, transform, parameters } = options;
  const trend = parameters.trend > 0 ? " with damped trend" : "";
  return {
    name: `fitted smoothing of ${seasons.join(" and ")}${trend}, ${transform.name}`,
    forecast: (values, origins, horizon) => {
      const scaled = transformed(values, transform);
      const training = scaled.subarray(0, origins[0]);
      return smoothAhead(scaled, origins, horizon, {
        ...options,
        parameters: fitParameters(training, seasons, parameters),
      });
    },
  };
}

function smoothAhead(
  scaled: Float64Array,
  origins: readonly number[],
  horizon: number,
  { seasons, parameters, transform }: SmoothingOptions,
): Float64Array[] {
  const state = initialState(scaled.subarray(0, origins[0]), seasons);
  return origins.map((origin) => {
    smooth(scaled, origin, state, parameters, NO_LOSS);
    return continueState(state, parameters, horizon).map((value) => transform.backward(value));
  });
}

/**
 * The first long season, or three where there is one season only, gives the level and the seasons.
 *
 * The smoothing then starts over from the first step, so that the state is in its stride when errors begin to count.
 */
function initialState(training: Float64Array, seasons: readonly number[]): SmoothingState {
  const [first = 1] = seasons;
  const longest = seasons.at(-1) ?? first;
  const steps = seasons.length === 1 ? INITIAL_SEASONS * longest : longest;
  const used = Math.min(steps, Math.floor(training.length / longest) * longest);
  let level = 0;
  for (let index = 0; index < used; index += 1) level += (training[index] ?? NaN) / used;
  const seasonal = seasons.map((season) => new Float64Array(season));
  const remaining = training.slice(0, used).map((value) => value - level);
  seasonal.forEach((values, order) => {
    const season = seasons[order] ?? NaN;
    const counts = new Float64Array(season);
    remaining.forEach((value, index) => {
      values[index % season] = (values[index % season] ?? NaN) + value;
      counts[index % season] = (counts[index % season] ?? NaN) + 1;
    });
    counts.forEach((count, index) => (values[index] = (values[index] ?? NaN) / count));
    remaining.forEach((value, index) => (remaining[index] = value - (values[index % season] ?? NaN)));
  });
  return { level, trend: 0, error: 0, seasonal, next: 0 };
}

/** Adds up a loss of one-step errors. */
type Loss = (index: number, error: number) => void;

const NO_LOSS: Loss = () => undefined;

function smooth(
  scaled: Float64Array,
  end: number,
  state: SmoothingState,
  parameters: SmoothingParameters,
  loss: Loss,
): void {
  const { seasonal } = state;
  for (; state.next < end; state.next += 1) {
    const index = state.next;
    const trend = parameters.damping * state.trend;
    let fitted = state.level + trend;
    for (const values of seasonal) fitted += values[index % values.length] ?? NaN;
    const deviation = (scaled[index] ?? NaN) - fitted;
    const error = deviation - parameters.autocorrelation * state.error;
    loss(index, error);
    state.error = deviation;
    state.level += trend + parameters.level * error;
    state.trend = trend + parameters.trend * error;
    for (let order = 0; order < seasonal.length; order += 1) {
      const values = seasonal[order];
      if (!values) continue;
      const slot = index % values.length;
      values[slot] = (values[slot] ?? NaN) + (parameters.seasons[order] ?? 0) * error;
    }
  }
}

function continueState(
  { level, trend, error, seasonal, next }: SmoothingState,
  { damping, autocorrelation }: SmoothingParameters,
  horizon: number,
): Float64Array {
  const forecast = new Float64Array(horizon);
  let reached = level;
  let slope = trend;
  let deviation = error;
  for (let step = 0; step < horizon; step += 1) {
    slope *= damping;
    reached += slope;
    deviation *= autocorrelation;
    let value = reached + deviation;
    for (const values of seasonal) value += values[(next + step) % values.length] ?? NaN;
    forecast[step] = value;
  }
  return forecast;
}

/** Rounds of the search over all parameters. */
const ROUNDS = 12;

/** Errors above so many times the standard deviation of the values count in proportion: Huber's loss. */
const HUBER_DEVIATIONS = 3;

/** Limits and first steps of the search, in the order of {@link toList}. */
const LOWEST = { level: 0, trend: 0, damping: 0.8, autocorrelation: -0.2, season: 0 };
const HIGHEST = { level: 1, trend: 0.3, damping: 0.99, autocorrelation: 0.98, season: 0.6 };
const FIRST_STEP = { level: 0.1, trend: 0.01, damping: 0.03, autocorrelation: 0.1, season: 0.1 };

function fitParameters(
  training: Float64Array,
  seasons: readonly number[],
  start: SmoothingParameters,
): SmoothingParameters {
  const list = toList(start);
  const lowest = limits(LOWEST, seasons.length);
  const highest = limits(HIGHEST, seasons.length);
  const steps = limits(FIRST_STEP, seasons.length).map((step, index) => (list[index] === 0 ? 0 : step));
  const threshold = HUBER_DEVIATIONS * standardDeviation(training);
  let best = oneStepLoss(training, seasons, start, threshold);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, step] of steps.entries()) {
      const here = list[index] ?? NaN;
      const better = [step, -step].find((move) => {
        const tried = Math.min(Math.max(here + move, lowest[index] ?? NaN), highest[index] ?? NaN);
        if (tried === here) return false;
        list[index] = tried;
        const loss = oneStepLoss(training, seasons, fromList(list), threshold);
        if (loss < best) {
          best = loss;
          return true;
        }
        list[index] = here;
        return false;
      });
      steps[index] = better === undefined ? step / 2 : better * 1.5;
    }
  }
  return fromList(list);
}

function oneStepLoss(
  training: Float64Array,
  seasons: readonly number[],
  parameters: SmoothingParameters,
  threshold: number,
): number {
  const longest = seasons.at(-1) ?? 0;
  let sum = 0;
  smooth(training, training.length, initialState(training, seasons), parameters, (index, error) => {
    if (index < longest) return;
    const size = Math.abs(error);
    sum += size < threshold ? size ** 2 : (2 * size - threshold) * threshold;
  });
  return sum;
}

function toList(parameters: SmoothingParameters): number[] {
  const { level, trend, damping, autocorrelation, seasons } = parameters;
  return [level, trend, damping, autocorrelation, ...seasons];
}

function fromList([level = 0, trend = 0, damping = 0, autocorrelation = 0, ...seasons]: readonly number[]) {
  return { level, trend, damping, autocorrelation, seasons };
}

function limits({ season, ...single }: typeof LOWEST, seasons: number): number[] {
  const { level, trend, damping, autocorrelation } = single;
  return [level, trend, damping, autocorrelation, ...Array.from({ length: seasons }, () => season)];
}

function standardDeviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
