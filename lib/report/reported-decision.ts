import Decimal from "decimal.js";
import { methodWords, planWords } from "../cost/decision/decision-words";
import {
  monthlyCostOf,
  oneDateTerms,
  type FleetDecision,
  type MonthCost,
} from "../cost/decision/fleet-decision";
import { quantileOf } from "../cost/decision/path-costs";
import { sensitivities } from "../cost/decision/sensitivity";
import { known, mapFigure, none, type Figure } from "../definition/figure";
import { effectiveHourly } from "../cost/planner/commitments";
import { explainOneDate, type Explanation, type Flips } from "../cost/planner/explain";
import type { OneDatePlan } from "../cost/planner/one-date";
import type { PooledDemand } from "../cost/planner/pooled-demand";
import type { Fleet } from "../cost/purchase-order";
import { Money } from "../definition/money";
import { inCents, reported } from "./figures";
import type { ReportedDecision } from "./report-schema";

/** Places of shares and of prices. */
const SHARE_DECIMALS = 4;
const PRICE_DECIMALS = 6;

/** Levels of a duration curve that are told at most. */
const MOST_LEVELS = 200;

/** What is told of a decision beside itself. */
export interface DecisionContext {
  readonly target: string;
  readonly fleet: Fleet;
  /** Requests of an average month. */
  readonly monthlyRequests: number;
  /** Cost of an average month on each load path; undefined where paths were not walked: then the mean stands for all. */
  readonly costByPath: Float64Array | undefined;
}

/** The decision for instances as every output tells it. */
export function reportedDecision(decision: FleetDecision, context: DecisionContext): ReportedDecision {
  const terms = oneDateTerms(decision);
  const { risk, yearlyRate } = decision.settings;
  const explained = explainOneDate(decision.foreseen, terms, {
    demandAt: decision.scaled.foreseen,
    ...(risk === undefined ? {} : { risk }),
  });
  const { fleet, target } = context;
  const monthly = (plan: OneDatePlan): string => monthlyCostOf(plan, decision.demand, decision).toReport();
  return {
    instanceType: fleet.instanceType,
    region: fleet.region,
    platform: fleet.platform,
    onDemandHourly: decision.onDemandHourly.amount.toFixed(),
    method: methodWords(decision),
    chosen: planWords(decision.chosen, decision),
    runnerUp: { what: planWords(decision.runnerUp, decision), monthlyCost: monthly(decision.runnerUp) },
    options: reportedOptions(decision, explained, target, monthly),
    ...ratios(decision, explained, context),
    presentValues: {
      yearlyRatePercent: new Decimal(yearlyRate).times(100).toFixed(),
      chosen: decision.chosen.presentValue.toReport(),
      allOnDemand: decision.allOnDemand.presentValue.toReport(),
      saving: Money.of(decision.allOnDemand.presentValue.toReport(), decision.onDemandHourly.currency)
        .minus(Money.of(decision.chosen.presentValue.toReport(), decision.onDemandHourly.currency))
        .toReport(),
    },
    quantiles: reportedQuantiles(decision.monthlyCost, context.costByPath),
    levels: reportedLevels(decision),
    months: decision.months.map(reportedMonth),
    sensitivity: sensitivities(decision).map(({ kind, change, factor, reserved, ...costs }) => ({
      kind,
      change,
      factor: new Decimal(factor).toFixed(),
      reserved,
      heldMonthlyCost: costs.heldMonthlyCost.toReport(),
      bestMonthlyCost: costs.bestMonthlyCost.toReport(),
    })),
    flips: [
      ...flipsOf("load", explained.load, decision, (at) => new Decimal(at).minus(1).abs().times(100)),
      ...flipsOf("price on demand", explained.onDemandPrice, decision, (at) =>
        new Decimal(at).minus(1).abs().times(100),
      ),
      ...rateFlips(explained.yearlyRate, decision),
    ],
  };
}

/** Quantiles of a month's cost over the load paths. The mean is the expected cost, as it stands everywhere. */
export function reportedQuantiles(
  mean: Money,
  costs: Float64Array | undefined,
): { mean: string; p50: string; p80: string; p95: string } {
  const at = (share: number): string =>
    costs === undefined
      ? mean.toReport()
      : Money.of(new Decimal(quantileOf(costs, share)), mean.currency).toReport();
  return { mean: mean.toReport(), p50: at(0.5), p80: at(0.8), p95: at(0.95) };
}

/** What a million requests cost, from a month's cost as it is reported. */
export function perMillionRequests(monthlyCost: Money, monthlyRequests: number): Figure<string> {
  if (monthlyRequests <= 0) return none("no requests are expected");
  return known(inCents(monthlyCost).times(1_000_000).per(monthlyRequests).toReport());
}

function reportedOptions(
  { offerings, purchases }: FleetDecision,
  { options }: Explanation,
  target: string,
  monthly: (plan: OneDatePlan) => string,
): ReportedDecision["options"] {
  return offerings.flatMap((offering) => {
    const found = options.find(({ option }) => option.id === offering.id);
    if (found === undefined) return [];
    const { id, kind, offeringClass, termYears, payment, upfront, hourly } = offering;
    return [
      {
        id: `${target}-${id}`,
        kind,
        offeringClass,
        termYears,
        payment,
        upfront: upfront.amount.toFixed(),
        hourly: hourly.amount.toFixed(),
        effectiveHourly: effectiveHourly(found.option).amount.toDecimalPlaces(PRICE_DECIMALS).toFixed(),
        breakEvenUtilisation: reported(
          mapFigure(found.breakEvenUtilisation, (share) => share.toFixed(SHARE_DECIMALS)),
          "share of hours",
        ),
        count: purchases.find((purchase) => purchase.offering.id === id)?.count ?? 0,
        aloneCount: found.alone.purchases.reduce((sum, { count }) => sum + count, 0),
        aloneMonthlyCost: monthly(found.alone),
        price: hourly.amount.isZero() ? `${target}-${id}-upfront` : `${target}-${id}`,
      },
    ];
  });
}

function ratios(
  decision: FleetDecision,
  { paybackMonth }: Explanation,
  { monthlyRequests }: DecisionContext,
): Pick<
  ReportedDecision,
  "paybackMonths" | "coverage" | "utilisation" | "effectiveSavingsRate" | "costPerMillionRequests"
> {
  const sum = (of: (month: MonthCost) => Decimal): Decimal =>
    decision.months.reduce((total, month) => total.plus(of(month)), new Decimal(0));
  const needed = sum(({ use }) => use.needed);
  const used = sum(({ use }) => use.used);
  const committed = sum(({ use }) => use.committed.reduce((total, each) => total.plus(each), new Decimal(0)));
  const rent = sum(({ onDemandOnly }) => onDemandOnly.amount);
  const spent = sum(({ amortised }) => amortised.amount);
  const share = (part: Decimal, whole: Decimal, reason: string): Figure<string> =>
    whole.isZero() ? none(reason) : known(part.div(whole).toFixed(SHARE_DECIMALS));
  return {
    paybackMonths: reported(paybackMonth, "months"),
    coverage: reported(share(used, needed, "no instance is needed"), "share of hours"),
    utilisation: reported(share(used, committed, "nothing is committed to"), "share of hours"),
    effectiveSavingsRate: reported(
      share(rent.minus(spent), rent, "renting would cost nothing"),
      "share of cost",
    ),
    costPerMillionRequests: reported(
      perMillionRequests(decision.monthlyCost, monthlyRequests),
      decision.onDemandHourly.currency,
    ),
  };
}

function reportedMonth({
  use,
  cash,
  amortised,
  onDemandOnly,
}: MonthCost): ReportedDecision["months"][number] {
  const committed = use.committed.reduce((sum, each) => sum.plus(each), new Decimal(0));
  return {
    month: use.month,
    from: use.from,
    hours: use.toHour - use.fromHour,
    needed: use.needed.toFixed(),
    committed: committed.toFixed(),
    used: use.used.toFixed(),
    rented: use.rented.toFixed(),
    cash: cash.toReport(),
    amortised: amortised.toReport(),
    onDemandOnly: onDemandOnly.toReport(),
  };
}

/** Share of hours in which at least k instances are needed; of very many levels only some, the committed one among them. */
function reportedLevels(decision: FleetDecision): ReportedDecision["levels"] {
  const { demand, settings, purchases } = decision;
  const committed =
    purchases.reduce((sum, { count }) => sum + count, 0) +
    settings.owned.reduce((sum, { units }) => sum + units, 0);
  const shares = sharesByLevel(demand);
  const stride = Math.ceil(shares.length / MOST_LEVELS);
  return shares.flatMap((share, index) => {
    const instances = index + 1;
    const isShown = index % stride === 0 || instances === committed || instances === shares.length;
    return isShown
      ? [{ instances, share: share.toFixed(SHARE_DECIMALS), committed: instances <= committed }]
      : [];
  });
}

function sharesByLevel(demand: PooledDemand): readonly number[] {
  const hours = new Float64Array(demand.peak + 2);
  for (const cell of demand.cells.keys()) {
    demand.hoursAt(cell).forEach((count, level) => {
      hours[level] = (hours[level] ?? 0) + count;
    });
  }
  for (let level = demand.peak; level > 0; level -= 1) {
    hours[level] = (hours[level] ?? 0) + (hours[level + 1] ?? 0);
  }
  const total = demand.paths * demand.horizonHours;
  return Array.from(hours.subarray(1, demand.peak + 1), (count) => count / total);
}

/** A flip further than a ten-thousandth is told in per cent with one place. */
const PERCENT_DECIMALS = 1;

function flipsOf(
  what: string,
  flips: Flips,
  decision: FleetDecision,
  percent: (at: number) => Decimal,
): ReportedDecision["flips"] {
  return (["down", "up"] as const).map((direction) => ({
    what: `${what} ${direction} by`,
    change: reported(
      mapFigure(flips[direction], ({ at }) => percent(at).toFixed(PERCENT_DECIMALS)),
      "per cent",
    ),
    to: toWords(flips[direction], decision),
  }));
}

function rateFlips(flips: Flips, decision: FleetDecision): ReportedDecision["flips"] {
  return (["down", "up"] as const).map((direction) => ({
    what: `interest ${direction === "up" ? "above" : "below"}`,
    change: reported(
      mapFigure(flips[direction], ({ at }) => new Decimal(at).times(100).toFixed(PERCENT_DECIMALS)),
      "per cent a year",
    ),
    to: toWords(flips[direction], decision),
  }));
}

function toWords(flip: Flips["up"], decision: FleetDecision): string | null {
  return flip.value === null ? null : planWords(flip.value.plan, decision);
}
