import { at, type Candidate } from "./candidate";
import { transformed, type Transform } from "./transform";

/** How analogs are looked for. */
export interface AnalogOptions {
  /** Steps compared, and steps between one window and the next: the short season, so that hours of the day agree. */
  readonly season: number;
  readonly transform: Transform;
}

/** Windows averaged: the most alike. */
const NEIGHBOURS = 5;

/** Added to squared distances, so that a window that is the same does not divide by 0. */
const SMALLEST_DISTANCE = 1e-9;

interface Analog {
  /** Index after the window. */
  readonly end: number;
  /** Mean of the window. */
  readonly level: number;
  /** Mean squared difference from the last window, both less their means. */
  readonly distance: number;
}

/**
 * What came after the past windows that are most alike to the last one, at the level of the last one: nearest
 * neighbours, weighted by 1 / squared distance.
 *
 * Source: Martinez, Frias, Perez & Rivera, A methodology for applying k-nearest neighbor to time series forecasting,
 * Artificial Intelligence Review 52 (2019) 2019-2037.
 */
export function analog({ season, transform }: AnalogOptions): Candidate {
  return {
    name: `analog windows of ${season}, ${transform.name}`,
    forecast: (values, origins, horizon) => {
      const scaled = transformed(values, transform);
      return origins.map((origin) => {
        const level = meanOfWindow(scaled, origin, season);
        const nearest = analogsOf(scaled, origin, season, horizon).slice(0, NEIGHBOURS);
        const weights = nearest.map(({ distance }) => 1 / (distance + SMALLEST_DISTANCE));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        return Float64Array.from({ length: horizon }, (_, step) => {
          const after = nearest.reduce(
            (sum, found, index) =>
              sum + (weights[index] ?? NaN) * (at(scaled, found.end + step) - found.level),
            0,
          );
          return transform.backward(level + after / total);
        });
      });
    },
  };
}

/** Past windows that a whole horizon follows before the origin, the most alike first, then the youngest. */
function analogsOf(scaled: Float64Array, origin: number, season: number, horizon: number): Analog[] {
  const level = meanOfWindow(scaled, origin, season);
  const found: Analog[] = [];
  const last = origin - season * Math.ceil(horizon / season);
  for (let end = last; end >= season; end -= season) {
    const levelThere = meanOfWindow(scaled, end, season);
    let squares = 0;
    for (let back = 1; back <= season; back += 1) {
      squares += (at(scaled, origin - back) - level - at(scaled, end - back) + levelThere) ** 2;
    }
    found.push({ end, level: levelThere, distance: squares / season });
  }
  return found.sort((one, other) => one.distance - other.distance);
}

function meanOfWindow(scaled: Float64Array, end: number, steps: number): number {
  let sum = 0;
  for (let index = end - steps; index < end; index += 1) sum += at(scaled, index);
  return sum / steps;
}
