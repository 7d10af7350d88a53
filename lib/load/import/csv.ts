import { pipeline, Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { UserError } from "../../definition/errors";
import { FaultList } from "../fault-list";
import type { Step } from "../grid";
import { MOST_REQUESTS, TIMESTAMP_COLUMNS, VALUE_COLUMNS } from "../table";
import type { ImportedHistory } from "./imported-history";
import { readRange, type RangeText } from "./import-range";
import { MOMENT_ALLOWED, readMomentText } from "./moment";
import { checkFiles, chunksOf, STANDARD_INPUT, type InputOptions } from "./source";
import { StepSums, type Aggregate } from "./step-sums";

/** Separators that are tried when none is named. */
export const DELIMITERS = [",", ";", "\t", "|"] as const;

/** How fractions are written. */
export type DecimalMark = "point" | "comma";

/** Which table is imported, and how. */
export interface CsvImportProps extends RangeText, InputOptions {
  /** Path, plain or packed with gzip; `-` is standard input. */
  readonly file: string;
  readonly step: Step;
  /**
   * Name of the column with the times, in any case where no other has the same.
   * @default the one of TIMESTAMP_COLUMNS
   */
  readonly timeColumn?: string | undefined;
  /**
   * Name of the column with the requests.
   * @default the one of VALUE_COLUMNS
   */
  readonly valueColumn?: string | undefined;
  /**
   * One character, or `\t`.
   * @default the one of {@link DELIMITERS} that cuts the header into the most fields
   */
  readonly delimiter?: string | undefined;
  /**
   * What becomes of the rows within one step.
   * @default "sum"
   */
  readonly aggregate?: Aggregate | undefined;
  /** @default "point" */
  readonly decimal?: DecimalMark | undefined;
}

interface Columns {
  readonly time: number;
  readonly value: number;
  readonly width: number;
}

const LONGEST_HEADER_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** What monitors write where they have no value. */
const NO_VALUE = /^(?:|nan|null|none|n\/a|-)$/i;

/**
 * Imports a table of times and requests: rows within one hour or day are added up, or their mean is taken.
 *
 * The table has a header. Times are as {@link MOMENT_ALLOWED} says. A row without a value is left out, as is a step
 * without a row; whoever reads the history fills those.
 *
 * @throws UserError that lists what is wrong with the table, at most 20 faults of a kind and a count of the rest
 */
export async function importCsv(props: CsvImportProps): Promise<ImportedHistory> {
  const { file, step, aggregate = "sum" } = props;
  const range = readRange(props, step);
  await checkFiles([file], "correct the path of the table");
  const name = file === STANDARD_INPUT ? "standard input" : file;
  const faults = new FaultList(name);
  const table = new TableImport(props, new StepSums(step, range), faults);
  await table.read();
  faults.throwIfAny();
  const rows = table.sums.rows(aggregate);
  if (rows.length === 0) {
    const message = "the table has no row with a value in the range";
    throw new UserError([{ file: name, message, action: "check --value-column, --from and --to" }]);
  }
  const { rows: lines, withoutValue } = table;
  return {
    source: "csv",
    step,
    rows,
    zeroFilled: 0,
    lines: { lines, leftOut: table.sums.leftOut + withoutValue, malformed: 0, firstMalformed: [] },
    notes: [
      `the rows of each ${step} are ${aggregate === "sum" ? "added up" : "averaged"}`,
      ...(withoutValue > 0 ? [`${withoutValue} rows have no value and are left out`] : []),
    ],
  };
}

class TableImport {
  rows = 0;
  withoutValue = 0;
  private columns: Columns | undefined;

  constructor(
    private readonly props: CsvImportProps,
    readonly sums: StepSums,
    private readonly faults: FaultList,
  ) {}

  async read(): Promise<void> {
    const named = namedDelimiter(this.props.delimiter);
    const chunks = chunksOf(this.props.file, this.props);
    const head = await headOf(chunks);
    if (head.length === 0) {
      this.faults.add("empty files", {
        message: "the table is empty",
        allowed: "a header and rows below it",
      });
      return;
    }
    const parser = parse({
      bom: true,
      trim: true,
      delimiter: named ?? delimiterOf(head),
      skip_empty_lines: true,
      relax_column_count: true,
      info: true,
    });
    pipeline(Readable.from(copies(head, chunks)), parser, () => {
      // An error ends the parser too, and is thrown below by reading from it.
    });
    try {
      for await (const { record, info } of parser as AsyncIterable<Row>) this.take(record, info.lines);
    } catch (error) {
      this.refuseQuotes(error);
    }
  }

  private refuseQuotes(error: unknown): void {
    if (!(error instanceof CsvError)) throw error;
    const { lines, message } = error as CsvError & { readonly lines?: number };
    this.faults.add("misplaced quotes", {
      ...(lines === undefined ? {} : { line: lines }),
      message: `the table cannot be read (${message})`,
      allowed: 'fields without quotes, or "whole fields" in quotes',
      action: "correct the quotes",
    });
  }

  private take(fields: readonly string[], line: number): void {
    if (!this.columns) {
      this.columns = this.findColumns(fields, line);
      return;
    }
    this.rows += 1;
    const { time, value, width } = this.columns;
    if (fields.length !== width) {
      this.faults.add("rows with a wrong number of fields", {
        line,
        message: `the row has ${fields.length} fields, the header ${width}`,
        found: fields.join(this.props.delimiter ?? ","),
        action: "correct the row, or name the separator with --delimiter",
      });
      return;
    }
    if (time >= 0 && value >= 0) this.add(fields[time] ?? "", fields[value] ?? "", line);
  }

  private add(time: string, value: string, line: number): void {
    const second = readMomentText(time);
    if (Number.isNaN(second)) {
      this.faults.add("unreadable times", {
        line,
        path: this.props.timeColumn ?? "time",
        message: "the time cannot be read, or there is no such moment",
        found: time,
        allowed: MOMENT_ALLOWED,
        action: "correct the time, or name its column with --time-column",
      });
      return;
    }
    if (NO_VALUE.test(value)) {
      this.withoutValue += 1;
      return;
    }
    const text = this.props.decimal === "comma" ? value.replace(",", ".") : value;
    const requests = NUMBER.test(text) ? Number(text) : NaN;
    if (requests >= 0 && requests <= MOST_REQUESTS) this.sums.add(second, requests);
    else this.refuseValue(value, line);
  }

  private refuseValue(found: string, line: number): void {
    this.faults.add("values that are no number of requests", {
      line,
      path: this.props.valueColumn ?? "value",
      message: "the value is no number of requests",
      found,
      allowed: `a number from 0 to ${MOST_REQUESTS} without separators of thousands`,
      action: "correct the value, name its column with --value-column, or say --decimal comma",
    });
  }

  private findColumns(header: readonly string[], line: number): Columns {
    const { timeColumn, valueColumn } = this.props;
    return {
      time: this.findColumn(header, line, "--time-column", timeColumn, TIMESTAMP_COLUMNS),
      value: this.findColumn(header, line, "--value-column", valueColumn, VALUE_COLUMNS),
      width: header.length,
    };
  }

  /** Index of a column; -1 where it is not there, or several could be meant. */
  private findColumn(
    header: readonly string[],
    line: number,
    option: string,
    name: string | undefined,
    defaults: readonly string[],
  ): number {
    const exact = indexesOf(header, (each) => each === name);
    const names = name === undefined ? defaults : [name.toLowerCase()];
    const found = exact.length > 0 ? exact : indexesOf(header, (each) => names.includes(each.toLowerCase()));
    const [index] = found;
    if (index !== undefined && found.length === 1) return index;
    this.faults.add("columns", {
      line,
      path: option,
      message: found.length === 0 ? "there is no such column" : `there are ${found.length} such columns`,
      found: header.join(", "),
      allowed: `one column named ${names.join(", ")}`,
      action: `name the column with ${option}`,
    });
    return -1;
  }
}

interface Row {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function indexesOf(header: readonly string[], isMeant: (name: string) => boolean): number[] {
  return header.flatMap((name, index) => (isMeant(name) ? [index] : []));
}

/** Chunks of their own memory, since a stream keeps some while the next are read. */
async function* copies(head: Buffer, chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for await (const chunk of chunks) yield Buffer.from(chunk);
}

/** The first bytes, at least up to the end of the first line. */
async function headOf(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < LONGEST_HEADER_BYTES && head.indexOf(LINE_FEED) < 0) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

/** The separator that stands most often in the header, outside of quotes. */
function delimiterOf(head: Buffer): string {
  const [line = ""] = head.toString("utf8").split(/\r\n|\n|\r/, 1);
  const plain = line.replaceAll(/"[^"]*"/g, "");
  const counts = DELIMITERS.map((each) => plain.split(each).length - 1);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
}

function namedDelimiter(named: string | undefined): string | undefined {
  if (named === undefined) return undefined;
  const delimiter = named === "\\t" ? "\t" : named;
  if (delimiter.length === 1 && delimiter !== '"') return delimiter;
  throw new UserError([
    {
      path: "--delimiter",
      message: "this is no separator",
      found: named,
      allowed: "one character other than a quote, or \\t",
      action: "correct the separator",
    },
  ]);
}
