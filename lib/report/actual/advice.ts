import Decimal from "decimal.js";
import { reservedCount } from "../../cost/commitment";
import { HOURS_PER_MONTH } from "../../definition/units";
import { amountText } from "../amount-text";
import type { CostReport, ReportedDecision } from "../report-schema";
import { adviceSentences, type AdviceFacts } from "./advice-words";
import type { Bill } from "./bill";
import { hoursOf, nextMonth } from "./compared-months";
import { durationCurve } from "./duration-curve";
import { known, none, type Fleet } from "./fleet-hours";
import type { Advice, VarianceHours } from "./variance-schema";

/** A commitment that is held, or could be. */
export type Option = ReportedDecision["options"][number];

/** Digits after the point of a share. */
const SHARE_DECIMALS = 4;
const MONTHS_PER_YEAR = 12;

/** Levels of the duration curve that are told at most. */
const MOST_LEVELS = 200;

/**
 * What to do with the commitments of a fleet now, given the use that was billed.
 *
 * With hourly rows the plan's rule is put to the hours as they were: the k-th commitment pays if the share of hours with
 * at least k instances is over the break-even utilisation. With daily or monthly rows only averages are known: they say
 * that there is too much where even the average commitment is used less than the break-even, and else nothing.
 *
 * What has been paid is spent: costs are told for a month of 730 hours at the use of the months compared.
 * Source of the rule: docs/decisions/0004-quantile-rule.md.
 */
export function commitmentAdvice(
  report: CostReport,
  bill: Bill,
  fleet: Fleet,
  months: readonly string[],
  hours: readonly VarianceHours[],
): Advice {
  const option = optionOf(fleet.decisions);
  const total = hours.find(({ target, month }) => target === fleet.target && month === null);
  const held = heldCount(fleet, months, total);
  const breakEven = option?.breakEvenUtilisation.value ?? null;
  const monthsLeft = monthsLeftOf(report, option, months);
  const curve = durationCurve(
    fleet,
    bill,
    months.map((month) => ({ month, hours: hoursOf(month) })),
  );
  const hasCurve = curve !== undefined && months.length > 0;
  const best = hasCurve && breakEven !== null ? reservedCount(curve, Number(breakEven)) : null;
  const verdict = verdictOf(held, best, breakEven, total);
  const choices = hasCurve && option ? choicesOf(fleet, option, curve, held, best) : [];
  const facts: AdviceFacts = {
    ...{ currency: report.currency, option, held, best, breakEven, verdict, monthsLeft, choices },
    ...{ step: bill.step, months: months.length, utilisation: total?.utilisation.actual.value ?? null },
  };
  return {
    target: fleet.target,
    verdict,
    held,
    best,
    breakEvenUtilisation:
      breakEven === null
        ? none(option?.breakEvenUtilisation.reason ?? "the plan has no commitment on offer")
        : known(String(breakEven)),
    monthsLeft,
    choices,
    levels: hasCurve
      ? curve
          .slice(0, MOST_LEVELS)
          .map((share, level) => ({ instances: level + 1, share: share.toFixed(SHARE_DECIMALS) }))
      : [],
    sentences: adviceSentences(facts),
  };
}

/** The offering that most is taken of; where nothing is, the one that breaks even first. */
function optionOf(decisions: readonly ReportedDecision[]): Option | undefined {
  const options = decisions.flatMap((decision) => decision.options);
  const [first, ...others] = options.filter(({ effectiveHourly }) => Number(effectiveHourly) >= 0);
  if (!first) return undefined;
  return others.reduce((best, each) => {
    if (each.count !== best.count) return each.count > best.count ? each : best;
    return new Decimal(each.effectiveHourly).lessThan(best.effectiveHourly) ? each : best;
  }, first);
}

/** Commitments as billed, by their hours; where the bill tells none, as planned. */
function heldCount(
  { decisions }: Fleet,
  months: readonly string[],
  total: VarianceHours | undefined,
): number {
  const billed = total?.committed.actual.value ?? null;
  const hours = months.reduce((sum, month) => sum + hoursOf(month), 0);
  if (billed !== null && hours > 0) return Math.round(Number(billed) / hours);
  return decisions.flatMap(({ options }) => options).reduce((sum, { count }) => sum + count, 0);
}

/** Whole months from the end of the last one compared to the end of a commitment that was bought when the term began. */
function monthsLeftOf({ term }: CostReport, option: Option | undefined, months: readonly string[]): number {
  const last = months.at(-1);
  const from = last === undefined ? term.start.slice(0, "YYYY-MM".length) : nextMonth(last);
  const passed = monthNumber(from) - monthNumber(term.start);
  return Math.max(0, (option?.termYears ?? 0) * MONTHS_PER_YEAR - passed);
}

function monthNumber(date: string): number {
  const [year = "0", month = "0"] = date.split("-");
  return Number(year) * MONTHS_PER_YEAR + Number(month);
}

function verdictOf(
  held: number,
  best: number | null,
  breakEven: string | number | null,
  total: VarianceHours | undefined,
): Advice["verdict"] {
  if (best !== null) return best === held ? "keep" : best < held ? "fewer" : "more";
  const utilisation = total?.utilisation.actual.value ?? null;
  const isTooMuch = breakEven !== null && utilisation !== null && Number(utilisation) < Number(breakEven);
  return held > 0 && isTooMuch ? "fewer" : "unknown";
}

/** Keeping what is held, and where it is another count what the rule would have taken. */
function choicesOf(
  { decisions }: Fleet,
  option: Option,
  curve: readonly number[],
  held: number,
  best: number | null,
): Advice["choices"] {
  const onDemandHourly = decisions[0]?.onDemandHourly ?? "0";
  const costs = (choice: Advice["choices"][number]["choice"], count: number): Advice["choices"][number] => {
    const used = curve.slice(0, count).reduce((sum, share) => sum + share, 0);
    const rented = curve.slice(count).reduce((sum, share) => sum + share, 0);
    const monthly = (hours: number, price: string): string =>
      amountText(new Decimal(price).times(hours).times(HOURS_PER_MONTH));
    const commitmentCost = monthly(count, option.effectiveHourly);
    const onDemandCost = monthly(rented, onDemandHourly);
    return {
      choice,
      count,
      commitmentCost,
      unusedCost: monthly(count - used, option.effectiveHourly),
      onDemandCost,
      monthlyCost: amountText(new Decimal(commitmentCost).plus(onDemandCost)),
    };
  };
  const other = best === null || best === held ? [] : [costs(best < held ? "fewer" : "more", best)];
  return [costs("keep", held), ...other];
}
