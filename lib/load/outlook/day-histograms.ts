import { weightOf, type Observations } from "./observed";

/** Bins that the values of a history are sorted into; each holds about as many values as every other. */
export const BINS = 160;

/**
 * How often each height of the load came in any run of days, without going through the steps of the run again.
 *
 * The values are sorted into bins of equal share and counted from the first day on, so that the counts of a run of days
 * are one subtraction. A bin stands for the mean of its values. What was filled counts for next to nothing.
 */
export class DayHistograms {
  /** Whole days that are counted. */
  readonly days: number;
  private readonly heights: Float64Array;
  private readonly counted: Uint32Array;
  private readonly observedBefore: Float64Array;

  /**
   * @param load of each step, 0 or above
   * @param stepsPerDay the number of steps is a multiple of it
   */
  constructor({ requests, observed }: Observations, stepsPerDay: number) {
    const edges = edgesOf({ requests, observed });
    const bins = edges.length;
    this.days = requests.length / stepsPerDay;
    this.heights = new Float64Array(bins);
    this.counted = new Uint32Array((this.days + 1) * bins);
    this.observedBefore = new Float64Array(this.days + 1);
    const totals = new Uint32Array(bins);
    let observedSteps = 0;
    for (const [index, value] of requests.entries()) {
      const bin = binOf(edges, value);
      const weight = weightOf(observed[index]);
      const count = (totals[bin] ?? 0) + weight;
      totals[bin] = count;
      this.heights[bin] = (this.heights[bin] ?? 0) + ((value - (this.heights[bin] ?? 0)) * weight) / count;
      observedSteps += observed[index] ?? 0;
      if ((index + 1) % stepsPerDay !== 0) continue;
      const day = (index + 1) / stepsPerDay;
      this.counted.set(totals, day * bins);
      this.observedBefore[day] = observedSteps / stepsPerDay;
    }
  }

  /** Days that were observed, fractions included, from the start of one day to the start of another. */
  observedDays(fromDay: number, toDay: number): number {
    return (this.observedBefore[toDay] ?? NaN) - (this.observedBefore[fromDay] ?? NaN);
  }

  /** Share of the steps in each bin, from the start of one day to the start of another that is later. */
  shares(fromDay: number, toDay: number): Float64Array {
    const bins = this.heights.length;
    const shares = new Float64Array(bins);
    let steps = 0;
    for (let bin = 0; bin < bins; bin += 1) {
      const count = (this.counted[toDay * bins + bin] ?? 0) - (this.counted[fromDay * bins + bin] ?? 0);
      shares[bin] = count;
      steps += count;
    }
    for (let bin = 0; bin < bins; bin += 1) shares[bin] = (shares[bin] ?? 0) / steps;
    return shares;
  }

  /** The least height that a share of the steps does not exceed. */
  quantile(shares: Float64Array, share: number): number {
    let below = 0;
    for (const [bin, each] of shares.entries()) {
      below += each;
      if (below >= share - ROUNDING_ERROR) return this.heights[bin] ?? NaN;
    }
    return this.heights.at(-1) ?? NaN;
  }

  /**
   * Mean cost of a step when a height is reserved: break-even times the height, and 1 for each unit of load above it.
   * It is the pinball loss at the quantile 1 - break-even, but for a term that no height changes.
   */
  cost(shares: Float64Array, height: number, breakEven: number): number {
    let cost = breakEven * height;
    for (let bin = shares.length - 1; bin >= 0; bin -= 1) {
      const above = (this.heights[bin] ?? 0) - height;
      if (above <= 0) break;
      cost += (shares[bin] ?? 0) * above;
    }
    return cost;
  }
}

const ROUNDING_ERROR = 1e-9;

/** The greatest observed value of each bin, ascending; fewer bins than {@link BINS} where values are equal. */
function edgesOf({ requests, observed }: Observations): Float64Array {
  const seen = requests.filter((_, index) => observed[index] === 1);
  const sorted = (seen.length > 0 ? seen : requests.slice()).sort();
  const edges = Array.from(
    { length: BINS },
    (_, bin) => sorted[Math.ceil(((bin + 1) * sorted.length) / BINS) - 1] ?? NaN,
  );
  return Float64Array.from(new Set(edges));
}

function binOf(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
