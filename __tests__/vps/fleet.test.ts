import { Fleet, ubuntuImage, type FleetProps } from "../../lib/vps/fleet";
import { only, synthesizedIn, temporaryFolder } from "../support/stacks";

const folder = temporaryFolder();

const PROPS: FleetProps = {
  name: "shop",
  instanceType: "m7i.large",
  architecture: "amd64",
  minInstances: 1,
  maxInstances: 3,
  diskGibibytes: 20,
  userData: "#cloud-config\n",
  instanceProfileArn: "arn:aws:iam::111111111111:instance-profile/shop",
  securityGroupId: "sg-1",
  subnetIds: ["subnet-1", "subnet-2"],
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
});
