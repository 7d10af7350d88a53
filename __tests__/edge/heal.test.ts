import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { healEdge } from "../../lib/edge/heal";
import { NODE_IS_MISSING } from "../../lib/edge/rollout";
import { stateFile } from "../../lib/terraform/state";
import { temporaryFolder } from "../support/stacks";
import { stage } from "./commands";

const parent = temporaryFolder();

function folder(): string {
  return mkdtempSync(path.join(parent, "project-"));
}

/** As Terraform says it: broken to the width of a terminal, with a line beside it, in colours. */
const MISSING = `\u001b[31m│\u001b[0m ${NODE_IS_MISSING.replace(" from", "\n\u001b[31m│\u001b[0m from")}: hello-dev-edge-agent.`;

describe("landfall edge heal", () => {
  it("makes the nodes first, which takes the server along with the agent, then everything", async () => {
    const { command, terraform } = stage(folder(), { isApiThere: false });
    expect(await healEdge(command)).toBe("the edge is whole again");
    expect(terraform.asked).toEqual(["init", "apply -target=docker_container.agent", "apply"]);
  });

  it("makes the agent anew when the datastore was lost with the server", async () => {
    const { command, terraform } = stage(folder(), {
      answers: { apply: { status: 1, output: MISSING } },
    });
    expect(await healEdge(command)).toMatch(/its datastore was new, so the agents have joined anew/);
    expect(terraform.asked).toEqual([
      "init",
      "apply -target=docker_container.agent",
      "apply",
      "apply -replace=docker_container.agent",
    ]);
  });

  it("ends with Terraform's own words when it fails for another reason", async () => {
    const { command, terraform } = stage(folder(), {
      answers: { apply: { status: 1, output: "Error: no space left on device\n" } },
    });
    await expect(healEdge(command)).rejects.toThrow(
      /terraform apply failed \(status 1\)[^]*no space left on device/,
    );
    expect(terraform.asked).toHaveLength(3);
  });

  it("goes no further when the nodes cannot be made", async () => {
    const { command, terraform } = stage(folder(), {
      answers: {
        "apply -target=docker_container.agent": { status: 1, output: "Error: Docker is not there" },
      },
    });
    await expect(healEdge(command)).rejects.toThrow("Docker is not there");
    expect(terraform.asked).toHaveLength(2);
  });

  it("asks before it changes anything, and takes no for an answer", async () => {
    const { command, terraform, questions } = stage(folder(), { says: false });
    await expect(healEdge(command)).rejects.toThrow("nothing was changed");
    expect(questions).toHaveLength(1);
    expect(terraform.asked).toEqual([]);
  });

  it("has nothing to heal where nothing is deployed", async () => {
    const { command } = stage(folder());
    rmSync(stateFile(command.definition, "edge"));
    await expect(healEdge(command)).rejects.toThrow(
      /no edge is deployed in the environment dev[^]*npx cdktf deploy edge/,
    );
  });

  it("wants the stack synthesized", async () => {
    const { command } = stage(folder(), { isSynthesized: false });
    await expect(healEdge(command)).rejects.toThrow(
      /the edge stack is not synthesized[^]*npx landfall start/,
    );
  });
});
