import type { Money } from "../../definition/money";
import { OneDatePlanner } from "../planner/one-date";
import type { PooledDemand } from "../planner/pooled-demand";
import {
  decisionCuts,
  monthCount,
  monthlyCostOf,
  oneDateTerms,
  type FleetDecision,
  type FleetDecisionInput,
} from "./fleet-decision";

/** What is changed to see how far the decision holds. */
export type ChangedThing = "load" | "onDemandPrice" | "commitmentPrice" | "discountRate" | "term";

/** What a decision costs, and what would have been decided, if one thing came otherwise than expected. */
export interface Sensitivity {
  readonly kind: ChangedThing;
  /** In words, such as `x 0.5`. */
  readonly change: string;
  /** A factor; the rate itself for the discount rate; for the term the part of it after which the load ends. */
  readonly factor: number;
  /** Instances that would be committed to, had it been known. */
  readonly reserved: number;
  /** Average month with what was decided. */
  readonly heldMonthlyCost: Money;
  /** Average month with what would be decided then. */
  readonly bestMonthlyCost: Money;
}

const LOAD_FACTORS = [0.5, 0.8, 1.2, 1.5, 2];
const PRICE_FACTORS = [0.9, 1.1];
const YEARLY_RATES = [0, 0.08, 0.12];
const SHORTENED_TERMS = [0.5];

/** How far the decision holds: load x 0.5 to 2, prices +-10 %, interest 0 / 8 / 12 %, and a load that ends at half time. */
export function sensitivities(decision: FleetDecision): readonly Sensitivity[] {
  const price = (factor: number): string =>
    `${factor > 1 ? "+" : "-"}${Math.round(Math.abs(factor - 1) * 100)} %`;
  const look = (kind: ChangedThing, factor: number, change: string, changed: Changed): Sensitivity => ({
    kind,
    change,
    factor,
    ...changedCosts(decision, changed),
  });
  const { offerings, onDemandHourly, settings } = decision;
  return [
    ...LOAD_FACTORS.map((factor) =>
      look("load", factor, `x ${factor}`, {
        demand: decision.scaled.demand(factor),
        foreseen: decision.scaled.foreseen(factor),
      }),
    ),
    ...PRICE_FACTORS.map((factor) =>
      look("onDemandPrice", factor, price(factor), {
        input: { onDemandHourly: onDemandHourly.times(factor) },
      }),
    ),
    ...PRICE_FACTORS.map((factor) =>
      look("commitmentPrice", factor, price(factor), {
        input: {
          offerings: offerings.map((offering) => ({
            ...offering,
            upfront: offering.upfront.times(factor),
            hourly: offering.hourly.times(factor),
          })),
        },
      }),
    ),
    ...YEARLY_RATES.map((yearlyRate) =>
      look("discountRate", yearlyRate, `${Math.round(yearlyRate * 100)} %`, {
        input: { settings: { ...settings, yearlyRate } },
      }),
    ),
    ...SHORTENED_TERMS.map((part) => {
      const months = Math.round(part * monthCount(settings));
      const end = endOf(decision, part);
      return look("term", part, `the load ends after ${months} months`, {
        demand: decision.demand.endingAt(end),
        foreseen: decision.foreseen.endingAt(end),
      });
    }),
  ];
}

/** What is otherwise: the demand, or what it is decided on. */
interface Changed {
  readonly demand?: PooledDemand;
  readonly foreseen?: PooledDemand;
  readonly input?: Partial<FleetDecisionInput>;
}

function changedCosts(
  decision: FleetDecision,
  { demand = decision.demand, foreseen = decision.foreseen, input = {} }: Changed,
): Pick<Sensitivity, "reserved" | "heldMonthlyCost" | "bestMonthlyCost"> {
  const changed = { ...decision, ...input };
  const terms = oneDateTerms(changed);
  const { risk } = changed.settings;
  // Cheaper commitments may no longer come to the floor, dearer ones no longer fit the budget: then it stays as it is.
  const best = new OneDatePlanner(foreseen, terms, risk).bestIfAny() ?? decision.chosen;
  return {
    reserved: best.purchases.reduce((sum, { count }) => sum + count, 0),
    heldMonthlyCost: monthlyCostOf(decision.chosen, demand, changed),
    bestMonthlyCost: monthlyCostOf(best, demand, changed),
  };
}

/** The hour nearest to a part of the horizon at which the demand is cut. */
function endOf(decision: FleetDecision, part: number): number {
  const wanted = decision.settings.horizonHours * part;
  return decisionCuts(decision).reduce((best, cut) =>
    Math.abs(cut - wanted) < Math.abs(best - wanted) ? cut : best,
  );
}
