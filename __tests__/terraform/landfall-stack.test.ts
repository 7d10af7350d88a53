import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { LocalBackend } from "../../lib/terraform/cdktf";
import { App, Construct, TerraformOutput } from "../../lib/terraform/cdktf";
import { LandfallStack } from "../../lib/terraform/landfall-stack";
import { VPS_PLAN } from "../stacks/stacks";
import { exampleDefinition, temporaryFolder } from "../support/stacks";

const folder = temporaryFolder();

class SomeStack extends LandfallStack {
  constructor(app: App, environment: string) {
    super(app, { definition: exampleDefinition(folder, environment), plan: VPS_PLAN });
  }
}

function app(): App {
  return new App({ outdir: path.join(folder, "cdktf.out"), stackTraces: false });
}

describe("a stack", () => {
  it("is written into a folder of its environment's own, which the manifest tells cdktf", () => {
    for (const environment of ["dev", "prod"]) {
      const tree = app();
      new SomeStack(tree, environment);
      tree.synth();
      const manifest = JSON.parse(readFileSync(path.join(folder, "cdktf.out/manifest.json"), "utf8")) as {
        stacks: Record<string, { workingDirectory: string; synthesizedStackPath: string }>;
      };
      expect(manifest.stacks["vps"]).toMatchObject({
        workingDirectory: `environments/${environment}/vps`,
        synthesizedStackPath: `environments/${environment}/vps/cdk.tf.json`,
      });
      expect(existsSync(path.join(folder, `cdktf.out/environments/${environment}/vps/cdk.tf.json`))).toBe(
        true,
      );
    }
  });

  it("has exactly one backend", () => {
    const stack = new SomeStack(app(), "dev");
    expect(stack.node.findAll().filter((each) => each instanceof LocalBackend)).toHaveLength(1);
  });

  it("refuses two parts that would share a name in Terraform's state", () => {
    const stack = new SomeStack(app(), "dev");
    new TerraformOutput(new Construct(stack, "a_b"), "c", { value: "1" });
    new TerraformOutput(new Construct(stack, "a"), "b_c", { value: "2" });
    expect(() => {
      stack.prepareStack();
      stack.toTerraform();
    }).toThrow(/vps\/a.* would both be called a_b_c/);
  });
});
