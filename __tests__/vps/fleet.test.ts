import { Fleet, ubuntuImage, type FleetProps } from "../../lib/vps/fleet";
import { only, resources, synthesizedIn, temporaryFolder } from "../support/stacks";

const folder = temporaryFolder();

const PROPS: FleetProps = {
  name: "shop",
  instanceType: "m7i.large",
  architecture: "amd64",
  minInstances: 1,
  maxInstances: 3,
  schedule: [],
  guaranteedInstances: 0,
  platform: "Linux/UNIX",
  diskGibibytes: 20,
  userData: "#cloud-config\n",
  instanceProfileArn: "arn:aws:iam::111111111111:instance-profile/shop",
  securityGroupId: "sg-1",
  subnetIds: ["subnet-1", "subnet-2"],
  subnetZones: ["us-east-1a", "us-east-1b"],
  targetGroupArn: "arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/shop/1",
  dependsOn: [],
};

function fleet(change: Partial<FleetProps>): ReturnType<typeof synthesizedIn> {
  return synthesizedIn(folder, (scope) => new Fleet(scope, "fleet", { ...PROPS, ...change }));
}

describe("Fleet", () => {
  it("takes least and most instances each from its own property", () => {
    expect(only(fleet({ minInstances: 2, maxInstances: 5 }), "aws_autoscaling_group")).toMatchObject({
      min_size: 2,
      max_size: 5,
    });
  });

  it("may have as many instances at least as at most", () => {
    expect(only(fleet({ minInstances: 3 }), "aws_autoscaling_group")).toMatchObject({
      min_size: 3,
      max_size: 3,
    });
  });

  it.each([
    [{ minInstances: 0 }, "minInstances must be a whole number of 1 or more, got: 0"],
    [{ minInstances: 1.5 }, "minInstances must be a whole number of 1 or more, got: 1.5"],
    [{ minInstances: 4 }, "maxInstances must be a whole number of 4 (minInstances) or more, got: 3"],
    [{ userData: "x".repeat(16_385) }, "userData must have 16384 bytes or fewer, got: 16385"],
  ])("refuses %j", (change, message) => {
    expect(() => fleet(change)).toThrow(message);
  });

  it("takes user data of exactly the cap", () => {
    expect(() => fleet({ userData: "x".repeat(16_384) })).not.toThrow();
  });

  it("lists every fault in one error, with the construct's path", () => {
    expect(() => fleet({ minInstances: 0, userData: "x".repeat(16_385) })).toThrow(
      /test\/fleet: minInstances[^]*test\/fleet: userData/,
    );
  });

  it.each([
    ["amd64", "/amd64/"],
    ["arm64", "/arm64/"],
  ] as const)("starts %s instances from an image for that processor", (architecture, part) => {
    expect(ubuntuImage(architecture)).toContain(part);
    expect(only(fleet({ architecture }), "aws_launch_template")["image_id"]).toBe(ubuntuImage(architecture));
  });

  it("spreads the instances over all subnets and puts them behind the balancer", () => {
    expect(only(fleet({}), "aws_autoscaling_group")).toMatchObject({
      vpc_zone_identifier: PROPS.subnetIds,
      target_group_arns: [PROPS.targetGroupArn],
      health_check_type: "ELB",
    });
  });

  it("leaves the number of instances to scaling, and the least to Terraform where there is no schedule", () => {
    const group = only(fleet({}), "aws_autoscaling_group");
    expect(group["lifecycle"]).toEqual({ ignore_changes: ["desired_capacity"] });
    expect(resources(fleet({}), "aws_autoscaling_schedule")).toEqual([]);
  });

  it("follows the week by scheduled actions, which move the least number of instances alone", () => {
    const json = fleet({
      schedule: [
        { hourOfWeek: 8, leastInstances: 3, rises: true },
        { hourOfWeek: 18, leastInstances: 1, rises: false },
      ],
    });
    expect(only(json, "aws_autoscaling_group")["lifecycle"]).toEqual({
      ignore_changes: ["desired_capacity", "min_size"],
    });
    const actions = resources(json, "aws_autoscaling_schedule");
    expect(actions.sort((a, b) => Number(b["min_size"]) - Number(a["min_size"]))).toEqual([
      expect.objectContaining({ recurrence: "50 7 * * 1", min_size: 3, max_size: -1, desired_capacity: -1 }),
      expect.objectContaining({ recurrence: "0 18 * * 1", min_size: 1, time_zone: "Etc/UTC" }),
    ]);
  });

  it("names a scheduled action by its hour, so that a new forecast changes only what is new", () => {
    const step = { hourOfWeek: 8, leastInstances: 2, rises: true };
    const idsOf = (json: ReturnType<typeof fleet>): string[] =>
      Object.keys(json.resource?.["aws_autoscaling_schedule"] ?? {});
    const before = fleet({ schedule: [step, { ...step, hourOfWeek: 30 }] });
    const after = fleet({
      schedule: [
        { ...step, leastInstances: 3 },
        { ...step, hourOfWeek: 31 },
      ],
    });
    const kept = idsOf(before).filter((id) => idsOf(after).includes(id));
    expect(kept).toEqual([expect.stringMatching(/_8_/)]);
  });

  it("takes 125 scheduled actions and no more", () => {
    const steps = (count: number) =>
      Array.from({ length: count }, (_, hourOfWeek) => ({ hourOfWeek, leastInstances: 1, rises: false }));
    expect(() => fleet({ schedule: steps(125) })).not.toThrow();
    expect(() => fleet({ schedule: steps(126) })).toThrow("schedule must have 125 steps or fewer, got: 126");
  });

  it("refuses a step above the most instances", () => {
    const schedule = [{ hourOfWeek: 8, leastInstances: 4, rises: true }];
    expect(() => fleet({ schedule })).toThrow("schedule must stay at 3 (maxInstances) or below");
  });

  it.each([
    [0, []],
    [1, [1]],
    [3, [2, 1]],
    [4, [2, 2]],
  ])("keeps capacity for %i instances, spread over the zones", (guaranteedInstances, counts) => {
    const reservations = resources(fleet({ guaranteedInstances }), "aws_ec2_capacity_reservation");
    expect(reservations.map((each) => each["instance_count"])).toEqual(counts);
    expect(reservations.map((each) => each["availability_zone"])).toEqual(
      PROPS.subnetZones.slice(0, counts.length),
    );
    expect(new Set(reservations.map((each) => each["instance_type"]))).toEqual(
      new Set(counts.length === 0 ? [] : [PROPS.instanceType]),
    );
  });
});
