import { describeSecond, HOURS_PER_DAY, SECONDS_PER_HOUR } from "./calendar";
import type { FaultList } from "./fault-list";
import type { Point, Table } from "./table";

/** Length of one step of a history. */
export type Step = "hour" | "day";

/** Hours in a step. */
export const HOURS_PER_STEP: Readonly<Record<Step, number>> = { hour: 1, day: HOURS_PER_DAY };

/** Something that was put right in a file of load. */
export interface Repair {
  /** What was wrong: rows out of order, or steps without a row. */
  readonly kind: "disorder" | "gap";
  /** Lines in the file, counted from 1: the rows that stood too low, or the rows before and after the gap. */
  readonly lines: readonly number[];
  /** What was wrong and what was done, as one sentence without a full stop. */
  readonly message: string;
}

/** Requests on an even grid of steps. */
export interface Grid {
  readonly step: Step;
  /** Seconds since 1970-01-01 00:00 UTC at which the first step starts. */
  readonly start: number;
  /** Requests in each step. */
  readonly requests: readonly number[];
  /** Indexes into {@link requests} of the steps that had no row, ascending. */
  readonly filled: readonly number[];
  readonly repairs: readonly Repair[];
}

/** Seconds in a step. */
export const SECONDS_PER_STEP: Readonly<Record<Step, number>> = {
  hour: SECONDS_PER_HOUR,
  day: HOURS_PER_DAY * SECONDS_PER_HOUR,
};

/** Steps that a history must span: two whole weeks, the least that shows what repeats from week to week. */
export const LEAST_STEPS: Readonly<Record<Step, number>> = { hour: 336, day: 14 };

/** Share of the steps that may lack a row; above it most of the history would be made up. */
export const MOST_MISSING_SHARE = 0.5;

const LISTED_LINES = 5;

/**
 * Puts the rows of a file on an even grid: sorts them, finds the step, fills gaps on a straight line.
 *
 * Disorder and gaps are reported as repairs. Duplicates, a step that is neither an hour nor a day, rows off the
 * grid, a history that is too short or has too many gaps are noted in the list.
 *
 * @returns undefined when no grid can be laid, which is always noted in the list
 */
export function layGrid(table: Table, faults: FaultList): Grid | undefined {
  const sorted = [...table.points].sort((a, b) => a.second - b.second); // stable: equal times stay in file order
  const distinct = refuseDuplicates(sorted, table.timestampColumn, faults);
  if (distinct.length < 2) {
    refuseTooFewRows(distinct.length, table.unreadRows, faults);
    return undefined;
  }
  const step = findStep(distinct, table.timestampColumn, faults);
  if (!step) return undefined;
  const points = refuseOffGrid(distinct, step, table.timestampColumn, faults);
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return undefined;
  const steps = (last.second - first.second) / SECONDS_PER_STEP[step] + 1;
  const unread = table.unreadRows + distinct.length - points.length;
  refuseDailyRows(points, step, table.timestampColumn, faults);
  if (!checkExtent(steps, points.length, unread, step, faults)) return undefined;
  return { step, start: first.second, ...fillGaps(points, step, describeDisorder(table.points)) };
}

function refuseDuplicates(sorted: readonly Point[], path: string, faults: FaultList): Point[] {
  const distinct: Point[] = [];
  for (const point of sorted) {
    const before = distinct.at(-1);
    if (before?.second !== point.second) {
      distinct.push(point);
      continue;
    }
    faults.add("duplicate times", {
      line: point.line,
      path,
      message: `the time is that of line ${before.line}`,
      found: describeSecond(point.second),
      allowed: "one row for each time",
      action: "remove one of the two rows, or add them up if both count",
    });
  }
  return distinct;
}

function refuseTooFewRows(rows: number, unreadRows: number, faults: FaultList): void {
  if (rows === 0 || unreadRows > 0) return;
  faults.add("short histories", {
    message: "the file has 1 row, too few to see a step",
    allowed: `at least ${LEAST_STEPS.hour} hours or ${LEAST_STEPS.day} days, two whole weeks`,
    action: "export a longer history",
  });
}

/** The step is the most common difference between neighbours in time; the smaller one where two are as common. */
function findStep(distinct: readonly Point[], path: string, faults: FaultList): Step | undefined {
  const counts = new Map<number, number>();
  for (const [index, point] of distinct.entries()) {
    const next = distinct[index + 1];
    if (!next) continue;
    const difference = next.second - point.second;
    counts.set(difference, (counts.get(difference) ?? 0) + 1);
  }
  const [seconds] = [...counts].reduce((best, each) =>
    each[1] > best[1] || (each[1] === best[1] && each[0] < best[0]) ? each : best,
  );
  if (seconds === SECONDS_PER_STEP.hour) return "hour";
  if (seconds === SECONDS_PER_STEP.day) return "day";
  faults.add("steps", {
    path,
    message: "the most common difference between rows is neither an hour nor a day",
    found: describeSeconds(seconds),
    allowed: "one row for each hour or one row for each day",
    action: "add the rows up to whole hours, or export the history by the hour or the day",
  });
  return undefined;
}

function refuseOffGrid(distinct: readonly Point[], step: Step, path: string, faults: FaultList): Point[] {
  return distinct.filter((point) => {
    const onGrid = point.second % SECONDS_PER_STEP[step] === 0;
    if (!onGrid) {
      faults.add("times off the grid", {
        line: point.line,
        path,
        message: step === "hour" ? "the time is not a full hour" : "the time is not the start of a day",
        found: describeSecond(point.second),
        allowed: step === "hour" ? "HH:00 UTC in an hourly history" : "00:00 UTC in a daily history",
        action: `move the row to the ${step} that it counts, or remove it`,
      });
    }
    return onGrid;
  });
}

/** Rows a day apart in an hourly history are totals of days: taken for hours they would be 24 times too large. */
function refuseDailyRows(points: readonly Point[], step: Step, path: string, faults: FaultList): void {
  if (step !== "hour") return;
  let run: Point[] = [];
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    if (before !== undefined && point.second - before.second !== SECONDS_PER_STEP.day) run = [];
    run.push(point);
    if (run.length !== DAILY_ROWS) continue;
    faults.add("rows of days", {
      line: run[0]?.line,
      path,
      message: "rows a day apart begin here, in a history of hours",
      found: describeSecond(run[0]?.second ?? NaN),
      allowed: "one row for each hour or one row for each day",
      action: "export the whole history by the hour or by the day",
    });
  }
}

/** Rows a day apart, one after the other, that are no chance of gaps. */
const DAILY_ROWS = 4;

/** Rows that could not be read count as present, so that one bad row is not reported as a short history too. */
function checkExtent(steps: number, rows: number, unread: number, step: Step, faults: FaultList): boolean {
  const short = steps + unread < LEAST_STEPS[step];
  if (short) {
    faults.add("short histories", {
      message: "the history is too short",
      found: `${countOf(steps, step)} (${countOf(rows, "row")})`,
      allowed: `at least ${countOf(LEAST_STEPS[step], step)}, two whole weeks`,
      action: "export a longer history",
    });
  }
  const gappy = steps - rows - unread > steps * MOST_MISSING_SHARE;
  if (gappy) {
    faults.add("gappy histories", {
      message: `more than half of the ${step}s between the first and the last row are missing`,
      found: `${countOf(steps - rows, step)} missing of ${steps}`,
      allowed: `a row for at least half of the ${step}s`,
      action: "export the history again without gaps, or keep only its unbroken part",
    });
  }
  return !short && !gappy;
}

function describeDisorder(points: readonly Point[]): Repair[] {
  let latest = -Infinity;
  const lines: number[] = [];
  for (const point of points) {
    if (point.second < latest) lines.push(point.line);
    latest = Math.max(latest, point.second);
  }
  if (lines.length === 0) return [];
  const listed = lines.slice(0, LISTED_LINES).join(", ");
  const more = lines.length > LISTED_LINES ? ` and ${lines.length - LISTED_LINES} more` : "";
  const place = `${lines.length === 1 ? "line" : "lines"} ${listed}${more}`;
  const message = `${countOf(lines.length, "row")} (${place}) stood below a later one: sorted by time`;
  return [{ kind: "disorder", lines, message }];
}

/** Linear interpolation: a filled step lies between the rows before and after the gap, never outside. */
function fillGaps(
  points: readonly Point[],
  step: Step,
  disorder: readonly Repair[],
): Pick<Grid, "requests" | "filled" | "repairs"> {
  const requests: number[] = [];
  const filled: number[] = [];
  const repairs: Repair[] = [...disorder];
  for (const [index, point] of points.entries()) {
    requests.push(point.requests);
    const next = points[index + 1];
    if (!next) continue;
    const distance = (next.second - point.second) / SECONDS_PER_STEP[step];
    for (let offset = 1; offset < distance; offset += 1) {
      filled.push(requests.length);
      requests.push(point.requests + (next.requests - point.requests) * (offset / distance));
    }
    if (distance > 1) repairs.push(describeGap(point, next, distance - 1, step));
  }
  return { requests, filled, repairs };
}

function describeGap(before: Point, after: Point, missing: number, step: Step): Repair {
  const from = describeSecond(before.second + SECONDS_PER_STEP[step]);
  return {
    kind: "gap",
    lines: [before.line, after.line],
    message:
      `${countOf(missing, step)} from ${step === "day" ? from.slice(0, "YYYY-MM-DD".length) : from} ` +
      `between lines ${before.line} and ${after.line} had no row: filled on a straight line between the two`,
  };
}

function describeSeconds(seconds: number): string {
  const units = [
    ["day", SECONDS_PER_STEP.day],
    ["hour", SECONDS_PER_STEP.hour],
    ["minute", 60],
  ] as const;
  const [unit, length] = units.find(([, each]) => seconds % each === 0) ?? ["second", 1];
  return countOf(seconds / length, unit);
}

function countOf(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
