import { at, type Candidate } from "./candidate";
import { transformed, type Transform } from "./transform";

/** How a profile is made. */
export interface ProfileOptions {
  /** Steps of the season. */
  readonly season: number;
  /** Most seasons averaged, counted from the origin. */
  readonly seasons: number;
  /** Steps before the origin that the level is the mean of. */
  readonly levelSteps: number;
  readonly transform: Transform;
}

/** Weight of a season relative to the one after it. */
const SEASON_DECAY = 0.8;

/**
 * The mean season at the recent level: each step of the season is the mean of the last ones, the younger the heavier,
 * plus the mean deviation of the last steps from it.
 */
export function seasonalProfile(options: ProfileOptions): Candidate {
  const { season, seasons, transform } = options;
  return {
    name: `mean of ${seasons} seasons of ${season}, ${transform.name}`,
    forecast: (values, origins, horizon) => {
      const scaled = transformed(values, transform);
      return origins.map((origin) => {
        const means = meanSeason(scaled, origin, options);
        const level = meanDeviation(scaled, origin, options, means);
        return Float64Array.from({ length: horizon }, (_, step) =>
          transform.backward(at(means, (origin + step) % season) + level),
        );
      });
    },
  };
}

/** Mean for each index modulo the season. */
function meanSeason(scaled: Float64Array, origin: number, { season, seasons }: ProfileOptions): Float64Array {
  const means = new Float64Array(season);
  const cycles = Math.min(seasons, Math.floor(origin / season));
  let weights = 0;
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    const weight = SEASON_DECAY ** cycle;
    weights += weight;
    const end = origin - cycle * season;
    for (let index = end - season; index < end; index += 1) {
      means[index % season] = at(means, index % season) + weight * at(scaled, index);
    }
  }
  return means.map((sum) => sum / weights);
}

function meanDeviation(
  scaled: Float64Array,
  origin: number,
  { season, levelSteps }: ProfileOptions,
  means: Float64Array,
): number {
  const steps = Math.min(levelSteps, origin);
  let sum = 0;
  for (let index = origin - steps; index < origin; index += 1) {
    sum += at(scaled, index) - at(means, index % season);
  }
  return sum / steps;
}
