/**
 * A point in time as whole hours since 1970-01-01 00:00 UTC.
 *
 * A plain number, so that the same history reads the same under every time zone and on every machine.
 */
export type EpochHour = number;

/** Hours in a day of UTC, which has no daylight saving. */
export const HOURS_PER_DAY = 24;

/** Hours in a week: the season of a load that people make. */
export const HOURS_PER_WEEK = 168;

/** Days in a week. */
export const DAYS_PER_WEEK = 7;

/** Seconds in an hour. */
export const SECONDS_PER_HOUR = 3600;

/** 1970-01-01 was a Thursday, three days after a Monday. */
const HOUR_OF_WEEK_AT_EPOCH = 3 * HOURS_PER_DAY;

const MILLISECONDS_PER_SECOND = 1000;
const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(:\d{2})?Z?)?$/;

/** How a timestamp may be written, for messages. */
export const TIMESTAMP_ALLOWED =
  "YYYY-MM-DD HH:MM, YYYY-MM-DDTHH:MM:SSZ (seconds and Z may be left out) or YYYY-MM-DD, always UTC";

/**
 * Reads a timestamp of the forms in {@link TIMESTAMP_ALLOWED}.
 *
 * @returns seconds since 1970-01-01 00:00 UTC; undefined when the text is none of these forms or no such moment
 *   exists, such as 30 February, 24:00 or a leap second
 */
export function readTimestamp(text: string): number | undefined {
  const match = TIMESTAMP.exec(text);
  if (!match) return undefined;
  const [, date = "", time = "00:00", seconds = ":00"] = match;
  const written = `${date}T${time}${seconds}`;
  const milliseconds = Date.parse(`${written}Z`);
  const exists = !Number.isNaN(milliseconds) && isoSecond(milliseconds) === written;
  return exists ? milliseconds / MILLISECONDS_PER_SECOND : undefined;
}

/**
 * The hour that a day starts with, such as the `asOf` date.
 *
 * @param date `YYYY-MM-DD`
 * @throws RangeError when there is no such day: the definition has checked it before
 */
export function startOfDay(date: string): EpochHour {
  const seconds = date.length === "YYYY-MM-DD".length ? readTimestamp(date) : undefined;
  if (seconds === undefined) throw new RangeError(`startOfDay takes a date YYYY-MM-DD, got: ${date}`);
  return seconds / SECONDS_PER_HOUR;
}

/** The hour as text: `1995-07-01 00:00`, always UTC. */
export function describeHour(hour: EpochHour): string {
  return describeSecond(hour * SECONDS_PER_HOUR);
}

/** A moment as text, to the minute: `1995-07-01 00:00`, always UTC. */
export function describeSecond(seconds: number): string {
  return isoSecond(seconds * MILLISECONDS_PER_SECOND)
    .slice(0, "YYYY-MM-DD HH:MM".length)
    .replace("T", " ");
}

/** Hour of the week, from 0 (Monday 00:00 UTC) to 167 (Sunday 23:00 UTC). */
export function hourOfWeek(hour: EpochHour): number {
  return remainder(hour + HOUR_OF_WEEK_AT_EPOCH, HOURS_PER_WEEK);
}

/** Remainder that is never negative: time before 1970 has weeks too. */
export function remainder(dividend: number, divisor: number): number {
  return ((dividend % divisor) + divisor) % divisor;
}

function isoSecond(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, "YYYY-MM-DDTHH:MM:SS".length);
}
