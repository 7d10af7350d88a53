import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { AutoscalingSchedule } from "@cdktf/provider-aws/lib/autoscaling-schedule";
import { AutoscalingPolicy } from "@cdktf/provider-aws/lib/autoscaling-policy";
import { Ec2CapacityReservation } from "@cdktf/provider-aws/lib/ec2-capacity-reservation";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { cronOf, MOST_SCHEDULED_ACTIONS, type ScheduleStep } from "../cost/weekly-schedule";
import type { Architecture } from "../definition/schema";
import { checkRules, rule } from "../definition/rules";
import { USER_DATA_LIMIT_BYTES } from "../host";
import { Construct, type ITerraformDependable } from "../terraform/cdktf";

export interface FleetProps {
  /** Name of the group and the template. */
  readonly name: string;
  /** EC2 instance type of every instance: the one that is reserved. */
  readonly instanceType: string;
  readonly architecture: Architecture;
  /** Least instances, 1 or more: at least the reserved ones. */
  readonly minInstances: number;
  /** Most instances, {@link minInstances} or more. */
  readonly maxInstances: number;
  /** How the least number of instances follows the week, at most 125 steps; none keeps {@link minInstances} always. */
  readonly schedule: readonly ScheduleStep[];
  /** Instances whose capacity AWS is to keep free, used or not; 0 for none. Billed like an instance that runs. */
  readonly guaranteedInstances: number;
  /** Platform as a reservation names it, such as Linux/UNIX. */
  readonly platform: string;
  /** Root volume in GiB. */
  readonly diskGibibytes: number;
  /** cloud-init user data as text, at most 16,384 bytes. */
  readonly userData: string;
  readonly instanceProfileArn: string;
  readonly securityGroupId: string;
  readonly subnetIds: readonly string[];
  /** Availability zone of each subnet, in the same order. */
  readonly subnetZones: readonly string[];
  readonly targetGroupArn: string;
  /** What must be there before the first instance starts. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/** Processor load that the group keeps, in per cent: room for the time that a new instance takes to start. */
const TARGET_CPU_PERCENT = 60;

/** What a scheduled action leaves as it is. Source: aws_autoscaling_schedule, min_size, max_size, desired_capacity. */
const UNCHANGED = -1;

/** How long a new instance may take to install Nginx and fetch its programs before it is judged. */
const WARM_UP_SECONDS = 300;

const rules = [
  rule<FleetProps>(
    "minInstances",
    (p) => Number.isInteger(p.minInstances) && p.minInstances >= 1,
    (p) => `must be a whole number of 1 or more, got: ${p.minInstances}`,
  ),
  rule<FleetProps>(
    "maxInstances",
    (p) => Number.isInteger(p.maxInstances) && p.maxInstances >= p.minInstances,
    (p) => `must be a whole number of ${p.minInstances} (minInstances) or more, got: ${p.maxInstances}`,
  ),
  rule<FleetProps>(
    "guaranteedInstances",
    (p) => Number.isInteger(p.guaranteedInstances) && p.guaranteedInstances >= 0,
    (p) => `must be a whole number of 0 or more, got: ${p.guaranteedInstances}`,
  ),
  rule<FleetProps>(
    "schedule",
    (p) => p.schedule.length <= MOST_SCHEDULED_ACTIONS,
    (p) => `must have ${MOST_SCHEDULED_ACTIONS} steps or fewer, got: ${p.schedule.length}`,
  ),
  rule<FleetProps>(
    "schedule",
    (p) => p.schedule.every((step) => step.leastInstances <= p.maxInstances),
    (p) => `must stay at ${p.maxInstances} (maxInstances) or below`,
  ),
  rule<FleetProps>(
    "userData",
    (p) => Buffer.byteLength(p.userData) <= USER_DATA_LIMIT_BYTES,
    (p) => `must have ${USER_DATA_LIMIT_BYTES} bytes or fewer, got: ${Buffer.byteLength(p.userData)}`,
  ),
];

/**
 * The instances: one launch template, one group that replaces them one after the other when the template changes.
 *
 * Reserving is billing and changes no resource, so what counts is that type, platform and region are the purchase
 * order's and that the group never has fewer instances than were reserved.
 */
export class Fleet extends Construct {
  constructor(scope: Construct, id: string, props: FleetProps) {
    super(scope, id);
    checkRules(this.node.path, props, rules);
    const template = this.template(props);
    const group = new AutoscalingGroup(this, "group", {
      name: props.name,
      minSize: props.minInstances,
      maxSize: props.maxInstances,
      vpcZoneIdentifier: [...props.subnetIds],
      targetGroupArns: [props.targetGroupArn],
      healthCheckType: "ELB",
      healthCheckGracePeriod: WARM_UP_SECONDS,
      defaultInstanceWarmup: WARM_UP_SECONDS,
      launchTemplate: { id: template.id, version: String(template.latestVersion) },
      instanceRefresh: {
        strategy: "Rolling",
        preferences: { minHealthyPercentage: 100, maxHealthyPercentage: 200, autoRollback: true },
      },
      tag: [{ key: "Name", value: props.name, propagateAtLaunch: true }],
      lifecycle: { ignoreChanges: scaledBesides(props) },
      dependsOn: [...props.dependsOn],
    });
    new AutoscalingPolicy(this, "cpu", {
      name: `${props.name}-cpu`,
      autoscalingGroupName: group.name,
      policyType: "TargetTrackingScaling",
      targetTrackingConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
        targetValue: TARGET_CPU_PERCENT,
      },
    });
    for (const step of props.schedule) {
      new AutoscalingSchedule(this, `step_${step.hourOfWeek}`, {
        scheduledActionName: `${props.name}-hour-${step.hourOfWeek}`,
        autoscalingGroupName: group.name,
        recurrence: cronOf(step),
        timeZone: "Etc/UTC",
        minSize: step.leastInstances,
        maxSize: UNCHANGED,
        desiredCapacity: UNCHANGED,
      });
    }
    this.guaranteeCapacity(props);
  }

  /** Capacity for the instances that always run, spread over the zones as the group spreads them. */
  private guaranteeCapacity(props: FleetProps): void {
    props.subnetZones.forEach((zone, index, zones) => {
      const instanceCount = Math.ceil((props.guaranteedInstances - index) / zones.length);
      if (instanceCount <= 0) return;
      new Ec2CapacityReservation(this, `capacity_${index}`, {
        availabilityZone: zone,
        instanceType: props.instanceType,
        instancePlatform: props.platform,
        instanceCount,
        instanceMatchCriteria: "open",
        ebsOptimized: true,
        endDateType: "unlimited",
        tenancy: "default",
        tags: { Name: `${props.name}-${index}` },
      });
    });
  }

  private template(props: FleetProps): LaunchTemplate {
    return new LaunchTemplate(this, "template", {
      name: props.name,
      imageId: ubuntuImage(props.architecture),
      instanceType: props.instanceType,
      iamInstanceProfile: { arn: props.instanceProfileArn },
      vpcSecurityGroupIds: [props.securityGroupId],
      userData: Buffer.from(props.userData).toString("base64"),
      updateDefaultVersion: true,
      ebsOptimized: "true",
      metadataOptions: { httpTokens: "required", httpEndpoint: "enabled", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: "/dev/sda1",
          ebs: {
            volumeSize: props.diskGibibytes,
            volumeType: "gp3",
            encrypted: "true",
            deleteOnTermination: "true",
          },
        },
      ],
      tagSpecifications: ["instance", "volume"].map((resourceType) => ({
        resourceType,
        tags: { Name: props.name },
      })),
    });
  }
}

/** What scaling changes after Terraform has made the group: the schedule moves the least number of instances too. */
function scaledBesides({ schedule }: FleetProps): string[] {
  return schedule.length === 0 ? ["desired_capacity"] : ["desired_capacity", "min_size"];
}

/**
 * Ubuntu 24.04 as its maker publishes it: resolved at each launch, so that a new instance starts with the newest fixes
 * and no plan shows a change for it. Source: Canonical, "Find Ubuntu images with the AWS Systems Manager".
 */
export function ubuntuImage(architecture: Architecture): string {
  return `resolve:ssm:/aws/service/canonical/ubuntu/server/24.04/stable/current/${architecture}/hvm/ebs-gp3/ami-id`;
}
