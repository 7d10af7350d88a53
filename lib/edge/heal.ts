import { agentAddress } from "./addresses";
import { askFor, deployedCluster, type ChangingEdgeCommand } from "./edge-command";
import { AGENTS } from "./layout";
import { NODE_IS_MISSING } from "./rollout";
import { apply, initialize, inOneLine, succeeded, type TerraformResult } from "./terraform-cli";

/**
 * Mends a cluster whose server is gone, stopped or broken, which no plain deploy can.
 *
 * First the nodes alone: an agent takes the server along, and nothing in the cluster is asked for. Then everything. Where
 * the datastore was lost too, the check of the nodes now finds the agent outside of the new cluster, so the agent is made
 * anew.
 *
 * @returns what was done, as a sentence
 * @throws UserError when nothing is deployed, when the answer is no, or when Terraform fails
 */
export async function healEdge(command: ChangingEdgeCommand): Promise<string> {
  await deployedCluster(command);
  await askFor(
    command,
    "Makes the nodes again that are gone, then everything in the cluster that is missing.",
  );
  const { terraform } = command;
  await initialize(terraform);
  await applied(command, ...agents("-target"));
  const everything = await apply(terraform);
  if (everything.status === 0) return "the edge is whole again";
  if (!inOneLine(everything).includes(NODE_IS_MISSING)) succeeded(["apply"], everything);
  await applied(command, ...agents("-replace"));
  return "the edge is whole again; its datastore was new, so the agents have joined anew";
}

function agents(option: string): string[] {
  return Array.from({ length: AGENTS }, (_, index) => `${option}=${agentAddress(index + 1)}`);
}

async function applied({ terraform }: ChangingEdgeCommand, ...options: string[]): Promise<TerraformResult> {
  return succeeded(["apply", ...options], await apply(terraform, ...options));
}
