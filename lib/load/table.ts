import { parse } from "csv-parse/sync";
import { readTimestamp, TIMESTAMP_ALLOWED } from "./calendar";
import type { FaultList } from "./fault-list";

/** Names that the column with a row's time may have, in any case. */
export const TIMESTAMP_COLUMNS = ["timestamp", "time", "date", "hour", "ds"] as const;

/** Names that the column with a row's requests may have, in any case. */
export const VALUE_COLUMNS = ["value", "requests", "count", "y"] as const;

/** Most requests that one row may hold: above it a double no longer counts one by one. */
export const MOST_REQUESTS = Number.MAX_SAFE_INTEGER;

/** A row whose time could be read. */
export interface Point {
  /** Line in the file, counted from 1. */
  readonly line: number;
  /** Seconds since 1970-01-01 00:00 UTC. */
  readonly second: number;
  /** Requests in the step that starts then; NaN where a fault was noted instead. */
  readonly requests: number;
}

/** What a file of load holds, as far as it could be read. */
export interface Table {
  /** Name of the time column as the file has it, for messages. */
  readonly timestampColumn: string;
  /** The rows in the order of the file, less those whose time could not be read. */
  readonly points: readonly Point[];
  /** Rows below the header whose time could not be read. */
  readonly unreadRows: number;
}

interface Row {
  readonly line: number;
  readonly fields: readonly string[];
}

interface Column {
  readonly name: string;
  readonly index: number;
}

const EXAMPLE = "a header line timestamp,value and below it one row for each hour or each day";
const QUOTED_OR_PLAIN = String.raw`(?:[ \t]*"(?:[^"]|"")*"[ \t]*|[^",]*)`;
const WELL_QUOTED = new RegExp(`^\uFEFF?${QUOTED_OR_PLAIN}(?:,${QUOTED_OR_PLAIN})*$`);
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NOT_FINITE = /^[+-]?(?:nan|inf|infinity)$/i;

/**
 * Reads a CSV file of load: a header, then rows of a time and the requests in it.
 *
 * A byte order mark, CRLF, blank lines and quoted fields are accepted. Everything that is not as it should be is
 * noted in the list; nothing is thrown.
 */
export function readTable(text: string, faults: FaultList): Table {
  const [header, ...rows] = readRows(text, faults);
  if (!header) {
    faults.add("empty files", { message: "the file is empty", allowed: EXAMPLE });
    return { timestampColumn: "", points: [], unreadRows: 0 };
  }
  const time = findColumn(header, TIMESTAMP_COLUMNS, "the time", faults);
  const value = findColumn(header, VALUE_COLUMNS, "the requests", faults);
  refuseOtherColumns(header, time, value, faults);
  if (rows.length === 0) {
    faults.add("headers without rows", {
      line: header.line,
      message: "the file has a header but no rows",
      allowed: EXAMPLE,
    });
  }
  const points = rows.flatMap((row) => readPoint(row, header.fields.length, time, value, faults));
  return { timestampColumn: time?.name ?? "", points, unreadRows: rows.length - points.length };
}

function readRows(text: string, faults: FaultList): Row[] {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const rows: Row[] = [];
  parse(lines.map((line, index) => checkQuotes(line, index + 1, faults)).join("\n"), {
    bom: true,
    trim: true,
    record_delimiter: "\n",
    skip_empty_lines: true,
    relax_column_count: true,
    on_record: (fields, { lines: line }) => {
      rows.push({ line, fields });
      return null;
    },
  });
  return rows;
}

/** A quote left open would swallow the lines below it with all their faults: such a line is read without quotes. */
function checkQuotes(text: string, line: number, faults: FaultList): string {
  if (!text.includes('"') || WELL_QUOTED.test(text)) return text;
  faults.add("lines with misplaced quotes", {
    line,
    message: "the quotes on this line do not enclose whole fields",
    found: text,
    allowed: 'fields without quotes, or "whole fields" in quotes that end on the same line',
    action: "remove the quotes",
  });
  return text.replaceAll('"', "");
}

function findColumn(
  header: Row,
  names: readonly string[],
  what: string,
  faults: FaultList,
): Column | undefined {
  const found = header.fields
    .map((name, index) => ({ name, index }))
    .filter(({ name }) => names.includes(name.toLowerCase()));
  if (found.length !== 1) {
    faults.add("columns", {
      line: header.line,
      path: names[0] ?? "",
      message: found.length === 0 ? `no column for ${what}` : `${found.length} columns for ${what}`,
      found: header.fields.join(","),
      allowed: `one column named ${names.join(", ")}`,
      action:
        found.length === 0
          ? "rename the column, or put a header line timestamp,value above the rows if there is none; " +
            "columns are separated by commas"
          : "keep the one that counts and remove the others",
    });
  }
  return found.length === 1 ? found[0] : undefined;
}

/** A third column may mean a second series, such as a host, whose rows would be taken for duplicates. */
function refuseOtherColumns(
  header: Row,
  time: Column | undefined,
  value: Column | undefined,
  faults: FaultList,
): void {
  const known: readonly string[] = [...TIMESTAMP_COLUMNS, ...VALUE_COLUMNS];
  const others = header.fields.filter((name) => !known.includes(name.toLowerCase()));
  const misnamed = (time ? 0 : 1) + (value ? 0 : 1);
  if (others.length <= misnamed) return;
  for (const name of others) {
    faults.add("unknown columns", {
      line: header.line,
      path: name,
      message: "unknown column",
      found: header.fields.join(","),
      allowed: "two columns: the time and the requests",
      action: "remove the column; if it tells several series apart, add them up to one row for each time",
    });
  }
}

function readPoint(
  row: Row,
  width: number,
  time: Column | undefined,
  value: Column | undefined,
  faults: FaultList,
): Point[] {
  if (row.fields.length !== width) {
    faults.add("rows with a wrong number of fields", {
      line: row.line,
      message: `the row has ${row.fields.length} fields, the header ${width}`,
      found: row.fields.join(","),
      allowed: `${width} fields, separated by commas`,
      action: "write decimals with a point and no separators of thousands",
    });
    return [];
  }
  const requests = value ? readRequests(row, value, faults) : NaN;
  const second = time ? readSecond(row, time, faults) : undefined;
  return second === undefined ? [] : [{ line: row.line, second, requests }];
}

function readSecond(row: Row, column: Column, faults: FaultList): number | undefined {
  const text = row.fields[column.index] ?? "";
  const second = readTimestamp(text);
  if (second === undefined) {
    faults.add("unreadable times", {
      line: row.line,
      path: column.name,
      message: text === "" ? "the time is missing" : "the time cannot be read, or there is no such moment",
      found: text,
      allowed: TIMESTAMP_ALLOWED,
      action: "write the time in UTC",
    });
  }
  return second;
}

function readRequests(row: Row, column: Column, faults: FaultList): number {
  const text = row.fields[column.index] ?? "";
  const refusal = refuseRequests(text);
  if (!refusal) return Math.abs(Number(text));
  faults.add(refusal.kind, {
    line: row.line,
    path: column.name,
    message: refusal.message,
    found: text,
    allowed: `a number from 0 to ${MOST_REQUESTS} with a decimal point, such as 1234 or 1234.5`,
    action: refusal.action,
  });
  return NaN;
}

interface Refusal {
  readonly kind: string;
  readonly message: string;
  readonly action: string;
}

const LEAVE_OUT = "write the requests, or remove the row: a missing row is filled and reported";

function refuseRequests(text: string): Refusal | undefined {
  if (text === "") return { kind: "empty values", message: "the value is empty", action: LEAVE_OUT };
  if (NOT_FINITE.test(text)) {
    return { kind: "values that are not finite", message: "the value is not finite", action: LEAVE_OUT };
  }
  if (!NUMBER.test(text)) {
    return { kind: "values that are no number", message: "the value is no number", action: LEAVE_OUT };
  }
  if (Number(text) < 0) {
    return { kind: "negative values", message: "the value is negative", action: LEAVE_OUT };
  }
  if (Number(text) > MOST_REQUESTS) {
    return { kind: "values too large", message: "the value is too large", action: LEAVE_OUT };
  }
  return undefined;
}
