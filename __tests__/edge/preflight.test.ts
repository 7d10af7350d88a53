import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { preflightEdge } from "../../lib/edge/preflight";
import { stateFile } from "../../lib/terraform/state";
import { temporaryFolder } from "../support/stacks";
import { DEPLOYED, stage } from "./commands";

const parent = temporaryFolder();

function folder(): string {
  return mkdtempSync(path.join(parent, "project-"));
}

describe("the look before a plan", () => {
  it("is content when the API of a deployed edge answers, at the port that is deployed", async () => {
    const { command, looks, terraform } = stage(folder());
    await preflightEdge(command);
    expect(looks).toEqual([26_443]);
    expect(terraform.asked).toEqual([]);
  });

  it("says that the server is gone, where it was, and the one command that mends it", async () => {
    const { command } = stage(folder(), { isApiThere: false });
    await expect(preflightEdge(command)).rejects.toThrow(
      /the server of the edge is gone: nothing answers at https:\/\/127\.0\.0\.1:26443[^]*do: start Docker if it is stopped[^]*npx landfall edge heal/,
    );
  });

  it("looks at the port of landfall.yaml when the state does not know the server any more", async () => {
    const { command, looks } = stage(folder(), {
      state: DEPLOYED.filter(({ name }) => name !== "server"),
      isApiThere: false,
    });
    await expect(preflightEdge(command)).rejects.toThrow("the server of the edge is gone");
    expect(looks).toEqual([16_443]);
  });

  it("asks nobody when nothing lies in the cluster: no plan would", async () => {
    const { command, looks } = stage(folder(), {
      state: DEPLOYED.filter(({ type }) => !type.startsWith("kubernetes_")),
      isApiThere: false,
    });
    await preflightEdge(command);
    expect(looks).toEqual([]);
  });

  it.each([
    ["no state", undefined],
    ["an empty file for a state", ""],
    ["a state without resources", "{}"],
  ])("asks nobody and runs nothing with %s", async (_, text) => {
    const project = folder();
    const { command, looks, terraform } = stage(project, { isApiThere: false });
    const file = stateFile(command.definition, "edge");
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
    await preflightEdge(command);
    expect({ looks, asked: terraform.asked }).toEqual({ looks: [], asked: [] });
  });

  it("reads a state in a bucket by Terraform", async () => {
    const { command, looks, terraform } = stage(folder(), { environment: "prod" });
    await preflightEdge(command);
    expect(terraform.asked).toEqual(["state pull"]);
    expect(looks).toEqual([26_443]);
  });

  it("needs no network for a state in a bucket that this clone has never used", async () => {
    const { command, looks, terraform } = stage(folder(), { environment: "prod", isApiThere: false });
    rmSync(path.join(terraform.folder, ".terraform"), { recursive: true });
    await preflightEdge(command);
    expect({ looks, asked: terraform.asked }).toEqual({ looks: [], asked: [] });
    mkdirSync(path.join(terraform.folder, ".terraform"));
  });
});
