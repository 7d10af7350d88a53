import path from "node:path";
import type { Definition } from "../lib/definition/definition";
import { workingDirectory } from "../lib/terraform/environment-synthesizer";
import { protectLocalState } from "../lib/terraform/state";
import type { Landing } from "./landing";
import type { PlannedTarget } from "./targets";

/** Where cdktf puts what is synthesized when nothing else is said, relative to the project's folder. */
export const OUTPUT_FOLDER = "cdktf.out";

/** Absolute path of the folder that a stack is synthesized to. */
export function stackFolder(definition: Definition, stack: string): string {
  const output = process.env["CDKTF_OUTDIR"] ?? OUTPUT_FOLDER;
  return path.resolve(definition.folder, output, workingDirectory(definition.environment.name, stack));
}

/**
 * Writes the Terraform configuration of every planned target.
 *
 * @returns names of the stacks
 */
export async function synthesize(
  landing: Landing,
  targets: readonly PlannedTarget[],
): Promise<readonly string[]> {
  const { App } = await import("../lib/terraform/cdktf");
  const app = new App({ outdir: process.env["CDKTF_OUTDIR"] ?? OUTPUT_FOLDER, stackTraces: false });
  for (const each of targets) await each.addStack(app);
  app.synth();
  const names = targets.map(({ plan }) => plan.target);
  for (const name of names) protectLocalState(landing.definition, name);
  return names;
}
