import { existsSync } from "node:fs";
import { needs } from "../../support/parts";
import { ACCOUNT, Bench } from "./harness/bench";
import { unexpectedChanges } from "./harness/differences";
import type { Plan, Terraform } from "./harness/terraform";

const BUCKET = "hello-terraform-state";
const STATE = { backend: "s3", bucket: BUCKET, region: "us-east-1" };
const ENVIRONMENTS = ["dev", "prod"] as const;

jest.setTimeout(180_000);

needs("go", "terraform", "aws-provider", "moto").describe("two environments with state in a bucket", () => {
  let bench: Bench;
  let stacks: Record<(typeof ENVIRONMENTS)[number], Terraform>;
  const first = new Map<string, Plan>();

  beforeAll(async () => {
    bench = await Bench.start();
    await bench.cloud.putBucket(BUCKET);
    bench.project.edit((definition) => {
      definition.setIn(["environments", "dev", "state"], STATE);
      definition.setIn(["environments", "prod", "state"], STATE);
    });
    stacks = { dev: bench.terraform("dev", "serverless"), prod: bench.terraform("prod", "serverless") };
  });

  afterAll(() => bench.end());

  it("refuses an environment of another account before anything is made", async () => {
    await bench.synthesize("prod");
    await stacks.prod.init();
    const { status, stderr } = await stacks.prod.tryApply();
    expect(status).toBe(1);
    expect(stderr).toContain(`AWS account ID not allowed: ${ACCOUNT}`);
    expect(await functions()).toEqual([]);
    expect(await bench.cloud.ask("logs", "Logs_20140328.DescribeLogGroups", {})).toMatchObject({
      logGroups: [],
    });
    expect(await bench.cloud.keys(BUCKET)).toEqual([]);
  });

  it.each(ENVIRONMENTS)("makes %s", async (environment) => {
    bench.project.edit((definition) => {
      definition.setIn(["environments", environment, "aws", "account"], ACCOUNT);
    });
    await bench.synthesize(environment);
    await stacks[environment].init();
    first.set(environment, await stacks[environment].plan());
    await stacks[environment].apply();
  });

  it.each(ENVIRONMENTS)("plans %s empty when it is switched back to", async (environment) => {
    await bench.synthesize(environment);
    await stacks[environment].init();
    expect(unexpectedChanges(await stacks[environment].plan(), first.get(environment) ?? {})).toEqual([]);
  });

  it("keeps the states under keys of their own, and none of them in the project", async () => {
    expect(await bench.cloud.keys(BUCKET)).toEqual(ENVIRONMENTS.map(stateKey));
    expect(await functions()).toEqual(["hello-dev-app", "hello-prod-app"]);
    expect(existsSync(bench.project.at(".landfall/state"))).toBe(false);
  });

  it.each(ENVIRONMENTS)(
    "locks the state of %s with a file beside it, which is gone after the apply",
    (environment) => {
      const requests = bench.moto.log();
      expect(requests).toMatch(new RegExp(`"PUT /${BUCKET}/${lockKey(environment)}[? ][^"]*" 200`));
      expect(requests).toMatch(new RegExp(`"DELETE /${BUCKET}/${lockKey(environment)}[? ][^"]*" 204`));
    },
  );

  it("refuses to apply while somebody else holds the lock, and says who", async () => {
    await bench.cloud.putObject(BUCKET, lockKey("dev"), JSON.stringify(LOCK));
    const { status, stderr } = await stacks.dev.tryApply();
    await bench.cloud.deleteObject(BUCKET, lockKey("dev"));
    expect(status).toBe(1);
    expect(stderr).toContain("Error acquiring the state lock");
    expect(stderr).toContain(LOCK.ID);
    expect(stderr).toContain(LOCK.Who);
  });

  it("leaves prod as it was when dev is destroyed", async () => {
    await stacks.dev.destroy();
    expect(await functions()).toEqual(["hello-prod-app"]);
    expect(unexpectedChanges(await stacks.prod.plan(), first.get("prod") ?? {})).toEqual([]);
    await stacks.prod.destroy();
    expect(await functions()).toEqual([]);
  });

  async function functions(): Promise<string[]> {
    const answer = await bench.cloud.get("lambda", "/2015-03-31/functions/");
    return (answer as { Functions: { FunctionName: string }[] }).Functions.map(
      ({ FunctionName: name }) => name,
    ).sort();
  }
});

/** A lock as Terraform writes it. */
const LOCK = {
  ID: "5f0c1f0e-6a2f-4c8e-9a6e-0d6b8f5f7a11",
  Operation: "OperationTypeApply",
  Info: "",
  Who: "somebody@elsewhere",
  Version: "1.11.4",
  Created: "2026-11-01T00:00:00Z",
  Path: `${BUCKET}/${stateKey("dev")}`,
};

function stateKey(environment: string): string {
  return `landfall/hello/${environment}/serverless.tfstate`;
}

function lockKey(environment: string): string {
  return `${stateKey(environment)}.tflock`;
}
