import { prepareLanding } from "./lib/cli/prepare";
import { terminalProgress } from "./lib/cli/progress";
import { synthesize } from "./stacks/synthesize";
import { planTargets } from "./stacks/targets";

/** What `cdktf` runs: definition, programs, decision, stacks. */
export async function main(): Promise<void> {
  const landing = await prepareLanding(terminalProgress());
  await synthesize(landing, planTargets(landing));
}
