import { createHash } from "node:crypto";
import { UserError, type Fault } from "../../../definition/errors";
import { describeSecond } from "../../calendar";
import { SECONDS_PER_STEP, type Step } from "../../grid";
import type { HistoryRow, ImportedHistory } from "../imported-history";
import { ARTICLE, readRange, type RangeText } from "../import-range";
import { LineScanner } from "../line-scanner";
import { fillWithZeros } from "../step-sums";
import { checkFiles, chunksOf, STANDARD_INPUT, type InputOptions } from "../source";
import type { JsonKeys } from "./json-line";
import { RequestCounter } from "./request-counter";
import type { RequestFilterProps } from "./request-filter";

/** Share of malformed lines that is borne when nothing is said. */
export const DEFAULT_MOST_MALFORMED_SHARE = 0.01;

/** Most years between the first and the last request: a longer span is a clock that was wrong. */
export const MOST_YEARS = 20;

/** Which access logs are imported, and how. */
export interface NginxImportProps extends RequestFilterProps, RangeText, InputOptions {
  /** Paths in any order, plain or packed with gzip; `-` is standard input. */
  readonly files: readonly string[];
  readonly step: Step;
  /**
   * `combined`, `vhost_combined`, `json`, or a `log_format` of Nginx.
   * @default JSON where a line begins with `{`, combined for any other
   */
  readonly logFormat?: string | undefined;
  /**
   * Keys of the fields in JSON lines.
   * @default JSON_KEYS
   */
  readonly jsonKeys?: JsonKeys | undefined;
  /**
   * Share of the lines that may be malformed, from 0 to 1.
   * @default 0.01
   */
  readonly mostMalformedShare?: number | undefined;
}

/** Bytes at the start of a file that tell it from others of the same length. */
const FINGERPRINT_BYTES = 4096;
const SECONDS_PER_YEAR = 365 * SECONDS_PER_STEP.day;

/**
 * Counts the requests in access logs: each line is one request, and a step inside of the span without a line has none.
 *
 * Logs are streamed: memory does not grow with their size. The result does not depend on the order of the files.
 *
 * @throws UserError when a file cannot be read or is there twice, the format has no time, too many lines are malformed,
 *   or no line counts
 */
export async function importNginx(props: NginxImportProps): Promise<ImportedHistory> {
  const { files, step, mostMalformedShare = DEFAULT_MOST_MALFORMED_SHARE } = props;
  refuseShare(mostMalformedShare);
  const range = readRange(props, step);
  const counter = new RequestCounter(props, range);
  await checkFiles(files, "correct the path of the access log");
  const contents = new Map<string, string>();
  for (const file of files) {
    const content = await scanFile(file, counter, props);
    const before = content === undefined ? undefined : contents.get(content);
    if (before !== undefined) throw new UserError([sameContent(file, before)]);
    if (content !== undefined) contents.set(content, file);
  }
  refuseMalformed(counter, mostMalformedShare);
  const { rows, zeroFilled } = rowsOf(counter.counts(), step);
  return {
    source: "nginx",
    step,
    rows,
    zeroFilled,
    lines: counter.lineCounts(),
    notes: notesOf(counter, step),
  };
}

/** Counts a file's lines; returns what tells its content from that of others, undefined for an empty one. */
async function scanFile(
  file: string,
  counter: RequestCounter,
  options: InputOptions,
): Promise<string | undefined> {
  const name = file === STANDARD_INPUT ? "standard input" : file;
  const scanner = new LineScanner(counter.takerOf(name));
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of chunksOf(file, options)) {
    if (bytes < FINGERPRINT_BYTES) hash.update(chunk.subarray(0, FINGERPRINT_BYTES - bytes));
    bytes += chunk.length;
    scanner.push(chunk);
  }
  scanner.end();
  return bytes === 0 ? undefined : `${bytes}:${hash.digest("hex")}`;
}

function sameContent(file: string, before: string): Fault {
  return {
    file,
    message: `the file has the same length and beginning as ${before}: its requests would count twice`,
    action: "name only one of the two",
  };
}

function refuseShare(share: number): void {
  if (share >= 0 && share <= 1) return;
  throw new UserError([
    {
      path: "--max-malformed",
      message: "no share of the lines",
      found: share * 100,
      allowed: "a percentage from 0 to 100",
      action: "correct the number",
    },
  ]);
}

function refuseMalformed(counter: RequestCounter, mostShare: number): void {
  const { lines, leftOut, malformed, firstMalformed } = counter.lineCounts();
  const share = lines === 0 ? 0 : malformed / lines;
  if (share > mostShare) {
    throw new UserError([
      ...firstMalformed,
      {
        message: "too many lines are malformed",
        found: `${malformed} of ${lines} lines, ${percent(share)}`,
        allowed: `at most ${percent(mostShare)}`,
        action: "give the format with --log-format, or bear more with --max-malformed <percent>",
      },
    ]);
  }
  if (lines > malformed + leftOut) return;
  throw new UserError([
    lines === 0
      ? { message: "the access logs hold no lines", action: "name logs that are not empty" }
      : {
          message: "no line counts",
          found: `${lines} lines, ${leftOut} left out, ${malformed} malformed`,
          action: "loosen --host, --status, --method, --from or --to",
        },
  ]);
}

/** A row for every step from the first to the last with a line. */
function rowsOf(
  counts: ReadonlyMap<number, number>,
  step: Step,
): { readonly rows: HistoryRow[]; readonly zeroFilled: number } {
  const seconds = [...counts.keys()].sort((a, b) => a - b);
  const [first = 0, last = 0] = [seconds[0], seconds.at(-1)];
  refuseSpan(first, last);
  const known = seconds.map((second): HistoryRow => ({ second, requests: counts.get(second) ?? 0 }));
  return fillWithZeros(known, { from: first, to: last + SECONDS_PER_STEP[step] }, step);
}

function refuseSpan(first: number, last: number): void {
  if (last - first <= MOST_YEARS * SECONDS_PER_YEAR) return;
  throw new UserError([
    {
      message: `more than ${MOST_YEARS} years lie between the first and the last request: a clock was wrong`,
      found: `${describeSecond(first)} to ${describeSecond(last)}`,
      action: "leave the wrong times out with --from and --to",
    },
  ]);
}

function notesOf(counter: RequestCounter, step: Step): string[] {
  const { span, isCut } = counter;
  return [
    `each line counts as one request; ${ARTICLE[step]} inside of the span without a line has none`,
    ...(span && !isCut
      ? [
          `the lines run from ${describeSecond(span.first)} to ${describeSecond(span.last)} UTC: the first and the ` +
            "last step may be counted in part; leave them out with --from and --to",
        ]
      : []),
  ];
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
