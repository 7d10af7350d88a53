/** How far the load of past terms went from the level that a memory expected. */
export interface LevelChange {
  /** Logarithm of the level that came over the level expected, without {@link drift}; ascending, equally likely. */
  readonly spread: Float64Array;
  /** Part of the mean change that is expected to come again. */
  readonly drift: number;
  /** Days ahead that the changes were seen at, on average. */
  readonly leadDays: number;
}

/** Equally likely changes that are kept. */
export const CHANGES = 9;

/** A level that changes by more than this factor is taken for a change by this factor. */
const GREATEST_LOG = Math.log(4);

/** Spread that is taken for granted, where few terms have been seen. */
const LEAST_SPREAD = 0.1;

/**
 * The changes of level as equally likely ones: quantiles of what was seen, and of their mean the part that is not chance.
 *
 * The share of the mean m that is kept is m² / (m² + (1 + 1 / k) (s² + 0.1²) / k), s being the spread and k the terms seen:
 * with many terms half of a mean that is once its standard error, nine tenths of one that is three times; with few terms
 * less, since their spread is known badly too. Outcomes of terms that overlap count as the terms that they cover.
 *
 * @param misses logarithm of the level that came over the level expected, for each past day
 * @param weights of the past days
 */
export function levelChange(
  misses: readonly number[],
  weights: readonly number[],
  termsSeen: number,
  leadDays: number,
): LevelChange {
  if (misses.length === 0) return { spread: new Float64Array(1), drift: 0, leadDays };
  const limited = misses.map((miss) => Math.max(-GREATEST_LOG, Math.min(GREATEST_LOG, miss)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const weighted = (of: (miss: number) => number): number =>
    limited.reduce((sum, miss, index) => sum + (of(miss) * (weights[index] ?? 0)) / total, 0);
  const mean = weighted((miss) => miss);
  const variance = weighted((miss) => (miss - mean) ** 2) + LEAST_SPREAD ** 2;
  const square = mean ** 2;
  const drift = square === 0 ? 0 : (mean * square) / (square + (variance * (1 + 1 / termsSeen)) / termsSeen);
  const ascending = limited
    .map((miss, index) => ({ log: miss - mean, weight: (weights[index] ?? 0) / total }))
    .sort((a, b) => a.log - b.log);
  const spread = new Float64Array(CHANGES);
  let below = 0;
  let index = 0;
  for (let change = 0; change < CHANGES; change += 1) {
    while (
      index < ascending.length - 1 &&
      below + (ascending[index]?.weight ?? 0) < (change + 0.5) / CHANGES
    ) {
      below += ascending[index]?.weight ?? 0;
      index += 1;
    }
    spread[change] = ascending[index]?.log ?? 0;
  }
  return { spread, drift, leadDays };
}
