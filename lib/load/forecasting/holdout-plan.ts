/** Most holdouts: each fits every candidate once more, and older ones show a course that has gone. */
const MOST_HOLDOUTS = 10;

/** Holdouts wished for: where they do not fit a short season apart, they lie closer. */
const WISHED_HOLDOUTS = 6;

/** Largest part of the history that one holdout may cover. */
const LARGEST_HOLDOUT_SHARE = 1 / 4;

/** Part of the history that the first holdout leaves before it at least. */
const SMALLEST_TRAINING_SHARE = 1 / 2;

/** Where the rolling holdouts lie. */
export interface HoldoutPlan {
  /** Index of the first step of each holdout, ascending: everything before it is known to the candidates. */
  readonly origins: readonly number[];
  /** Steps of each holdout: the horizon, or a quarter of a history that is short for it. */
  readonly steps: number;
}

/**
 * Plans rolling holdouts at the end of a history, the last one ending with it, a short season apart.
 *
 * A holdout starts at the same step of the short season as the forecast will, so that errors can be told apart by
 * the step ahead. Source: Tashman, Out-of-sample tests of forecasting accuracy, International Journal of Forecasting
 * 16 (2000) 437-450.
 *
 * @param length values in the history, at least two short seasons
 */
export function planHoldouts(length: number, horizon: number, shortSeason: number): HoldoutPlan {
  const steps = Math.min(horizon, Math.max(1, Math.floor(length * LARGEST_HOLDOUT_SHARE)));
  const room = length - steps - Math.ceil(length * SMALLEST_TRAINING_SHARE);
  const apart = Math.min(shortSeason, Math.max(1, Math.floor(room / (WISHED_HOLDOUTS - 1))));
  const count = Math.min(MOST_HOLDOUTS, Math.floor(room / apart) + 1);
  const last = length - steps;
  return { origins: Array.from({ length: count }, (_, index) => last - (count - 1 - index) * apart), steps };
}

/** Which holdouts can judge another one: those that share no step with it, or all others where every one does. */
export function holdoutsApart({ origins, steps }: HoldoutPlan, holdout: number): (other: number) => boolean {
  const origin = origins[holdout] ?? NaN;
  const apart = (other: number): boolean => Math.abs((origins[other] ?? NaN) - origin) >= steps;
  return origins.some((_, other) => apart(other)) ? apart : (other) => other !== holdout;
}
