import { createInterface } from "node:readline/promises";
import type { Definition } from "../definition/definition";
import { UserError } from "../definition/errors";
import { isApiThere } from "./api-probe";
import { clusterState, type ClusterState } from "./cluster-state";
import type { EdgeSettings } from "./settings";
import type { Terraform } from "./terraform-cli";

/** What every command on the edge works on. */
export interface EdgeCommand {
  readonly definition: Definition;
  readonly settings: EdgeSettings;
  /** Terraform in the folder of the edge stack. */
  readonly terraform: Terraform;
  /** Whether an API answers at a port of this machine. @default isApiThere */
  readonly isApiThere?: (port: number) => Promise<boolean>;
}

/** A command that changes what is deployed. */
export interface ChangingEdgeCommand extends EdgeCommand {
  /** Asks before anything changes; see {@link approval}. */
  readonly ask: Ask;
}

/** Asks a question that is answered by yes or no. */
export type Ask = (question: string) => Promise<boolean>;

/**
 * How a command asks before it changes anything.
 *
 * @param autoApprove take yes for an answer to everything
 */
export function approval(autoApprove: boolean): Ask {
  if (autoApprove) return () => Promise.resolve(true);
  return async (question) => {
    if (!process.stdin.isTTY) {
      throw new UserError([
        {
          message: "nobody can be asked: stdin is no terminal",
          action: "give --auto-approve if you mean it",
        },
      ]);
    }
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return /^y(?:es)?$/i.test((await terminal.question(`${question}\nGo on? [y/N] `)).trim());
    } finally {
      terminal.close();
    }
  };
}

/**
 * Asks, and ends the command when the answer is no.
 *
 * @throws UserError when the answer is no
 */
export async function askFor({ ask }: ChangingEdgeCommand, question: string): Promise<void> {
  if (!(await ask(question))) throw new UserError([{ message: "nothing was changed: you did not say yes" }]);
}

/**
 * The state of what a command works on.
 *
 * @throws UserError when nothing is deployed
 */
export async function deployedCluster(command: EdgeCommand): Promise<ClusterState> {
  const state = await clusterState(command.definition, command.settings, command.terraform);
  if (state !== undefined) return state;
  throw new UserError([
    {
      message: `no edge is deployed in the environment ${command.definition.environment.name}`,
      action: "run `npx cdktf deploy edge`",
    },
  ]);
}

/** Whether there are objects in a cluster that does not answer: then the provider fails every plan. */
export async function isServerGone(command: EdgeCommand, state: ClusterState): Promise<boolean> {
  if (!state.hasObjects) return false;
  return !(await (command.isApiThere ?? isApiThere)(state.apiPort));
}
