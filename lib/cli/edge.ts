import type { Command } from "commander";
import { destroyEdge } from "../edge/destroy";
import { approval, type ChangingEdgeCommand } from "../edge/edge-command";
import { healEdge } from "../edge/heal";
import { renewEdge } from "../edge/renew";
import { edgePart } from "../edge/settings";
import { terraformIn } from "../edge/terraform-cli";
import { UserError } from "../definition/errors";
import { stackFolder } from "../../stacks/output-folder";
import { readDefinition } from "./prepare";

const AUTO_APPROVE = ["--auto-approve", "do not ask"] as const;

/** Adds `landfall edge heal`, `renew` and `destroy`: what no plain deploy can do. */
export function addEdgeCommands(landfall: Command, print: (text: string) => void): void {
  const edge = landfall
    .command("edge")
    .description("mend, renew or take away the edge cluster")
    .addHelpText("after", "\nExample:\n  npx landfall edge heal --auto-approve");
  edge
    .command("heal")
    .description("make the nodes again when the server is gone, then everything that is missing")
    .option(...AUTO_APPROVE)
    .addHelpText("after", "\nExample:\n  npx landfall edge heal")
    .action(async (options: Approval) => {
      print(await healEdge(edgeCommand(options)));
    });
  edge
    .command("renew")
    .description("renew the administrator's and the programs' certificates")
    .option("--nodes", "K3s's own certificates too: makes each node anew")
    .option(...AUTO_APPROVE)
    .addHelpText("after", "\nExample:\n  npx landfall edge renew --nodes")
    .action(async (options: Approval & { nodes?: boolean }) => {
      print(await renewEdge(edgeCommand(options), { nodes: options.nodes === true }));
    });
  edge
    .command("destroy")
    .description("take the cluster away, also when its server is gone")
    .option("--also-protected", "the cluster's authorities too, where the environment protects them")
    .option(...AUTO_APPROVE)
    .addHelpText("after", "\nExample:\n  npx landfall edge destroy")
    .action(async (options: Approval & { alsoProtected?: boolean }) => {
      print(await destroyEdge(edgeCommand(options), { alsoProtected: options.alsoProtected === true }));
    });
}

interface Approval {
  readonly autoApprove?: boolean;
}

function edgeCommand({ autoApprove }: Approval): ChangingEdgeCommand {
  const { definition } = readDefinition();
  const settings = definition.targets.get(edgePart);
  if (settings === undefined) {
    throw new UserError([
      {
        file: definition.file,
        path: "targets.edge",
        message: "is not enabled",
        action: "set targets.edge.enabled: true",
      },
    ]);
  }
  const terraform = terraformIn(stackFolder(definition, edgePart.name), process.stderr);
  return { definition, settings, terraform, ask: approval(autoApprove === true) };
}
