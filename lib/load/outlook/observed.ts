/** What a step that was observed counts for where steps are counted. */
const OBSERVED_WEIGHT = 1000;

/** What a step that was filled counts for: next to nothing, and all where nothing else is known. */
const FILLED_WEIGHT = 1;

/** Least share of a run of steps that must have been observed for the run to tell anything. */
export const LEAST_OBSERVED_SHARE = 0.5;

/** Loads in a row, and which of them were seen. */
export interface Observations {
  /** Requests in each step. */
  readonly requests: Float64Array;
  /** 1 for each step that was observed, 0 for one that had no row and was filled. */
  readonly observed: Uint8Array;
}

/** What a step counts for where steps are counted, a whole number. */
export function weightOf(observed: number | undefined): number {
  return observed === 0 ? FILLED_WEIGHT : OBSERVED_WEIGHT;
}
