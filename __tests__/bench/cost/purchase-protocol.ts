import { reservedCount } from "../../../lib/cost/commitment";
import type { LoadHistory } from "../../../lib/load";
import { LEAST_OUTLOOK_DAYS, outlook } from "../../../lib/load/outlook";
import { HOURS_PER_STEP } from "../../../lib/load/grid";

/** Instances that the clipped load is scaled to. */
export const INSTANCES_AT_QUANTILE = 40;

/** Seed of every outlook of the bench. */
export const BENCH_SEED = 1;

/** What an instance costs for one step. */
export interface StepPrices {
  /** Reserved, used or not. */
  readonly reserved: number;
  readonly onDemand: number;
}

/** How decisions are made and judged. */
export interface Protocol extends StepPrices {
  /** Steps that a reservation lasts. */
  readonly termSteps: number;
  /** Steps from one decision to the next. */
  readonly everySteps: number;
  /** Quantile of the load above which it is cut off, 0..1. */
  readonly clip: number;
}

/** A load as the whole instances that it needs. */
export interface ScaledDemand {
  /** Load that one instance serves in a step. */
  readonly unit: number;
  /** Load above which nothing is served. */
  readonly most: number;
  /** Instances needed in each step. */
  readonly demand: Int32Array;
}

/** What a decision may know. */
export interface Known {
  /** What came before the decision, up to the last step that was observed: a gap that goes on has no end yet. */
  readonly past: LoadHistory;
  /** Step that the term starts with. */
  readonly step: number;
  /** The scale is that of the whole history, by protocol. */
  readonly scaled: ScaledDemand;
}

/** Says how many instances to reserve for the term after a step, from what came before it. */
export type Decide = (known: Known, protocol: Protocol) => number;

/** One decision, and what it and others would have cost over its term. */
export interface Decision {
  /** Step that the term starts with. */
  readonly step: number;
  readonly reserved: number;
  readonly cost: number;
  /** Cost of the best constant reservation in hindsight. */
  readonly least: number;
  /** Cost without a reservation. */
  readonly allOnDemand: number;
}

/** What decisions lost and won, in percent. */
export interface Regret {
  /** Mean over the decisions of the cost over the least cost, less 100 %. */
  readonly mean: number;
  /** The greatest of them. */
  readonly worst: number;
  /**
   * Mean over the decisions of the saving against all on demand, as a share of the greatest possible saving; null where
   * nothing could be saved by any.
   */
  readonly kept: number | null;
  /** The least of them. */
  readonly kept_worst: number | null;
  readonly decisions: number;
}

/** The least load that at least a share of the steps does not exceed, on straight lines between the sorted values. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? NaN;
  return low + ((sorted[below + 1] ?? low) - low) * (place - below);
}

/** Instances that serve a load: the quantile of the load takes {@link INSTANCES_AT_QUANTILE}. */
export function scaleDemand(load: readonly number[], clip: number): ScaledDemand {
  const most = quantileOf(load, clip);
  const unit = most / INSTANCES_AT_QUANTILE;
  return { unit, most, demand: Int32Array.from(load, (each) => instancesOf(each, most, unit)) };
}

/** A load that fills instances exactly must not take one more because of the last binary digit. */
const ROUNDING_ERROR = 1e-9;

function instancesOf(load: number, most: number, unit: number): number {
  return unit > 0 ? Math.ceil(Math.min(load, most) / unit - ROUNDING_ERROR) : 0;
}

/** Cost of every constant reservation from none to the peak, over the steps from one to before another. */
export function costsByReserved(
  demand: Int32Array,
  from: number,
  to: number,
  { reserved, onDemand }: StepPrices,
): number[] {
  const steps = to - from;
  const counts = countsOf(demand.subarray(from, to));
  let rented = counts.reduce((sum, count, instances) => sum + count * instances, 0);
  let needing = steps;
  return counts.map((count, instances) => {
    const cost = instances * reserved * steps + onDemand * rented;
    needing -= count;
    rented -= needing;
    return cost;
  });
}

/** Steps that need exactly 0, 1, 2, ... instances, up to the peak. */
function countsOf(demand: Int32Array): number[] {
  const counts = new Array<number>(demand.reduce((a, b) => Math.max(a, b), 0) + 1).fill(0);
  for (const instances of demand) counts[instances] = (counts[instances] ?? 0) + 1;
  return counts;
}

/**
 * The decisions of a history: the first one after a year or a third of the history, whichever is less, the last one when
 * a whole term remains.
 */
export function decisionsOf(history: LoadHistory, decide: Decide, protocol: Protocol): Decision[] {
  const { requests, step } = history;
  const { termSteps, everySteps, clip } = protocol;
  const scaled = scaleDemand(requests, clip);
  const decisions: Decision[] = [];
  const stepsPerYear = (365 * 24) / HOURS_PER_STEP[step];
  const first = Math.min(stepsPerYear, Math.floor(requests.length / 3));
  for (let from = first; from + termSteps <= requests.length; from += everySteps) {
    const reserved = decide({ past: pastBefore(history, from), step: from, scaled }, protocol);
    const costs = costsByReserved(scaled.demand, from, from + termSteps, protocol);
    const [allOnDemand = NaN] = costs;
    const peak = costs.length - 1;
    const idle = Math.max(0, reserved - peak) * protocol.reserved * termSteps;
    const cost = (costs[Math.min(reserved, peak)] ?? NaN) + idle;
    decisions.push({ step: from, reserved, cost, least: Math.min(...costs), allOnDemand });
  }
  return decisions;
}

function pastBefore(history: LoadHistory, step: number): LoadHistory {
  const isFilled = new Set(history.filled);
  let end = step;
  while (isFilled.has(end - 1)) end -= 1;
  return {
    ...history,
    requests: history.requests.slice(0, end),
    filled: history.filled.filter((index) => index < end),
  };
}

/** What the decisions lost; those that nothing could be saved by are left out of what is kept. */
export function regretOf(decisions: readonly Decision[]): Regret {
  const regrets = decisions.map(({ cost, least }) => (least > 0 ? cost / least - 1 : 0));
  const kept = decisions
    .filter(({ least, allOnDemand }) => allOnDemand > least)
    .map(({ cost, least, allOnDemand }) => (allOnDemand - cost) / (allOnDemand - least));
  return {
    mean: percent(meanOf(regrets)),
    worst: percent(Math.max(...regrets)),
    kept: kept.length === 0 ? null : percent(meanOf(kept)),
    kept_worst: kept.length === 0 ? null : percent(Math.min(...kept)),
    decisions: decisions.length,
  };
}

/**
 * Decides as landfall does: the quantile rule on all (path, step) pairs of the outlook; where there is no week to look
 * out from, on the past itself.
 */
export function decideByOutlook(paths: number): Decide {
  const onAllPast = decideByLookBack(Infinity);
  return (known, protocol) => {
    const { past, step, scaled } = known;
    const { termSteps, reserved, onDemand } = protocol;
    const stepHours = HOURS_PER_STEP[past.step];
    if (past.requests.length * stepHours < LEAST_OUTLOOK_DAYS * 24) return onAllPast(known, protocol);
    const breakEven = reserved / onDemand;
    const ahead = outlook(past, {
      start: past.start + step * stepHours,
      hours: termSteps * stepHours,
      breakEven,
      paths,
      seed: BENCH_SEED,
    });
    const steps = new Float64Array(INSTANCES_AT_QUANTILE + 1);
    ahead.forEachPath((path) => {
      for (let hour = 0; hour < path.length; hour += stepHours) {
        const instances = instancesOf((path[hour] ?? NaN) * stepHours, scaled.most, scaled.unit);
        steps[instances] = (steps[instances] ?? NaN) + 1;
      }
    });
    return reservedCount(utilisationOf(steps), breakEven);
  };
}

/**
 * The plain rule: the quantile rule on the demand of the last days, as if they were to come again. Its gaps are filled as
 * the protocol has it, also one that the decision falls into.
 */
export function decideByLookBack(days: number): Decide {
  return ({ past, step, scaled }, { reserved, onDemand }) => {
    const steps = (days * 24) / HOURS_PER_STEP[past.step];
    const seen = scaled.demand.subarray(Math.max(0, step - steps), step);
    return reservedCount(utilisationOf(countsOf(seen)), reserved / onDemand);
  };
}

/** Share of the steps that need at least 1, 2, ... instances, from how many need exactly 0, 1, 2, ... */
function utilisationOf(counts: ArrayLike<number>): number[] {
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
  let atLeast = total;
  return Array.from(counts, (count) => {
    const share = atLeast / total;
    atLeast -= count;
    return share;
  }).slice(1);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(ratio: number): number {
  return ratio * 100;
}
