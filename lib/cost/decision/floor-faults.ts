import Decimal from "decimal.js";
import type { CostSettings, Definition } from "../../definition/definition";
import { UserError, type Fault } from "../../definition/errors";
import { Money } from "../../definition/money";
import { HOURS_PER_MONTH, writtenMoney, writtenMonthly } from "../../definition/units";
import { effectiveHourly, floorPerHour, type CommitmentOption } from "../planner/commitments";
import { NoPlanError } from "../planner/one-date";
import { oneDateTerms, type FleetDecisionInput } from "./fleet-decision";

/** Part of the floor that rounding may miss it by; the planner's own. */
const ROUNDING = "1e-11";

/**
 * Why `cost.committedAtLeast` cannot be kept, as far as that is known without the load: nothing can be decided ahead,
 * or all that may be bought comes to less. Amounts in several currencies are told of elsewhere.
 *
 * @param of what the commitments are for, such as the instance type
 */
export function floorFaults(
  definition: Pick<Definition, "file" | "cost" | "load">,
  input: FleetDecisionInput,
  of: string,
): readonly Fault[] {
  const { committedAtLeast: floor } = definition.cost;
  if (floor === undefined || floor.perMonth.amount.isZero() || !hasOneCurrency(input)) return [];
  if (Object.values(definition.load).every(({ history }) => history === undefined)) {
    return [
      floorFault(definition, {
        message: "cannot be kept: no program has a history, so nothing is committed to ahead",
        allowed: "a floor where some program of load has a history",
        action: "take it out, or give a program a history: load.<app>.history",
      }),
    ];
  }
  const most = mostCommittedHourly(input);
  const least = floorPerHour(floor)?.times(new Decimal(1).minus(ROUNDING));
  if (most === undefined || least === undefined || most.compare(least) >= 0) return [];
  const reached = most.times(HOURS_PER_MONTH);
  const perMonth = Money.of(reached.amount.toDecimalPlaces(2, Decimal.ROUND_DOWN), reached.currency);
  return [
    floorFault(definition, {
      message: `is more than all commitments for ${of} that may be bought come to`,
      allowed: `${writtenMonthly({ perMonth })} at most${limitWords(definition.cost, " with ")}`,
      action: raiseWords(definition.cost, input.offerings.length > 0),
    }),
  ];
}

/**
 * Does what decides on purchases, and tells a floor that none of them comes to by its names in landfall.yaml.
 *
 * @throws UserError when no purchase keeps the floor, and whatever else the deciding throws
 */
export function tellingTheFloor<T>(definition: Pick<Definition, "file" | "cost">, decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    if (!(error instanceof NoPlanError)) throw error;
    throw new UserError([
      floorFault(definition, {
        message: "no purchase comes to it within the other limits",
        allowed: `what whole commitments come to${limitWords(definition.cost, " with ")}`,
        action: raiseWords(definition.cost, true),
      }),
    ]);
  }
}

function floorFault(
  { file, cost }: Pick<Definition, "file" | "cost">,
  rest: Required<Pick<Fault, "message" | "allowed" | "action">>,
): Fault {
  const { committedAtLeast: floor } = cost;
  return {
    file,
    path: "cost.committedAtLeast",
    ...(floor === undefined ? {} : { found: writtenMonthly(floor) }),
    ...rest,
  };
}

/** The limits on purchases as landfall.yaml has them, such as `cost.mostReserved: 2`; nothing where there is none. */
function limitWords({ mostReserved, upfrontBudget }: CostSettings, before: string): string {
  const limits = [
    ...(mostReserved === undefined ? [] : [`cost.mostReserved: ${mostReserved}`]),
    ...(upfrontBudget === undefined ? [] : [`cost.upfrontBudget: ${writtenMoney(upfrontBudget)}`]),
  ];
  return limits.length === 0 ? "" : `${before}${limits.join(" and ")}`;
}

function raiseWords({ mostReserved, upfrontBudget }: CostSettings, isOffered: boolean): string {
  if (!isOffered) return "take it out, or give prices of commitments: cost.prices";
  const keys = [
    ...(mostReserved === undefined ? [] : ["cost.mostReserved"]),
    ...(upfrontBudget === undefined ? [] : ["cost.upfrontBudget"]),
  ];
  return keys.length === 0 ? "lower it" : `lower it, or raise ${keys.join(" or ")}`;
}

function hasOneCurrency({ onDemandHourly, offerings, settings }: FleetDecisionInput): boolean {
  const { cashBudget, floor } = settings;
  const amounts = [
    onDemandHourly,
    ...offerings.flatMap(({ upfront, hourly }) => [upfront, hourly]),
    ...(cashBudget === undefined ? [] : [cashBudget]),
    ...(floor === undefined ? [] : [floor.perMonth]),
  ];
  return amounts.every(({ currency }) => currency === onDemandHourly.currency);
}

/**
 * What commitments can come to in an hour at most, upfront fees spread over their terms; undefined for no end. Under a
 * budget for upfront fees parts of a commitment count too where several options have a fee, so that no purchase comes
 * to more, and not always one comes to as much.
 */
function mostCommittedHourly(input: FleetDecisionInput): Money | undefined {
  const { onDemandHourly, settings } = input;
  const budget = settings.cashBudget?.amount ?? new Decimal(Infinity);
  const options = oneDateTerms(input)
    .options.filter((option) => !effectiveHourly(option).amount.isZero())
    .map((option) => ({ option, each: effectiveHourly(option), most: mostOf(option, budget) }))
    .sort((a, b) => perUpfront(b.option).comparedTo(perUpfront(a.option)));
  if (options.some(({ most }) => !most.isFinite())) return undefined;
  let left = budget;
  let sum = Money.zero(onDemandHourly.currency);
  for (const { option, each, most } of options) {
    const fee = option.upfront.amount;
    const count = fee.isZero() ? most : Decimal.min(most, left.div(fee));
    left = left.minus(fee.times(count));
    sum = sum.plus(each.times(count));
  }
  return sum;
}

/** Most commitments of one option alone. */
function mostOf({ upfront, limit }: CommitmentOption, budget: Decimal): Decimal {
  const affordable = upfront.amount.isZero() ? new Decimal(Infinity) : budget.div(upfront.amount).floor();
  return Decimal.min(limit ?? Infinity, affordable);
}

/** What a unit of upfront fee commits to for an hour; without end where there is no fee. */
function perUpfront(option: CommitmentOption): Decimal {
  const { amount } = option.upfront;
  return amount.isZero() ? new Decimal(Infinity) : effectiveHourly(option).amount.div(amount);
}
