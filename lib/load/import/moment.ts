const SECONDS_PER_MINUTE = 60;
const MINUTES_PER_HOUR = 60;
const MILLISECONDS_PER_SECOND = 1000;

/** From here on a whole number is taken for milliseconds: as seconds it would lie after the year 5138. */
const LEAST_EPOCH_MILLISECONDS = 1e11;

/** Length of `$time_local`, such as `10/Oct/2000:13:55:36 -0700`. */
const LOCAL_TIME_BYTES = 26;

const ISO_DATE_BYTES = 10;

const ZERO = 0x30;
const SPACE = 0x20;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const UPPER_T = 0x54;
const UPPER_Z = 0x5a;

/** Three letters of a month as one number. */
function monthKey(a: number, b: number, c: number): number {
  return (a << 16) | (b << 8) | c;
}

const MONTHS: ReadonlyMap<number, number> = new Map(
  ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].map((name, month) => [
    monthKey(name.charCodeAt(0), name.charCodeAt(1), name.charCodeAt(2)),
    month + 1,
  ]),
);

/** How a moment may be written, for messages. */
export const MOMENT_ALLOWED =
  "ISO 8601 such as 2024-01-31T13:00:00+01:00 (UTC where no zone is given), " +
  "31/Jan/2024:13:00:00 +0100, or seconds or milliseconds since 1970";

/**
 * Reads a moment from bytes, whichever of these forms it has.
 *
 * - ISO 8601, as `$time_iso8601` of Nginx: `2024-01-31T13:00:00+01:00`; seconds, their fraction and the zone may be
 *   left out (without a zone it is UTC), a space may stand for the `T`, and a date alone is its start.
 * - Common Log Format, as `$time_local` of Nginx: `31/Jan/2024:13:00:00 +0100`.
 * - Unix time, as `$msec` of Nginx: `1706702400.123`; from 100,000,000,000 on in milliseconds.
 *
 * Moments are from 1970 to 9999, as Unix time to 5138; a leap second counts as the second before it.
 *
 * @param end byte after the last one
 * @returns seconds since 1970-01-01 00:00 UTC, without their fraction; NaN when the bytes are none of these forms or no
 *   such moment exists
 */
export function readMoment(bytes: Uint8Array, start: number, end: number): number {
  if (isLocal(bytes, start, end)) return readLocal(bytes, start, end);
  if (isIso(bytes, start, end)) return readIso(bytes, start, end);
  return readEpoch(bytes, start, end);
}

/** Reads a moment from text; see {@link readMoment}. */
export function readMomentText(text: string): number {
  const bytes = Buffer.from(text, "utf8");
  return readMoment(bytes, 0, bytes.length);
}

/** Byte at which the seconds of a form with fixed places begin; -1 where the form has none. */
export function secondsOffset(bytes: Uint8Array, start: number, end: number): number {
  if (isLocal(bytes, start, end)) return 18;
  return isIso(bytes, start, end) && end - start >= 19 && bytes[start + 16] === COLON ? 17 : -1;
}

function isLocal(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === LOCAL_TIME_BYTES && bytes[start + 2] === SLASH;
}

function isIso(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= ISO_DATE_BYTES && bytes[start + 4] === MINUS;
}

function readLocal(bytes: Uint8Array, start: number, end: number): number {
  const hasPlaces =
    bytes[start + 6] === SLASH &&
    bytes[start + 11] === COLON &&
    bytes[start + 14] === COLON &&
    bytes[start + 17] === COLON &&
    bytes[start + 20] === SPACE;
  if (!hasPlaces) return NaN;
  const month = MONTHS.get(monthKey(bytes[start + 3] ?? 0, bytes[start + 4] ?? 0, bytes[start + 5] ?? 0));
  const day = startOfDate(digits(bytes, start + 7, 4), month ?? NaN, digits(bytes, start, 2));
  const time = secondOfDay(bytes, start + 12, true);
  return day + time - readZone(bytes, start + 21, end);
}

function readIso(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start + 7] !== MINUS) return NaN;
  const day = startOfDate(digits(bytes, start, 4), digits(bytes, start + 5, 2), digits(bytes, start + 8, 2));
  const dateEnd = start + ISO_DATE_BYTES;
  if (end === dateEnd) return day;
  const separator = bytes[dateEnd];
  const minutesEnd = start + 16;
  if ((separator !== UPPER_T && separator !== SPACE) || end < minutesEnd) return NaN;
  const hasSeconds = end > minutesEnd && bytes[minutesEnd] === COLON;
  if (bytes[start + 13] !== COLON || (hasSeconds && end < start + 19)) return NaN;
  const time = secondOfDay(bytes, start + 11, hasSeconds);
  const timeEnd = hasSeconds ? skipFraction(bytes, start + 19, end) : minutesEnd;
  return day + time - readZone(bytes, timeEnd, end);
}

function readEpoch(bytes: Uint8Array, start: number, end: number): number {
  let whole = 0;
  let at = start;
  while (at < end && isDigit(bytes[at])) {
    whole = whole * 10 + (bytes[at] ?? 0) - ZERO;
    at += 1;
  }
  if (at === start || skipFraction(bytes, at, end) !== end) return NaN;
  const seconds = whole >= LEAST_EPOCH_MILLISECONDS ? Math.floor(whole / MILLISECONDS_PER_SECOND) : whole;
  return seconds < LEAST_EPOCH_MILLISECONDS ? seconds : NaN;
}

/** The end of `.123`, or where it would begin if there is none. */
function skipFraction(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== POINT || start >= end) return start;
  let at = start + 1;
  while (at < end && isDigit(bytes[at])) at += 1;
  return at === start + 1 ? start : at;
}

/** Seconds east of UTC: nothing or `Z` for none, `+HH:MM`, `+HHMM` or `+HH`, after a space or not. */
function readZone(bytes: Uint8Array, from: number, end: number): number {
  const start = from < end && bytes[from] === SPACE ? from + 1 : from;
  if (from === end || (start === end - 1 && bytes[start] === UPPER_Z)) return 0;
  const sign = bytes[start] === PLUS ? 1 : bytes[start] === MINUS ? -1 : NaN;
  const hasColon = bytes[start + 3] === COLON;
  const length = end - start;
  if (length !== (hasColon ? 6 : 5) && length !== 3) return NaN;
  const hours = digits(bytes, start + 1, 2);
  const minutes = length === 3 ? 0 : digits(bytes, end - 2, 2);
  if (minutes >= MINUTES_PER_HOUR || hours > 23) return NaN;
  return sign * (hours * MINUTES_PER_HOUR + minutes) * SECONDS_PER_MINUTE;
}

/** Seconds from midnight of `HH:MM` or `HH:MM:SS`; NaN for a time that no clock shows. */
function secondOfDay(bytes: Uint8Array, start: number, hasSeconds: boolean): number {
  const hours = digits(bytes, start, 2);
  const minutes = digits(bytes, start + 3, 2);
  const seconds = hasSeconds ? digits(bytes, start + 6, 2) : 0;
  if (hours > 23 || minutes > 59 || seconds > 60) return NaN;
  return (hours * MINUTES_PER_HOUR + minutes) * SECONDS_PER_MINUTE + Math.min(seconds, 59);
}

/** First second of a date; NaN where the calendar has no such date from 1970 on. */
function startOfDate(year: number, month: number, day: number): number {
  const milliseconds = Date.UTC(year, month - 1, day);
  const exists = year >= 1970 && new Date(milliseconds).getUTCMonth() === month - 1 && day >= 1 && day <= 31;
  return exists ? milliseconds / MILLISECONDS_PER_SECOND : NaN;
}

/** A number of so many digits; NaN where a byte is none. */
function digits(bytes: Uint8Array, start: number, count: number): number {
  let value = 0;
  for (let at = start; at < start + count; at += 1) {
    const byte = bytes[at];
    if (!isDigit(byte)) return NaN;
    value = value * 10 + byte - ZERO;
  }
  return value;
}

function isDigit(byte: number | undefined): byte is number {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9;
}
