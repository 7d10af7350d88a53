import { cdktfCommand, isPlanned } from "./lib/cli/cdktf-command";
import { prepareLanding } from "./lib/cli/prepare";
import { terminalProgress } from "./lib/cli/progress";
import { synthesize } from "./stacks/synthesize";
import { planTargets } from "./stacks/targets";

/** What `cdktf` runs: definition, programs, decision, stacks. */
export async function main(): Promise<void> {
  const landing = await prepareLanding(terminalProgress());
  const targets = planTargets(landing);
  const command = cdktfCommand();
  for (const { plan, preflight } of targets) {
    if (isPlanned(command, plan.target)) await preflight();
  }
  await synthesize(landing, targets);
}
