import Decimal from "decimal.js";
import type { CostSettings } from "../../definition/definition";
import { Money, type Currency } from "../../definition/money";
import { HOURS_PER_YEAR, type MonthlyAmount } from "../../definition/units";
import { startOfDay, type EpochHour } from "../../load";
import {
  cutsOf,
  type CommitmentOption,
  type OneDateTerms,
  type OwnedCommitment,
} from "../planner/commitments";
import { OneDatePlanner, type OneDatePlan } from "../planner/one-date";
import type { PooledDemand } from "../planner/pooled-demand";
import type { TailRisk } from "../planner/tail-cost";
import { monthCuts, monthUse, type MonthUse } from "./month-use";
import { wordsOf, type PricedOffering } from "./offerings";
import { planLine, type PlanLine } from "./plan-line";
import { spreadFee } from "./spread-fee";

/** How is decided, as landfall.yaml says it. */
export interface DecisionSettings {
  /** Interest per year, 0.08 is 8 %. */
  readonly yearlyRate: number;
  /** Hours that are planned for, at least the longest term. */
  readonly horizonHours: number;
  /** What is owned already and still runs when the term starts. */
  readonly owned: readonly OwnedCommitment[];
  /** Most that may be paid at once; undefined for no limit. */
  readonly cashBudget: Money | undefined;
  /** Least that new commitments come to in a month; undefined for none. */
  readonly floor: MonthlyAmount | undefined;
  /** Most instances of one offering; undefined for no limit. */
  readonly mostReserved: number | undefined;
  /** Weight of the dearest paths; undefined for the expected cost alone. */
  readonly risk: TailRisk | undefined;
}

/** What a fleet is decided on. */
export interface FleetDecisionInput {
  /** First hour of the term. */
  readonly start: EpochHour;
  readonly onDemandHourly: Money;
  readonly offerings: readonly PricedOffering[];
  readonly settings: DecisionSettings;
}

/** Demand of loads that are larger by a factor, cut alike. */
export interface ScaledDemand {
  readonly demand: (factor: number) => PooledDemand;
  /** The part of it that was decided on. */
  readonly foreseen: (factor: number) => PooledDemand;
}

/** Instances of one offering that are to be bought. */
export interface FleetPurchase {
  readonly offering: PricedOffering;
  /** Above 0. */
  readonly count: number;
}

/** A month of the calendar in money. */
export interface MonthCost {
  readonly use: MonthUse;
  /** What is paid in the month: the lines' sum. */
  readonly cash: Money;
  /** The same with upfront fees spread over their terms by hour. */
  readonly amortised: Money;
  /** What renting everything would cost. */
  readonly onDemandOnly: Money;
}

/** What to buy for a fleet, what that costs month by month, and what else there was. */
export interface FleetDecision extends FleetDecisionInput {
  readonly demand: PooledDemand;
  /** The part of the demand that was decided on. */
  readonly foreseen: PooledDemand;
  readonly scaled: ScaledDemand;
  readonly chosen: OneDatePlan;
  readonly runnerUp: OneDatePlan;
  readonly allOnDemand: OneDatePlan;
  readonly purchases: readonly FleetPurchase[];
  readonly months: readonly MonthCost[];
  readonly lines: readonly PlanLine[];
  /** Average month: the sum of the lines by twelfths of a year. */
  readonly monthlyCost: Money;
  readonly monthlyOnDemandCost: Money;
}

/** The settings of a definition, counted from the term's start. */
export function decisionSettings(cost: CostSettings, start: EpochHour): DecisionSettings {
  const { discountRate, owned, upfrontBudget, committedAtLeast, mostReserved, risk } = cost;
  return {
    yearlyRate: discountRate.ratio,
    horizonHours: horizonHours(cost),
    owned: owned
      .map(({ instances, until }) => ({ units: instances, expiresAtHour: startOfDay(until) - start }))
      .filter(({ expiresAtHour }) => expiresAtHour > 0),
    cashBudget: upfrontBudget,
    floor: committedAtLeast,
    mostReserved,
    risk: risk === undefined ? undefined : { weight: risk.weight.ratio, level: 1 - risk.worst.ratio },
  };
}

/** Hours that are planned for: the horizon, or the longest term where none is given. */
export function horizonHours({ terms, horizon }: Pick<CostSettings, "terms" | "horizon">): number {
  return (horizon?.years ?? Math.max(...terms.map((term) => term.years))) * HOURS_PER_YEAR;
}

/** Hours at which a demand must be cut to be decided on and told of by month. */
export function decisionCuts(input: FleetDecisionInput): readonly number[] {
  const { start, settings } = input;
  return [...cutsOf(oneDateTerms(input)), ...monthCuts(start, settings.horizonHours)];
}

/** The input as the planner takes it. */
export function oneDateTerms(input: FleetDecisionInput): OneDateTerms {
  const { onDemandHourly, offerings, settings } = input;
  const { yearlyRate, owned, cashBudget, floor } = settings;
  return {
    onDemandHourly,
    options: offerings.map((offering) => commitmentOption(offering, settings)),
    yearlyRate,
    horizonHours: settings.horizonHours,
    owned,
    ...(cashBudget === undefined ? {} : { cashBudget }),
    ...(floor === undefined ? {} : { floor }),
  };
}

function commitmentOption(offering: PricedOffering, { mostReserved }: DecisionSettings): CommitmentOption {
  const { id, termYears, upfront, hourly } = offering;
  return {
    id,
    termHours: termYears * HOURS_PER_YEAR,
    upfront,
    hourly,
    ...(mostReserved === undefined ? {} : { limit: mostReserved }),
  };
}

/**
 * Decides what to buy for a fleet; see {@link OneDatePlanner} for how.
 *
 * @param demand cut at {@link decisionCuts} of the input
 * @param foreseen the part of the demand that has a history to decide on, cut alike; the rest is rented
 * @param scaled the demand of a larger or smaller load; by default its levels are scaled, right to within an instance
 * @throws UserError with every fault of the terms
 */
export function decideFleet(
  demand: PooledDemand,
  input: FleetDecisionInput,
  foreseen: PooledDemand = demand,
  scaled: ScaledDemand = scaledByLevel(demand, foreseen),
): FleetDecision {
  const terms = oneDateTerms(input);
  const { risk } = input.settings;
  const decided = new OneDatePlanner(foreseen, terms, risk);
  const planner = foreseen === demand ? decided : new OneDatePlanner(demand, terms, risk);
  const inWhole = (plan: OneDatePlan): OneDatePlan =>
    planner.price(plan.purchases.map(({ option, count }) => ({ id: option.id, count })));
  const best = decided.best();
  const next = decided.nextBest(best);
  const chosen = inWhole(best);
  const allOnDemand = planner.allOnDemand();
  const purchases = purchasesOf(chosen, input.offerings);
  const months = monthCosts(demand, input, purchases);
  return {
    ...input,
    demand,
    foreseen,
    scaled,
    chosen,
    runnerUp: next === undefined ? allOnDemand : inWhole(next),
    allOnDemand,
    purchases,
    months: months.map(({ use, cash, amortised, onDemandOnly }) => ({ use, cash, amortised, onDemandOnly })),
    lines: months.flatMap(({ lines }) => lines),
    monthlyCost: averageMonth(months, input, ({ cash }) => cash),
    monthlyOnDemandCost: averageMonth(months, input, ({ onDemandOnly }) => onDemandOnly),
  };
}

/**
 * What an average month costs with other purchases than were decided on: the sum of their lines by twelfths of a year,
 * as {@link FleetDecision.monthlyCost} is, so that the same purchases cost the same wherever they are told.
 *
 * @param demand cut at {@link decisionCuts} of the input
 */
export function monthlyCostOf(plan: OneDatePlan, demand: PooledDemand, input: FleetDecisionInput): Money {
  const months = monthCosts(demand, input, purchasesOf(plan, input.offerings));
  return averageMonth(months, input, ({ cash }) => cash);
}

function averageMonth(
  months: readonly MonthCost[],
  { onDemandHourly, settings }: FleetDecisionInput,
  of: (month: MonthCost) => Money,
): Money {
  return Money.sum(onDemandHourly.currency, months.map(of)).per(monthCount(settings));
}

function scaledByLevel(demand: PooledDemand, foreseen: PooledDemand): ScaledDemand {
  return { demand: (factor) => demand.scaled(factor), foreseen: (factor) => foreseen.scaled(factor) };
}

const MONTHS_PER_YEAR = 12;

/** Twelfths of a year that are planned for. */
export function monthCount({ horizonHours: hours }: Pick<DecisionSettings, "horizonHours">): number {
  return (hours / HOURS_PER_YEAR) * MONTHS_PER_YEAR;
}

/** The offerings that a plan buys, with their numbers. */
export function purchasesOf(
  plan: OneDatePlan,
  offerings: readonly PricedOffering[],
): readonly FleetPurchase[] {
  return offerings.flatMap((offering) => {
    const count = plan.purchases.find(({ option }) => option.id === offering.id)?.count ?? 0;
    return count === 0 ? [] : [{ offering, count }];
  });
}

/** What purchases cost month by month, with the lines that say for what. */
function monthCosts(
  demand: PooledDemand,
  { start, onDemandHourly, settings }: FleetDecisionInput,
  purchases: readonly FleetPurchase[],
): readonly (MonthCost & { readonly lines: readonly PlanLine[] })[] {
  const { currency } = onDemandHourly;
  const commitments = purchases.map(({ offering, count }) => ({
    count,
    termHours: offering.termYears * HOURS_PER_YEAR,
  }));
  const uses = monthUse(demand, start, commitments, settings.owned);
  const spread = purchases.map(({ offering, count }) =>
    spreadFee(offering.upfront.times(count), offering.termYears * HOURS_PER_YEAR, uses),
  );
  return uses.map((use, month) => {
    const fees = purchases.flatMap(({ offering, count }, index) => [
      ...(month > 0 || offering.upfront.amount.isZero() ? [] : [upfrontLine(use, offering, count)]),
      ...feeLines(use, offering, use.committed[index] ?? new Decimal(0)),
    ]);
    const lines = [
      ...fees,
      planLine({
        month: use.month,
        charge: "onDemand",
        what: "rented on demand",
        commitment: null,
        quantity: use.rented,
        unit: "instance hours",
        unitPrice: onDemandHourly,
      }),
    ];
    const paid = (which: readonly PlanLine[]): Money =>
      Money.sum<Currency>(
        currency,
        which.map(({ amount }) => amount),
      );
    return {
      use,
      lines,
      cash: paid(lines),
      amortised: spread.reduce(
        (sum, shares) => sum.plus(shares[month] ?? Money.zero(currency)),
        paid(lines.filter(({ charge }) => charge !== "upfront")),
      ),
      onDemandOnly: planLine({
        month: use.month,
        charge: "onDemand",
        what: "everything rented on demand",
        commitment: null,
        quantity: use.needed,
        unit: "instance hours",
        unitPrice: onDemandHourly,
      }).amount,
    };
  });
}

function upfrontLine({ month }: MonthUse, offering: PricedOffering, count: number): PlanLine {
  return planLine({
    month,
    charge: "upfront",
    what: `${wordsOf(offering)}: upfront fee`,
    commitment: offering.id,
    quantity: new Decimal(count),
    unit: "instances",
    unitPrice: offering.upfront,
  });
}

function feeLines({ month }: MonthUse, offering: PricedOffering, quantity: Decimal): readonly PlanLine[] {
  if (quantity.isZero() || offering.hourly.amount.isZero()) return [];
  return [
    planLine({
      month,
      charge: "commitment",
      what: `${wordsOf(offering)}: hourly fee`,
      commitment: offering.id,
      quantity,
      unit: "instance hours",
      unitPrice: offering.hourly,
    }),
  ];
}
