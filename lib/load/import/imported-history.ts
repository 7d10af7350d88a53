import { UserError } from "../../definition/errors";
import { describeSecond } from "../calendar";
import { SECONDS_PER_STEP, type Step } from "../grid";
import { parseHistory } from "../history";

/** Where a history may come from. */
export type ImportSource = "nginx" | "cloudwatch" | "prometheus" | "csv";

/** One row of a history. */
export interface HistoryRow {
  /** Seconds since 1970-01-01 00:00 UTC at which the step starts. */
  readonly second: number;
  /** Requests in the step, 0 or above, fractions allowed. */
  readonly requests: number;
}

/** A line that could not be read. */
export interface MalformedLine {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Why, as a sentence without a full stop. */
  readonly message: string;
  /** Beginning of the line. */
  readonly found: string;
}

/** How many of the lines that were read are malformed. */
export interface LineCounts {
  /** Lines that are not blank. */
  readonly lines: number;
  /** Lines that a filter or the range left out. */
  readonly leftOut: number;
  readonly malformed: number;
  /** The first malformed lines, in the order of the files given. */
  readonly firstMalformed: readonly MalformedLine[];
}

/** A history as it was imported. */
export interface ImportedHistory {
  readonly source: ImportSource;
  readonly step: Step;
  /** Ascending, one for each step that is known. */
  readonly rows: readonly HistoryRow[];
  /** Rows of 0 requests that stand for steps without a line or a point. */
  readonly zeroFilled: number;
  /** Left out where the source has no lines. */
  readonly lines?: LineCounts;
  /** What a reader must know to judge the history, as sentences without a full stop. */
  readonly notes: readonly string[];
}

/** What was imported, for a program to read. */
export interface ImportSummary {
  readonly source: ImportSource;
  readonly step: Step;
  /** File that was written, relative to the project's folder; null where the rows went to standard output. */
  readonly file: string | null;
  readonly rows: number;
  /** Start of the first step, such as `2024-01-01 00:00`, UTC. */
  readonly from: string;
  /** End of the last step, UTC. */
  readonly to: string;
  /** Requests in all rows. */
  readonly requests: number;
  /** The step with the most requests, the first of several. */
  readonly peak: { readonly timestamp: string; readonly requests: number };
  /** Steps between the first and the last row that have none: they are filled when the history is read. */
  readonly gaps: number;
  readonly zeroFilled: number;
  readonly lines?: LineCounts;
  readonly notes: readonly string[];
  /** Why landfall would refuse the history as it is; empty when it is a history to decide by. */
  readonly refusals: readonly string[];
}

/** The history as the CSV file that {@link parseHistory} reads: `timestamp,value` and one row for each step, UTC. */
export function historyCsv({ rows, step }: ImportedHistory): string {
  const length = step === "day" ? "YYYY-MM-DD".length : undefined;
  const lines = rows.map(({ second, requests }) => `${describeSecond(second).slice(0, length)},${requests}`);
  return ["timestamp,value", ...lines, ""].join("\n");
}

/**
 * Tells what was imported.
 *
 * @param file that the history is written to, relative to the project's folder; null for standard output
 * @throws RangeError when there is no row: whoever imports has refused that before
 */
export function summarize(imported: ImportedHistory, file: string | null): ImportSummary {
  const { source, step, rows, zeroFilled, lines, notes } = imported;
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) throw new RangeError("summarize takes at least one row");
  const seconds = SECONDS_PER_STEP[step];
  const peak = rows.reduce((most, row) => (row.requests > most.requests ? row : most));
  return {
    source,
    step,
    file,
    rows: rows.length,
    from: describeSecond(first.second),
    to: describeSecond(last.second + seconds),
    requests: rows.reduce((sum, { requests }) => sum + requests, 0),
    peak: { timestamp: describeSecond(peak.second), requests: peak.requests },
    gaps: (last.second - first.second) / seconds + 1 - rows.length,
    zeroFilled,
    ...(lines ? { lines } : {}),
    notes,
    refusals: refusalsOf(imported, file ?? "the history"),
  };
}

/** What the reader of histories says of the rows. */
function refusalsOf(imported: ImportedHistory, file: string): string[] {
  try {
    parseHistory(file, historyCsv(imported));
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.faults.map(({ message, found, allowed }) =>
      [
        message,
        ...(typeof found === "string" ? [`found ${found}`] : []),
        ...(allowed === undefined ? [] : [`allowed ${allowed}`]),
      ].join("; "),
    );
  }
}

/** The summary as the text that a user reads, without a line end. */
export function describeSummary(summary: ImportSummary): string {
  const { step, file, rows, from, to, requests, peak, gaps, zeroFilled, lines, notes, refusals } = summary;
  const steps = (number: number): string => `${count.format(number)} ${step}${number === 1 ? "" : "s"}`;
  const count = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
  return [
    `${file ?? "history"}: ${count.format(rows)} rows by the ${step}, ${from} to ${to} UTC`,
    `  requests: ${count.format(requests)}`,
    `  peak: ${count.format(peak.requests)} in the ${step} from ${peak.timestamp} UTC`,
    `  gaps: ${gaps === 0 ? "none" : `${steps(gaps)} without a row`}`,
    ...(zeroFilled > 0 ? [`  zeros: ${steps(zeroFilled)} without a request`] : []),
    ...(lines ? describeLines(lines, count) : []),
    ...notes.map((note) => `  note: ${note}`),
    ...refusals.map((refusal) => `  not yet a history to decide by: ${refusal}`),
  ].join("\n");
}

function describeLines(
  { lines, leftOut, malformed, firstMalformed }: LineCounts,
  count: Intl.NumberFormat,
): string[] {
  return [
    `  lines: ${count.format(lines)}, ${count.format(leftOut)} left out, ${count.format(malformed)} malformed`,
    ...firstMalformed.map(
      ({ file, line, message, found }) => `    ${file}:${line}: ${message}: ${JSON.stringify(found)}`,
    ),
  ];
}
