import Decimal from "decimal.js";
import { version } from "../../package.json";
import { dayOf } from "../cost/decision/calendar-months";
import { horizonHours, monthCount } from "../cost/decision/fleet-decision";
import { known, none, type Figure } from "../definition/figure";
import { monthlyRequests, type ForecastedLoad } from "../cost/forecasted-load";
import type { TargetPlan } from "../cost/target-plan";
import type { Definition } from "../definition/definition";
import { Money, roundToTotal, type Currency } from "../definition/money";
import { startOfDay } from "../load";
import { inCents, reported, reportedFigures, reportedMoney } from "./figures";
import { reportedOrder } from "./purchase-order-document";
import type { CostReport, ReportedFigure, ReportedTarget } from "./report-schema";
import { perMillionRequests, reportedDecision, reportedQuantiles } from "./reported-decision";
import { reportedLoad } from "./reported-load";
import { reportedPrices, reportedProvenance } from "./reported-prices";

/** A plan, and what a month of it costs on each load path. */
interface WalkedPlan {
  readonly plan: TargetPlan;
  readonly costByPath: Float64Array | undefined;
}

/** Puts together what finance reads: the same input gives the same report, wherever and whenever it is made. */
export function costReport(
  definition: Definition,
  loads: readonly ForecastedLoad[],
  plans: readonly TargetPlan[],
): CostReport {
  const { cost, asOf, name, environment } = definition;
  const budget = cost.budget.perMonth;
  const { currency } = budget;
  const walked = plans.map((plan) => ({ plan, costByPath: plan.costByPath?.() }));
  const targets = walked.map((each) => reportedTarget(each, loads));
  const total = totalOf(targets, walked, { currency, loads });
  const start = startOfDay(asOf);
  const hours = horizonHours(cost);
  const prices = plans.flatMap((plan) => plan.prices);
  const p80 = total.quantiles?.p80;
  return {
    format: "landfall-cost/3",
    generator: { name: "landfall", version },
    name,
    environment: environment.name,
    asOf,
    currency,
    seed: cost.scenarios.seed,
    paths: cost.scenarios.paths,
    tags: {
      service: cost.tags.service ?? name,
      environment: environment.name,
      owner: cost.tags.owner ?? null,
      costCentre: cost.tags.costCentre ?? null,
    },
    term: {
      start: asOf,
      end: dayOf(start + hours),
      hours,
      months: monthCount({ horizonHours: hours }),
    },
    budget: {
      amount: budget.toReport(),
      currency,
      per: "month",
      isMeanWithin: isWithin(total.monthlyCost.value, budget),
      isP80Within: isWithin(p80 ?? null, budget),
    },
    prices: reportedPrices(prices, definition),
    provenance: reportedProvenance(prices),
    warnings: [...new Set(plans.flatMap((plan) => plan.warnings))],
    load: loads.map(reportedLoad),
    targets,
    total,
    lines: plans.flatMap(reportedLines),
    orders: plans.flatMap(({ target, orders }) => orders.map((order) => reportedOrder({ target, order }))),
  };
}

function isWithin(amount: string | number | null, budget: Money): boolean | null {
  return amount === null ? null : new Decimal(amount).lte(budget.amount);
}

function reportedTarget({ plan, costByPath }: WalkedPlan, loads: readonly ForecastedLoad[]): ReportedTarget {
  const { figures, decision, fleet, target } = plan;
  const requests = (app?: string): number =>
    loads
      .filter((load) => app === undefined || load.app === app)
      .reduce((sum, load) => sum + monthlyRequests(load), 0);
  const whole =
    decision === undefined || fleet === undefined
      ? null
      : reportedDecision(decision, { target, fleet, monthlyRequests: requests(), costByPath });
  return {
    target,
    isRented: plan.isRented,
    ...reportedFigures(figures),
    basis: [...plan.basis],
    notCovered: [...plan.notCovered],
    runnerUp: plan.runnerUp ?? null,
    decision: whole,
    apps: appShares(plan).map(({ app, share, cost, alone, costByPath: ownCosts }) => ({
      app,
      share: share.toDecimalPlaces(6).toFixed(),
      monthlyCost: reportedMoney(cost),
      costPerMillionRequests: millionFigure(cost, requests(app)),
      alone:
        alone === undefined || fleet === undefined
          ? null
          : alone === decision
            ? whole
            : reportedDecision(alone, {
                target,
                fleet,
                monthlyRequests: requests(app),
                costByPath: ownCosts?.(),
              }),
    })),
  };
}

/** Each app's part of the target's cost, in cents that sum to the cost as it is reported. */
function appShares({ apps, figures }: TargetPlan) {
  const { monthlyCost } = figures;
  if (monthlyCost.value === null) {
    return apps.map((part) => ({ ...part, cost: none<Money>(monthlyCost.reason) }));
  }
  const value = inCents(monthlyCost.value);
  const parts = roundToTotal(
    apps.map(({ share }) => value.times(share)),
    value.currency,
  );
  return apps.map((part, index) => ({ ...part, cost: known(parts[index] ?? value) }));
}

function millionFigure(cost: Figure<Money>, requests: number): ReportedFigure {
  if (cost.value === null) return reported(none<string>(cost.reason), null);
  return reported(perMillionRequests(cost.value, requests), cost.value.currency);
}

function reportedLines({ target, lines }: TargetPlan): CostReport["lines"] {
  return lines.map(({ month, charge, what, commitment, quantity, unit, unitPrice, amount }) => ({
    target,
    month,
    charge,
    what,
    commitment: commitment === null ? null : `${target}-${commitment}`,
    quantity: quantity.toFixed(),
    unit,
    unitPrice: unitPrice.amount.toFixed(),
    amount: amount.toReport(),
  }));
}

/** Sums over all that is rented, of the amounts as they are reported, so that a reader who adds them up finds the same. */
function totalOf(
  targets: readonly ReportedTarget[],
  walked: readonly WalkedPlan[],
  { currency, loads }: { readonly currency: Currency; readonly loads: readonly ForecastedLoad[] },
): CostReport["total"] {
  const rented = walked.filter(({ plan }) => plan.isRented);
  const shown = targets.filter(({ isRented }) => isRented);
  const cost = sumOf(shown, "monthlyCost", currency);
  const onDemand = sumOf(shown, "onDemandMonthlyCost", currency);
  const saving =
    cost.value === null || onDemand.value === null
      ? none<Money>(cost.reason ?? onDemand.reason ?? "")
      : known(onDemand.value.minus(cost.value));
  const requests = loads.reduce((sum, load) => sum + monthlyRequests(load), 0);
  return {
    monthlyCost: reportedMoney(cost),
    onDemandMonthlyCost: reportedMoney(onDemand),
    monthlySaving: reportedMoney(saving),
    costPerMillionRequests: millionFigure(cost, requests),
    quantiles: cost.value === null ? null : totalQuantiles(cost.value, rented),
    months: totalMonths(rented, currency),
  };
}

/** Paths of all targets with one index belong together: the load is one. */
function totalQuantiles(mean: Money, rented: readonly WalkedPlan[]): CostReport["total"]["quantiles"] {
  const known = rented.flatMap(({ costByPath }) => costByPath ?? []);
  if (known.length < rented.length) return null;
  const [first] = known;
  return reportedQuantiles(
    mean,
    first?.map((_, path) => known.reduce((sum, costs) => sum + (costs[path] ?? 0), 0)),
  );
}

function totalMonths(rented: readonly WalkedPlan[], currency: Currency): CostReport["total"]["months"] {
  const months = [...new Set(rented.flatMap(({ plan }) => plan.months.map(({ month }) => month)))].sort();
  return months.map((month) => {
    const rows = rented
      .flatMap(({ plan }) => plan.months.filter((each) => each.month === month))
      .filter(({ cash }) => cash.currency === currency);
    const sum = (of: (row: (typeof rows)[number]) => Money): string =>
      Money.sum<Currency>(currency, rows.map(of)).toReport();
    return {
      month,
      cash: sum(({ cash }) => cash),
      amortised: sum(({ amortised }) => amortised),
      onDemandOnly: sum(({ onDemandOnly }) => onDemandOnly),
    };
  });
}

function sumOf(
  targets: readonly ReportedTarget[],
  which: "monthlyCost" | "onDemandMonthlyCost",
  currency: Currency,
): Figure<Money> {
  let total: Money = Money.zero(currency);
  for (const { target, [which]: figure } of targets) {
    if (figure.reason !== null) return none(`${target} has no monthly cost: ${figure.reason}`);
    if (figure.unit !== `${currency}/month`) {
      return none(`${target} is billed in ${figure.unit ?? ""}, the budget in ${currency}/month`);
    }
    total = total.plus(Money.of(String(figure.value), currency));
  }
  return known(total);
}
