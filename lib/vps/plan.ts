import Decimal from "decimal.js";
import {
  decisionCuts,
  decideFleet,
  type FleetDecision,
  type FleetDecisionInput,
} from "../cost/decision/fleet-decision";
import { neededAtOnce, runnerUpWords } from "../cost/decision/decision-words";
import { tellingTheFloor } from "../cost/decision/floor-faults";
import { wordsOf } from "../cost/decision/offerings";
import { monthlyCostByPath } from "../cost/decision/path-costs";
import { demandPaths, instancesFor, poolDemand, scalableDemand, type FleetDemand } from "../cost/demand";
import { known, none, type Figure } from "../definition/figure";
import { pastPeak, programLoad, type ForecastedLoad } from "../cost/forecasted-load";
import { breakEvenUtilisation } from "../cost/planner/break-even";
import type { PoolingOptions } from "../cost/planner/pooled-demand";
import { purchaseOrder, type Fleet } from "../cost/purchase-order";
import type { AppPart, TargetPlan } from "../cost/target-plan";
import { weeklyNeed, weeklySchedule, type ScheduleStep } from "../cost/weekly-schedule";
import type { Definition } from "../definition/definition";
import { HOURS_PER_YEAR } from "../definition/units";
import { chooseInstances, choiceWords, type InstanceChoice } from "./instance-choice";
import { marketFor, marketPrices, marketWarnings, type Market } from "./market";
import type { VpsSettings } from "./settings";

/** The decision for the instances, and the bounds of the group that runs them. */
export interface VpsPlan extends TargetPlan {
  readonly decision: FleetDecision;
  /** What the instances are: the purchase order and the launch template both take it from here. */
  readonly fleet: Fleet;
  /** The type that the decision is for, and what it was chosen from. */
  readonly choice: InstanceChoice;
  /** Least instances of the group: the reserved ones run anyway. */
  readonly minInstances: number;
  /** Most instances of the group: what the highest hour of forecast and history needs. */
  readonly maxInstances: number;
  /** How the least number of instances follows the week. */
  readonly schedule: readonly ScheduleStep[];
}

/** What a stack is made of: the decision without its reasons. */
export type DecidedFleet = Pick<
  VpsPlan,
  "target" | "figures" | "fleet" | "minInstances" | "maxInstances" | "schedule"
>;

const NO_BREAK_EVEN =
  "a reservation costs more than renting all the time: there is no use at which it breaks even";
const NOTHING_ON_OFFER = "no reservation has a price";

/**
 * Decides of which type the instances are, and how many to reserve for the load of all programs.
 *
 * @param forecasted the loads at what one instance of the present type serves
 * @throws UserError when there is no price on demand, or no purchase fits the rules of landfall.yaml
 */
export function planVps(
  definition: Definition,
  settings: VpsSettings,
  forecasted: readonly ForecastedLoad[],
): VpsPlan {
  return tellingTheFloor(definition, () => decidedVps(definition, settings, forecasted));
}

function decidedVps(
  definition: Definition,
  settings: VpsSettings,
  forecasted: readonly ForecastedLoad[],
): VpsPlan {
  const choice = chooseInstances(definition, settings, forecasted);
  const { market, loads } = choice;
  const { fleet, input } = market;
  const programs = loads.map(programLoad);
  const pooling = {
    horizonHours: input.settings.horizonHours,
    cuts: decisionCuts(input),
    keepsPaths: input.settings.risk !== undefined,
  };
  const demand = poolDemand(programs, pooling);
  const foreseen = loads.filter(({ history }) => history !== undefined).map(programLoad);
  const isForeseen = foreseen.length > 0;
  const isWholly = !isForeseen || foreseen.length === programs.length;
  const scaled = scalableDemand(programs, pooling);
  const decision = decideFleet(
    demand.together,
    isForeseen ? input : withoutCommitments(input),
    isWholly ? demand.together : poolDemand(foreseen, pooling).together,
    { demand: scaled, foreseen: isWholly ? scaled : scalableDemand(foreseen, pooling) },
  );
  const reserved = decision.purchases.reduce((sum, { count }) => sum + count, 0);
  const owned = input.settings.owned.reduce((sum, { units }) => sum + units, 0);
  const most = Math.max(neededAtOnce(demand.together), pastPeak(loads), reserved + owned);
  const minInstances = Math.max(1, reserved + owned);
  return {
    target: "vps",
    isRented: true,
    figures: {
      monthlyCost: known(decision.monthlyCost),
      onDemandMonthlyCost: known(decision.monthlyOnDemandCost),
      monthlySaving: known(decision.monthlyOnDemandCost.minus(decision.monthlyCost)),
      reservedCount: known(reserved),
      onDemandCount: known(Math.max(0, most - reserved - owned)),
      breakEvenUtilisation: breakEvenOf(decision, input),
    },
    basis: [...choiceWords(choice, settings), ...basisOf(market, decision, { most, owned, loads })],
    notCovered: ["disks", "public IPv4 addresses", "the load balancer", "data transfer"],
    ...(isForeseen && input.offerings.length > 0 ? { runnerUp: runnerUpWords(decision) } : {}),
    lines: decision.lines,
    months: decision.months.map(({ use, ...money }) => ({ month: use.month, ...money })),
    decision,
    apps: appParts(loads, { demand, input, decision, pooling }),
    orders: decision.purchases.flatMap(({ offering, count }) => purchaseOrder(fleet, offering, count) ?? []),
    prices: [
      ...marketPrices(market, "vps"),
      ...choice.others.flatMap((other) => marketPrices(other, `vps-${other.fleet.instanceType}`)),
    ],
    warnings: [...new Set([market, ...choice.others].flatMap(marketWarnings))],
    costByPath: () => monthlyCostByPath(decision, demandPaths(programs)),
    fleet,
    choice,
    minInstances,
    maxInstances: most,
    schedule: weeklySchedule(weeklyNeed(expectedInstances(loads), input.start), {
      least: minInstances,
      most,
    }),
  };
}

/**
 * Share of hours in which an instance of the present type must be needed for the cheapest reservation to pay;
 * undefined without one.
 */
export function leastBreakEven(definition: Definition, settings: VpsSettings): number | undefined {
  const { input } = marketFor(definition, settings);
  const shares = breakEvens(input).map(({ share }) => share.toNumber());
  return shares.length === 0 ? undefined : Math.min(...shares);
}

function breakEvens({
  offerings,
  onDemandHourly,
  settings,
}: FleetDecisionInput): { id: string; share: Decimal }[] {
  return offerings.flatMap((offering) => {
    const { id, upfront, hourly } = offering;
    const option = { id, upfront, hourly, termHours: offering.termYears * HOURS_PER_YEAR };
    const share = breakEvenUtilisation(option, onDemandHourly, settings.yearlyRate);
    return share === undefined ? [] : [{ id, share }];
  });
}

/** The break-even of what is bought most of; where nothing is bought, of what would pay first. */
function breakEvenOf({ purchases }: FleetDecision, input: FleetDecisionInput): Figure<Decimal> {
  const [most] = purchases.toSorted((a, b) => b.count - a.count);
  const shares = breakEvens(input).toSorted((a, b) => a.share.comparedTo(b.share));
  const found = shares.find(({ id }) => id === most?.offering.id) ?? shares[0];
  if (found === undefined) return none(NOTHING_ON_OFFER);
  return found.share.gt(1) ? none(NO_BREAK_EVEN) : known(found.share);
}

function basisOf(
  { fleet, prices }: Market,
  decision: FleetDecision,
  { most, owned, loads }: { most: number; owned: number; loads: readonly ForecastedLoad[] },
): string[] {
  const { onDemand } = prices;
  const bought = decision.purchases.map(({ offering }) => offering);
  const rented = decision.chosen.rentedUnitHours / decision.settings.horizonHours;
  const unforeseen = loads.filter(({ history }) => history === undefined).map(({ app }) => app);
  return [
    `instances of ${fleet.instanceType} in ${fleet.region}: on demand ${onDemand.price.toString()}/h (${onDemand.origin.source}, ${onDemand.origin.date})`,
    ...bought.map(
      (offering) =>
        `${wordsOf(offering)}: ${offering.upfront.amount.isZero() ? "" : `${offering.upfront.toString()} at once and `}${offering.hourly.toString()}/h (${offering.origin.source}, ${offering.origin.date})`,
    ),
    `expected over ${decision.demand.paths} load paths; ${rented.toFixed(2)} instances rented on average, ${most} needed at most, in the forecast's or the history's highest hour`,
    ...(owned === 0
      ? []
      : [
          `${owned} are covered by what was reserved before, which is used first; what it costs is spent, and not in these amounts`,
        ]),
    ...unforeseen.map(unforeseenWords),
  ];
}

/** Source of the rule: Wang, Li & Liang, To Reserve or Not to Reserve, IEEE ICAC 2013; see planner/online-rule.ts. */
function unforeseenWords(app: string): string {
  return (
    `${app} has no history: nothing is reserved ahead for it; reserve an instance more once renting it has cost, within ` +
    "one term, as much as reserving it: that never costs more than twice the least possible"
  );
}

function appParts(
  loads: readonly ForecastedLoad[],
  {
    demand: { alone },
    input,
    decision,
    pooling,
  }: {
    readonly demand: FleetDemand;
    readonly input: FleetDecisionInput;
    readonly decision: FleetDecision;
    readonly pooling: PoolingOptions;
  },
): readonly AppPart[] {
  const hours = loads.map(({ app }) => alone.get(app)?.unitHours() ?? 0);
  const total = hours.reduce((sum, each) => sum + each, 0);
  return loads.map((load, index) => {
    const { app, history } = load;
    const demand = alone.get(app);
    const share = new Decimal(hours[index] ?? 0).div(total);
    if (demand === undefined || loads.length === 1) return { app, share, alone: decision };
    const own = history === undefined ? withoutCommitments(input) : input;
    const programs = [programLoad(load)];
    const scaled = scalableDemand(programs, pooling);
    const decided = decideFleet(demand, own, demand, { demand: scaled, foreseen: scaled });
    const costByPath = (): Float64Array => monthlyCostByPath(decided, demandPaths(programs));
    return { app, share, alone: decided, costByPath };
  });
}

/** The input where everything is rented: what an agreement asks for is kept by what is bought for other programs. */
function withoutCommitments(input: FleetDecisionInput): FleetDecisionInput {
  return { ...input, offerings: [], settings: { ...input.settings, floor: undefined } };
}

/** Instances, not whole, that the forecast expects to be needed in each hour of the term, headroom included. */
export function expectedInstances(loads: readonly ForecastedLoad[]): Float64Array {
  const instances = new Float64Array(Math.min(...loads.map(({ outlook }) => outlook.hours)));
  for (const load of loads) {
    const perRequest = instancesFor(1, programLoad(load));
    for (let hour = 0; hour < instances.length; hour += 1) {
      instances[hour] = (instances[hour] ?? 0) + (load.outlook.expected[hour] ?? 0) * perRequest;
    }
  }
  return instances;
}
