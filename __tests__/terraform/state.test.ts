import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { protectLocalState, stateFile } from "../../lib/terraform/state";
import { workingDirectory } from "../../lib/terraform/environment-synthesizer";
import { exampleDefinition, temporaryFolder } from "../support/stacks";

const folder = temporaryFolder();
const dev = exampleDefinition(folder, "dev");

function mode(file: string): string {
  return (statSync(file).mode & 0o777).toString(8);
}

describe("local state", () => {
  it("can be read by its owner alone, and so can its backup and its folder", () => {
    protectLocalState(dev, "vps");
    const file = stateFile(dev, "vps");
    expect([mode(file), mode(`${file}.backup`), mode(path.dirname(file))]).toEqual(["600", "600", "700"]);
  });

  it("that is there is kept, and closed to others", () => {
    const file = stateFile(dev, "serverless");
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, "{}", { mode: 0o644 });
    protectLocalState(dev, "serverless");
    expect(readFileSync(file, "utf8")).toBe("{}");
    expect(mode(file)).toBe("600");
  });

  it("is made for no environment that keeps its state elsewhere", () => {
    protectLocalState(exampleDefinition(folder, "prod"), "vps");
    expect(existsSync(path.join(folder, ".landfall/state/prod"))).toBe(false);
  });

  it("of two environments, and the folders that Terraform works in, never meet", () => {
    expect(stateFile(dev, "vps")).not.toBe(
      stateFile({ ...dev, environment: { ...dev.environment, name: "prod" } }, "vps"),
    );
    expect(workingDirectory("dev", "vps")).not.toBe(workingDirectory("prod", "vps"));
  });
});
