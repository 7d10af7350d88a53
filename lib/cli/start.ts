import path from "node:path";
import type { Definition } from "../definition/definition";
import type { Program } from "../program/build";
import { writeWhole } from "../program/files";
import { costReport, type CostReport } from "../report/cost-report";
import { costTable } from "../report/cost-table";
import { workingDirectory } from "../terraform/environment-synthesizer";
import type { Landing } from "../../stacks/landing";
import { OUTPUT_FOLDER } from "../../stacks/output-folder";
import { synthesize } from "../../stacks/synthesize";
import { planTargets } from "../../stacks/targets";
import { prepareLanding } from "./prepare";
import type { Progress } from "./progress";

export interface StartOptions {
  /** Print the cost report as JSON in the text's place. */
  readonly json: boolean;
  readonly progress: Progress;
}

/** The main job: build, forecast, decide, synthesize, report. Returns what goes to stdout. */
export async function start({ json, progress }: StartOptions): Promise<string> {
  const landing = await prepareLanding(progress);
  progress.step("deciding what to reserve");
  const targets = planTargets(landing);
  progress.step("synthesizing the stacks");
  const stacks = await synthesize(landing, targets);
  const report = costReport(
    landing.definition,
    landing.loads,
    targets.map(({ plan }) => plan),
  );
  const files = writeReport(landing.definition, report);
  return json ? JSON.stringify(report, undefined, 2) : summary(landing, report, stacks, files);
}

/** Writes the report where finance finds it; returns the files' paths relative to the project's folder. */
function writeReport(definition: Definition, report: CostReport): string[] {
  const files = {
    "cost.txt": `${costTable(report)}\n`,
    "cost.json": `${JSON.stringify(report, undefined, 2)}\n`,
  };
  return Object.entries(files).map(([name, content]) => {
    const file = path.posix.join("reports", definition.environment.name, name);
    writeWhole(path.join(definition.folder, file), content);
    return file;
  });
}

function summary(
  landing: Landing,
  report: CostReport,
  stacks: readonly string[],
  files: readonly string[],
): string {
  const { definition } = landing;
  const configurations = stacks.map((stack) =>
    path.posix.join(OUTPUT_FOLDER, workingDirectory(definition.environment.name, stack), "cdk.tf.json"),
  );
  return [
    `${definition.name}, environment ${definition.environment.name}, reckoned from ${definition.asOf}`,
    "",
    "Built",
    ...[...landing.programs.values()].flatMap(builtLines),
    "",
    "Load",
    ...report.load.flatMap((load) => [
      `  ${load.app}: ${load.monthlyRequests} requests a month expected, by ${load.method} from ${load.steps} ${load.step}s in ${load.history} (off by ${load.holdoutSmapePercent} % on its end)`,
      ...load.repairs.map((repair) => `  ${load.app}: repaired: ${repair}`),
    ]),
    "",
    "Decided",
    costTable(report),
    ...report.targets.flatMap(({ purchaseOrder: order }) =>
      order === null
        ? []
        : [
            `  to buy by hand: ${order.count} x ${order.offering}, ${order.instanceType}, ${order.platform}, ${order.region}, ${order.termYears} y: ${order.totalObligation} ${order.currency} in all; a deploy buys nothing`,
          ],
    ),
    "",
    "Files",
    ...[...configurations, ...files].map((file) => `  ${file}`),
    "",
    `Next: npx cdktf deploy ${stacks[0] ?? ""}${others(stacks)}`,
  ].join("\n");
}

function builtLines(program: Program): string[] {
  return Object.values(program.executables).map(
    ({ architecture, bytes, sha256 }) =>
      `  ${program.app} linux/${architecture} ${(bytes / 1e6).toFixed(1)} MB sha256 ${sha256} ${program.goVersion}${program.built ? "" : " (unchanged)"}`,
  );
}

function others([, ...rest]: readonly string[]): string {
  return rest.length === 0 ? "" : ` (or ${rest.join(", ")})`;
}
