import { describeFault, UserError, type Fault } from "../../lib/definition/errors";
import { describeHour, parseHistory, startOfDay, type EpochHour, type LoadHistory } from "../../lib/load";

/** A Monday. */
export const MONDAY = startOfDay("2024-01-01");

/** Hours in two weeks, the least that a history may have. */
export const TWO_WEEKS = 336;

/** Rows of an hourly history, without a header: row i is line i + 2 of the file. */
export function hourRows(
  count: number,
  valueAt: (index: number) => number | string = (index) => index,
  start: EpochHour = MONDAY,
): string[] {
  return Array.from({ length: count }, (_, index) => `${describeHour(start + index)},${valueAt(index)}`);
}

/** Rows of a daily history, without a header. */
export function dayRows(
  count: number,
  valueAt: (index: number) => number | string = (index) => index,
  start: EpochHour = MONDAY,
): string[] {
  return Array.from(
    { length: count },
    (_, index) => `${describeHour(start + index * 24).slice(0, 10)},${valueAt(index)}`,
  );
}

/** A file of these rows. */
export function csv(rows: readonly string[], header = "timestamp,value"): string {
  return [header, ...rows, ""].join("\n");
}

/** A history read from these rows. */
export function historyOf(rows: readonly string[]): LoadHistory {
  return parseHistory("load.csv", csv(rows));
}

/** An hourly history of these requests. */
export function hourly(requests: readonly number[], start: EpochHour = MONDAY): LoadHistory {
  return historyOf(hourRows(requests.length, (index) => requests[index]!, start));
}

/** A daily history of these requests. */
export function daily(requests: readonly number[], start: EpochHour = MONDAY): LoadHistory {
  return historyOf(dayRows(requests.length, (index) => requests[index]!, start));
}

/** The faults that reading this text ends with; none when it is read. */
export function faultsOf(text: string): readonly Fault[] {
  try {
    parseHistory("load.csv", text);
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.faults;
    throw error;
  }
}

/** The faults as `line: column: what is wrong (what was found)`. */
export function placesOf(text: string): string[] {
  return faultsOf(text).map(({ line, path, message, found }) =>
    [line, path, found === undefined ? message : `${message} (${JSON.stringify(found)})`]
      .filter((part) => part !== undefined)
      .join(": "),
  );
}

/** The whole text that a user reads. */
export function messageOf(text: string): string {
  return faultsOf(text).map(describeFault).join("\n");
}

/** The rows with some replaced, by their line in the file. */
export function withLines(rows: readonly string[], lines: Readonly<Record<number, string>>): string[] {
  return rows.map((row, index) => lines[index + 2] ?? row);
}

/** The rows without some, by their line in the file. */
export function withoutLines(rows: readonly string[], ...lines: number[]): string[] {
  return rows.filter((_, index) => !lines.includes(index + 2));
}
