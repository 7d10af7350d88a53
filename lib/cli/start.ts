import path from "node:path";
import type { Program } from "../program/build";
import { costReport } from "../report/cost-report";
import { costTable } from "../report/cost-table";
import type { CostReport, ReportedLoad, ReportedOrder } from "../report/report-schema";
import { workingDirectory } from "../terraform/environment-synthesizer";
import type { Landing } from "../../stacks/landing";
import { OUTPUT_FOLDER } from "../../stacks/output-folder";
import { synthesize } from "../../stacks/synthesize";
import { planTargets } from "../../stacks/targets";
import { prepareLanding } from "./prepare";
import { priceWarnings, tellWarnings } from "./prices";
import type { Progress } from "./progress";
import { writeReport } from "./report-files";

export interface StartOptions {
  /** Print the cost report as JSON in the text's place. */
  readonly json: boolean;
  readonly progress: Progress;
}

/** The main job: build, forecast, decide, synthesize, report. Returns what goes to stdout. */
export async function start({ json, progress }: StartOptions): Promise<string> {
  const landing = await prepareLanding(progress);
  tellWarnings(priceWarnings(landing.definition));
  progress.step("deciding what to reserve");
  const targets = planTargets(landing);
  progress.step("synthesizing the stacks");
  const stacks = await synthesize(landing, targets);
  const report = costReport(
    landing.definition,
    landing.loads,
    targets.map(({ plan }) => plan),
  );
  progress.step("writing the reports");
  const files = await writeReport(landing.definition, report);
  return json ? JSON.stringify(report, undefined, 2) : summary(landing, report, stacks, files);
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
    ...report.load.flatMap(loadLines),
    "",
    "Decided",
    costTable(report),
    ...report.orders.map(orderLine),
    "",
    "Files",
    ...[...configurations, ...files].map((file) => `  ${file}`),
    "",
    `Next: npx cdktf deploy ${stacks[0] ?? ""}${others(stacks)}`,
  ].join("\n");
}

function loadLines({ app, monthlyRequests, method, steps, step, history, ...load }: ReportedLoad): string[] {
  const from = history === null ? "" : ` from ${steps} ${step ?? ""}s in ${history}`;
  return [
    `  ${app}: ${monthlyRequests} requests a month expected, by ${method}${from}`,
    ...load.repairs.map((repair) => `  ${app}: repaired: ${repair}`),
  ];
}

function orderLine({ count, offering, commitmentPerHour, currency, ...order }: ReportedOrder): string {
  const what =
    count === null
      ? `${offering}, ${commitmentPerHour ?? ""} ${currency} an hour`
      : `${count} x ${offering}, ${order.instanceType ?? ""}, ${order.platform ?? ""}, ${order.region ?? ""}`;
  return `  to buy by hand: ${what}, ${order.termYears} y: ${order.totalObligation} ${currency} in all; a deploy buys nothing`;
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
