import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { filesBelow } from "../../../lib/program/files";
import { needs } from "../../support/parts";
import { ACCOUNT, Bench } from "./harness/bench";
import { textsOf } from "./harness/cloud";
import { unexpectedChanges } from "./harness/differences";
import type { Plan, StateResource, Terraform } from "./harness/terraform";

const STACKS = ["vps", "serverless"] as const;
const ENVIRONMENTS = ["dev", "prod"] as const;
type Environment = (typeof ENVIRONMENTS)[number];

jest.setTimeout(300_000);

needs("go", "terraform", "aws-provider", "moto").describe("two environments with local state", () => {
  let bench: Bench;
  const first = new Map<Terraform, Plan>();
  const stacks: Record<Environment, Terraform[]> = { dev: [], prod: [] };

  beforeAll(async () => {
    bench = await Bench.start();
    bench.project.edit((definition) => {
      definition.setIn(["environments", "prod", "aws", "account"], ACCOUNT);
      definition.setIn(["environments", "prod", "state"], { backend: "local" });
    });
    for (const environment of ENVIRONMENTS) {
      stacks[environment] = STACKS.map((stack) => bench.terraform(environment, stack));
    }
  });

  afterAll(() => bench.end());

  it.each(ENVIRONMENTS)("makes both stacks of %s", async (environment) => {
    await bench.synthesize(environment);
    await forEachStack(environment, async (terraform) => {
      await terraform.init();
      first.set(terraform, await terraform.plan());
      await terraform.apply();
    });
  });

  it.each(ENVIRONMENTS)("plans %s empty when it is switched back to", async (environment) => {
    await bench.synthesize(environment);
    await forEachStack(environment, async (terraform) => {
      await terraform.init();
      expect(await unexpectedIn(terraform)).toEqual([]);
    });
  });

  it("holds everything of both in one account, under names that never meet", async () => {
    const [dev, prod] = await Promise.all(ENVIRONMENTS.map(namesIn));
    expect(dev?.size).toBeGreaterThanOrEqual(Object.keys(NAME_ATTRIBUTES).length);
    expect(dev?.size).toBe(prod?.size);
    expect([...(dev ?? [])].filter((name) => prod?.has(name))).toEqual([]);
    const { Functions: functions } = (await bench.cloud.get("lambda", "/2015-03-31/functions/")) as {
      Functions: { FunctionName: string }[];
    };
    expect(functions.map((each) => each.FunctionName).sort()).toEqual(["hello-dev-app", "hello-prod-app"]);
    expect(await balancers()).toEqual(["hello-dev-vps", "hello-prod-vps"]);
  });

  it("keeps each state in a file that only its owner can read", () => {
    const folder = bench.project.at(".landfall/state");
    expect(modeOf(folder)).toBe(0o700);
    for (const environment of ENVIRONMENTS) {
      expect(modeOf(path.join(folder, environment))).toBe(0o700);
      expect(readdirSync(path.join(folder, environment)).sort()).toEqual([
        "serverless.tfstate",
        "serverless.tfstate.backup",
        "vps.tfstate",
        "vps.tfstate.backup",
      ]);
    }
    expect(modesBelow(folder)).toEqual(new Set([0o600]));
  });

  it("keeps no state in cdktf.out, and what Terraform leaves there from all but its owner", () => {
    const output = bench.project.at("cdktf.out");
    const remembered = filesBelow(output).filter((name) => name.includes("tfstate"));
    expect(remembered).toHaveLength(ENVIRONMENTS.length * STACKS.length);
    for (const name of remembered) {
      expect(name).toMatch(/^environments\/\w+\/\w+\/\.terraform\/terraform\.tfstate$/);
      expect(JSON.parse(readFileSync(path.join(output, name), "utf8"))).not.toHaveProperty("resources");
    }
    for (const { folder } of Object.values(stacks).flat()) expect(modeOf(folder)).toBe(0o700);
  });

  it("leaves prod as it was when dev is destroyed", async () => {
    await forEachStack("dev", (terraform) => terraform.destroy());
    await forEachStack("prod", async (terraform) => {
      expect(await unexpectedIn(terraform)).toEqual([]);
    });
    expect(await balancers()).toEqual(["hello-prod-vps"]);
  });

  it("destroys prod too, and keeps the modes", async () => {
    await forEachStack("prod", (terraform) => terraform.destroy());
    expect(await balancers()).toEqual([]);
    expect(modesBelow(bench.project.at(".landfall/state"))).toEqual(new Set([0o600]));
  });

  async function forEachStack(
    environment: Environment,
    work: (terraform: Terraform) => Promise<void>,
  ): Promise<void> {
    await Promise.all(stacks[environment].map(work));
  }

  async function unexpectedIn(terraform: Terraform): Promise<string[]> {
    return unexpectedChanges(await terraform.plan(), first.get(terraform) ?? {});
  }

  async function balancers(): Promise<string[]> {
    const answer = await bench.cloud.query("elasticloadbalancing", "2015-12-01", {
      Action: "DescribeLoadBalancers",
    });
    return textsOf(answer, "LoadBalancerName").sort();
  }

  /** Type and name of everything of an environment that must be alone of its name in an account. */
  async function namesIn(environment: Environment): Promise<Set<string>> {
    const resources = await Promise.all(stacks[environment].map((terraform) => terraform.resources()));
    return new Set(resources.flat().flatMap(accountWideNames));
  }
});

/** Attributes that name a resource in its account. What belongs to one of these may be named as its neighbour is. */
const NAME_ATTRIBUTES: Readonly<Record<string, string>> = {
  aws_autoscaling_group: "name",
  aws_cloudwatch_log_group: "name",
  aws_iam_instance_profile: "name",
  aws_iam_role: "name",
  aws_lambda_function: "function_name",
  aws_launch_template: "name",
  aws_lb: "name",
  aws_lb_target_group: "name",
  aws_s3_bucket: "bucket",
  aws_security_group: "name",
};

function accountWideNames({ type, attributes }: StateResource): string[] {
  const attribute = NAME_ATTRIBUTES[type];
  return attribute === undefined ? [] : [`${type} ${String(attributes[attribute])}`];
}

function modeOf(place: string): number {
  return statSync(place).mode & 0o777;
}

/** Modes of the files below a folder. */
function modesBelow(folder: string): Set<number> {
  return new Set(filesBelow(folder).map((name) => modeOf(path.join(folder, name))));
}
