import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { needs } from "../../support/parts";
import { Bench } from "./harness/bench";
import { configurationsBelow } from "./harness/changes";

jest.setTimeout(180_000);

needs("go", "terraform", "aws-provider", "moto").describe("the cdktf command", () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await Bench.start();
  });

  afterAll(() => bench.end());

  it("lists a stack for each target that is enabled", async () => {
    const { status, stdout } = await bench.cdktf("list");
    expect(status).toBe(0);
    expect(tableOf(stdout)).toEqual({
      serverless: "cdktf.out/environments/dev/serverless",
      vps: "cdktf.out/environments/dev/vps",
    });
  });

  it("synthesizes every stack", async () => {
    const { status, stdout } = await bench.cdktf("synth");
    expect(status).toBe(0);
    expect(stdout).toContain("Generated Terraform code for the stacks: serverless, vps");
    const output = bench.project.at("cdktf.out");
    expect(configurationsBelow(output).map((file) => path.relative(output, file))).toEqual([
      "environments/dev/serverless/cdk.tf.json",
      "environments/dev/vps/cdk.tf.json",
    ]);
  });

  it("takes the environment from LANDFALL_ENVIRONMENT", async () => {
    const { stdout } = await bench.cdktf("list", { LANDFALL_ENVIRONMENT: "prod" });
    expect(tableOf(stdout)).toEqual({
      serverless: "cdktf.out/environments/prod/serverless",
      vps: "cdktf.out/environments/prod/vps",
    });
  });

  it("tells in which way one stack differs, and makes nothing", async () => {
    const { status, stdout } = await bench.cdktf("diff serverless");
    expect(status).toBe(0);
    expect(stdout).toContain("Plan: 8 to add, 0 to change, 0 to destroy.");
    expect(await functionVersions()).toBeUndefined();
  });

  it("deploys one stack and leaves the others alone", async () => {
    const { status, stdout } = await bench.cdktf("deploy serverless --auto-approve");
    expect(status).toBe(0);
    expect(stdout).toContain("Apply complete! Resources: 8 added, 0 changed, 0 destroyed.");
    expect(await functionVersions()).toEqual(["$LATEST", "1"]);
    expect(await bench.cloud.keys("hello-dev-vps-111111111111")).toBeUndefined();
  });

  it("finds no difference then", async () => {
    const { stdout } = await bench.cdktf("diff serverless");
    expect(stdout).toContain("No changes. Your infrastructure matches the configuration.");
  });

  it("builds and deploys a program that was changed, with nothing else called before", async () => {
    bench.project.editProgram("\n// A change.\n");
    const { status, stdout } = await bench.cdktf("deploy serverless --auto-approve");
    expect(status).toBe(0);
    expect(stdout).toContain("Apply complete! Resources: 0 added, 2 changed, 0 destroyed.");
    expect(await functionVersions()).toEqual(["$LATEST", "1", "2"]);
  });

  it("deploys nothing of a program that does not compile, and shows the compiler's words", async () => {
    const broken = bench.project.at("go-app/cmd/app/broken.go");
    writeFileSync(broken, "package main\n\nvar _ = nonsense\n");
    const { status, stdout, stderr } = await bench.cdktf("deploy serverless --auto-approve");
    rmSync(broken);
    expect(status).not.toBe(0);
    expect(stdout + stderr).toContain("cmd/app/broken.go:3:9: undefined: nonsense");
    expect(await functionVersions()).toEqual(["$LATEST", "1", "2"]);
  });

  it("destroys one stack", async () => {
    const { status } = await bench.cdktf("destroy serverless --auto-approve");
    expect(status).toBe(0);
    expect(await functionVersions()).toBeUndefined();
  });

  it("does not list a target that is not enabled", async () => {
    bench.project.edit((definition) => {
      definition.setIn(["targets", "vps", "enabled"], false);
    });
    const { stdout } = await bench.cdktf("list");
    expect(tableOf(stdout)).toEqual({ serverless: "cdktf.out/environments/dev/serverless" });
  });

  /** Published versions of the function; undefined where there is none. */
  async function functionVersions(): Promise<string[] | undefined> {
    const all = (await bench.cloud.get("lambda", "/2015-03-31/functions/?FunctionVersion=ALL")) as {
      Functions: { Version: string }[];
    };
    return all.Functions.length === 0
      ? undefined
      : all.Functions.map(({ Version: version }) => version).sort();
  }
});

/** The two columns of what `cdktf list` prints, without their heads. */
function tableOf(text: string): Record<string, string> {
  const rows = text.split("\n").map((line) => line.trim().split(/\s{2,}/));
  return Object.fromEntries(
    rows.filter(
      (row): row is [string, string] => row.length === 2 && row[1]?.startsWith("cdktf.out") === true,
    ),
  );
}
