import { known, none, type Figure } from "../cost/figure";
import { monthlyRequests, type ForecastedLoad } from "../cost/forecasted-load";
import type { PurchaseOrder } from "../cost/purchase-order";
import type { TargetPlan } from "../cost/target-plan";
import type { Definition } from "../definition/definition";
import { Money, type Currency } from "../definition/money";
import { reportedFigures, reportedMoney, type ReportedFigure, type ReportedFigures } from "./figures";

/** The decision for one target, as finance reads it. */
export interface ReportedTarget extends ReportedFigures {
  readonly target: string;
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
  /** The monthly costs of all targets that are rented, together: what the budget is for. */
  readonly totalMonthlyCost: ReportedFigure;
  /** Whether that is within the budget; null where there is no total, for the reason that stands there. */
  readonly withinBudget: boolean | null;
}

const PERCENT_DECIMALS = 1;

/** Puts together what finance reads: the same input gives the same report, wherever and whenever it is made. */
export function costReport(
  definition: Definition,
  loads: readonly ForecastedLoad[],
  plans: readonly TargetPlan[],
): CostReport {
  const budget = definition.cost.budget.perMonth;
  const targets = plans.map(reportedTarget);
  const rented = targets.filter((_, index) => plans[index]?.isRented !== false);
  const total = totalMonthlyCost(rented, budget.currency);
  return {
    format: "landfall-cost/1",
    name: definition.name,
    environment: definition.environment.name,
    asOf: definition.asOf,
    budget: { amount: budget.toReport(), currency: budget.currency, per: "month" },
    load: loads.map(reportedLoad),
    targets,
    totalMonthlyCost: reportedMoney(total),
    withinBudget: total.reason === undefined ? total.value.compare(budget) <= 0 : null,
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

function reportedTarget(plan: TargetPlan): ReportedTarget {
  const { figures, purchaseOrder: order } = plan;
  return {
    target: plan.target,
    ...reportedFigures(figures),
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

/** Sum of the amounts as they are reported, so that a reader who adds them up finds the same. */
function totalMonthlyCost(targets: readonly ReportedTarget[], currency: Currency): Figure<Money> {
  let total: Money = Money.zero(currency);
  for (const { target, monthlyCost } of targets) {
    if (monthlyCost.reason !== null) return none(`${target} has no monthly cost: ${monthlyCost.reason}`);
    if (monthlyCost.unit !== `${currency}/month`) {
      return none(`${target} is billed in ${monthlyCost.unit ?? ""}, the budget in ${currency}/month`);
    }
    total = total.plus(Money.of(String(monthlyCost.value), currency));
  }
  return known(total);
}
