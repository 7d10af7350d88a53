/** A scale on which a candidate sees the values, and the way back. */
export interface Transform {
  readonly name: "plain" | "root" | "log";
  readonly forward: (value: number) => number;
  readonly backward: (value: number) => number;
}

/**
 * What is added before the logarithm, as a share of the mean absolute value: a step without load stays finite, and a
 * step at the mean is moved by a hundredth.
 */
const LOG_OFFSET = 0.01;

/** Largest logarithm taken back, so that a forecast that runs away stays finite; it is clamped afterwards. */
const LARGEST_LOG = 50;

/** The values as they are: the only transform where values may be negative. */
export const PLAIN: Transform = {
  name: "plain",
  forward: (value) => value,
  backward: (value) => value,
};

/** Square root: the swing of a count grows with the root of its mean. */
export const ROOT: Transform = {
  name: "root",
  forward: (value) => Math.sqrt(Math.max(value, 0)),
  backward: (value) => Math.max(value, 0) ** 2,
};

/** Logarithm: swings are in proportion to the level. Values are in units of their mean absolute value. */
export const LOG: Transform = {
  name: "log",
  forward: (value) => Math.log(Math.max(value, 0) + LOG_OFFSET),
  backward: (value) => Math.max(Math.exp(Math.min(value, LARGEST_LOG)) - LOG_OFFSET, 0),
};

/** Every value on the transform's scale. */
export function transformed(values: Float64Array, { forward }: Transform): Float64Array {
  return values.map((value) => forward(value));
}
