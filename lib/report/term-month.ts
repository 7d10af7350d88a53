import type { CostReport } from "./report-schema";

const MILLISECONDS_PER_HOUR = 3_600_000;

/** A span of time in UTC; its end is not part of it. */
export interface Period {
  /** Such as `2026-11-01T00:00:00Z`. */
  readonly start: string;
  readonly end: string;
}

/** A month of the calendar, as far as the term reaches into it. */
export interface TermMonth {
  /** The whole month, which a bill is for. */
  readonly billing: Period;
  /** The hours of it that the term has. */
  readonly charge: Period;
  /** First hour of it and the one after its last, counted from the term's start. */
  readonly fromHour: number;
  readonly toHour: number;
}

/**
 * A month of a term.
 *
 * @param month `YYYY-MM`
 * @throws RangeError for a month that the term does not reach into
 */
export function termMonth(month: string, { start, end }: CostReport["term"]): TermMonth {
  const first = Date.parse(`${month}-01T00:00:00Z`);
  const next = Date.UTC(new Date(first).getUTCFullYear(), new Date(first).getUTCMonth() + 1);
  const termStart = Date.parse(`${start}T00:00:00Z`);
  const from = Math.max(first, termStart);
  const to = Math.min(next, Date.parse(`${end}T00:00:00Z`));
  if (!(from < to)) throw new RangeError(`the term from ${start} to ${end} has no hour in ${month}`);
  return {
    billing: { start: dateTime(first), end: dateTime(next) },
    charge: { start: dateTime(from), end: dateTime(to) },
    fromHour: (from - termStart) / MILLISECONDS_PER_HOUR,
    toHour: (to - termStart) / MILLISECONDS_PER_HOUR,
  };
}

/** Date and time as FOCUS writes them. Source: FOCUS 1.2, Date/Time format. */
function dateTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(".000Z", "Z");
}
