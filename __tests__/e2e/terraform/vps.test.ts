import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { sha256 } from "../../../lib/program/files";
import type { CostReport } from "../../../lib/report/report-schema";
import { needs } from "../../support/parts";
import { ACCOUNT, Bench } from "./harness/bench";
import { UPDATE_CHANGES, readConfiguration } from "./harness/changes";
import { textsOf } from "./harness/cloud";
import { unexpectedChanges, unseenDifferences } from "./harness/differences";
import type { Plan, Terraform } from "./harness/terraform";

const BUCKET = `hello-dev-vps-${ACCOUNT}`;
const EC2 = "2016-11-15";
const AUTO_SCALING = "2011-01-01";

jest.setTimeout(240_000);

needs("go", "terraform", "aws-provider", "moto").describe("the vps stack in a simulated AWS", () => {
  let bench: Bench;
  let terraform: Terraform;
  let first: Plan;
  let update: Plan;
  let report: CostReport;

  beforeAll(async () => {
    bench = await Bench.start();
    report = await bench.project.report("dev");
    await bench.synthesize("dev");
    terraform = bench.terraform("dev", "vps");
  });

  afterAll(() => bench.end());

  it("is initialised, and valid without a warning", async () => {
    await terraform.init();
    expect(await terraform.validate()).toEqual([]);
  });

  it("is made in one apply", async () => {
    first = await terraform.plan();
    const toMake = first.resource_changes?.filter(({ change }) => change.actions.join() === "create");
    await terraform.apply();
    const made = (await terraform.resources()).map(({ address }) => address);
    expect(made.sort()).toEqual(toMake?.map(({ address }) => address).sort());
    expect(first.resource_changes?.every(({ change }) => /^(create|read)$/.test(change.actions.join()))).toBe(
      true,
    );
  });

  it("is planned empty after it, but for what moto is known not to keep", async () => {
    const second = await terraform.plan();
    expect(unexpectedChanges(second, first)).toEqual([]);
    expect(unseenDifferences(second)).toEqual([]);
  });

  it("puts exactly the program's bytes into the bucket, under their digest", async () => {
    const digest = bench.project.lastBuilt("amd64");
    const keys = await bench.cloud.keys(BUCKET);
    expect(keys).toEqual([
      `programs/${digest}/app`,
      expect.stringMatching(/^sites\/[0-9a-f]{64}\/docs\.tar\.gz$/),
    ]);
    for (const key of keys ?? []) {
      const object = await bench.cloud.object(BUCKET, key);
      expect(sha256(object ?? "")).toBe(key.split("/")[1]);
    }
  });

  it("keeps the bucket to itself: private, encrypted, versioned", async () => {
    const blocked = await bench.cloud.bucketSetting(BUCKET, "publicAccessBlock");
    for (const each of [
      "BlockPublicAcls",
      "IgnorePublicAcls",
      "BlockPublicPolicy",
      "RestrictPublicBuckets",
    ]) {
      expect(textsOf(blocked, each)).toEqual(["true"]);
    }
    expect(textsOf(await bench.cloud.bucketSetting(BUCKET, "encryption"), "SSEAlgorithm")).toEqual([
      "AES256",
    ]);
    expect(textsOf(await bench.cloud.bucketSetting(BUCKET, "versioning"), "Status")).toEqual(["Enabled"]);
    expect(textsOf(await bench.cloud.bucketSetting(BUCKET, "ownershipControls"), "ObjectOwnership")).toEqual([
      "BucketOwnerEnforced",
    ]);
  });

  it("starts instances with the cloud-config that was synthesized, which fetches those objects", async () => {
    const userData = await newestUserData();
    const { resource } = readConfiguration(path.join(terraform.folder, "cdk.tf.json"));
    expect(userData.toString("base64")).toBe(
      resource["aws_launch_template"]?.["fleet_template"]?.["user_data"],
    );
    const text = userData.toString();
    expect(text).toMatch(/^#cloud-config\n/);
    expect(parse(text)).toMatchObject({ packages: expect.arrayContaining(["nginx"]) as string[] });
    for (const key of (await bench.cloud.keys(BUCKET)) ?? []) expect(text).toContain(` ${key}`);
    expect(text).toContain(`https://${BUCKET}.s3.us-east-1.amazonaws.com`);
  });

  it("runs what the purchase order is for, and never fewer than are reserved", async () => {
    const order = report.orders.find(({ target }) => target === "vps");
    const template = await newestTemplate();
    expect(textsOf(template, "instanceType")).toEqual([order?.instanceType]);
    expect(textsOf(template, "imageId")[0]).toMatch(/ubuntu/);
    const group = await groupAsMade();
    expect(textsOf(group, "MinSize").map(Number)).toEqual([order?.count]);
    expect(order?.count).toBeGreaterThan(0);
    const subnets = (await terraform.resources()).filter(({ type }) => type === "aws_subnet");
    const ids = subnets.map(({ attributes }) => attributes["id"]);
    expect(textsOf(group, "VPCZoneIdentifier").join().split(",").sort()).toEqual(ids.sort());
    const zones = subnets.map(({ attributes }) => String(attributes["availability_zone"]));
    expect(new Set(zones).size).toBe(2);
    expect(zones.every((zone) => zone.startsWith(order?.region ?? "nowhere"))).toBe(true);
  });

  it("starts as many instances as the group has at least", async () => {
    const group = await groupAsMade();
    expect(textsOf(group, "InstanceId")).toHaveLength(Number(textsOf(group, "MinSize")[0]));
  });

  it("tells finance the figures of the report", async () => {
    const vps = report.targets.find(({ target }) => target === "vps");
    expect(await terraform.outputs()).toEqual({
      url: expect.stringMatching(/^http:\/\/.+\/$/) as string,
      monthly_cost: vps?.monthlyCost,
      on_demand_cost: vps?.onDemandMonthlyCost,
      saving: vps?.monthlySaving,
      reserved_count: vps?.reservedCount,
      on_demand_count: vps?.onDemandCount,
      break_even_utilisation: vps?.breakEvenUtilisation,
    });
  });

  it("gives a changed program to the bucket, the role and the template in one apply", async () => {
    const before = { keys: await bench.cloud.keys(BUCKET), userData: await newestUserData() };
    bench.project.editProgram("\n// A change.\n");
    await bench.synthesize("dev", UPDATE_CHANGES);
    update = await terraform.plan();
    await terraform.apply();

    const digest = bench.project.lastBuilt("amd64");
    const key = `programs/${digest}/app`;
    expect(before.keys).not.toContain(key);
    expect(await bench.cloud.keys(BUCKET)).toEqual([key, before.keys?.[1]]);
    expect(changesOf(update, "aws_s3_object")).toEqual([["create", "delete"]]);
    expect(sha256((await bench.cloud.object(BUCKET, key)) ?? "")).toBe(digest);
    const userData = await newestUserData();
    expect(userData.equals(before.userData)).toBe(false);
    expect(userData.toString()).toContain(` ${key}`);
    expect(textsOf(await groupAsMade(), "Version")).toContain("2");
    expect(await readableObjects()).toContain(`arn:aws:s3:::${BUCKET}/${key}`);
  });

  it("is planned empty after that, even when a zone comes or goes", async () => {
    const file = path.join(terraform.folder, "cdk.tf.json");
    const shifted = readFileSync(file, "utf8").replace(/(zones\.names, )[01]\)/g, "$12)");
    expect(shifted.match(/zones\.names, 2\)/g)).toHaveLength(2);
    writeFileSync(file, shifted);
    expect(unexpectedChanges(await terraform.plan(), update)).toEqual([]);
  });

  it("is destroyed without a rest", async () => {
    await terraform.destroy();
    expect(await terraform.resources()).toEqual([]);
    expect(await bench.cloud.keys(BUCKET)).toBeUndefined();
    expect(textsOf(await groupAsMade(), "AutoScalingGroupName")).toEqual([]);
  });

  /** What a plan does to those resources of a type that it changes. */
  function changesOf(plan: Plan, type: string): (readonly string[])[] {
    return (plan.resource_changes ?? [])
      .filter((each) => each.type === type && each.change.actions.join() !== "no-op")
      .map(({ change }) => change.actions);
  }

  function newestTemplate(): Promise<string> {
    return bench.cloud.query("ec2", EC2, {
      Action: "DescribeLaunchTemplateVersions",
      LaunchTemplateName: "hello-dev-vps",
      "LaunchTemplateVersion.1": "$Latest",
    });
  }

  async function newestUserData(): Promise<Buffer> {
    return Buffer.from(textsOf(await newestTemplate(), "userData").join(), "base64");
  }

  function groupAsMade(): Promise<string> {
    return bench.cloud.query("autoscaling", AUTO_SCALING, {
      Action: "DescribeAutoScalingGroups",
      "AutoScalingGroupNames.member.1": "hello-dev-vps",
    });
  }

  /** What the role of the instances may read. */
  async function readableObjects(): Promise<string> {
    const policy = await bench.cloud.query("iam", "2010-05-08", {
      Action: "GetRolePolicy",
      RoleName: "hello-dev-vps-instance-us-east-1",
      PolicyName: "read-artefacts",
    });
    return decodeURIComponent(textsOf(policy, "PolicyDocument").join());
  }
});
