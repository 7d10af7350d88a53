import { roundToTotal, type Money } from "../../definition/money";
import type { CalendarMonth } from "./calendar-months";

const CENT_DECIMALS = 2;

/** An upfront fee by month, by the hours of its term that the month has: cents that sum to the fee. */
export function spreadFee(
  fee: Money,
  termHours: number,
  months: readonly Pick<CalendarMonth, "fromHour" | "toHour">[],
): readonly Money[] {
  const paid = fee.rounded(CENT_DECIMALS);
  const parts = months.map(({ fromHour, toHour }) =>
    paid.times(Math.max(0, Math.min(toHour, termHours) - fromHour)).per(termHours),
  );
  return roundToTotal(parts, paid.currency);
}
