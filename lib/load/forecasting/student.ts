/**
 * Quantile of the standard normal distribution, off by at most 0.00045.
 *
 * Source: Abramowitz & Stegun, Handbook of Mathematical Functions (1964), formula 26.2.23.
 *
 * @param probability above 0.5, below 1
 */
function normalQuantile(probability: number): number {
  const t = Math.sqrt(-2 * Math.log(1 - probability));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return t - above / below;
}

/** Fewest degrees of freedom that the expansion is used for. */
const FEWEST_DEGREES = 3;

/**
 * How much wider an interval must be that rests on few observations: quantile of Student's t over that of the normal
 * distribution.
 *
 * By the expansion of Fisher and Cornish in 1 / degrees of freedom; degrees below 3 count as 3. Source: Abramowitz &
 * Stegun, formula 26.7.5.
 *
 * @param coverage share of the values inside the interval, above 0, below 1
 * @param observations number of independent observations, 1 or above
 * @returns 1 or above
 */
export function widening(coverage: number, observations: number): number {
  const z = normalQuantile((1 + coverage) / 2);
  const n = Math.max(observations - 1, FEWEST_DEGREES);
  const square = z * z;
  const first = (square + 1) / 4;
  const second = (5 * square ** 2 + 16 * square + 3) / 96;
  const third = (3 * square ** 3 + 19 * square ** 2 + 17 * square - 15) / 384;
  return Math.max(1 + first / n + second / n ** 2 + third / n ** 3, 1);
}
