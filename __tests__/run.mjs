/**
 * `npm test`: sets everything up, then runs every suite and counts what passed, failed and was skipped.
 *
 * With CI=true or LANDFALL_INSTALL=1 the real parts that are missing are installed first, and one that is missing all
 * the same is a failure. Without them nothing outside the project is touched, and tests of missing parts are skipped.
 */
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { clearInterval, clearTimeout, setInterval, setTimeout } from "node:timers";
import { parseArgs } from "node:util";
import { ROOT, complain, readIfThere, setUp, userError } from "../lib/cli/setup.mjs";
import { countCheck, countGo, countJest } from "./support/count.mjs";

const NODE = process.execPath;
const RESULTS = path.join(ROOT, ".landfall/test");
const FOUND_PARTS = path.join(ROOT, ".landfall/parts/found.json");
const E2E = "<rootDir>/__tests__/e2e/";
const CORES = os.availableParallelism();
const LIMIT_MINUTES = 30;
const CLEANUP_SECONDS = 20;
const installsParts = process.env.CI === "true" || process.env.LANDFALL_INSTALL === "1";

/** Path of a program of an npm package. */
function tool(name) {
  return path.join(ROOT, "node_modules/.bin", name);
}

/** A suite of Jest, whose counts come from its JSON results. */
function jest(name, workers, args) {
  const results = path.join(RESULTS, `${name}.json`);
  const options = ["--ci", "--json", `--outputFile=${results}`, `--maxWorkers=${workers}`];
  return {
    name,
    command: [tool("jest"), ...options, "--workerIdleMemoryLimit=1GB", ...args],
    needs: ["parts"],
    prepare: () => fs.rmSync(results, { force: true }),
    count: (run) => countJest(run, readIfThere(results), ROOT),
  };
}

/** Every suite, in the order in which they start. */
const SUITES = [
  {
    name: "parts",
    command: [
      NODE,
      "lib/cli/launch.mjs",
      "__tests__/support/parts/install.ts",
      ...(installsParts ? ["--install"] : []),
    ],
    count: installsParts ? countCheck : countUnlessFailed,
  },
  ...(installsParts
    ? [
        {
          name: "kube",
          command: [NODE, "lib/cli/launch.mjs", "__tests__/support/kubernetes/kube.ts"],
          count: countUnlessFailed,
          isBackground: true,
          limitMinutes: 60,
        },
      ]
    : []),
  { name: "lint", command: [tool("eslint"), ".", "--max-warnings", "0"], count: countCheck },
  { name: "types", command: [tool("tsc"), "--noEmit"], count: countCheck },
  { name: "format", command: [tool("prettier"), "--check", "."], count: countCheck },
  { name: "gofmt", command: ["gofmt", "-l", "go-app", "__tests__"], count: countSilent },
  { name: "vet", command: ["go", "vet", "./..."], folder: "go-app", count: countCheck },
  { name: "go", command: ["go", "test", "-json", "./..."], folder: "go-app", count: countGo },
  jest("unit", Math.max(2, Math.floor(CORES / 2)), ["--testPathIgnorePatterns", E2E]),
  { ...jest("e2e", CORES, ["--testMatch", `${E2E}**/*.test.ts`]), isAlone: true, limitMinutes: 60 },
];

/** Looking for parts is no test of its own; that it works is. */
function countUnlessFailed(run) {
  return run.status === 0 ? undefined : countCheck(run);
}

/** For a checker that ends with status 0 whatever it finds. */
function countSilent(run) {
  return countCheck({ ...run, status: run.output.trim() === "" ? run.status : 1 });
}

const HELP = `usage: npm test [-- --only SUITE[,SUITE ...]]

Suites: ${SUITES.map(({ name }) => name).join(", ")}

CI=true or LANDFALL_INSTALL=1 installs the real parts that tests use and that are missing.
`;

/** Processes that run now, each the leader of its own group. */
const running = new Set();

/** Sends a signal to everything that a suite has started. */
function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    return;
  }
}

/** Ends a suite: it may clean up for a while, then it is killed, and what it left behind is no longer listened to. */
function stop(child) {
  signalGroup(child, "SIGTERM");
  return setTimeout(() => {
    signalGroup(child, "SIGKILL");
    child.stdout.destroy();
    child.stderr.destroy();
  }, CLEANUP_SECONDS * 1000);
}

/** Runs a suite's command to its end, or to its limit. */
function run({ command: [program, ...args], folder = ".", limitMinutes = LIMIT_MINUTES }) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: path.join(ROOT, folder),
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { NO_COLOR: "1", ...process.env, LANDFALL_FOUND_PARTS: "1" },
    });
    const texts = { stdout: [], stderr: [] };
    for (const stream of ["stdout", "stderr"]) child[stream].on("data", (data) => texts[stream].push(data));
    running.add(child);
    let isStopped = false;
    let limit = setTimeout(() => {
      isStopped = true;
      texts.stderr.push(Buffer.from(`\nstopped: it still ran after ${limitMinutes} minutes\n`));
      limit = stop(child);
    }, limitMinutes * 60_000);
    const end = (status) => {
      clearTimeout(limit);
      running.delete(child);
      const [stdout, stderr] = [texts.stdout, texts.stderr].map((parts) => Buffer.concat(parts).toString());
      resolve({ status: isStopped ? 1 : status, stdout, output: stdout + stderr, stderr });
    };
    child.on("error", (error) => {
      texts.stderr.push(Buffer.from(`${error.message}\n`));
      end(1);
    });
    child.on("close", (status) => end(status ?? 1));
  });
}

/** The line on a terminal that tells what runs at the moment. */
const progress = {
  started: new Map(),
  clear() {
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  },
  show() {
    if (!process.stderr.isTTY) return;
    const names = [...this.started].map(([name, at]) => `${name} ${Math.round((Date.now() - at) / 1000)} s`);
    process.stderr.write(`\r\x1b[Krunning: ${names.join(", ")}`);
  },
};

/** Prints a suite's line, and in full what it said where it failed. */
function printResult(name, seconds, result) {
  const { passed, failed, skipped } = result;
  const counts = [
    `${passed} passed`,
    ...(failed ? [`${failed} failed`] : []),
    ...(skipped ? [`${skipped} skipped`] : []),
  ];
  const line = `${failed ? "FAIL" : "pass"}  ${name.padEnd(8)}${seconds.toFixed(1).padStart(7)} s  ${counts.join(", ")}\n`;
  progress.clear();
  process.stdout.write(failed ? `${line}\n${result.report.trimEnd()}\n\n` : line);
}

/** Runs one suite and prints its result. A suite in which no test ran has failed. */
async function runSuite(suite) {
  suite.prepare?.();
  const startedAt = Date.now();
  progress.started.set(suite.name, startedAt);
  const result = suite.count(await run(suite));
  progress.started.delete(suite.name);
  if (result === undefined) return { passed: 0, failed: 0, skipped: 0, skippedNames: [] };
  if (result.passed + result.failed + result.skipped === 0) {
    Object.assign(result, { failed: 1, report: `${suite.name} ran no test\n${result.report}` });
  }
  printResult(suite.name, (Date.now() - startedAt) / 1000, result);
  return result;
}

/** Runs suites side by side, as many as there are cores; those that want the machine alone come last. */
async function runSuites(suites) {
  const ends = new Map();
  const results = [];
  const background = suites.filter(({ isBackground }) => isBackground).map((suite) => runSuite(suite));
  const queue = suites.filter(({ isAlone, isBackground }) => !isAlone && !isBackground);
  const work = async () => {
    for (let suite = queue.shift(); suite !== undefined; suite = queue.shift()) {
      const needed = (suite.needs ?? []).map((name) => ends.get(name));
      const end = Promise.all(needed).then(() => runSuite(suite));
      ends.set(suite.name, end);
      results.push(await end);
    }
  };
  await Promise.all(Array.from({ length: CORES }, work));
  results.push(...(await Promise.all(background)));
  for (const suite of suites.filter(({ isAlone }) => isAlone)) results.push(await runSuite(suite));
  return results;
}

/** The suites asked for, with those that they need. */
function chosenSuites(only) {
  if (only === undefined) return SUITES;
  const names = only.split(",");
  const unknown = names.filter((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown.length > 0) throw userError(`no suite is named ${unknown.join(", ")}\n${HELP}`);
  const needed = SUITES.filter(({ name }) => names.includes(name)).flatMap((suite) => suite.needs ?? []);
  return SUITES.filter(({ name }) => names.includes(name) || needed.includes(name));
}

/** What was skipped, by name, and how it would run. */
function printSkipped(names) {
  if (names.length === 0) return;
  const { advice = [] } = JSON.parse(readIfThere(FOUND_PARTS) ?? "{}");
  const lines = ["skipped:", ...names.map((name) => `  ${name}`)];
  if (advice.length > 0) lines.push("to run what needs missing parts:", ...advice.map((line) => `  ${line}`));
  process.stdout.write(`\n${lines.join("\n")}\n`);
}

async function main() {
  const { values } = parseArgs({ options: { only: { type: "string" }, help: { type: "boolean" } } });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const suites = chosenSuites(values.only);
  await setUp();
  fs.mkdirSync(RESULTS, { recursive: true });
  const ticking = setInterval(() => progress.show(), 1000);
  const results = await runSuites(suites);
  clearInterval(ticking);
  progress.clear();
  printSkipped(results.flatMap(({ skippedNames }) => skippedNames));
  const [passed, failed, skipped] = ["passed", "failed", "skipped"].map((kind) =>
    results.reduce((sum, result) => sum + result[kind], 0),
  );
  process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  return failed > 0 ? 1 : 0;
}

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    for (const child of running) signalGroup(child, signal);
    process.exit(1);
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  const isUsersFault = error.name === "UserError" || error.code?.startsWith("ERR_PARSE_ARGS");
  complain(isUsersFault ? error.message : error.stack);
  process.exitCode = 1;
}
