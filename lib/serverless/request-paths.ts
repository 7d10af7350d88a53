import type { ForecastedLoad } from "../cost/forecasted-load";
import { gigabyteSeconds } from "./lambda-lines";
import type { ServerlessSettings } from "./settings";

/** What one request takes. */
export type RequestSize = Pick<ServerlessSettings, "memory" | "averageDuration">;

/** As many as make the rounding of their gigabyte-seconds small. */
const REQUESTS_AT_ONCE = 1_000_000;

/** Gigabyte-seconds of one request, not rounded to what is billed. */
export function secondsPerRequest(size: RequestSize): number {
  return gigabyteSeconds(REQUESTS_AT_ONCE, size) / REQUESTS_AT_ONCE;
}

/** Paths that all loads have. */
export function pathCount(loads: readonly ForecastedLoad[]): number {
  return Math.min(...loads.map(({ outlook }) => outlook.count));
}

/** Hours that all loads look out on. */
export function hourCount(loads: readonly ForecastedLoad[]): number {
  return Math.min(...loads.map(({ outlook }) => outlook.hours));
}

/**
 * Walks the first paths of the load, the requests of all programs together.
 *
 * @param visit is given a path's requests by hour, which the next path overwrites
 */
export function forEachPath(
  loads: readonly ForecastedLoad[],
  paths: number,
  visit: (requests: Float64Array, path: number) => void,
): void {
  const together = new Float64Array(hourCount(loads));
  const buffer = new Float64Array(Math.max(...loads.map(({ outlook }) => outlook.hours)));
  for (let path = 0; path < paths; path += 1) {
    together.fill(0);
    for (const { outlook } of loads) {
      const own = buffer.subarray(0, outlook.hours);
      outlook.pathInto(path, own);
      for (let hour = 0; hour < together.length; hour += 1) {
        together[hour] = (together[hour] ?? 0) + (own[hour] ?? 0);
      }
    }
    visit(together, path);
  }
}
