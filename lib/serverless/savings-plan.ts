import type { CalendarMonth } from "../cost/decision/calendar-months";
import type { ForecastedLoad } from "../cost/forecasted-load";
import { billingDiscount, billingMonth } from "../cost/planner/billing-discount";
import { planSavingsCommitment, type PlanUsage } from "../cost/planner/savings-plan";
import { savingsPlanOrder, UPFRONT_SHARE, type SavingsPlanOrder } from "../cost/purchase-order";
import { Money } from "../definition/money";
import { HOURS_PER_YEAR } from "../definition/units";
import type { PlanRate, PricedFigure } from "../prices";
import { forEachPath, hourCount, pathCount, secondsPerRequest, type RequestSize } from "./request-paths";

/** Paths that a commitment is decided on: each holds every hour of the term. */
const PATHS_LOOKED_AT = 20;

/** A Compute Savings Plan for the functions' time, and the rate that its commitment is spent at. */
export interface LambdaCommitment {
  readonly order: SavingsPlanOrder;
  readonly rate: PricedFigure;
}

/** A Savings Plan whose rate is known. */
export interface KnownPlanRate extends Omit<PlanRate, "rate"> {
  readonly rate: PricedFigure;
}

/** How a commitment is weighed. */
export interface CommitmentRules {
  /** Interest per year, 0.08 is 8 %. */
  readonly yearlyRate: number;
  /** Most that may be paid at once; undefined for no limit. */
  readonly upfrontBudget: Money | undefined;
}

/** The rates that are known, in their order. */
export function knownPlanRates(rates: readonly PlanRate[]): readonly KnownPlanRate[] {
  return rates.flatMap(({ rate, ...plan }) => (rate.value === null ? [] : [{ ...plan, rate: rate.value }]));
}

/** Hours that the order's plan lasts from its purchase on. */
export function termHours({ termYears }: Pick<SavingsPlanOrder, "termYears">): number {
  return termYears * HOURS_PER_YEAR;
}

/**
 * The plan and its commitment for an hour that cost least over the load paths, each payment at its discount; undefined
 * where none saves anything. Of plans that save the same the first is taken: rates are in the order of their terms, and
 * of what is paid at once.
 *
 * @param onDemand price of a GB-second in the first tier
 */
export function lambdaCommitment(
  loads: readonly ForecastedLoad[],
  size: RequestSize,
  onDemand: Money,
  of: { readonly rates: readonly KnownPlanRate[]; readonly rules: CommitmentRules },
): LambdaCommitment | undefined {
  const worthwhile = of.rates.filter(({ rate }) => rate.price.compare(onDemand) < 0);
  const terms = [...new Set(worthwhile.map(({ termYears }) => termYears))];
  const usages = new Map(
    terms.map((years) => [years, termUsage(loads, size, termHours({ termYears: years }))]),
  );
  let best: { readonly commitment: LambdaCommitment; readonly saved: Money } | undefined;
  for (const plan of worthwhile) {
    const usage = usages.get(plan.termYears);
    if (usage === undefined) continue;
    const found = commitmentOf(plan, usage, onDemand, of.rules);
    if (found.commitment.order.commitmentPerHour.amount.isZero()) continue;
    if (best === undefined || found.saved.minus(best.saved).amount.gt(best.saved.amount.times(TIE)))
      best = found;
  }
  return best?.commitment;
}

/** Savings that differ by less than this share are the same but for the last binary digits of their sums. */
const TIE = 1e-9;

/** Gigabyte-seconds of the first hours of the paths looked at, path after path. */
interface TermUsage {
  readonly hours: number;
  readonly seconds: Float64Array;
}

function termUsage(loads: readonly ForecastedLoad[], size: RequestSize, term: number): TermUsage {
  const hours = Math.min(term, hourCount(loads));
  const paths = Math.min(PATHS_LOOKED_AT, pathCount(loads));
  const perRequest = secondsPerRequest(size);
  const seconds = new Float64Array(hours * paths);
  forEachPath(loads, paths, (requests, path) => {
    for (let hour = 0; hour < hours; hour += 1)
      seconds[path * hours + hour] = (requests[hour] ?? 0) * perRequest;
  });
  return { hours, seconds };
}

function commitmentOf(
  plan: KnownPlanRate,
  { hours, seconds }: TermUsage,
  onDemand: Money,
  { yearlyRate, upfrontBudget }: CommitmentRules,
): { readonly commitment: LambdaCommitment; readonly saved: Money } {
  const { termYears, payment, rate } = plan;
  const upfrontShare = UPFRONT_SHARE[payment];
  const usage: PlanUsage = { id: "Lambda", onDemand, planRate: rate.price, unitsByHour: seconds };
  const cost = planSavingsCommitment([usage], onDemand.currency, {
    upfrontShare,
    discounts: seconds.map((_, at) => billingDiscount(billingMonth(at % hours), yearlyRate)),
    ...(upfrontBudget === undefined || upfrontShare === 0
      ? {}
      : { most: upfrontBudget.per(termHours({ termYears })).per(upfrontShare) }),
  });
  const order = savingsPlanOrder(cost.commitment, { termYears, payment, origin: rate.origin });
  return { commitment: { order, rate }, saved: cost.presentSaving.times(hours) };
}

/** Gigabyte-seconds that a commitment covers in each month, on average over all paths; none after its term. */
export function coveredByMonth(
  loads: readonly ForecastedLoad[],
  size: RequestSize,
  months: readonly CalendarMonth[],
  commitment: LambdaCommitment,
): Float64Array {
  const paths = pathCount(loads);
  const covered = new Float64Array(months.length);
  const perRequest = secondsPerRequest(size);
  const most = coverable(commitment);
  const term = termHours(commitment.order);
  forEachPath(loads, paths, (requests) => {
    for (const [index, { fromHour, toHour }] of months.entries()) {
      let sum = 0;
      for (let hour = fromHour; hour < Math.min(toHour, term); hour += 1) {
        sum += Math.min((requests[hour] ?? 0) * perRequest, most);
      }
      covered[index] = (covered[index] ?? 0) + sum;
    }
  });
  return covered.map((sum) => sum / paths);
}

/** Gigabyte-seconds that a commitment covers in one hour at most. */
export function coverable({ order, rate }: LambdaCommitment): number {
  return order.commitmentPerHour.amount.div(rate.price.amount).toNumber();
}
