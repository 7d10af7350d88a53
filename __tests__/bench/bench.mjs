/**
 * `npm run bench`: how long synthesis takes, beside the stock cdktf TypeScript template's way in the same run.
 *
 *     npm run bench                a table
 *     npm run bench -- --json      and one line of JSON at the end
 *     npm run bench -- --runs 9    counted runs of each command, after one that is not counted
 *
 * Ours is the app command of cdktf.json, stock is `npx ts-node main.ts` with the template's tsconfig.json: the same
 * sources, stacks and imports, each as a whole process and warm, in turn, so that a machine that slows down slows both.
 * Ends with status 1 when ours takes more than a third of stock.
 */
import Table from "cli-table3";
import { Command } from "commander";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { ROOT, complain, setUp } from "../../lib/cli/setup.mjs";
import { wholeNumber } from "./options.mjs";

/** Largest share of stock's time that ours may take. */
const LIMIT = 1 / 3;
const DEFAULT_RUNS = 5;
const TEMPLATE = "node_modules/cdktf-cli/bundle/templates/typescript";
const SOURCES = ["lib", "stacks", "go-app", "examples", "landfall.yaml", "cdktf.json", "package.json"];

/** The stock template's main.ts ends by synthesizing; ours exports what the launcher calls. */
const STOCK_MAIN = 'import { main } from "./program";\n\nvoid main();\n';

/** What the sources need beyond the template's options, none of which makes ts-node slower. */
const STOCK_OPTIONS = {
  lib: ["es2023"],
  resolveJsonModule: true,
  esModuleInterop: true,
  noUnusedLocals: false,
};

function seconds(command, args, cwd, env = {}) {
  const started = performance.now();
  const { status, stderr } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  if (status !== 0) throw new Error(`${[command, ...args].join(" ")} failed:\n${stderr}`);
  return (performance.now() - started) / 1000;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A project laid out as the stock template does, with our sources. */
function stockProject(folder) {
  for (const source of SOURCES) {
    fs.cpSync(path.join(ROOT, source), path.join(folder, source), { recursive: true });
  }
  fs.cpSync(path.join(ROOT, "main.ts"), path.join(folder, "program.ts"));
  fs.writeFileSync(path.join(folder, "main.ts"), STOCK_MAIN);
  const template = JSON.parse(fs.readFileSync(path.join(ROOT, TEMPLATE, "tsconfig.json"), "utf8"));
  Object.assign(template.compilerOptions, STOCK_OPTIONS);
  fs.writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(template));
  fs.symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
}

/** Times of the app command, of stock, of building the program anew, and of the main job. */
function measure(folder, runs) {
  const stock = path.join(folder, "stock");
  fs.mkdirSync(stock);
  stockProject(stock);
  const launch = path.join(ROOT, "lib/cli/launch.mjs");
  const commands = {
    ours: () => seconds(process.execPath, [launch, path.join(ROOT, "main.ts")], stock),
    stock: () => seconds("npx", ["ts-node", "main.ts"], stock),
    build: () => {
      fs.rmSync(path.join(stock, ".landfall/build"), { recursive: true, force: true });
      return seconds(process.execPath, [launch, path.join(ROOT, "main.ts")], stock);
    },
    start: () => seconds(process.execPath, [path.join(ROOT, "lib/cli/landfall.mjs"), "start"], stock),
  };
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let run = 0; run <= runs; run += 1) {
    for (const [name, command] of Object.entries(commands)) {
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[Krun ${run} of ${runs}: ${name}`);
      const time = command();
      if (run > 0) times[name].push(time);
    }
  }
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  return times;
}

function report(times) {
  const ratios = times.ours.map((time, run) => time / times.stock[run]);
  const rows = { ...times, "ours / stock": ratios };
  const table = new Table({ head: ["", "least", "median", "most"], style: { head: [], border: [] } });
  for (const [name, values] of Object.entries(rows)) {
    table.push(
      [name, Math.min(...values), median(values), Math.max(...values)].map((cell) =>
        typeof cell === "number" ? cell.toFixed(3) : cell,
      ),
    );
  }
  process.stdout.write(
    `${table.toString()}\nseconds of a whole process; build: the app command with the program compiled anew\n`,
  );
  return median(ratios);
}

async function bench() {
  const { json, runs } = new Command("npm run bench --")
    .description("How long synthesis takes, beside the stock cdktf TypeScript template's way.")
    .option("--json", "end with one line of JSON")
    .option("--runs <n>", "counted runs of each command", wholeNumber, DEFAULT_RUNS)
    .addHelpText("after", "\nExample: npm run bench -- --runs 9 --json")
    .parse()
    .opts();
  await setUp();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "landfall-bench-"));
  try {
    const times = measure(folder, runs);
    const ratio = report(times);
    const line = {
      synth_ratio: ratio,
      synth_ours_s: median(times.ours),
      synth_stock_s: median(times.stock),
      build_s: median(times.build),
      start_s: median(times.start),
    };
    if (json) process.stdout.write(`${JSON.stringify(line)}\n`);
    if (ratio > LIMIT) process.exitCode = 1;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

try {
  await bench();
} catch (error) {
  complain(error.name === "UserError" ? error.message : error.stack);
  process.exitCode = 1;
}
