/**
 * `npm run bench:import`: how fast `landfall load import nginx` counts a combined access log, and in how much memory,
 * beside `wc -l` on the same file in the same run.
 *
 *     npm run bench:import                        a table, for a log of 1 GB
 *     npm run bench:import -- --gigabytes 5       for a larger one
 *     npm run bench:import -- --runs 9            counted runs of each, after one of wc that is not counted
 *     npm run bench:import -- --json              and one line of JSON at the end
 *
 * The command runs as a whole process, start-up included; both read the file in turn, so that a machine that slows down
 * slows both. Ends with status 1 under 100 MB/s in the median, over 200 MB of resident memory in any run, and where not
 * every line was counted.
 */
import Table from "cli-table3";
import { Command } from "commander";
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { promisify } from "node:util";
import { ROOT, complain, setUp } from "../../lib/cli/setup.mjs";
import { writeAccessLog } from "./import/access-log.mjs";
import { positive, wholeNumber } from "./options.mjs";

const LEAST_MB_PER_S = 100;
const MOST_RSS_MB = 200;
const BYTES_PER_MB = 1e6;
const BYTES_PER_GB = 1e9;
const DEFAULT_GIGABYTES = 1;
const DEFAULT_RUNS = 3;
/** The history of a log of many years. */
const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;
const MEASURED = path.join(ROOT, "__tests__/bench/import/measured.mjs");

/** Ends what runs, so that the large file is removed and nothing is left behind. */
const stopping = new globalThis.AbortController();

/** Runs a command to its end; what it wrote, and its seconds. */
async function timed(command, args) {
  const started = performance.now();
  const { signal } = stopping;
  const { stdout, stderr } = await promisify(execFile)(command, args, {
    signal,
    maxBuffer: MOST_OUTPUT_BYTES,
  });
  return { seconds: (performance.now() - started) / 1000, stdout, stderr };
}

/** One import: its seconds, the lines that it counted, and what the process used. */
async function importOnce(file) {
  const args = [MEASURED, "load", "import", "nginx", file, "--json"];
  const { seconds, stderr } = await timed(process.execPath, args);
  const told = stderr.trimEnd().split("\n");
  return { seconds, requests: JSON.parse(told.slice(0, -1).join("\n")).requests, ...JSON.parse(told.at(-1)) };
}

/** One `wc -l`: its seconds and the lines that it counted. */
async function countOnce(file) {
  const { seconds, stdout } = await timed("wc", ["-l", file]);
  return { seconds, requests: parseInt(stdout, 10) };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

async function measure(file, bytes, runs) {
  await countOnce(file);
  const megabytes = bytes / BYTES_PER_MB;
  const [imports, counts] = [[], []];
  for (let run = 0; run < runs; run += 1) {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[Krun ${run + 1} of ${runs}`);
    imports.push(await importOnce(file));
    counts.push(await countOnce(file));
  }
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  return {
    "import, MB/s": imports.map(({ seconds }) => megabytes / seconds),
    "import, MB per s of processor time": imports.map((each) => megabytes / (each.user_s + each.system_s)),
    "wc -l, MB/s": counts.map(({ seconds }) => megabytes / seconds),
    "import / wc -l": imports.map(({ seconds }, run) => counts[run].seconds / seconds),
    "import, peak MB of memory": imports.map((each) => each.peak_rss_mb),
    lines: [...imports, ...counts].map(({ requests }) => requests),
  };
}

function report(figures) {
  const table = new Table({ head: ["", "least", "median", "most"], style: { head: [], border: [] } });
  for (const [name, values] of Object.entries(figures)) {
    const digits = name === "lines" ? 0 : 2;
    table.push([
      name,
      ...[Math.min(...values), median(values), Math.max(...values)].map((value) => value.toFixed(digits)),
    ]);
  }
  process.stdout.write(`${table.toString()}\n`);
}

/** Why the figures are not good enough, a line each. */
function failures(figures, lines) {
  const speed = median(figures["import, MB/s"]);
  const memory = Math.max(...figures["import, peak MB of memory"]);
  return [
    ...(speed < LEAST_MB_PER_S ? [`${speed.toFixed(0)} MB/s, at least ${LEAST_MB_PER_S} are wanted`] : []),
    ...(memory > MOST_RSS_MB ? [`${memory.toFixed(0)} MB of memory, at most ${MOST_RSS_MB} are wanted`] : []),
    ...(figures.lines.some((count) => count !== lines)
      ? [`not every one of ${lines} lines was counted`]
      : []),
  ];
}

async function bench() {
  const { json, gigabytes, runs } = new Command("npm run bench:import --")
    .description("How fast an access log is counted, and in how much memory, beside wc -l on the same file.")
    .option("--json", "end with one line of JSON")
    .option("--gigabytes <n>", "size of the log", positive, DEFAULT_GIGABYTES)
    .option("--runs <n>", "counted runs of each", wholeNumber, DEFAULT_RUNS)
    .addHelpText("after", "\nExample: npm run bench:import -- --gigabytes 5 --runs 9")
    .parse()
    .opts();
  await setUp();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "landfall-bench-import-"));
  try {
    const file = path.join(folder, "access.log");
    const { bytes, lines } = await writeAccessLog(file, gigabytes * BYTES_PER_GB, stopping.signal);
    const figures = await measure(file, bytes, runs);
    report(figures);
    const faults = failures(figures, lines);
    if (faults.length > 0) complain(faults.join("\n"));
    const line = {
      mb_per_s: median(figures["import, MB/s"]),
      wc_mb_per_s: median(figures["wc -l, MB/s"]),
      ratio: median(figures["import / wc -l"]),
      peak_rss_mb: Math.max(...figures["import, peak MB of memory"]),
      bytes,
      lines,
    };
    if (json) process.stdout.write(`${JSON.stringify(line)}\n`);
    if (faults.length > 0) process.exitCode = 1;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stopping.abort());

try {
  await bench();
} catch (error) {
  complain(error.name === "UserError" || error.name === "AbortError" ? error.message : error.stack);
  process.exitCode = 1;
}
