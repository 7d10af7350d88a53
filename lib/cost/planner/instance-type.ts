import Decimal from "decimal.js";
import { UserError, type Fault } from "../../definition/errors";
import type { Currency, Money } from "../../definition/money";
import { cutsOf, numberFaults, wholeFaults, type CommitmentOption, type OneDateTerms } from "./commitments";
import { planOneDate, type OneDatePlan } from "./one-date";
import { PooledDemand } from "./pooled-demand";
import type { TailRisk } from "./tail-cost";

/** An instance type that could run the program. */
export interface TypeCandidate<C extends Currency = Currency> {
  /** Name, such as `m6a.large`. */
  readonly type: string;
  /** As the cloud names it, such as `arm64`. */
  readonly architecture: string;
  /** Requests that one instance serves in one hour; above 0. */
  readonly servesPerHour: number;
  /** What one instance costs for one hour. */
  readonly onDemandHourly: Money<C>;
  readonly options: readonly CommitmentOption<C>[];
  /** What is owned of this type already. */
  readonly owned?: OneDateTerms<C>["owned"];
  /**
   * Most instances that may run at once.
   * @default no limit
   */
  readonly mostInstances?: number;
}

/** What all candidates are planned with. */
export interface TypeChoice<C extends Currency = Currency> {
  readonly candidates: readonly TypeCandidate<C>[];
  /** Architectures that the program is built for. */
  readonly architectures: readonly string[];
  /** Interest, horizon and rules. */
  readonly rules: Omit<OneDateTerms<C>, "onDemandHourly" | "options" | "owned">;
  /** Capacity kept free above the load: 0.2 is a fifth. */
  readonly headroom: number;
  /**
   * Instances that run even when nobody asks for anything.
   * @default 1
   */
  readonly leastInstances?: number;
  /** @default none: the expected cost alone counts */
  readonly risk?: TailRisk;
  /**
   * Type that runs now.
   * @default none
   */
  readonly present?: string;
  /**
   * Share of the present type's cost that another must save for a switch: see {@link DEFAULT_SWITCHING_THRESHOLD}.
   * @default 0.05
   */
  readonly switchingThreshold?: number;
}

/**
 * A type is changed for a saving of more than this share. Our own choice: enough that a forecast which moves by a few
 * per cent from week to week does not turn a fleet over, which costs a rollout and strands what is reserved.
 */
export const DEFAULT_SWITCHING_THRESHOLD = 0.05;

/** Visits every path of the load, requests in each hour, one at a time; the array may be the same each time. */
export type ForEachLoadPath = (visit: (requests: Float64Array) => void) => void;

/** A type that can run the program, and the best way to pay for it. */
export interface PlannedType<C extends Currency = Currency> {
  readonly type: string;
  readonly plan: OneDatePlan<C>;
  /** Most instances needed at once. */
  readonly peak: number;
}

/** The choice, and why. */
export interface ChosenType<C extends Currency = Currency> {
  readonly chosen: PlannedType<C>;
  /** The cheapest of all others; undefined when there is no other. */
  readonly runnerUp: PlannedType<C> | undefined;
  /** All that can run the program, the cheapest first. */
  readonly ranked: readonly PlannedType<C>[];
  /** What cannot run it, with the reason as a sentence. */
  readonly rejected: readonly { readonly type: string; readonly reason: string }[];
  /** Whether the present type stays although another is cheaper, by no more than the threshold. */
  readonly isKept: boolean;
  /** Why this type, as a sentence without a full stop. */
  readonly reason: string;
}

/**
 * Chooses the instance type whose best plan costs least, each at as many instances as it needs for the load.
 *
 * @throws UserError with every fault of the choice, or when no type can run the program
 */
export function chooseInstanceType<C extends Currency>(
  choice: TypeChoice<C>,
  forEachLoadPath: ForEachLoadPath,
): ChosenType<C> {
  UserError.throwIfAny(choiceFaults(choice));
  const { candidates, present, switchingThreshold = DEFAULT_SWITCHING_THRESHOLD } = choice;
  const able = candidates.filter((candidate) => isBuiltFor(candidate, choice));
  const demands = poolDemands(able, choice, forEachLoadPath);
  const fits = able.filter((candidate, index) => (demands[index]?.peak ?? 0) <= mostOf(candidate));
  const ranked = fits
    .map((candidate) => plannedType(candidate, choice, demands[able.indexOf(candidate)]))
    .sort((a, b) => a.plan.objective.compare(b.plan.objective) || (a.type < b.type ? -1 : 1));
  const [cheapest] = ranked;
  const rejected = rejections(choice, able, demands);
  if (cheapest === undefined) throw noType(rejected);
  const kept = keptType(ranked, present, switchingThreshold);
  const chosen = kept ?? cheapest;
  const runnerUp = ranked.find((each) => each !== chosen);
  const isKept = chosen !== cheapest;
  const reason = isKept
    ? `${chosen.type} runs now, and ${cheapest.type} would save no more than ${new Decimal(switchingThreshold).times(100).toFixed()} %`
    : `${chosen.type} costs least`;
  return { chosen, runnerUp, ranked, rejected, isKept, reason };
}

/** The present type, where the cheapest saves no more than the threshold. */
function keptType<C extends Currency>(
  ranked: readonly PlannedType<C>[],
  present: string | undefined,
  threshold: number,
): PlannedType<C> | undefined {
  const now = ranked.find(({ type }) => type === present);
  const cheapest = ranked[0];
  if (now === undefined || cheapest === undefined) return undefined;
  const saving = now.plan.objective.minus(cheapest.plan.objective);
  return saving.compare(now.plan.objective.times(threshold)) <= 0 ? now : undefined;
}

function plannedType<C extends Currency>(
  candidate: TypeCandidate<C>,
  { rules, risk }: TypeChoice<C>,
  demand: PooledDemand | undefined,
): PlannedType<C> {
  if (demand === undefined) throw new RangeError(`no demand was pooled for ${candidate.type}`);
  const { type, onDemandHourly, options, owned = [] } = candidate;
  const plan = planOneDate(demand, { ...rules, onDemandHourly, options, owned }, risk);
  return { type, plan, peak: demand.peak };
}

/** The instances that each type needs, all in one visit of the load. */
function poolDemands(
  candidates: readonly TypeCandidate[],
  { rules, headroom, leastInstances = 1, risk }: TypeChoice,
  forEachLoadPath: ForEachLoadPath,
): readonly PooledDemand[] {
  const { horizonHours } = rules;
  const keepsPaths = risk !== undefined && risk.weight > 0;
  const demands = candidates.map(
    ({ options, owned = [] }) =>
      new PooledDemand({ horizonHours, cuts: cutsOf({ options, owned }), keepsPaths }),
  );
  const instances = new Int32Array(horizonHours);
  forEachLoadPath((requests) => {
    if (requests.length < horizonHours) {
      throw new RangeError(`the load covers ${requests.length} hours, ${horizonHours} were asked for`);
    }
    for (const [index, { servesPerHour }] of candidates.entries()) {
      const perRequest = (1 + headroom) / servesPerHour;
      for (let hour = 0; hour < horizonHours; hour += 1) {
        const needed = Math.ceil((requests[hour] ?? 0) * perRequest - ROUNDING_ERROR);
        instances[hour] = Math.max(leastInstances, needed);
      }
      demands[index]?.add(instances);
    }
  });
  return demands;
}

/** A load that fills instances exactly must not ask for one more because of the last binary digit. */
const ROUNDING_ERROR = 1e-9;

function isBuiltFor({ architecture }: TypeCandidate, { architectures }: TypeChoice): boolean {
  return architectures.includes(architecture);
}

function mostOf({ mostInstances = Infinity }: TypeCandidate): number {
  return mostInstances;
}

function rejections(
  { candidates, architectures }: TypeChoice,
  able: readonly TypeCandidate[],
  demands: readonly PooledDemand[],
): readonly { readonly type: string; readonly reason: string }[] {
  return candidates.flatMap((candidate) => {
    const { type, architecture } = candidate;
    const index = able.indexOf(candidate);
    if (index < 0) {
      return [{ type, reason: `${architecture} is none of ${architectures.join(", ")}` }];
    }
    const peak = demands[index]?.peak ?? 0;
    const most = mostOf(candidate);
    return peak > most ? [{ type, reason: `the load needs ${peak} at once, ${most} may run` }] : [];
  });
}

function noType(rejected: readonly { readonly type: string; readonly reason: string }[]): UserError {
  return new UserError([
    {
      path: "candidates",
      found: rejected.map(({ type }) => type),
      message: "no instance type can run the program",
      allowed: rejected.map(({ type, reason }) => `not ${type}: ${reason}`).join("; "),
      action: "add a larger type, or build for another architecture",
    },
  ]);
}

function choiceFaults({
  candidates,
  headroom,
  leastInstances = 1,
  switchingThreshold = 0,
}: TypeChoice): Fault[] {
  return [
    ...numberFaults("headroom", headroom, "a share of 0 or above", (share) => share >= 0),
    ...wholeFaults("leastInstances", leastInstances, 0),
    ...numberFaults("switchingThreshold", switchingThreshold, "a share of 0 or above", (share) => share >= 0),
    ...candidates.flatMap(({ servesPerHour, mostInstances = 1 }, index) => [
      ...numberFaults(`candidates[${index}].servesPerHour`, servesPerHour, "above 0", (rate) => rate > 0),
      ...wholeFaults(`candidates[${index}].mostInstances`, mostInstances, 1),
    ]),
  ];
}
