import { readFile } from "node:fs/promises";
import { z } from "zod";
import { UserError, type Fault } from "../../definition/errors";
import { describeSecond } from "../calendar";
import { FaultList } from "../fault-list";
import { SECONDS_PER_STEP, type Step } from "../grid";
import type { HistoryRow, ImportedHistory } from "./imported-history";
import { readClosedRange, type ImportRange, type RangeText } from "./import-range";

/** Most points that one request asks for. Source: web/api/v1 of Prometheus, which refuses more than 11,000. */
export const MOST_POINTS_PER_REQUEST = 11_000;

/** Query when nothing is said, with the length of a step in it. */
export const DEFAULT_QUERIES: Readonly<Record<Step, string>> = {
  hour: "sum(increase(http_requests_total[1h]))",
  day: "sum(increase(http_requests_total[1d]))",
};

/** Which series is imported, and how. */
export interface PrometheusImportProps extends RangeText {
  /** Address of the server, without `/api/v1`. */
  readonly url: string;
  readonly step: Step;
  /**
   * PromQL whose value at the end of a step is the number of requests in it.
   * @default {@link DEFAULT_QUERIES}
   */
  readonly query?: string | undefined;
  /** Environment variable that holds the bearer token. */
  readonly tokenVariable?: string | undefined;
  /** File that holds the bearer token. */
  readonly tokenFile?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Seconds since 1970-01-01 00:00 UTC, which the range may not go beyond. */
  readonly now: number;
  /** Most points of one request, for servers that give fewer than {@link MOST_POINTS_PER_REQUEST}. */
  readonly requestPoints?: number | undefined;
  /** Called with the first step of each request. */
  readonly onProgress?: ((from: string) => void) | undefined;
}

/** Where and how the server is asked. */
interface Connection {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

const ANSWER_LIMIT_MILLISECONDS = 120_000;
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

const SUCCESS = z.object({
  status: z.literal("success"),
  warnings: z.array(z.string()).optional(),
  data: z.object({
    resultType: z.literal("matrix"),
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.number(), z.string()])).default([]),
      }),
    ),
  }),
});

const FAILURE = z.object({ status: z.literal("error"), errorType: z.string(), error: z.string() });

/**
 * Imports a query of the HTTP API of Prometheus, a point for each step, in requests of at most 11,000 points.
 *
 * The query is evaluated at the end of each step, so that `increase(...[1h])` counts the hour that the row stands for.
 * Steps without a point, or with NaN, are left out.
 *
 * @throws UserError when the address, the token, the range or the query is none, the server refuses or cannot be
 *   reached, or the answer is not one series of numbers from 0 up
 */
export async function importPrometheus(props: PrometheusImportProps): Promise<ImportedHistory> {
  const { step, query = DEFAULT_QUERIES[step], requestPoints = MOST_POINTS_PER_REQUEST } = props;
  const range = readClosedRange(props, step, props.now);
  const connection = await connectionOf(props);
  const faults = new FaultList(connection.url.origin);
  const rows: HistoryRow[] = [];
  const warnings = new Set<string>();
  for (const part of partsOf(range, step, requestPoints)) {
    props.onProgress?.(describeSecond(part.from));
    const { data, warnings: told = [] } = await ask(connection, queryUrl(connection.url, query, part, step));
    for (const warning of told) warnings.add(warning);
    rows.push(...rowsOf(data.result, query, step, faults));
  }
  faults.throwIfAny();
  if (rows.length === 0) throw new UserError([noPoints(query, range)]);
  return {
    source: "prometheus",
    step,
    rows,
    zeroFilled: 0,
    notes: [
      `${query}, evaluated at the end of each ${step}; Prometheus extrapolates an increase to the whole ${step}, so ` +
        "that fractions are normal",
      ...[...warnings].map((warning) => `Prometheus warns: ${warning}`),
    ],
  };
}

async function connectionOf(props: PrometheusImportProps): Promise<Connection> {
  const token = await readToken(props);
  const url = URL.canParse(props.url) ? new URL(props.url) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UserError([
      {
        path: "--url",
        message: "this is no address of a server",
        found: props.url,
        allowed: "http:// or https://, such as http://127.0.0.1:9090",
        action: "correct the address",
      },
    ]);
  }
  UserError.throwIfAny([...refuseSecrets(url), ...refuseOpenToken(url, token)]);
  return { url, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } };
}

function refuseSecrets({ username, password }: URL): Fault[] {
  if (username === "" && password === "") return [];
  const action = "give a bearer token with --token-env or --token-file";
  return [{ path: "--url", message: "the address holds a user or a password, which others can see", action }];
}

function refuseOpenToken({ protocol, hostname }: URL, token: string | undefined): Fault[] {
  if (token === undefined || protocol === "https:" || LOOPBACK.test(hostname)) return [];
  const action = "use https";
  return [{ path: "--url", message: "the token would be sent unencrypted", found: hostname, action }];
}

async function readToken(props: PrometheusImportProps): Promise<string | undefined> {
  const { tokenVariable, tokenFile, environment } = props;
  if (tokenVariable !== undefined && tokenFile !== undefined) {
    const message = "the token is given twice";
    throw new UserError([{ path: "--token-file", message, action: "leave --token-env or --token-file out" }]);
  }
  if (tokenFile !== undefined) return readTokenFile(tokenFile);
  if (tokenVariable === undefined) return undefined;
  return checkToken(environment[tokenVariable] ?? "", `--token-env: ${tokenVariable}`);
}

async function readTokenFile(file: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const message = `the file with the token cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`;
    throw new UserError([{ file, message, action: "correct the path or its permissions" }]);
  }
  return checkToken(text, `--token-file: ${file}`);
}

/** Refuses what is no token without telling it. Source: RFC 6750, 2.1, b64token and what else servers take. */
function checkToken(text: string, path: string): string {
  const token = text.trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  const message = token === "" ? "there is no token" : "the token holds characters that no token has";
  throw new UserError([{ path, message, action: "put the token there, and nothing else" }]);
}

function* partsOf({ from, to }: ImportRange, step: Step, points: number): Generator<ImportRange> {
  const length = points * SECONDS_PER_STEP[step];
  for (let start = from; start < to; start += length) yield { from: start, to: Math.min(start + length, to) };
}

function queryUrl(base: URL, query: string, { from, to }: ImportRange, step: Step): URL {
  const length = SECONDS_PER_STEP[step];
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/+$/, "")}/api/v1/query_range`;
  url.search = new URLSearchParams({
    query,
    start: String(from + length),
    end: String(to),
    step: String(length),
  }).toString();
  return url;
}

async function ask({ headers }: Connection, url: URL): Promise<z.infer<typeof SUCCESS>> {
  const path = url.origin;
  const action = "check --url, and the token where the server wants one";
  const { status, location, text } = await fetchText(url, headers);
  const json = parseJson(text);
  const failure = FAILURE.safeParse(json);
  if (failure.success) {
    const { errorType, error } = failure.data;
    const message = `Prometheus refuses the query (${errorType}: ${error})`;
    throw new UserError([{ path, message, found: url.searchParams.get("query"), action: "correct --query" }]);
  }
  if (status !== 200) {
    const to = location === null ? "" : ` to ${location}`;
    throw new UserError([{ path, message: `the server answers with status ${status}${to}`, action }]);
  }
  const success = SUCCESS.safeParse(json);
  if (success.success) return success.data;
  throw new UserError([{ path, message: "the answer is not that of Prometheus to query_range", action }]);
}

interface Answer {
  readonly status: number;
  /** Where the server sends elsewhere; that is not followed, so that the token stays with the server named. */
  readonly location: string | null;
  readonly text: string;
}

async function fetchText(url: URL, headers: Connection["headers"]): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(ANSWER_LIMIT_MILLISECONDS);
    const response = await fetch(url, { headers, signal, redirect: "manual" });
    return {
      status: response.status,
      location: response.headers.get("location"),
      text: await response.text(),
    };
  } catch (error) {
    const { cause, message } = error as { cause?: NodeJS.ErrnoException; message: string };
    const reason = cause?.code ?? cause?.message ?? message;
    const action = "check --url, and that the server runs";
    throw new UserError([{ path: url.origin, message: `the server cannot be asked (${reason})`, action }]);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function rowsOf(
  series: z.infer<typeof SUCCESS>["data"]["result"],
  query: string,
  step: Step,
  faults: FaultList,
): HistoryRow[] {
  if (series.length > 1) {
    faults.add("answers of several series", {
      path: "--query",
      message: `the query gives ${series.length} series, of which none is the whole`,
      found: query,
      allowed: "one series",
      action: "add them up with sum(...)",
    });
    return [];
  }
  return (series[0]?.values ?? []).flatMap(([time, text]) => {
    const second = time - SECONDS_PER_STEP[step];
    const requests = Number(text);
    if (text === "NaN") return [];
    if (requests >= 0 && Number.isFinite(requests)) return [{ second, requests }];
    faults.add("values that are no number of requests", {
      path: "--query",
      message: `the value of ${describeSecond(second)} UTC is no number of requests`,
      found: text,
      allowed: "0 or above",
      action: "query an increase of a counter",
    });
    return [];
  });
}

function noPoints(query: string, { from, to }: ImportRange): Fault {
  return {
    path: "--query",
    message: `the query gives no point from ${describeSecond(from)} to ${describeSecond(to)} UTC`,
    found: query,
    action: "check the metric's name, and how long the server keeps its data",
  };
}
