import { awsAccountOf } from "../aws/account";
import { instanceDemand } from "../cost/demand";
import { known, none } from "../cost/figure";
import { longestTermHours, pastPeak, programLoad, type ForecastedLoad } from "../cost/forecasted-load";
import { purchaseOrder, type Fleet } from "../cost/purchase-order";
import { planPurchase, type PurchasePlan, type PurchaseTerms } from "../cost/purchase-plan";
import type { TargetPlan } from "../cost/target-plan";
import type { CostSettings, Definition } from "../definition/definition";
import type { VpsSettings } from "./settings";

/** The decision for the instances, and the bounds of the group that runs them. */
export interface VpsPlan extends TargetPlan {
  /** What the instances are: the purchase order and the launch template both take it from here. */
  readonly fleet: Fleet;
  /** Least instances of the group: the reserved ones run anyway. */
  readonly minInstances: number;
  /** Most instances of the group: what the highest hour of forecast and history needs. */
  readonly maxInstances: number;
}

/** Platform of a reservation for Ubuntu. Source: EC2 API, DescribeReservedInstancesOfferings, productDescription. */
const PLATFORM = "Linux/UNIX";

const NO_BREAK_EVEN =
  "a reservation costs more than renting all the time: there is no use at which it breaks even";

/** Decides how many instances to reserve for the load of all programs. */
export function planVps(
  definition: Definition,
  settings: VpsSettings,
  loads: readonly ForecastedLoad[],
): VpsPlan {
  const fleet: Fleet = {
    instanceType: settings.instanceType,
    platform: PLATFORM,
    region: awsAccountOf(definition.environment).region,
    tenancy: "default",
  };
  const terms = purchaseTerms(definition.cost);
  const hours = longestTermHours(definition.cost);
  const plan = planPurchase(instanceDemand(loads.map(programLoad), hours), terms);
  const { chosen, allOnDemand } = plan;
  const peak = Math.max(plan.peak, pastPeak(loads));
  const order = purchaseOrder(fleet, chosen.option, chosen.reserved);
  return {
    target: "vps",
    figures: {
      monthlyCost: known(chosen.monthlyCost),
      onDemandMonthlyCost: known(allOnDemand.monthlyCost),
      monthlySaving: known(allOnDemand.monthlyCost.minus(chosen.monthlyCost)),
      reservedCount: known(chosen.reserved),
      onDemandCount: known(Math.max(0, peak - chosen.reserved)),
      breakEvenUtilisation: plan.breakEvenUtilisation.gt(1)
        ? none(NO_BREAK_EVEN)
        : known(plan.breakEvenUtilisation),
    },
    basis: basisOf(plan, peak, definition.cost, fleet),
    notCovered: ["disks", "public IPv4 addresses", "the load balancer", "data transfer"],
    runnerUp: runnerUpOf(plan),
    ...(order === undefined ? {} : { purchaseOrder: order }),
    fleet,
    minInstances: Math.max(1, chosen.reserved),
    maxInstances: Math.max(1, chosen.reserved, peak),
  };
}

/** Prices and terms of the definition as the planner takes them: only options whose term is allowed. */
export function purchaseTerms(cost: CostSettings): PurchaseTerms {
  const allowed = cost.terms.map((term) => term.years);
  return {
    onDemandHourly: cost.prices.onDemand.perHour,
    yearlyRate: cost.discountRate.ratio,
    options: cost.prices.reservations
      .filter((option) => allowed.includes(option.term.years))
      .map((option) => ({
        termYears: option.term.years,
        payment: option.payment,
        hourly: option.hourly.perHour,
      })),
  };
}

function basisOf(plan: PurchasePlan, peak: number, cost: CostSettings, fleet: Fleet): string[] {
  return [
    `instances of ${fleet.instanceType} in ${fleet.region}: on demand ${cost.prices.onDemand.perHour.toString()}/h, ` +
      `reserved for ${plan.option.termYears} y ${plan.option.hourly.toString()}/h (${cost.prices.source}, ${cost.prices.date})`,
    `expected over all load paths; ${plan.averageOnDemand.toFixed(2)} instances rented on average, ${peak} needed at most, in the forecast's or the history's highest hour`,
  ];
}

function runnerUpOf({ runnerUp, option }: PurchasePlan): string {
  const term =
    runnerUp.option === undefined || runnerUp.option === option ? "" : ` for ${runnerUp.option.termYears} y`;
  const what = runnerUp.reserved === 0 ? "reserving nothing" : `reserving ${runnerUp.reserved}${term}`;
  return `${what} would cost ${runnerUp.monthlyCost.toReport()} ${runnerUp.monthlyCost.currency} a month`;
}
