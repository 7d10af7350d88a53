import { at, type Candidate } from "./candidate";

/** Says the last season again: the forecast that every other one has to beat. */
export function seasonalNaive(season: number): Candidate {
  return {
    name: `seasonal naive ${season}`,
    forecast: (values, origins, horizon) =>
      origins.map((origin) => lastSeasonAgain(values, origin, season, horizon)),
  };
}

/** The last season before the origin, again and again. The origin is at least one season. */
export function lastSeasonAgain(
  values: Float64Array,
  origin: number,
  season: number,
  horizon: number,
): Float64Array {
  return Float64Array.from({ length: horizon }, (_, step) => at(values, origin - season + (step % season)));
}
