import { unzipSync } from "fflate";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { sha256 } from "../../../lib/program/files";
import { needs } from "../../support/parts";
import { Bench } from "./harness/bench";
import { readConfiguration } from "./harness/changes";
import { unexpectedChanges } from "./harness/differences";
import type { Plan, Terraform } from "./harness/terraform";

const FUNCTION = "/2015-03-31/functions/hello-dev-app";
const NOTHING_TO_RESERVE = {
  value: null,
  unit: null,
  reason: "Lambda is billed by request and by time: there is no instance to reserve or to rent",
};

jest.setTimeout(180_000);

needs("go", "terraform", "aws-provider", "moto").describe("the serverless stack in a simulated AWS", () => {
  let bench: Bench;
  let terraform: Terraform;
  let first: Plan;

  beforeAll(async () => {
    bench = await Bench.start();
    await bench.synthesize("dev");
    terraform = bench.terraform("dev", "serverless");
  });

  afterAll(() => bench.end());

  it("is initialised, and valid without a warning", async () => {
    await terraform.init();
    expect(await terraform.validate()).toEqual([]);
  });

  it("is made in one apply", async () => {
    first = await terraform.plan();
    expect(new Set(first.resource_changes?.map(({ change }) => change.actions.join()))).toEqual(
      new Set(["create"]),
    );
    await terraform.apply();
    const made = (await terraform.resources()).map(({ address }) => address);
    expect(made.sort()).toEqual(first.resource_changes?.map(({ address }) => address).sort());
  });

  it("is planned empty after it", async () => {
    expect(unexpectedChanges(await terraform.plan(), first)).toEqual([]);
  });

  it("runs the zip that was built, which holds the program that was built", async () => {
    const zip = readFileSync(namedZip());
    expect(await functionAt("1")).toMatchObject({
      CodeSha256: createHash("sha256").update(zip).digest("base64"),
      CodeSize: zip.length,
      Runtime: "provided.al2023",
      Handler: "bootstrap",
      Architectures: ["x86_64"],
      MemorySize: 256,
      Timeout: 10,
      Environment: { Variables: { GREETING: "hello" } },
    });
    const entries = unzipSync(zip);
    expect(Object.keys(entries)).toEqual(["bootstrap"]);
    expect(sha256(entries["bootstrap"] ?? "")).toBe(builtDigest());
  });

  it("leads the public address to version 1 by the alias", async () => {
    expect(await liveVersion()).toBe("1");
    const address = await bench.cloud.get("lambda", "/2021-10-31/functions/hello-dev-app/url?Qualifier=live");
    const { FunctionUrl: url } = address as { FunctionUrl: string };
    expect(address).toMatchObject({ AuthType: "NONE", InvokeMode: "BUFFERED" });
    expect(await terraform.outputs()).toMatchObject({ app_url: url });
  });

  it("lets everybody use the address, and invoke the alias by it", async () => {
    const answer = await bench.cloud.get("lambda", `${FUNCTION}/policy?Qualifier=live`);
    const { Statement: statements } = JSON.parse((answer as { Policy: string }).Policy) as {
      Statement: unknown[];
    };
    const everybody = {
      Effect: "Allow",
      Principal: "*",
      Resource: "arn:aws:lambda:us-east-1:111111111111:function:hello-dev-app:live",
    };
    expect(statements).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          ...everybody,
          Sid: "use-function-url",
          Action: "lambda:InvokeFunctionUrl",
          FunctionUrlAuthType: "NONE",
        }),
        expect.objectContaining({
          ...everybody,
          Sid: "invoke-by-function-url",
          Action: "lambda:InvokeFunction",
        }),
      ]),
    );
  });

  it("keeps the log as long as landfall.yaml says", async () => {
    expect(await bench.cloud.ask("logs", "Logs_20140328.DescribeLogGroups", {})).toMatchObject({
      logGroups: [{ logGroupName: "/aws/lambda/hello-dev-app", retentionInDays: 30 }],
    });
  });

  it("tells finance what it costs, and why the rest has no value", async () => {
    const cost = { value: expect.stringMatching(/^\d+\.\d\d$/) as string, unit: "USD/month", reason: null };
    expect(await terraform.outputs()).toEqual({
      app_url: expect.any(String) as string,
      monthly_cost: cost,
      on_demand_cost: cost,
      saving: NOTHING_TO_RESERVE,
      reserved_count: NOTHING_TO_RESERVE,
      on_demand_count: NOTHING_TO_RESERVE,
      break_even_utilisation: NOTHING_TO_RESERVE,
    });
  });

  it("publishes version 2 of a changed program, moves the alias, and keeps version 1", async () => {
    const before = { digest: builtDigest(), version1: await functionAt("1") };
    bench.project.editProgram("\n// A change.\n");
    await bench.synthesize("dev");
    const update = await terraform.plan();
    await terraform.apply();

    const updated = update.resource_changes?.filter(({ change }) => change.actions.join() !== "no-op");
    expect(updated?.map(({ address, change }) => [address, change.actions])).toEqual([
      ["aws_lambda_alias.app_live", ["update"]],
      ["aws_lambda_function.app_function", ["update"]],
    ]);
    expect(await liveVersion()).toBe("2");
    expect(await functionAt("2")).toMatchObject({
      CodeSha256: createHash("sha256").update(readFileSync(namedZip())).digest("base64"),
    });
    expect(await functionAt("1")).toEqual(before.version1);
    expect(builtDigest()).not.toBe(before.digest);
    expect(unexpectedChanges(await terraform.plan(), update)).toEqual([]);
  });

  it("is destroyed without a rest", async () => {
    await terraform.destroy();
    expect(await terraform.resources()).toEqual([]);
    expect(await bench.cloud.get("lambda", "/2015-03-31/functions/")).toMatchObject({ Functions: [] });
    expect(await bench.cloud.ask("logs", "Logs_20140328.DescribeLogGroups", {})).toMatchObject({
      logGroups: [],
    });
  });

  /** Path of the zip that the configuration names. */
  function namedZip(): string {
    const { resource } = readConfiguration(path.join(terraform.folder, "cdk.tf.json"));
    return path.join(
      terraform.folder,
      String(resource["aws_lambda_function"]?.["app_function"]?.["filename"]),
    );
  }

  function builtDigest(): string {
    return bench.project.lastBuilt("amd64");
  }

  async function functionAt(version: string): Promise<unknown> {
    const answer = await bench.cloud.get("lambda", `${FUNCTION}?Qualifier=${version}`);
    return (answer as { Configuration: unknown }).Configuration;
  }

  async function liveVersion(): Promise<string> {
    const alias = await bench.cloud.get("lambda", `${FUNCTION}/aliases/live`);
    return (alias as { FunctionVersion: string }).FunctionVersion;
  }
});
