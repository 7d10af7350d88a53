import { Xoshiro128 } from "../../../lib/load/random";

/** Independent noise, uniform from -1 to 1, the same for the same seed. */
export function noise(length: number, seed: number): Float64Array {
  const random = Xoshiro128.seeded(seed);
  return Float64Array.from({ length }, () => random.below(2_000_001) / 1e6 - 1);
}

/** A day of 24 hours with a peak in the afternoon, from 10 to 50. */
export function hourOfDay(index: number): number {
  return 30 + 20 * Math.sin((2 * Math.PI * ((index % 24) - 9)) / 24);
}

/** Hours of weeks whose last two days have half the load. */
export function weeklyHours(length: number): Float64Array {
  return Float64Array.from({ length }, (_, index) => hourOfDay(index) * (index % 168 < 120 ? 1 : 0.5));
}

/** {@link weeklyHours} with noise in proportion. */
export function noisyHours(length: number, seed: number, share = 0.1): Float64Array {
  const factors = noise(length, seed);
  return weeklyHours(length).map((value, index) => value * (1 + share * factors[index]!));
}

/** Largest distance between two arrays, step by step. */
export function farthest(one: Float64Array, other: Float64Array): number {
  return one.reduce((most, value, index) => Math.max(most, Math.abs(value - other[index]!)), 0);
}
