import { HOURS_PER_DAY, type EpochHour } from "../../load";

/** A month of the calendar, as far as it lies inside a term. */
export interface CalendarMonth {
  /** `YYYY-MM` */
  readonly month: string;
  /** First day inside the term, `YYYY-MM-DD`. */
  readonly from: string;
  /** First hour, counted from the term's start. */
  readonly fromHour: number;
  /** Hour after the last, counted from the term's start. */
  readonly toHour: number;
}

const MILLISECONDS_PER_HOUR = 3_600_000;

/** The months of the calendar that a term touches, in UTC: the first and the last may be parts of months. */
export function calendarMonths(start: EpochHour, hours: number): readonly CalendarMonth[] {
  const months: CalendarMonth[] = [];
  for (let fromHour = 0; fromHour < hours;) {
    const first = new Date((start + fromHour) * MILLISECONDS_PER_HOUR);
    const next = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1) / MILLISECONDS_PER_HOUR;
    const toHour = Math.min(next - start, hours);
    const from = first.toISOString().slice(0, "YYYY-MM-DD".length);
    months.push({ month: from.slice(0, "YYYY-MM".length), from, fromHour, toHour });
    fromHour = toHour;
  }
  return months;
}

/** The day that an hour lies in, `YYYY-MM-DD`, in UTC. */
export function dayOf(hour: EpochHour): string {
  return new Date(Math.floor(hour / HOURS_PER_DAY) * HOURS_PER_DAY * MILLISECONDS_PER_HOUR)
    .toISOString()
    .slice(0, "YYYY-MM-DD".length);
}
