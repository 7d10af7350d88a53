/** Values that are tried. */
export interface FlipRange {
  readonly least: number;
  readonly most: number;
  /** Distance of the first value tried; the place of a change is found to a 128th of it. */
  readonly step: number;
}

const PRECISION_PER_STEP = 128;

/**
 * The value nearest to the present one, on one side, at which the decision is another.
 *
 * Goes away from the present value by one step, two, four and so on until the decision has changed, and halves the last
 * stretch. This finds the nearest change where a decision that has changed stays changed, as it does with a price, an
 * interest or a load that moves one way; one that is undone again within a stretch may be missed.
 *
 * @param planAt the decision at a value
 * @param isOther whether a decision differs from the present one
 * @returns the value on the far side of the change, with the decision there; undefined when there is none in the range
 */
export function nearestFlip<P>(
  planAt: (value: number) => P,
  isOther: (plan: P) => boolean,
  now: number,
  { least, most, step }: FlipRange,
  direction: 1 | -1,
): { readonly at: number; readonly plan: P } | undefined {
  let near = now;
  for (let distance = step; ; distance *= 2) {
    const far = Math.min(most, Math.max(least, now + direction * distance));
    if ((far - near) * direction <= 0) return undefined;
    const plan = planAt(far);
    if (isOther(plan)) return halve(planAt, isOther, near, { at: far, plan }, step / PRECISION_PER_STEP);
    near = far;
  }
}

function halve<P>(
  planAt: (value: number) => P,
  isOther: (plan: P) => boolean,
  same: number,
  other: { readonly at: number; readonly plan: P },
  precision: number,
): { readonly at: number; readonly plan: P } {
  let [near, flip] = [same, other];
  while (Math.abs(flip.at - near) > precision) {
    const at = (near + flip.at) / 2;
    const plan = planAt(at);
    if (isOther(plan)) flip = { at, plan };
    else near = at;
  }
  return flip;
}
