import { feeOfTerm, planOverlappingTerms } from "../../../lib/cost/overlapping-terms";
import { UserError, type Fault } from "../../../lib/definition/errors";
import { Money } from "../../../lib/definition/money";
import { readHistory, type LoadHistory } from "../../../lib/load";
import { HOURS_PER_STEP } from "../../../lib/load/grid";
import {
  costsByReserved,
  decideByOutlook,
  decisionsOf,
  regretOf,
  scaleDemand,
  type Decision,
  type Protocol,
  type Regret,
} from "./purchase-protocol";

/** What a reservation costs and how decisions are made, as the command line gives it. */
export interface TraceOptions {
  /**
   * Hours that a reservation lasts.
   * @default 8760
   */
  readonly termHours?: number;
  /**
   * USD for one instance for one hour.
   * @default 0.5
   */
  readonly onDemand?: number;
  /**
   * USD for one reserved instance for one hour, used or not.
   * @default 0.3
   */
  readonly reserved?: number;
  /**
   * Quantile of the load above which it is cut off for the decisions, above 0 to 1.
   * @default 0.999
   */
  readonly clip?: number;
  /**
   * Days from one decision to the next.
   * @default 30
   */
  readonly stepDays?: number;
  /**
   * Paths of each outlook.
   * @default 1000
   */
  readonly paths?: number;
}

/** What a trace could save, and what landfall's decisions save on it. Ratios are against all on demand. */
export interface TraceResult {
  /** Step of the history; a day stands for its level all day. */
  readonly step: LoadHistory["step"];
  /** The best constant reservation over the whole history, its load not cut off. */
  readonly best_fixed: { readonly n: number; readonly ratio: number };
  /**
   * The least cost of reservations of the term bought at any step, known in advance, over the whole history, its load not
   * cut off. A reservation that reaches past the end costs the share of its fee that lies before it.
   */
  readonly optimum_ratio: number;
  /**
   * Cost of the decisions over that of all on demand, both summed over the terms of all decisions, which overlap; null where
   * nothing is needed in any of them.
   */
  readonly chosen_ratio: number | null;
  readonly regret: Regret;
}

/**
 * Judges decisions on any trace: a CSV file of an hourly or daily load, as the product reads it.
 *
 * Each decision sees what came before it alone, reserves for one term, and is compared with the best constant reservation
 * in hindsight. A daily trace stands for its level all day.
 *
 * @throws UserError when the file is no history of at least 14 days, a term is no whole number of its steps, no whole term
 *   follows the first decision, or an option is out of range
 */
export function benchTrace(file: string, options: TraceOptions = {}): TraceResult {
  const {
    termHours = 8760,
    onDemand = 0.5,
    reserved = 0.3,
    clip = 0.999,
    stepDays = 30,
    paths = 1000,
  } = options;
  const history = checkedHistory(file, { termHours, onDemand, reserved, clip, stepDays, paths });
  const stepHours = HOURS_PER_STEP[history.step];
  const protocol: Protocol = {
    reserved,
    onDemand,
    clip,
    termSteps: termHours / stepHours,
    everySteps: (stepDays * 24) / stepHours,
  };
  const decisions = decisionsOf(history, decideByOutlook(paths), protocol);
  if (decisions.length === 0) throw tooShort(history, termHours);
  const whole = scaleDemand(history.requests, 1).demand;
  const costs = costsByReserved(whole, 0, whole.length, protocol);
  const least = Math.min(...costs);
  const allOnDemand = costs[0] ?? NaN;
  return {
    step: history.step,
    best_fixed: { n: costs.indexOf(least), ratio: least / allOnDemand },
    optimum_ratio: overlappingCost(whole, protocol) / allOnDemand,
    chosen_ratio: chosenRatio(decisions),
    regret: regretOf(decisions),
  };
}

function chosenRatio(decisions: readonly Decision[]): number | null {
  const allOnDemand = sumOf(decisions.map((each) => each.allOnDemand));
  return allOnDemand > 0 ? sumOf(decisions.map(({ cost }) => cost)) / allOnDemand : null;
}

function overlappingCost(demand: Int32Array, { termSteps, reserved, onDemand }: Protocol): number {
  const feePerTerm = feeOfTerm(Money.of(String(reserved), "USD"), termSteps);
  const plan = planOverlappingTerms(demand, {
    options: [{ id: "term", termSteps, feePerTerm }],
    onDemandPerStep: Money.of(String(onDemand), "USD"),
    salvage: "pro rata",
  });
  return plan.cost.amount.toNumber();
}

/** Reads the history and tells its faults and those of the options in one go. */
function checkedHistory(file: string, options: Required<TraceOptions>): LoadHistory {
  const read: LoadHistory[] = [];
  const fileFaults = UserError.faultsOf(() => read.push(readHistory(".", file)));
  const [history] = read;
  const faults = [...fileFaults, ...optionFaults(history, options)];
  if (history === undefined || faults.length > 0) throw new UserError(faults);
  return history;
}

function optionFaults(history: LoadHistory | undefined, options: Required<TraceOptions>): readonly Fault[] {
  const { termHours, onDemand, reserved, clip, stepDays, paths } = options;
  const stepHours = history === undefined ? 1 : HOURS_PER_STEP[history.step];
  const step = history?.step ?? "hour";
  const faults: Fault[] = [];
  const check = (isRight: boolean, path: string, found: number, allowed: string): void => {
    if (!isRight) faults.push({ path, found, message: "the value is out of range", allowed });
  };
  const isWholeTerm = Number.isSafeInteger(termHours / stepHours) && termHours > 0;
  check(isWholeTerm, "term-hours", termHours, `a whole number of ${step}s, in hours, above 0`);
  check(onDemand > 0 && onDemand < Infinity, "on-demand", onDemand, "a price above 0");
  check(reserved >= 0 && reserved <= onDemand, "reserved", reserved, "a price from 0 to that on demand");
  check(clip > 0 && clip <= 1, "clip", clip, "a share above 0, up to 1");
  check(Number.isSafeInteger(stepDays) && stepDays > 0, "step-days", stepDays, "a whole number above 0");
  check(Number.isSafeInteger(paths) && paths > 0, "paths", paths, "a whole number above 0");
  if (history?.requests.every((each) => each === 0)) {
    faults.push({
      file: history.file,
      message: "there is no load in the history",
      allowed: "a load above 0",
    });
  }
  return faults;
}

function tooShort({ file, requests, step }: LoadHistory, termHours: number): UserError {
  return new UserError([
    {
      file,
      message: `no whole term of ${termHours} hours is left after the first decision`,
      found: `${requests.length} ${step}s`,
      allowed: "a history whose first third, or first year where that is less, a whole term follows",
      action: "give a shorter term, or a longer history",
    },
  ]);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
