import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../definition/errors";
import { SECONDS_PER_HOUR, type EpochHour } from "./calendar";
import { FaultList } from "./fault-list";
import { layGrid, type Repair, type Step } from "./grid";
import { readTable } from "./table";

/** Requests that came in the past, step by step without gaps. */
export interface LoadHistory {
  /** File that the history was read from, relative to the project's folder. */
  readonly file: string;
  /** Hour that the first step starts with. */
  readonly start: EpochHour;
  /** Length of a step. A day starts at 00:00 UTC. */
  readonly step: Step;
  /** Requests in each step, 0 or above, fractions allowed. */
  readonly requests: readonly number[];
  /** Indexes into {@link requests} of steps that had no row and were filled, ascending. */
  readonly filled: readonly number[];
  /** What was put right, so that the user can be told. */
  readonly repairs: readonly Repair[];
}

/**
 * Reads a history from the text of a CSV file.
 *
 * The file has a header with a time column (`timestamp`, `time`, `date`, `hour` or `ds`) and a value column
 * (`value`, `requests`, `count` or `y`), and one row for each hour or each day, at least two whole weeks. Times are
 * UTC. A byte order mark, CRLF, blank lines and quoted fields are accepted. Rows out of order and gaps are put right
 * and reported in {@link LoadHistory.repairs}.
 *
 * @param file name for messages, relative to the project's folder
 * @throws UserError that lists everything else that is wrong, at most 20 faults of a kind and a count of the rest
 */
export function parseHistory(file: string, text: string): LoadHistory {
  const faults = new FaultList(file);
  const grid = layGrid(readTable(text, faults), faults);
  faults.throwIfAny();
  if (!grid) throw new Error(`${file} gave neither a grid nor a fault`);
  const { start, ...rest } = grid;
  return { file, start: start / SECONDS_PER_HOUR, ...rest };
}

/**
 * Reads a history from a CSV file; see {@link parseHistory}.
 *
 * @param projectFolder folder that holds landfall.yaml
 * @param relativeFile the file, relative to that folder
 * @throws UserError when the file cannot be read, is not UTF-8, or is not a history
 */
export function readHistory(projectFolder: string, relativeFile: string): LoadHistory {
  return parseHistory(relativeFile, readText(projectFolder, relativeFile));
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: "the file does not exist",
  ENOTDIR: "the file does not exist",
  EISDIR: "this is a folder, not a file",
  EACCES: "the file may not be read",
};

function readText(folder: string, file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(resolve(folder, file));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    const message = UNREADABLE[code] ?? `the file cannot be read (${code})`;
    throw new UserError([{ file, message, action: "correct the path of the load history" }]);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const action = "save the file as CSV in UTF-8";
    throw new UserError([{ file, message: "the file is not UTF-8 text", action }]);
  }
}
