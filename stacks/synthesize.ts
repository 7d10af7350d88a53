import { protectLocalState } from "../lib/terraform/state";
import type { Landing } from "./landing";
import { outputFolder } from "./output-folder";
import type { PlannedTarget } from "./targets";

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
  const app = new App({ outdir: outputFolder(), stackTraces: false });
  for (const each of targets) await each.addStack(app);
  app.synth();
  const names = targets.map(({ plan }) => plan.target);
  for (const name of names) protectLocalState(landing.definition, name);
  return names;
}
