import { Money, roundToTotal } from "../definition/money";
import { HOURS_PER_YEAR } from "../definition/units";
import { optionsById, planOrderOf } from "./priced-lines";
import type { CostReport, ReportedLine } from "./report-schema";
import { termMonth } from "./term-month";

/** A month's part of an upfront fee. */
export interface FeePart {
  /** `YYYY-MM` */
  readonly month: string;
  /** Hours of the month that lie in the term which the fee is for. */
  readonly hours: number;
  /** To the cent. */
  readonly amount: Money;
}

/** An upfront fee over the months that it is for. */
export interface UpfrontFee {
  readonly line: ReportedLine;
  /** Hours that the fee is for, from the month in which it is paid. */
  readonly termHours: number;
  /** Every month of the line's target, in order; those outside of the fee's term have no hours. */
  readonly months: readonly FeePart[];
}

/**
 * The upfront fees of the report, spread over the hours of their terms: cents that sum to the fee, with
 * {@link roundToTotal} over the months. A fee whose term ends after the report's is told as far as the report goes.
 *
 * @throws RangeError for a fee of an offering that is neither among the options nor the orders of the report, since its
 *   term is not known
 */
export function upfrontFees(report: CostReport): readonly UpfrontFee[] {
  const options = optionsById(report);
  return report.lines
    .filter(({ charge }) => charge === "upfront")
    .map((line) => {
      const option = options.get(line.commitment ?? "") ?? planOrderOf(report, line.commitment);
      if (option === undefined) {
        throw new RangeError(`the term of ${line.commitment ?? line.what} is not in the report`);
      }
      return spread(line, option.termYears * HOURS_PER_YEAR, report);
    });
}

function spread(line: ReportedLine, termHours: number, { lines, term, currency }: CostReport): UpfrontFee {
  const names = [...new Set(lines.filter(({ target }) => target === line.target).map(({ month }) => month))];
  const start = termMonth(line.month, term).fromHour;
  const months = names.sort().map((month) => {
    const { fromHour, toHour } = termMonth(month, term);
    return { month, hours: Math.max(0, Math.min(toHour, start + termHours) - Math.max(fromHour, start)) };
  });
  const fee = Money.of(line.amount, currency);
  const amounts = roundToTotal(
    months.map(({ hours }) => fee.times(hours).per(termHours)),
    currency,
  );
  return {
    line,
    termHours,
    months: months.map((part, index) => ({ ...part, amount: amounts[index] ?? Money.zero(currency) })),
  };
}
