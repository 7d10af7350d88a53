import { appendFileSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { ROOT } from "../../../lib/cli/setup.mjs";
import { needs } from "../../support/parts";
import { Bench } from "./harness/bench";
import { configurationsBelow } from "./harness/changes";
import type { Ended } from "./harness/processes";

jest.setTimeout(180_000);

needs("go", "terraform", "aws-provider", "moto").describe("the cdktf command", () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await Bench.start();
  });

  afterAll(() => bench.end());

  it("lists a stack for each target that is enabled", async () => {
    const { status, stdout } = await cdktf("list");
    expect(status).toBe(0);
    expect(tableOf(stdout)).toEqual({
      serverless: "cdktf.out/environments/dev/serverless",
      vps: "cdktf.out/environments/dev/vps",
    });
  });

  it("synthesizes every stack", async () => {
    const { status, stdout } = await cdktf("synth");
    expect(status).toBe(0);
    expect(stdout).toContain("Generated Terraform code for the stacks: serverless, vps");
    const output = bench.project.at("cdktf.out");
    expect(configurationsBelow(output).map((file) => path.relative(output, file))).toEqual([
      "environments/dev/serverless/cdk.tf.json",
      "environments/dev/vps/cdk.tf.json",
    ]);
  });

  it("takes the environment from LANDFALL_ENVIRONMENT", async () => {
    const { stdout } = await cdktf("list", { LANDFALL_ENVIRONMENT: "prod" });
    expect(tableOf(stdout)).toEqual({
      serverless: "cdktf.out/environments/prod/serverless",
      vps: "cdktf.out/environments/prod/vps",
    });
  });

  it("tells in which way one stack differs, and makes nothing", async () => {
    const { status, stdout } = await cdktf("diff serverless");
    expect(status).toBe(0);
    expect(stdout).toContain("Plan: 8 to add, 0 to change, 0 to destroy.");
    expect(await functionVersions()).toBeUndefined();
  });

  it("deploys one stack and leaves the others alone", async () => {
    const { status, stdout } = await cdktf("deploy serverless --auto-approve");
    expect(status).toBe(0);
    expect(stdout).toContain("Apply complete! Resources: 8 added, 0 changed, 0 destroyed.");
    expect(await functionVersions()).toEqual(["$LATEST", "1"]);
    expect(await bench.cloud.keys("hello-dev-vps-111111111111")).toBeUndefined();
  });

  it("finds no difference then", async () => {
    const { stdout } = await cdktf("diff serverless");
    expect(stdout).toContain("No changes. Your infrastructure matches the configuration.");
  });

  it("builds and deploys a program that was changed, with nothing else called before", async () => {
    bench.project.editProgram("\n// A change.\n");
    const { status, stdout } = await cdktf("deploy serverless --auto-approve");
    expect(status).toBe(0);
    expect(stdout).toContain("Apply complete! Resources: 0 added, 2 changed, 0 destroyed.");
    expect(await functionVersions()).toEqual(["$LATEST", "1", "2"]);
  });

  it("deploys nothing of a program that does not compile, and shows the compiler's words", async () => {
    const main = bench.project.at("go-app/cmd/app/broken.go");
    appendFileSync(main, "package main\n\nvar _ = nonsense\n");
    const { status, stdout, stderr } = await cdktf("deploy serverless --auto-approve");
    expect(status).not.toBe(0);
    expect(stdout + stderr).toContain("cmd/app/broken.go:3:9: undefined: nonsense");
    expect(await functionVersions()).toEqual(["$LATEST", "1", "2"]);
    await bench.project.run("rm go-app/cmd/app/broken.go");
  });

  it("destroys one stack", async () => {
    const { status } = await cdktf("destroy serverless --auto-approve");
    expect(status).toBe(0);
    expect(await functionVersions()).toBeUndefined();
  });

  it("does not list a target that is not enabled", async () => {
    bench.project.edit((definition) => {
      definition.setIn(["targets", "vps", "enabled"], false);
    });
    const { stdout } = await cdktf("list");
    expect(tableOf(stdout)).toEqual({ serverless: "cdktf.out/environments/dev/serverless" });
  });

  /** Runs the cdktf command with the project's app command, after which the changes for the simulated AWS are made. */
  async function cdktf(words: string, more: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const change = [
      path.join(ROOT, "lib/cli/launch.mjs"),
      path.join(ROOT, "__tests__/e2e/terraform/harness/change-output.ts"),
      bench.providerVersion,
    ];
    const app = `${bench.project.app} && node ${change.map((word) => `'${word}'`).join(" ")}`;
    const ended = await bench.project.run(`node_modules/.bin/cdktf ${words} --app "${app}"`, {
      ...bench.environment,
      ...more,
    });
    return {
      ...ended,
      stdout: stripVTControlCharacters(ended.stdout),
      stderr: stripVTControlCharacters(ended.stderr),
    };
  }

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
