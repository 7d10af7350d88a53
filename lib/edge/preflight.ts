import { UserError } from "../definition/errors";
import { clusterState, type ClusterState } from "./cluster-state";
import { isServerGone, type EdgeCommand } from "./edge-command";
import { LOOPBACK } from "./layout";

/**
 * Tells before a plan what would fail it: the Kubernetes provider asks the API for every object that the state knows, and
 * a server that is gone answers nothing. Without objects in the state it asks nobody.
 *
 * @throws UserError when the server is gone
 */
export async function preflightEdge(command: EdgeCommand): Promise<void> {
  const state = await clusterState(command.definition, command.settings, command.terraform);
  if (state !== undefined) await requireServer(command, state);
}

/**
 * Makes sure that a cluster with objects in it can be asked for them.
 *
 * @throws UserError when the server is gone
 */
export async function requireServer(command: EdgeCommand, state: ClusterState): Promise<void> {
  if (!(await isServerGone(command, state))) return;
  throw new UserError([
    {
      message:
        `the server of the edge is gone: nothing answers at https://${LOOPBACK}:${state.apiPort}, ` +
        "where every plan asks for what is deployed",
      action:
        "start Docker if it is stopped, and the nodes come back by themselves; else run `npx landfall edge heal`",
    },
  ]);
}
