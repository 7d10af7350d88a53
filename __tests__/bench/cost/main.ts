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
import { resolve } from "node:path";
import { terminalProgress } from "../../../lib/cli/progress";
import { UserError } from "../../../lib/definition/errors";
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
  /** As written, since all that is wrong with them is told at once. */
  readonly termHours: string;
  readonly onDemand: string;
  readonly reserved: string;
  readonly clip: string;
  readonly stepDays: string;
}

const HOURS_PER_YEAR = "8760";

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
    .option("--term-hours <n>", "length of a reservation", HOURS_PER_YEAR)
    .option("--on-demand <price>", "price of one instance for one hour", "0.5")
    .option("--reserved <price>", "price of one reserved instance for one hour", "0.3")
    .option("--clip <quantile>", "quantile above which a load is cut for the regret", "0.999")
    .option("--step-days <n>", "days between two decisions", "30")
    .addHelpText("after", "\nExample: npm run bench:cost -- --trace load.csv --term-hours 720 --json");
}

function parts(text: string): readonly PartName[] {
  return text.split(",").map((word) => {
    const part = PARTS.find((each) => each === word.trim());
    if (part === undefined) throw new InvalidArgumentError(`allowed are ${PARTS.join(", ")}`);
    return part;
  });
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

function runTrace(given: string, { json, termHours, onDemand, reserved, clip, stepDays }: Options): void {
  const file = resolve(process.env["INIT_CWD"] ?? ".", given);
  const written = {
    "term-hours": termHours,
    "on-demand": onDemand,
    reserved,
    clip,
    "step-days": stepDays,
  };
  const options = {
    termHours: numberOf(termHours),
    onDemand: numberOf(onDemand),
    reserved: numberOf(reserved),
    clip: numberOf(clip),
    stepDays: numberOf(stepDays),
  };
  const result = tellingAsWritten({ given, file, written }, () => benchTrace(file, options));
  process.stdout.write(`${traceTable(given, options, result)}\n`);
  if (json === true) process.stdout.write(`${JSON.stringify(result)}\n`);
}

/** What a user wrote as a number; not a number where it is none. */
function numberOf(text: string): number {
  return text.trim() === "" ? NaN : Number(text);
}

interface Written {
  readonly given: string;
  /** The file given, from the root on. */
  readonly file: string;
  /** Text of each option that is a number. */
  readonly written: Readonly<Record<string, string>>;
}

/** Tells faults with the file and the values as the user wrote them. */
function tellingAsWritten<T>({ given, file, written }: Written, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      error.faults.map((fault) => {
        const found = fault.file === undefined && fault.path !== undefined ? written[fault.path] : undefined;
        return {
          ...fault,
          ...(fault.file === file ? { file: given } : {}),
          ...(found === undefined ? {} : { found }),
        };
      }),
    );
  }
}
