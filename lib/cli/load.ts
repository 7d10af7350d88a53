import { InvalidArgumentError, Option, type Command } from "commander";
import type { ImportedHistory } from "../load/import";
import {
  checkTarget,
  describeSummary,
  historyCsv,
  importCsv,
  importExport,
  importMetric,
  importNginx,
  importPrometheus,
  summarize,
} from "../load/import";
import type { Aggregate } from "../load/import/step-sums";
import type { DecimalMark } from "../load/import/csv";
import type { Step } from "../load";
import { writeWhole } from "../program/files";
import { terminalProgress } from "./progress";

/** What every import is told. */
interface CommonOptions {
  readonly step: Step;
  readonly from?: string;
  readonly to?: string;
  readonly out?: string;
  readonly force?: true;
  readonly json?: true;
}

interface NginxOptions extends CommonOptions {
  readonly logFormat?: string;
  readonly timeField?: readonly string[];
  readonly hostField?: readonly string[];
  readonly statusField?: readonly string[];
  readonly methodField?: readonly string[];
  readonly host?: readonly string[];
  readonly status?: readonly string[];
  readonly method?: readonly string[];
  /** Percent. */
  readonly maxMalformed: number;
}

interface CloudWatchOptions extends CommonOptions {
  readonly namespace?: string;
  readonly metric?: string;
  readonly dimension?: readonly string[];
  readonly region?: string;
  readonly export?: readonly string[];
  readonly period?: number;
}

interface PrometheusOptions extends CommonOptions {
  readonly url: string;
  readonly query?: string;
  readonly tokenEnv?: string;
  readonly tokenFile?: string;
}

interface CsvOptions extends CommonOptions {
  readonly timeColumn?: string;
  readonly valueColumn?: string;
  readonly delimiter?: string;
  readonly aggregate: Aggregate;
  readonly decimal: DecimalMark;
}

const PROGRESS_BYTES = 500_000_000;
const MILLISECONDS_PER_SECOND = 1000;
const LISTS_NOTE = "Several keys, hosts, statuses or methods are separated by commas.";
const CREDENTIALS_NOTE =
  "Missing points of a sum are 0 requests inside of the range. Credentials are those that the AWS SDK finds.";

/** Adds `landfall load import` for each source of histories. */
export function addLoadCommands(landfall: Command, print: (text: string) => void): void {
  const load = landfall
    .command("load")
    .description("make histories of load")
    .addHelpText(
      "after",
      "\nExample:\n  npx landfall load import nginx access.log --out examples/load/web.csv",
    );
  const importing = load
    .command("import")
    .description("make a history from what a server or a monitor recorded")
    .addHelpText(
      "after",
      "\nExample:\n  npx landfall load import csv visits.csv --out examples/load/web.csv",
    );
  addNginx(importing, print);
  addCloudWatch(importing, print);
  addPrometheus(importing, print);
  addCsv(importing, print);
}

function addNginx(importing: Command, print: (text: string) => void): void {
  const command = importing
    .command("nginx")
    .description("count the requests in access logs: an hour inside of the span without a line has none")
    .argument("<files...>", "access logs in any order, plain or .gz; - is standard input")
    .option(
      "--log-format <format>",
      "combined, vhost_combined, json, or nginx.conf's log_format in single quotes " +
        "(default: JSON where a line begins with {, else combined)",
    )
    .option("--time-field <keys>", "keys of the time in JSON lines, the first that a line has counts", listed)
    .option("--host-field <keys>", "likewise of the virtual host", listed)
    .option("--status-field <keys>", "likewise of the status", listed)
    .option("--method-field <keys>", "likewise of the method", listed)
    .option("--host <names>", "only requests to these virtual hosts", listed)
    .option("--status <statuses>", "only these statuses, such as 404,2xx", listed)
    .option("--method <methods>", "only these methods; leaves out what is no HTTP, such as TLS", listed)
    .option("--max-malformed <percent>", "share of malformed lines that is borne", numberOf, 1);
  addCommon(
    command,
    "zcat -f access.log* | npx landfall load import nginx - --out examples/load/web.csv\n" +
      "  npx landfall load import nginx access.log* --host www.example.com --out examples/load/web.csv",
    LISTS_NOTE,
  );
  command.action(async (files: string[], options: NginxOptions) => {
    const target = targetOf(options);
    const imported = await importNginx({
      ...rangeOf(options),
      files,
      step: options.step,
      logFormat: options.logFormat,
      jsonKeys: {
        time: options.timeField,
        host: options.hostField,
        status: options.statusField,
        method: options.methodField,
      },
      hosts: options.host,
      statuses: options.status,
      methods: options.method,
      mostMalformedShare: options.maxMalformed / 100,
      onProgress: byteProgress(),
    });
    deliver(imported, target, options, print);
  });
}

function addCloudWatch(importing: Command, print: (text: string) => void): void {
  const command = importing
    .command("cloudwatch")
    .description("read the sums of a metric of Amazon CloudWatch, by its API or from a file")
    .option("--namespace <name>", "such as AWS/ApplicationELB, AWS/Lambda or AWS/ApiGateway")
    .option("--metric <name>", "in the namespace (default: the one that counts requests)")
    .option(
      "--dimension <name=value>",
      "a pair of the series, such as FunctionName=hello; once for each",
      repeated,
    )
    .option("--region <region>", "(default: that of the AWS SDK)")
    .option(
      "--export <file>",
      "instead of the API: what the AWS CLI printed as JSON; once for each piece",
      repeated,
    )
    .option("--period <seconds>", "what one exported point stands for, where it cannot be seen", numberOf);
  addCommon(
    command,
    "npx landfall load import cloudwatch --namespace AWS/Lambda --dimension FunctionName=hello \\\n" +
      "    --from 2024-01-01 --to 2024-03-01 --out examples/load/hello.csv\n" +
      "  npx landfall load import cloudwatch --export metric.json --out examples/load/hello.csv",
    CREDENTIALS_NOTE,
  );
  command.action(async (options: CloudWatchOptions) => {
    const target = targetOf(options);
    const { step, namespace, metric, dimension: dimensions, region } = options;
    const imported = options.export
      ? await importExport({
          ...rangeOf(options),
          files: options.export,
          step,
          periodSeconds: options.period,
        })
      : await importMetric({ ...rangeOf(options), step, namespace, metric, dimensions, region, now: now() });
    deliver(imported, target, options, print);
  });
}

function addPrometheus(importing: Command, print: (text: string) => void): void {
  const command = importing
    .command("prometheus")
    .description("ask a Prometheus for the requests in each hour or day")
    .requiredOption("--url <url>", "address of the server, such as http://127.0.0.1:9090")
    .option(
      "--query <promql>",
      "requests in the step that ends (default: sum(increase(http_requests_total[1h])), [1d] for days)",
    )
    .option("--token-env <variable>", "environment variable that holds the bearer token")
    .option("--token-file <file>", "file that holds the bearer token");
  addCommon(
    command,
    "npx landfall load import prometheus --url http://127.0.0.1:9090 \\\n" +
      "    --from 2024-01-01 --to 2024-03-01 --out examples/load/web.csv",
  );
  command.action(async (options: PrometheusOptions) => {
    const target = targetOf(options);
    const { url, step, query, tokenEnv, tokenFile } = options;
    const progress = terminalProgress();
    const imported = await importPrometheus({
      ...rangeOf(options),
      url,
      step,
      query,
      tokenVariable: tokenEnv,
      tokenFile,
      environment: process.env,
      now: now(),
      onProgress: (from) => {
        progress.step(`asking for the steps from ${from} UTC`);
      },
    });
    deliver(imported, target, options, print);
  });
}

function addCsv(importing: Command, print: (text: string) => void): void {
  const command = importing
    .command("csv")
    .description("read a table of times and requests: rows within one hour or day are put together")
    .argument("<file>", "table with a header, plain or .gz; - is standard input")
    .option("--time-column <name>", "column with the times (default: timestamp, time, date, hour or ds)")
    .option("--value-column <name>", "column with the requests (default: value, requests, count or y)")
    .option(
      "--delimiter <character>",
      "what separates the fields, \\t for a tab (default: seen in the header)",
    )
    .addOption(
      new Option("--aggregate <how>", "what becomes of the rows within a step")
        .choices(["sum", "mean"])
        .default("sum"),
    )
    .addOption(
      new Option("--decimal <mark>", "how fractions are written")
        .choices(["point", "comma"])
        .default("point"),
    );
  addCommon(
    command,
    "npx landfall load import csv visits.csv --time-column When --value-column Visits --out examples/load/web.csv",
  );
  command.action(async (file: string, options: CsvOptions) => {
    const target = targetOf(options);
    const { step, timeColumn, valueColumn, delimiter, aggregate, decimal } = options;
    const imported = await importCsv({
      ...rangeOf(options),
      file,
      step,
      timeColumn,
      valueColumn,
      delimiter,
      aggregate,
      decimal,
      onProgress: byteProgress(),
    });
    deliver(imported, target, options, print);
  });
}

function addCommon(command: Command, example: string, note?: string): void {
  command
    .addOption(new Option("--step <step>", "length of a row").choices(["hour", "day"]).default("hour"))
    .option("--from <time>", "first step, UTC, such as 2024-01-31 or 2024-01-31T13:00")
    .option("--to <time>", "first step that no longer belongs to the range, UTC")
    .option("--out <file>", "CSV file in the project's folder (default: standard output)")
    .option("--force", "replace the file that is there")
    .option("--json", "tell the summary as JSON: on standard output with --out, else on standard error")
    .addHelpText("after", `${note === undefined ? "" : `\n${note}\n`}\nExample:\n  ${example}`);
}

function rangeOf({ from, to }: CommonOptions): Pick<CommonOptions, "from" | "to"> {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** Where the history goes: checked before the work of importing it. */
function targetOf({ out, force }: CommonOptions): string | null {
  return out === undefined ? null : checkTarget(process.cwd(), out, force === true);
}

function deliver(
  imported: ImportedHistory,
  target: string | null,
  { out, force, json }: CommonOptions,
  print: (text: string) => void,
): void {
  const summary = summarize(imported, target);
  const text = historyCsv(imported);
  if (out !== undefined) writeWhole(checkTarget(process.cwd(), out, force === true), text);
  else print(text.trimEnd());
  const told = json === true ? JSON.stringify(summary, undefined, 2) : describeSummary(summary);
  if (json === true && out !== undefined) print(told);
  else process.stderr.write(`${told}\n`);
}

/** Tells a terminal which file is read, and every half gigabyte of it. */
function byteProgress(): (file: string, bytes: number) => void {
  const progress = terminalProgress();
  let told = -1;
  return (file, bytes) => {
    const reached = Math.floor(bytes / PROGRESS_BYTES);
    if (bytes > 0 && reached === told) return;
    told = reached;
    progress.step(`reading ${file}${reached > 0 ? `: ${(reached * PROGRESS_BYTES) / 1e9} GB` : ""}`);
  };
}

/** The present, which a range may not go beyond; no result depends on it otherwise. */
function now(): number {
  return Math.floor(Date.now() / MILLISECONDS_PER_SECOND);
}

/** Values that commas separate, or that are given by an option each time. */
function listed(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(",")];
}

/** Values that are given by an option each time, and may hold commas. */
function repeated(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

function numberOf(text: string): number {
  const number = text.trim() === "" ? NaN : Number(text);
  if (!Number.isFinite(number) || number < 0) throw new InvalidArgumentError("It is not a number from 0 up.");
  return number;
}
