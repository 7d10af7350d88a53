import Decimal from "decimal.js";
import { fixedText } from "../amount-text";
import type { CostReport, ReportedDecision } from "../report-schema";
import { SERVICE, type Bill, type BilledGroup, type BilledKind } from "./bill";
import { agrees, isUseOf } from "./matching";
import type { KnownValue, VarianceHours } from "./variance-schema";

/** Instances of one type in one region, which a bill cannot tell apart, whatever targets they are of. */
export interface Fleet {
  /** Names of the targets, as one text. */
  readonly target: string;
  readonly region: string;
  readonly instanceType: string;
  readonly decisions: readonly ReportedDecision[];
}

/** Digits after the point of a share of hours, and of hours. */
const SHARE_DECIMALS = 4;
const HOUR_DECIMALS = 6;

/** The fleets that a plan has a decision for, in the order of its targets. */
export function fleetsOf({ targets }: CostReport): readonly Fleet[] {
  const fleets = new Map<string, Fleet>();
  for (const { target, decision, isRented } of targets) {
    if (!decision || !isRented) continue;
    const { region, instanceType } = decision;
    const key = `${region}|${instanceType}`;
    const fleet = fleets.get(key);
    fleets.set(key, {
      target: fleet ? `${fleet.target} + ${target}` : target,
      region,
      instanceType,
      decisions: [...(fleet?.decisions ?? []), decision],
    });
  }
  return [...fleets.values()];
}

/**
 * Hours needed and committed as they were against the plan: for each fleet every month compared, then all of them.
 *
 * @param months that are compared, `YYYY-MM`
 */
export function comparedHours(report: CostReport, bill: Bill, months: readonly string[]): VarianceHours[] {
  if (months.length === 0) return [];
  return fleetsOf(report).flatMap((fleet) => [
    ...months.map((month) => hoursRow(fleet, bill, [month], month)),
    hoursRow(fleet, bill, months, null),
  ]);
}

function hoursRow(fleet: Fleet, bill: Bill, months: readonly string[], month: string | null): VarianceHours {
  const plan = plannedHours(fleet, months);
  const actual = billedHours(
    fleet,
    bill.groups.filter((group) => months.includes(group.month)),
  );
  return {
    target: fleet.target,
    month,
    needed: {
      plan: hoursText(plan.needed),
      actual: actual.needed === undefined ? none(actual.reason) : known(hoursText(actual.needed)),
      errorPercent: errorOf(plan.needed, actual),
    },
    committed: {
      plan: hoursText(plan.committed),
      actual: actual.committed === undefined ? none(NO_HOURS) : known(hoursText(actual.committed)),
    },
    coverage: {
      plan: shareOf(plan.used, plan.needed, "no hour is needed"),
      actual:
        actual.needed === undefined
          ? none(actual.reason)
          : shareOf(actual.covered, actual.needed, "no hour was billed"),
    },
    utilisation: {
      plan: shareOf(plan.used, plan.committed, NOTHING_COMMITTED),
      actual: actual.needed === undefined ? none(actual.reason) : actual.utilisation,
    },
  };
}

/** How far the hours needed are from those planned, in per cent of these. */
function errorOf(planned: Decimal, { needed, reason }: BilledHours): KnownValue {
  if (needed === undefined) return none(reason);
  if (planned.isZero()) return none("no hour was planned to be needed");
  return known(fixedText(needed.minus(planned).div(planned).times(100), 1));
}

interface PlannedHours {
  readonly needed: Decimal;
  readonly committed: Decimal;
  readonly used: Decimal;
}

function plannedHours({ decisions }: Fleet, months: readonly string[]): PlannedHours {
  const rows = decisions.flatMap((decision) => decision.months.filter(({ month }) => months.includes(month)));
  const sum = (column: keyof PlannedHours): Decimal =>
    rows.reduce((total, row) => total.plus(row[column]), new Decimal(0));
  return { needed: sum("needed"), committed: sum("committed"), used: sum("used") };
}

/** Hours that a bill has of a fleet. */
interface BilledHours {
  /** Undefined where the bill does not tell what commitments were used for. */
  readonly needed: Decimal | undefined;
  /** Why {@link needed} is undefined. */
  readonly reason: string;
  /** Needed hours that commitments pay for. */
  readonly covered: Decimal;
  /** Hours committed to, used or not; undefined where the bill tells them in money alone. */
  readonly committed: Decimal | undefined;
  readonly utilisation: KnownValue;
}

const NO_USE = "the bill has fees for commitments, but no rows of the use that they pay for";
const NO_HOURS = "the bill tells no hours of the commitments: Savings Plans are billed in money";
const NOTHING_COMMITTED = "nothing is committed";

/** Sums the hours of a fleet in the groups given. */
function billedHours(fleet: Fleet, groups: readonly BilledGroup[]): BilledHours {
  const own = groups.filter((group) => isUseOf(fleet, group));
  const covered = hoursIn(own, "covered");
  const hasUse = own.some(({ kind }) => kind === "covered" || kind === "unused");
  const hasFees = groups.some((group) => isFeeFor(fleet, group));
  return {
    needed: hasFees && !hasUse ? undefined : hoursIn(own, "onDemand").plus(covered),
    reason: NO_USE,
    covered,
    ...committedHours(own, groups),
  };
}

function hoursIn(groups: readonly BilledGroup[], kind: BilledKind): Decimal {
  return groups
    .filter((group) => group.kind === kind)
    .reduce((sum, { quantity }) => sum.plus(quantity), new Decimal(0));
}

/**
 * Hours committed to and the share of them that was used. Fees of reserved instances tell their hours; without them what
 * is covered and what is unused make them up; and of a Savings Plan there may be money alone, of the whole account.
 */
function committedHours(
  own: readonly BilledGroup[],
  groups: readonly BilledGroup[],
): Pick<BilledHours, "committed" | "utilisation"> {
  const fees = hoursIn(own, "commitment");
  const reserved = own.filter(({ isSavingsPlan }) => !isSavingsPlan);
  if (!fees.isZero()) {
    return { committed: fees, utilisation: shareOf(hoursIn(reserved, "covered"), fees, NOTHING_COMMITTED) };
  }
  const covered = hoursIn(own, "covered");
  const unused = hoursIn(own, "unused");
  if (!unused.isZero() || covered.isZero() || own.every(({ isSavingsPlan }) => !isSavingsPlan)) {
    const committed = covered.plus(unused);
    return { committed, utilisation: shareOf(covered, committed, NOTHING_COMMITTED) };
  }
  return { committed: undefined, utilisation: usedMoney(groups) };
}

/** Share of what Savings Plans commit to that was used, in money. */
function usedMoney(groups: readonly BilledGroup[]): KnownValue {
  const plans = groups.filter(({ isSavingsPlan }) => isSavingsPlan);
  const sum = (kind: BilledKind): Decimal =>
    plans
      .filter((group) => group.kind === kind)
      .reduce((total, { effective }) => total.plus(effective), new Decimal(0));
  const used = sum("covered");
  return shareOf(used, used.plus(sum("unused")), NO_HOURS);
}

function isFeeFor(fleet: Fleet, group: BilledGroup): boolean {
  if (group.kind !== "commitment" || group.cost.isZero()) return false;
  return (
    group.service === SERVICE.instances &&
    agrees(fleet.region, group.region) &&
    agrees(fleet.instanceType, group.instanceType)
  );
}

/** A value that is known. */
export function known(value: string): KnownValue {
  return { value, reason: null };
}

/** No value, and why. */
export function none(reason: string): KnownValue {
  return { value: null, reason };
}

function shareOf(part: Decimal, whole: Decimal, otherwise: string): KnownValue {
  return whole.isZero() ? none(otherwise) : known(part.div(whole).toFixed(SHARE_DECIMALS));
}

function hoursText(hours: Decimal): string {
  return hours.toDecimalPlaces(HOUR_DECIMALS).toFixed();
}
