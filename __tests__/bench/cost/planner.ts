import { performance } from "node:perf_hooks";
import { planOverlappingTerms, type OverlappingTerms } from "../../../lib/cost/overlapping-terms";
import { cutsOf, type OneDateTerms } from "../../../lib/cost/planner/commitments";
import { planOneDate } from "../../../lib/cost/planner/one-date";
import { PooledDemand } from "../../../lib/cost/planner/pooled-demand";
import { Money } from "../../../lib/definition/money";
import { Xoshiro128 } from "../../../lib/load/random";
import { linearOptimum, linearSolver } from "../../cost/planner/linear-program";

const HOURS = 8760;
const PATHS = 10_000;
/** Paths that are made once and added in turn: only adding is measured. */
const DIFFERENT_PATHS = 50;
const OVERLAP_HOURS = 17_544;
const PEAK = 40;
const SEED = 20_261_123;

/** How long the decision of one purchase date takes. */
export interface PlannerTimes {
  readonly hours: number;
  readonly options: number;
  readonly paths: number;
  /** Adding all paths. */
  readonly accumulateMs: number;
  /** The decision, with the paths added. */
  readonly ms: number;
}

/** How long overlapping terms take, and how far they are from the linear program, as a share of its cost. */
export interface OverlapTimes {
  readonly hours: number;
  readonly ms: number;
  readonly gap: number;
}

/** 10,000 paths of 8,760 hours and twelve options. */
export function benchPlanner(): PlannerTimes {
  const terms = twelveOptions();
  const random = Xoshiro128.seeded(SEED);
  const paths = Array.from({ length: DIFFERENT_PATHS }, () => weeklyDemand(random, HOURS));
  const demand = new PooledDemand({ horizonHours: HOURS, cuts: cutsOf(terms) });
  const started = performance.now();
  for (let added = 0; added < PATHS; added += 1) {
    const path = paths[added % DIFFERENT_PATHS];
    if (path !== undefined) demand.add(path);
  }
  const added = performance.now();
  planOneDate(demand, terms);
  return {
    hours: HOURS,
    options: terms.options.length,
    paths: demand.paths,
    accumulateMs: added - started,
    ms: performance.now() - added,
  };
}

/** Two years of hours, with reservations of a year. */
export async function benchOverlap(): Promise<OverlapTimes> {
  const demand = weeklyDemand(Xoshiro128.seeded(SEED), OVERLAP_HOURS);
  const terms: OverlappingTerms<"USD"> = {
    options: [{ id: "1y", termSteps: HOURS, feePerTerm: Money.of("0.30", "USD").times(HOURS) }],
    onDemandPerStep: Money.of("0.50", "USD"),
  };
  const started = performance.now();
  const plan = planOverlappingTerms(demand, terms);
  const ms = performance.now() - started;
  const optimum = linearOptimum(await linearSolver(), demand, terms);
  return { hours: OVERLAP_HOURS, ms, gap: plan.cost.amount.toNumber() / optimum - 1 };
}

/** A demand with a daily and a weekly swing, a slow rise and some chance. */
function weeklyDemand(random: Xoshiro128, hours: number): Int32Array {
  return Int32Array.from({ length: hours }, (_, hour) => {
    const day = 0.5 - 0.5 * Math.cos((2 * Math.PI * hour) / 24);
    const week = hour % 168 < 120 ? 1 : 0.6;
    const rise = 0.7 + (0.3 * hour) / hours;
    const chance = 0.7 + random.below(600) / 1000;
    return Math.min(PEAK, Math.ceil(PEAK * (0.2 + 0.6 * day * week) * rise * chance));
  });
}

/**
 * Options of a year as sold for m5.large in us-east-2 on 2018-08-07 (standard and convertible), and the same of half a
 * year at a tenth more.
 */
function twelveOptions(): OneDateTerms<"USD"> {
  const yearly: readonly [string, string, string][] = [
    ["standard no upfront", "0", "0.061"],
    ["standard partial upfront", "256", "0.029"],
    ["standard all upfront", "501", "0"],
    ["convertible no upfront", "0", "0.071"],
    ["convertible partial upfront", "294", "0.034"],
    ["convertible all upfront", "576", "0"],
  ];
  const options = yearly.flatMap(([id, upfront, hourly]) => {
    const [fee, rate] = [Money.of(upfront, "USD"), Money.of(hourly, "USD")];
    return [
      { id: `1y ${id}`, termHours: HOURS, upfront: fee, hourly: rate },
      { id: `6m ${id}`, termHours: HOURS / 2, upfront: fee.times("0.55"), hourly: rate.times("1.1") },
    ];
  });
  return { onDemandHourly: Money.of("0.096", "USD"), options, yearlyRate: 0.08, horizonHours: HOURS };
}
