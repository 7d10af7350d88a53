import type { Figure } from "../cost/figure";
import { monthlyRequests, type ForecastedLoad } from "../cost/forecasted-load";
import type { PurchaseOrder } from "../cost/purchase-order";
import type { TargetPlan } from "../cost/target-plan";
import type { Definition } from "../definition/definition";
import type { Money } from "../definition/money";
import { reportedFigures, type ReportedFigures } from "./figures";

/** The decision for one target, as finance reads it. */
export interface ReportedTarget extends ReportedFigures {
  readonly target: string;
  /** Whether the monthly cost is within the budget; null where it cannot be told. */
  readonly withinBudget: boolean | null;
  readonly basis: readonly string[];
  readonly notCovered: readonly string[];
  readonly runnerUp: string | null;
  readonly purchaseOrder: ReportedOrder | null;
}

/** What is to be bought by hand. */
export type ReportedOrder = Omit<PurchaseOrder, "hourly" | "totalObligation"> & {
  readonly hourly: string;
  readonly totalObligation: string;
  readonly currency: string;
};

/** The load that the decision rests on. */
export interface ReportedLoad {
  readonly app: string;
  readonly history: string;
  readonly steps: number;
  readonly step: string;
  /** What was put right in the history, as sentences. */
  readonly repairs: readonly string[];
  readonly method: string;
  /** How far the forecast was off on the end of the history, which was kept from it; in per cent. */
  readonly holdoutSmapePercent: number;
  readonly monthlyRequests: number;
  readonly notes: readonly string[];
}

/** What `cost.json` holds. */
export interface CostReport {
  readonly format: "landfall-cost/1";
  readonly name: string;
  readonly environment: string;
  /** The date that all money and terms are reckoned from. */
  readonly asOf: string;
  readonly budget: { readonly amount: string; readonly currency: string; readonly per: "month" };
  readonly load: readonly ReportedLoad[];
  readonly targets: readonly ReportedTarget[];
}

const PERCENT_DECIMALS = 1;

/** Puts together what finance reads: the same input gives the same report, wherever and whenever it is made. */
export function costReport(
  definition: Definition,
  loads: readonly ForecastedLoad[],
  plans: readonly TargetPlan[],
): CostReport {
  const budget = definition.cost.budget.perMonth;
  return {
    format: "landfall-cost/1",
    name: definition.name,
    environment: definition.environment.name,
    asOf: definition.asOf,
    budget: { amount: budget.toReport(), currency: budget.currency, per: "month" },
    load: loads.map(reportedLoad),
    targets: plans.map((plan) => reportedTarget(plan, budget)),
  };
}

function reportedLoad(load: ForecastedLoad): ReportedLoad {
  const { history, forecast, scenarios } = load;
  const error = forecast.holdout.errors[forecast.method];
  return {
    app: load.app,
    history: history.file,
    steps: history.requests.length,
    step: history.step,
    repairs: history.repairs.map(({ message }) => message),
    method: forecast.method,
    holdoutSmapePercent: Number(error.smapePercent.toFixed(PERCENT_DECIMALS)),
    monthlyRequests: Math.round(monthlyRequests(load)),
    notes: [...forecast.notes, ...scenarios.notes],
  };
}

function reportedTarget(plan: TargetPlan, budget: Money): ReportedTarget {
  const { figures, purchaseOrder: order } = plan;
  return {
    target: plan.target,
    ...reportedFigures(figures),
    withinBudget: withinBudget(figures.monthlyCost, budget),
    basis: plan.basis,
    notCovered: plan.notCovered,
    runnerUp: plan.runnerUp ?? null,
    purchaseOrder:
      order === undefined
        ? null
        : {
            ...order,
            hourly: order.hourly.amount.toFixed(),
            totalObligation: order.totalObligation.toReport(),
            currency: order.hourly.currency,
          },
  };
}

function withinBudget(cost: Figure<Money>, budget: Money): boolean | null {
  if (cost.reason !== undefined || cost.value.currency !== budget.currency) return null;
  return cost.value.compare(budget) <= 0;
}
