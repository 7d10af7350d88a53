import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UserError } from "../definition/errors";
import { SERVER_ADDRESS } from "./addresses";
import { objectAddresses, type ClusterState } from "./cluster-state";
import { askFor, deployedCluster, isServerGone, type ChangingEdgeCommand } from "./edge-command";
import { isProtected, PROTECTED_ADDRESSES } from "./identity";
import { initialize, succeed } from "./terraform-cli";

/** What {@link destroyEdge} may take away. */
export interface DestroyOptions {
  /** The cluster's authorities and its password too, where the environment protects them. */
  readonly alsoProtected: boolean;
}

/** Terraform lays every file of this ending over the configuration. Source: Terraform language, override files. */
const OVERRIDE = "landfall_destroy_override.tf.json";

/**
 * Takes the edge away, also when its server is gone: what lies in the cluster is then struck off the state, since there
 * is nobody left to ask for it.
 *
 * @returns what was done, as a sentence
 * @throws UserError when nothing is deployed, when the environment protects it, when the answer is no, or when Terraform
 *   fails
 */
export async function destroyEdge(
  command: ChangingEdgeCommand,
  { alsoProtected }: DestroyOptions,
): Promise<string> {
  const { definition, terraform } = command;
  const state = await deployedCluster(command);
  const kept = isProtected(definition.environment) ? protectedAddresses(state) : [];
  if (kept.length > 0 && !alsoProtected) throw protectedError(definition.environment.name);
  const isGone = await isServerGone(command, state);
  await askFor(command, "Takes the cluster away, and everything in it.");
  await initialize(terraform);
  const override = path.join(terraform.folder, OVERRIDE);
  try {
    if (kept.length > 0)
      writeFileSync(override, JSON.stringify({ resource: unprotected(kept) }, undefined, 2));
    if (isGone) await forgetCluster(command);
    await succeed(terraform, ["destroy", "-input=false", "-auto-approve"]);
  } finally {
    rmSync(override, { force: true });
  }
  return isGone ? "the edge is gone; its server was gone before" : "the edge is gone";
}

/**
 * Strikes what lay in the cluster off the state, then takes the nodes away by themselves: as long as a server is in the
 * state, a destroy of everything would look into its cluster.
 */
async function forgetCluster({ terraform }: ChangingEdgeCommand): Promise<void> {
  const objects = await objectAddresses(terraform);
  if (objects.length > 0) await succeed(terraform, ["state", "rm", ...objects]);
  await succeed(terraform, ["destroy", "-input=false", "-auto-approve", `-target=${SERVER_ADDRESS}`]);
}

function protectedAddresses({ addresses }: ClusterState): string[] {
  return addresses.filter((address) => PROTECTED_ADDRESSES.includes(address));
}

/** Resources that are there with nothing but their protection taken away, by type and name. */
function unprotected(addresses: readonly string[]): Record<string, Record<string, object>> {
  const resources: Record<string, Record<string, object>> = {};
  for (const address of addresses) {
    const [type = "", name = ""] = address.split(".");
    resources[type] = { ...resources[type], [name]: { lifecycle: { prevent_destroy: false } } };
  }
  return resources;
}

function protectedError(environment: string): UserError {
  return new UserError([
    {
      message: `the environment ${environment} protects the cluster's authorities: without them no cluster like it can be made again`,
      action: "give --also-protected if you mean it",
    },
  ]);
}
