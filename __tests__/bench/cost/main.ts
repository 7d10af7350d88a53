/**
 * `npm run bench:cost`: the forecast on the M4 competition, the purchase decision on real histories, the planner's speed.
 *
 *     npm run bench:cost                      tables
 *     npm run bench:cost -- --json            and one line of JSON at the end
 *     npm run bench:cost -- --only regret     one part: m4, regret, planner or overlap; several with commas
 *     npm run bench:cost -- --trace FILE --term-hours 8760 --on-demand 0.50 --reserved 0.30
 *                                             the decision on a history of one's own
 */
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { terminalProgress } from "../../../lib/cli/progress";
import { benchM4 } from "./m4";
import { benchOverlap, benchPlanner } from "./planner";
import { benchRegret } from "./regret";
import { benchTrace } from "./trace";
import { m4Table, overlapTable, plannerTable, regretTable, traceTable } from "./tables";

const PARTS = ["m4", "regret", "planner", "overlap"] as const;
type PartName = (typeof PARTS)[number];

interface Options {
  readonly json?: true;
  readonly only: readonly PartName[];
  readonly trace?: string;
  readonly termHours: number;
  readonly onDemand: number;
  readonly reserved: number;
  readonly clip: number;
  readonly stepDays: number;
}

const HOURS_PER_YEAR = 8760;

/** Runs the bench. @returns exit status */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = command()
      .parse([...argv], { from: "user" })
      .opts<Options>();
    if (options.trace === undefined) await runParts(options);
    else runTrace(options.trace, options);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
}

function command(): Command {
  return new Command("npm run bench:cost --")
    .description("What the forecast, the decision and the planner are worth, on real histories.")
    .exitOverride()
    .option("--json", "end with one line of JSON")
    .addOption(
      new Option("--only <parts>", `parts to run, with commas: ${PARTS.join(", ")}`)
        .argParser(parts)
        .default(PARTS, "all"),
    )
    .option("--trace <file>", "CSV with the columns timestamp and value, hourly or daily")
    .option("--term-hours <n>", "length of a reservation", positive, HOURS_PER_YEAR)
    .option("--on-demand <price>", "price of one instance for one hour", positive, 0.5)
    .option("--reserved <price>", "price of one reserved instance for one hour", positive, 0.3)
    .option("--clip <quantile>", "quantile above which a load is cut for the regret", positive, 0.999)
    .option("--step-days <n>", "days between two decisions", positive, 30)
    .addHelpText("after", "\nExample: npm run bench:cost -- --trace load.csv --term-hours 720 --json");
}

function parts(text: string): readonly PartName[] {
  return text.split(",").map((word) => {
    const part = PARTS.find((each) => each === word.trim());
    if (part === undefined) throw new InvalidArgumentError(`allowed are ${PARTS.join(", ")}`);
    return part;
  });
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError("a number above 0");
  return value;
}

async function runParts({ json, only }: Options): Promise<void> {
  const progress = terminalProgress();
  const results: Record<string, unknown> = {};
  const run = async <T>(
    part: PartName,
    bench: () => T | Promise<T>,
    table: (result: T) => string,
  ): Promise<void> => {
    if (!only.includes(part)) return;
    progress.step(part);
    const result = await bench();
    results[part] = result;
    process.stdout.write(`${table(result)}\n\n`);
  };
  const tell = (text: string): void => {
    progress.step(text);
  };
  await run("m4", () => benchM4(tell), m4Table);
  await run("regret", () => benchRegret(tell), regretTable);
  await run("planner", benchPlanner, plannerTable);
  await run("overlap", benchOverlap, overlapTable);
  if (json === true) process.stdout.write(`${JSON.stringify(results)}\n`);
}

function runTrace(file: string, options: Options): void {
  const result = benchTrace(file, options);
  process.stdout.write(`${traceTable(file, options, result)}\n`);
  if (options.json === true) process.stdout.write(`${JSON.stringify(result)}\n`);
}
