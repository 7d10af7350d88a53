/** A point of a concave function: its value, and a slope there that no part of the function lies above. */
export interface ConcavePoint {
  readonly at: number;
  readonly value: number;
  readonly slope: number;
}

/** Where to look for the largest value. */
export interface ConcaveRange {
  /**
   * Largest argument; the smallest is 0.
   * @default no limit
   */
  readonly most?: number;
  /** First argument tried above 0; quadrupled until the function no longer rises. Above 0. */
  readonly firstStep: number;
  /** A value that is good enough to stop at. */
  readonly enough: number;
}

const GROWTH = 4;
const MOST_STEPS = 60;
const RELATIVE_TOLERANCE = 1e-13;

/**
 * The largest value of a concave function that is a minimum of straight lines, to within rounding.
 *
 * Keeps a point on the rising and one on the falling side and goes to where their lines meet: no value lies above that.
 * Source: Kelley, The Cutting-Plane Method for Solving Convex Programs, Journal of SIAM 8 (1960) 703-712.
 *
 * @param evaluate undefined when the function has no value, which then is so everywhere
 */
export function concaveMaximum<P extends ConcavePoint>(
  evaluate: (at: number) => P | undefined,
  { most = Infinity, firstStep, enough }: ConcaveRange,
): P | undefined {
  const first = evaluate(0);
  if (first === undefined || first.slope <= 0 || first.value >= enough) return first;
  let rising = first;
  let falling: P | undefined;
  let best = first;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const at = nextArgument(rising, falling, most, firstStep);
    const point = evaluate(at);
    if (point === undefined) return undefined;
    const ceiling = rising.value + rising.slope * (at - rising.at);
    if (point.value > best.value) best = point;
    if (point.slope === 0 || best.value >= enough) break;
    if (point.slope > 0 && at >= most) break;
    if (falling !== undefined && point.value >= ceiling - Math.abs(ceiling) * RELATIVE_TOLERANCE) break;
    if (point.slope > 0) rising = point;
    else falling = point;
  }
  return best;
}

function nextArgument(
  rising: ConcavePoint,
  falling: ConcavePoint | undefined,
  most: number,
  firstStep: number,
): number {
  if (falling === undefined) return Math.min(most, rising.at === 0 ? firstStep : rising.at * GROWTH);
  const gap = falling.value - rising.value + rising.slope * rising.at - falling.slope * falling.at;
  return gap / (rising.slope - falling.slope);
}
