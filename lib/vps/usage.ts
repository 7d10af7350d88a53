import { readFileSync } from "node:fs";
import { MOST_INSTANCES } from "../cost/demand";
import { UserError, type Fault } from "../definition/errors";
import { describeSecond, SECONDS_PER_HOUR, type EpochHour } from "../load/calendar";
import { FaultList } from "../load/fault-list";
import { readTable, type Point } from "../load/table";

/** Instances that were in use, hour by hour without gaps. */
export interface InstanceUsage {
  readonly start: EpochHour;
  /** Instances in use in each hour, whole numbers of 0 or above; one hour at least. */
  readonly instances: Int32Array;
}

const EXAMPLE = "a header line timestamp,value and below it one row for each hour, one hour at least";
const INSTANCES = {
  allowed: `a whole number of instances from 0 to ${MOST_INSTANCES}`,
  action: "write the instances that were in use: every hour needs a row",
};

/** What the table's faults say of usage, by kind; of the others only a word differs. */
const WORDS: Readonly<Record<string, Omit<Fault, "message">>> = {
  "empty files": { allowed: EXAMPLE },
  "headers without rows": { allowed: EXAMPLE },
  "empty values": INSTANCES,
  "values that are not finite": INSTANCES,
  "values that are no number": INSTANCES,
  "negative values": INSTANCES,
  "values too large": INSTANCES,
};

/** The faults of a table of usage: the same table as that of a load, of instances in the place of requests. */
class UsageFaults extends FaultList {
  override add(kind: string, fault: Omit<Fault, "file">): void {
    const { message, allowed, ...rest } = fault;
    super.add(kind, {
      ...rest,
      message: ofInstances(message),
      ...(allowed === undefined ? {} : { allowed: ofInstances(allowed) }),
      ...WORDS[kind],
    });
  }
}

function ofInstances(text: string): string {
  return text.replace("the requests", "the instances in use");
}

/**
 * Reads instances in use from the text of a CSV file with the columns of a load history: one row for each hour, UTC, in
 * any order. Nothing is filled: an hour without a row may have had any number of instances.
 *
 * @param file name for messages
 * @throws UserError that lists everything that is wrong, at most 20 faults of a kind and a count of the rest
 */
export function parseUsage(file: string, text: string): InstanceUsage {
  const faults = new UsageFaults(file);
  const { points, timestampColumn, unreadRows } = readTable(text, faults);
  const sorted = points.toSorted((a, b) => a.second - b.second);
  for (const point of sorted) refuseFraction(point, faults);
  const isOnGrid = sorted.map((point) => isFullHour(point, timestampColumn, faults)).every(Boolean);
  for (const [index, point] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before === undefined) continue;
    if (before.second === point.second) refuseDuplicate(before, point, timestampColumn, faults);
    // A row that could not be read is no gap.
    else if (isOnGrid && unreadRows === 0) refuseGap(before, point, timestampColumn, faults);
  }
  faults.throwIfAny();
  const [first] = sorted;
  if (first === undefined) throw new Error(`${file} gave neither usage nor a fault`);
  return {
    start: first.second / SECONDS_PER_HOUR,
    instances: Int32Array.from(sorted, ({ requests }) => requests),
  };
}

/**
 * Reads instances in use from a CSV file; see {@link parseUsage}.
 *
 * @param file relative to the folder that the command runs in
 * @throws UserError when the file cannot be read, is not UTF-8, or holds no usage
 */
export function readUsage(file: string): InstanceUsage {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const { code = "unknown fault" } = error as NodeJS.ErrnoException;
    const message =
      code === "ERR_ENCODING_INVALID_ENCODED_DATA" ? "is not UTF-8 text" : `cannot be read (${code})`;
    throw new UserError([
      { file, message, action: "name a CSV file in UTF-8 with --usage", allowed: EXAMPLE },
    ]);
  }
  return parseUsage(file, text);
}

/** A value that is no number at all has a fault of its own already. */
function refuseFraction({ line, requests }: Point, faults: FaultList): void {
  if (Number.isNaN(requests) || (Number.isInteger(requests) && requests <= MOST_INSTANCES)) return;
  faults.add("values that are no number of instances", {
    line,
    path: "value",
    message: "the value is no number of instances",
    found: requests,
    allowed: INSTANCES.allowed,
    action: "write how many instances were in use at once in that hour",
  });
}

function isFullHour({ line, second }: Point, path: string, faults: FaultList): boolean {
  if (second % SECONDS_PER_HOUR === 0) return true;
  faults.add("times off the grid", {
    line,
    path,
    message: "the time is not a full hour",
    found: describeSecond(second),
    allowed: "HH:00 UTC",
    action: "write one row for each hour",
  });
  return false;
}

function refuseDuplicate(before: Point, { line, second }: Point, path: string, faults: FaultList): void {
  faults.add("duplicate times", {
    line,
    path,
    message: `the time is that of line ${before.line}`,
    found: describeSecond(second),
    allowed: "one row for each hour",
    action: "remove one of the two rows",
  });
}

function refuseGap(before: Point, { line, second }: Point, path: string, faults: FaultList): void {
  const missing = (second - before.second) / SECONDS_PER_HOUR - 1;
  if (missing === 0) return;
  faults.add("gaps", {
    line,
    path,
    message: `${missing} ${missing === 1 ? "hour" : "hours"} before this row ${missing === 1 ? "has" : "have"} no row`,
    found: `${describeSecond(before.second)} in line ${before.line}, then ${describeSecond(second)}`,
    allowed: "a row for every hour from the first to the last",
    action: "add the rows, with 0 where nothing ran",
  });
}
