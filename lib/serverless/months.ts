import Decimal from "decimal.js";
import type { CalendarMonth } from "../cost/decision/calendar-months";
import { wordsOf } from "../cost/decision/offerings";
import { planLine, type PlanLine } from "../cost/decision/plan-line";
import { spreadFee } from "../cost/decision/spread-fee";
import type { ForecastedLoad } from "../cost/forecasted-load";
import type { SavingsPlanOrder } from "../cost/purchase-order";
import type { MonthTotals } from "../cost/target-plan";
import { Money } from "../definition/money";
import { gigabyteSeconds, requestLine, requestsIn, timeLines, type KnownLambdaPrices } from "./lambda-lines";
import type { RequestSize } from "./request-paths";
import { coveredByMonth, termHours, type LambdaCommitment } from "./savings-plan";

/** What a month of the functions costs, with the plan and without. */
export interface LambdaMonth {
  readonly lines: readonly PlanLine[];
  readonly totals: MonthTotals;
}

/** What the months are reckoned from. */
export interface LambdaUse {
  readonly loads: readonly ForecastedLoad[];
  readonly size: RequestSize;
  readonly prices: KnownLambdaPrices;
  /** Undefined where everything is on demand. */
  readonly commitment: LambdaCommitment | undefined;
}

/** Name of a plan among the offerings of a target, such as `computeSavingsPlan-1y-noUpfront`. */
export function planId({ termYears, payment }: Pick<SavingsPlanOrder, "termYears" | "payment">): string {
  return `computeSavingsPlan-${termYears}y-${payment}`;
}

/** A plan in words: `Compute Savings Plan, 1 y, no upfront`. */
export function planWords({ termYears, payment }: Pick<SavingsPlanOrder, "termYears" | "payment">): string {
  return wordsOf({ offeringClass: null, termYears, payment });
}

/** The months of the horizon. A plan is not renewed: after its term all time is on demand. */
export function lambdaMonths(months: readonly CalendarMonth[], use: LambdaUse): readonly LambdaMonth[] {
  const { loads, size, prices, commitment } = use;
  const { currency } = prices.requestsPerMillion;
  const sum = (lines: readonly PlanLine[]): Money =>
    Money.sum(
      currency,
      lines.map(({ amount }) => amount),
    );
  const covered = commitment === undefined ? undefined : coveredByMonth(loads, size, months, commitment);
  const spread =
    commitment === undefined
      ? []
      : spreadFee(commitment.order.dueAtPurchase, termHours(commitment.order), months);
  return months.map((month, index) => {
    const requests = requestsIn(loads, month);
    const seconds = gigabyteSeconds(requests, size);
    const rented = [requestLine(month, requests, prices), ...timeLines(month, seconds, prices)];
    const lines =
      commitment === undefined || month.fromHour >= termHours(commitment.order)
        ? rented
        : [
            requestLine(month, requests, prices),
            ...feeLines(month, commitment.order),
            ...timeLines(month, leftOf(seconds, covered?.[index]), prices, "time of Lambda beyond the plan"),
          ];
    const used = lines.filter(({ charge }) => charge !== "upfront");
    const amortised = sum(used).plus(spread[index] ?? Money.zero(currency));
    return {
      lines,
      totals: { month: month.month, cash: sum(lines), amortised, onDemandOnly: sum(rented) },
    };
  });
}

function leftOf(seconds: number, covered = 0): number {
  return new Decimal(Math.max(0, seconds - covered)).toDecimalPlaces(SECOND_DECIMALS).toNumber();
}

/** Decimal places that gigabyte-seconds are billed with here. */
const SECOND_DECIMALS = 3;

/** What is paid for a plan in a month of its term: the fee at once in the first, and that of each hour. */
function feeLines({ month, fromHour, toHour }: CalendarMonth, order: SavingsPlanOrder): readonly PlanLine[] {
  const line = { month, commitment: planId(order) };
  const hours = Math.min(toHour, termHours(order)) - fromHour;
  return [
    ...(fromHour > 0 || order.dueAtPurchase.amount.isZero()
      ? []
      : [
          planLine({
            ...line,
            charge: "upfront",
            what: `${planWords(order)}: upfront fee`,
            quantity: new Decimal(1),
            unit: "plans",
            unitPrice: order.dueAtPurchase,
          }),
        ]),
    ...(order.hourly.amount.isZero()
      ? []
      : [
          planLine({
            ...line,
            charge: "commitment",
            what: `${planWords(order)}: hourly fee`,
            quantity: new Decimal(hours),
            unit: "hours",
            unitPrice: order.hourly,
          }),
        ]),
  ];
}
