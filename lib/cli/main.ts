import { Command, CommanderError } from "commander";
import { writeWhole } from "../program/files";
import { UserError } from "../definition/errors";
import { definitionJsonSchema } from "../definition/load-definition";
import { DEFINITION_PARTS } from "../../stacks/targets";
import { check } from "./check";
import { addCostCommands } from "./cost";
import { addEdgeCommands } from "./edge";
import { addPriceCommands, tellWarnings } from "./prices";
import { addLoadCommands } from "./load";
import { terminalProgress } from "./progress";
import { start } from "./start";

/** Where editors find the schema of landfall.yaml, relative to the project's folder. */
const SCHEMA_FILE = "lib/definition/landfall.schema.json";

/**
 * The `landfall` command.
 *
 * @param argv arguments after the command's name
 * @returns exit status
 */
export async function main(argv: readonly string[]): Promise<number> {
  let status = 0;
  const exit = (wanted: number): void => {
    status = wanted;
  };
  try {
    await command(exit).parseAsync([...argv], { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
}

function command(exit: (status: number) => void): Command {
  const landfall = new Command("landfall")
    .description("Lands one Go program on a VPS, on AWS Lambda and at the edge, at the least cost.")
    .showHelpAfterError("(landfall --help tells the commands)");
  landfall
    .command("start")
    .description("build, forecast, decide, synthesize, report")
    .option("--json", "print the cost report as JSON")
    .addHelpText("after", "\nExample:\n  npx landfall start --json > cost.json")
    .action(async ({ json }: { json?: boolean }) => {
      print(await start({ json: json === true, progress: terminalProgress() }));
    });
  landfall
    .command("check")
    .description("tell every fault of the definition and of the files that it names; write nothing")
    .option("--file <file>", "the definition", "landfall.yaml")
    .option("--json", "print the faults as JSON")
    .addHelpText("after", "\nExample:\n  npx landfall check --file landfall.yaml")
    .action(({ file, json }: { file: string; json?: boolean }) => {
      const result = check(file);
      if (json === true) {
        print(JSON.stringify(result, undefined, 2));
        if (result.faults.length > 0) throw new CommanderError(1, "landfall.faults", "");
        return;
      }
      UserError.throwIfAny(result.faults);
      tellWarnings(result.warnings);
      print([`${file}: no faults`, ...result.repairs].join("\n"));
    });
  landfall
    .command("schema")
    .description("write the JSON Schema of landfall.yaml that editors use")
    .addHelpText("after", "\nExample:\n  npx landfall schema")
    .action(() => {
      writeWhole(SCHEMA_FILE, `${JSON.stringify(definitionJsonSchema(DEFINITION_PARTS), undefined, 2)}\n`);
      print(SCHEMA_FILE);
    });
  addCostCommands(landfall, print, exit);
  addEdgeCommands(landfall, print);
  addLoadCommands(landfall, print);
  addPriceCommands(landfall, print);
  overrideExits(landfall);
  return landfall;
}

/** Has every command end by an error that {@link main} turns into a status. */
function overrideExits(command: Command): void {
  command.exitOverride();
  for (const each of command.commands) overrideExits(each);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
