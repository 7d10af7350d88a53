import { UserError, type Fault } from "../../definition/errors";
import { describeSecond, readTimestamp, TIMESTAMP_ALLOWED } from "../calendar";
import { SECONDS_PER_STEP, type Step } from "../grid";

/** Steps that are imported: those that start from `from` on and before `to`. Seconds since 1970-01-01 00:00 UTC. */
export interface ImportRange {
  readonly from: number;
  readonly to: number;
}

/** The range as a user wrote it. */
export interface RangeText {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * Reads a range whose ends may be left open.
 *
 * @returns ends that are left out as -Infinity and Infinity
 * @throws UserError that lists an end that cannot be read, is not the start of a step, or an empty range
 */
export function readRange({ from, to }: RangeText, step: Step): ImportRange {
  const faults: Fault[] = [];
  const range = {
    from: readEnd("--from", from, step, faults) ?? -Infinity,
    to: readEnd("--to", to, step, faults) ?? Infinity,
  };
  if (faults.length === 0 && range.from >= range.to) {
    faults.push({
      path: "--to",
      message: "the range is empty",
      found: to,
      allowed: `a time after ${from ?? ""}`,
      action: "give the first step that no longer belongs to the range",
    });
  }
  UserError.throwIfAny(faults);
  return range;
}

/**
 * Reads a range whose ends must both be given and lie in the past: what has not come yet must not count as none.
 *
 * @param now seconds since 1970-01-01 00:00 UTC
 * @throws UserError that lists what {@link readRange} does, ends left out, and an end that lies in the future
 */
export function readClosedRange(text: RangeText, step: Step, now: number): ImportRange {
  UserError.throwIfAny(
    (["from", "to"] as const)
      .filter((end) => text[end] === undefined)
      .map((end) => ({
        path: `--${end}`,
        message: "the range has no such end",
        allowed: TIMESTAMP_ALLOWED,
        action: `give --${end}, such as --${end} 2024-01-01`,
      })),
  );
  const range = readRange(text, step);
  if (range.to > now) {
    throw new UserError([
      {
        path: "--to",
        message: "the range ends in the future",
        found: text.to,
        allowed: `up to ${describeSecond(now - (now % SECONDS_PER_STEP[step]))} UTC`,
        action: "end the range where the last whole step has passed",
      },
    ]);
  }
  return range;
}

function readEnd(path: string, text: string | undefined, step: Step, faults: Fault[]): number | undefined {
  if (text === undefined) return undefined;
  const second = readTimestamp(text);
  if (second === undefined || second % SECONDS_PER_STEP[step] !== 0) {
    faults.push({
      path,
      message:
        second === undefined ? "the time cannot be read" : `the time is not the start of ${ARTICLE[step]}`,
      found: text,
      allowed:
        second === undefined ? TIMESTAMP_ALLOWED : `00 minutes${step === "day" ? " past 00:00 UTC" : ""}`,
      action: `write the start of ${ARTICLE[step]} in UTC`,
    });
  }
  return second;
}

/** A step with its article, for messages. */
export const ARTICLE: Readonly<Record<Step, string>> = { hour: "an hour", day: "a day" };
