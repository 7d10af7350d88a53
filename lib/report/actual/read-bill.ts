import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { UserError } from "../../definition/errors";
import { FaultList } from "../../load/fault-list";
import type { Bill, BillFormat } from "./bill";
import { BillSums } from "./bill-sums";
import { CUR, CUR_2, curReader, requiredColumns } from "./cur-rows";
import { FOCUS_COLUMNS, readFocusRow } from "./focus-rows";
import { RowFields, type RowReader } from "./row-fields";

interface Form {
  readonly format: BillFormat;
  /** Columns without which a bill is none of this form. */
  readonly required: readonly string[];
  readonly currency: string;
  readonly read: RowReader;
}

const FORMS: readonly Form[] = [
  { format: "FOCUS", required: FOCUS_COLUMNS, currency: "BillingCurrency", read: readFocusRow },
  { format: "CUR", required: requiredColumns(CUR), currency: CUR.currency, read: curReader(CUR) },
  { format: "CUR 2.0", required: requiredColumns(CUR_2), currency: CUR_2.currency, read: curReader(CUR_2) },
];

/** First two bytes of a gzip file. Source: RFC 1952, 2.3.1. */
const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** Longest row: a bill has none such, and a quote left open ends here. */
const LONGEST_ROW_CHARACTERS = 1024 * 1024;

/** Names of a header that a message shows at most. */
const MOST_SHOWN_COLUMNS = 30;

/**
 * Reads a bill in CSV, plain or packed with gzip: FOCUS 1.0 to 1.2, the Cost and Usage Report of AWS in its legacy form,
 * or in that of CUR 2.0. Which one it is, its header tells; columns may stand in any order.
 *
 * The bill is read as a stream and summed: memory does not grow with it.
 *
 * @param file its name, for messages
 * @throws UserError when the header is of none of these forms; else with every row that cannot be read, at most 20 of a
 *   kind and a count of the rest
 */
export async function readBill(stream: Readable, file: string): Promise<Bill> {
  const faults = new FaultList(file);
  const reading = new BillReading(file, faults);
  const parser = parse({
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: LONGEST_ROW_CHARACTERS,
    on_record: (fields: readonly string[], { lines }) => {
      reading.take(fields, lines);
      return null;
    },
  });
  try {
    parser.resume();
    await new Promise<void>((resolve, reject) => {
      pipeline(plainChunks(stream), parser, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  } catch (error) {
    refuse(error, file);
  }
  return reading.result();
}

class BillReading {
  private readonly sums = new BillSums();
  private form: Form | undefined;
  private fields: RowFields | undefined;
  private width = 0;
  private rows = 0;
  private currency = "";

  constructor(
    private readonly file: string,
    private readonly faults: FaultList,
  ) {}

  take(record: readonly string[], line: number): void {
    if (!this.form || !this.fields) {
      this.takeHeader(record);
      return;
    }
    this.rows += 1;
    if (record.length !== this.width) {
      this.faults.add("rows with a wrong number of fields", {
        line,
        message: `the row has ${record.length} fields, the header ${this.width}`,
        action: "export the bill anew, with a comma between fields",
      });
      return;
    }
    this.fields.take(record, line);
    this.checkCurrency(this.fields, this.form.currency);
    for (const row of this.form.read(this.fields)) this.sums.add(row);
  }

  result(): Bill {
    const { file, form, currency, rows } = this;
    if (!form) {
      const allowed = "a bill in FOCUS, or a Cost and Usage Report of AWS";
      throw new UserError([{ file, message: "the bill is empty", allowed, action: "export the bill anew" }]);
    }
    this.faults.throwIfAny();
    if (rows === 0) {
      throw new UserError([
        { file, message: "the bill has a header but no rows", action: "export a whole month" },
      ]);
    }
    return { file, format: form.format, currency, rows, ...this.sums.result() };
  }

  private takeHeader(header: readonly string[]): void {
    const names = header.map((name) => name.trim());
    this.form = FORMS.find(({ required }) => required.every((name) => names.includes(name)));
    if (!this.form) throw new UserError([headerFault(this.file, names)]);
    this.width = header.length;
    this.fields = new RowFields(new Map(names.map((name, index) => [name, index])), this.faults);
  }

  /** One bill has one currency: amounts of several cannot be summed. */
  private checkCurrency(fields: RowFields, column: string): void {
    const found = fields.text(column);
    if (this.currency === "" && found !== "") this.currency = found;
    if (found === this.currency && found !== "") return;
    fields.refuse("currencies", [column], found, this.currency === "" ? "a currency's code" : this.currency);
  }
}

/** What is missing of the form that most columns are there of. */
function headerFault(file: string, names: readonly string[]): UserError["faults"][number] {
  const missing = FORMS.map(({ format, required }) => ({
    format,
    names: required.filter((name) => !names.includes(name)),
    found: required.filter((name) => names.includes(name)).length,
  }));
  const nearest = missing.reduce((best, each) => (each.found > best.found ? each : best));
  const rest = names.length - MOST_SHOWN_COLUMNS;
  return {
    file,
    line: 1,
    message:
      nearest.found === 0
        ? "the header is of no bill that can be read"
        : `the header looks like ${nearest.format}, but has no column ${nearest.names.join(", ")}`,
    found: `${names.slice(0, MOST_SHOWN_COLUMNS).join(", ")}${rest > 0 ? `, and ${rest} more` : ""}`,
    allowed: FORMS.map(({ format, required }) => `${format} with ${required.join(", ")}`).join("; or "),
    action: "export the bill as FOCUS, or as a Cost and Usage Report in CSV with all columns",
  };
}

/** The bytes, unpacked where they begin as a gzip file does. */
async function* plainChunks(stream: Readable): AsyncGenerator<Buffer> {
  const iterator = stream[Symbol.asyncIterator]() as AsyncIterableIterator<Buffer | string>;
  let first: Buffer = Buffer.alloc(0);
  while (first.length < GZIP_MAGIC.length) {
    const next = await iterator.next();
    if (next.done === true) break;
    first = Buffer.concat([first, Buffer.from(next.value)]);
  }
  const all = async function* (): AsyncGenerator<Buffer> {
    yield first;
    for await (const chunk of iterator) yield Buffer.from(chunk);
  };
  if (first[0] !== GZIP_MAGIC[0] || first[1] !== GZIP_MAGIC[1]) {
    yield* all();
    return;
  }
  const gunzip = createGunzip();
  pipeline(all(), gunzip, () => {
    // An error ends gunzip too, and is thrown below by reading from it.
  });
  yield* gunzip as AsyncIterable<Buffer>;
}

/** Tells the user what is wrong with the file; throws on what is not the file's fault. */
function refuse(error: unknown, file: string): never {
  if (error instanceof UserError) throw error;
  const { code = "", message, lines } = error as NodeJS.ErrnoException & { lines?: number };
  if (code.startsWith("CSV_")) {
    throw new UserError([
      {
        file,
        ...(lines === undefined ? {} : { line: lines }),
        message: `the bill cannot be read (${message})`,
        allowed: 'CSV: fields with a comma between them, plain or "whole in quotes"',
        action: "export the bill anew",
      },
    ]);
  }
  if (code.startsWith("Z_")) {
    const action = "pack the bill again, or give it unpacked";
    throw new UserError([{ file, message: `the bill cannot be unpacked: ${message}`, action }]);
  }
  if (code.startsWith("E") && !code.startsWith("ERR_")) {
    throw new UserError([{ file, message: `the bill cannot be read (${code})`, action: "check the path" }]);
  }
  throw error;
}
