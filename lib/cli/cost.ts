import { createReadStream, readFileSync } from "node:fs";
import path from "node:path";
import { Option, type Command } from "commander";
import { UserError } from "../definition/errors";
import { writeWhole } from "../program/files";
import { compareWithBill } from "../report/actual/compare";
import { readBill } from "../report/actual/read-bill";
import { varianceMarkdown } from "../report/actual/variance-markdown";
import { varianceTable } from "../report/actual/variance-table";
import { costReport } from "../report/cost-report";
import { costTable } from "../report/cost-table";
import { exceedsBudget } from "../report/diff/budget";
import { diffMarkdown } from "../report/diff/diff-markdown";
import { readReport } from "../report/diff/read-report";
import { diffReports } from "../report/diff/report-diff";
import { costReportJsonSchema, type CostReport } from "../report/report-schema";
import { planTargets } from "../../stacks/targets";
import { addCostCalendar } from "./cost-calendar";
import { addCostOnline } from "./cost-online";
import { forecastLoads, readDefinition } from "./prepare";
import { priceWarnings, tellWarnings } from "./prices";
import { terminalProgress, type Progress } from "./progress";
import { reportsFolder, writeReport } from "./report-files";

/** Exit status where the cost that four paths of five stay under exceeds the budget. */
export const OVER_BUDGET_STATUS = 3;

/** Where other programs find the schema of `cost.json`, relative to the project's folder. */
const SCHEMA_FILE = "lib/report/cost-report.schema.json";

interface CostOptions {
  readonly file: string;
  readonly json?: true;
  readonly diff?: string;
  readonly actual?: string;
  readonly plan?: string;
  readonly markdown?: true;
}

/**
 * Adds `landfall cost`: the decision and what it costs, against an older plan or against the bill.
 *
 * @param exit ends the command with a status that is no fault
 */
export function addCostCommands(
  landfall: Command,
  print: (text: string) => void,
  exit: (status: number) => void,
): void {
  const cost = landfall
    .command("cost")
    .description("decide and report what the definition costs, without building anything")
    .option("--file <file>", "the definition", "landfall.yaml")
    .option("--json", "print JSON in the text's place")
    .addOption(
      new Option("--diff <older.json>", "tell what changed since an older cost.json, as Markdown").conflicts(
        "actual",
      ),
    )
    .option("--actual <bill.csv>", "hold a FOCUS or AWS cost and usage CSV against the plan")
    .option("--plan <cost.json>", "with --actual: the plan; the one in reports/<environment> if left out")
    .option("--markdown", "with --actual: Markdown in the table's place")
    .addHelpText(
      "after",
      [
        "",
        "Writes reports/<environment>/cost.{txt,json,html,xlsx,csv}, focus.csv and purchase-order.{json,md}.",
        `With --diff it writes nothing, and ends with status ${OVER_BUDGET_STATUS} when the P80 of a month exceeds the budget.`,
        "",
        "Examples:",
        "  npx landfall cost",
        "  npx landfall cost --diff main/cost.json",
        "  npx landfall cost --actual bill.csv.gz",
      ].join("\n"),
    )
    .action(async (options: CostOptions) => {
      print(await report(options, exit));
    });
  addCostCalendar(cost, print);
  addCostOnline(cost, print);
  cost
    .command("schema")
    .description("write the JSON Schema of cost.json")
    .addHelpText("after", "\nExample:\n  npx landfall cost schema")
    .action(() => {
      writeWhole(SCHEMA_FILE, `${JSON.stringify(costReportJsonSchema(), undefined, 2)}\n`);
      print(SCHEMA_FILE);
    });
}

async function report(options: CostOptions, exit: (status: number) => void): Promise<string> {
  const progress = terminalProgress();
  if (options.diff !== undefined) return diffed(options.diff, options, { progress, exit });
  if (options.actual !== undefined) return compared(options.actual, options, progress);
  const { definition, report: made } = planned(options.file, progress);
  progress.step("writing the reports");
  const files = await writeReport(definition, made);
  if (options.json === true) return JSON.stringify(made, undefined, 2);
  return [costTable(made), "", "Files", ...files.map((file) => `  ${file}`)].join("\n");
}

function planned(file: string, progress: Progress) {
  progress.step(`reading ${file}`);
  const { definition, histories } = readDefinition(file);
  tellWarnings(priceWarnings(definition));
  progress.step("forecasting the load");
  const loads = forecastLoads(definition, histories);
  progress.step("deciding what to reserve");
  const targets = planTargets({ definition, loads, programs: new Map() });
  const report = costReport(
    definition,
    loads,
    targets.map(({ plan }) => plan),
  );
  return { definition, report };
}

function diffed(
  older: string,
  { file, json }: CostOptions,
  { progress, exit }: { readonly progress: Progress; readonly exit: (status: number) => void },
): string {
  const before = readReport(readText(older), older);
  const { report } = planned(file, progress);
  const diff = diffReports(before, report);
  if (exceedsBudget(report)) exit(OVER_BUDGET_STATUS);
  return json === true ? JSON.stringify(diff, undefined, 2) : diffMarkdown(diff).trimEnd();
}

/** The bill is held against a plan that was written: what was decided, and not what would be decided now. */
async function compared(bill: string, options: CostOptions, progress: Progress): Promise<string> {
  const { definition } = readDefinition(options.file);
  const written = path.posix.join(reportsFolder(definition), "cost.json");
  const plan = options.plan ?? written;
  const file = options.plan ?? path.join(definition.folder, written);
  const report: CostReport = readReport(readText(file, plan), plan);
  progress.step(`reading ${bill}`);
  const variance = compareWithBill(report, await readBill(createReadStream(bill), bill));
  if (options.json === true) return JSON.stringify(variance, undefined, 2);
  return (options.markdown === true ? varianceMarkdown(variance) : varianceTable(variance)).trimEnd();
}

function readText(file: string, name = file): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError([
      {
        file: name,
        message: `cannot be read (${code ?? "unknown fault"})`,
        action: "name a cost.json, as `npx landfall cost` writes it",
      },
    ]);
  }
}
