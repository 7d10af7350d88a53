import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { filesBelow } from "../../../lib/program/files";
import { needs } from "../../support/parts";
import { ACCOUNT, Bench } from "./harness/bench";
import { unexpectedChanges } from "./harness/differences";
import { textsOf } from "./harness/cloud";
import type { Plan, StateResource, Terraform } from "./harness/terraform";

const STACKS = ["vps", "serverless"] as const;
const ENVIRONMENTS = ["dev", "prod"] as const;

jest.setTimeout(240_000);

needs("go", "terraform", "aws-provider", "moto").describe(
  "two environments with local state in one account",
  () => {
    let bench: Bench;
    const first = new Map<Terraform, Plan>();
    const stacks: Record<(typeof ENVIRONMENTS)[number], Terraform[]> = { dev: [], prod: [] };

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

    it.each(ENVIRONMENTS)("makes %s", async (environment) => {
      await bench.synthesize(environment);
      for (const terraform of stacks[environment]) {
        await terraform.init();
        const plan = await terraform.plan();
        expect(plan.resource_changes?.map(({ change }) => change.actions.join())).not.toContain("delete");
        first.set(terraform, plan);
      }
      await Promise.all(stacks[environment].map((terraform) => terraform.apply()));
    });

    it.each(["dev", "prod"] as const)("plans %s empty when it is switched back to", async (environment) => {
      await bench.synthesize(environment);
      for (const terraform of stacks[environment]) {
        await terraform.init();
        expect(unexpectedChanges(await terraform.plan(), first.get(terraform) ?? {})).toEqual([]);
      }
    });

    it("holds everything of both, under names that never meet", async () => {
      const [dev, prod] = await Promise.all(ENVIRONMENTS.map(namesIn));
      expect(dev?.size).toBeGreaterThan(5);
      expect(dev?.size).toBe(prod?.size);
      expect([...(dev ?? [])].filter((name) => prod?.has(name))).toEqual([]);
      const functions = (await bench.cloud.get("lambda", "/2015-03-31/functions/")) as {
        Functions: { FunctionName: string }[];
      };
      expect(functions.Functions.map(({ FunctionName: name }) => name).sort()).toEqual([
        "hello-dev-app",
        "hello-prod-app",
      ]);
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
      for (const file of filesBelow(folder))
        expect([file, modeOf(path.join(folder, file))]).toEqual([file, 0o600]);
    });

    it("keeps no state in cdktf.out, and what Terraform leaves there from its owner alone", () => {
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
      await Promise.all(stacks.dev.map((terraform) => terraform.destroy()));
      for (const terraform of stacks.prod) {
        expect(unexpectedChanges(await terraform.plan(), first.get(terraform) ?? {})).toEqual([]);
      }
      expect(await balancers()).toEqual(["hello-prod-vps"]);
    });

    it("destroys prod too, and keeps the modes", async () => {
      await Promise.all(stacks.prod.map((terraform) => terraform.destroy()));
      expect(await balancers()).toEqual([]);
      const folder = bench.project.at(".landfall/state");
      for (const file of filesBelow(folder)) expect(modeOf(path.join(folder, file))).toBe(0o600);
    });

    async function balancers(): Promise<string[]> {
      const answer = await bench.cloud.query("elasticloadbalancing", "2015-12-01", {
        Action: "DescribeLoadBalancers",
      });
      return textsOf(answer, "LoadBalancerName").sort();
    }

    /** Kind and name of everything of an environment that must be alone of its name in an account. */
    async function namesIn(environment: (typeof ENVIRONMENTS)[number]): Promise<Set<string>> {
      const resources = await Promise.all(stacks[environment].map((terraform) => terraform.resources()));
      return new Set(resources.flat().flatMap(accountWideNames));
    }
  },
);

/** Attributes that name a resource in its account. Children of a named one share its name, and are left out. */
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
