import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "../terraform/cdktf";

export interface FrontDoorProps {
  /** Name of the balancer and its parts, at most 32 characters. */
  readonly name: string;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** Path that an instance's Nginx answers with 200 while it may have traffic. */
  readonly healthPath: string;
}

/** Port of plain HTTP, outside and on the instances. */
export const HTTP_PORT = 80;

const HEALTH_INTERVAL_SECONDS = 10;
const HEALTH_TIMEOUT_SECONDS = 5;
const CHECKS_TO_CHANGE = 2;

/** How long a leaving instance may finish its requests: as long as a client may keep one going. */
const DRAIN_SECONDS = 60;

/**
 * The one address of all instances: a balancer that passes connections on, since routing by host name is Nginx's.
 *
 * Instances take traffic from it alone.
 */
export class FrontDoor extends Construct {
  readonly dnsName: string;
  readonly targetGroupArn: string;
  readonly instanceSecurityGroupId: string;
  /** What must be there before an instance can be healthy. */
  readonly listener: LbListener;

  constructor(scope: Construct, id: string, props: FrontDoorProps) {
    super(scope, id);
    const { outside, inside } = this.securityGroups(props);
    const balancer = new Lb(this, "balancer", {
      name: props.name,
      loadBalancerType: "network",
      internal: false,
      subnets: [...props.subnetIds],
      securityGroups: [outside.id],
      enableCrossZoneLoadBalancing: true,
    });
    const group = new LbTargetGroup(this, "instances", {
      name: props.name,
      port: HTTP_PORT,
      protocol: "TCP",
      vpcId: props.vpcId,
      deregistrationDelay: String(DRAIN_SECONDS),
      healthCheck: {
        protocol: "HTTP",
        path: props.healthPath,
        matcher: "200",
        interval: HEALTH_INTERVAL_SECONDS,
        timeout: HEALTH_TIMEOUT_SECONDS,
        healthyThreshold: CHECKS_TO_CHANGE,
        unhealthyThreshold: CHECKS_TO_CHANGE,
      },
    });
    this.listener = new LbListener(this, "http", {
      loadBalancerArn: balancer.arn,
      port: HTTP_PORT,
      protocol: "TCP",
      defaultAction: [{ type: "forward", targetGroupArn: group.arn }],
    });
    this.dnsName = balancer.dnsName;
    this.targetGroupArn = group.arn;
    this.instanceSecurityGroupId = inside.id;
  }

  private securityGroups(props: FrontDoorProps): { outside: SecurityGroup; inside: SecurityGroup } {
    const outside = new SecurityGroup(this, "outside", {
      name: `${props.name}-outside`,
      description: "Balancer: HTTP from everywhere, on to the instances",
      vpcId: props.vpcId,
    });
    const inside = new SecurityGroup(this, "inside", {
      name: `${props.name}-inside`,
      description: "Instances: HTTP from the balancer, packages and S3 from outside",
      vpcId: props.vpcId,
    });
    const http = { fromPort: HTTP_PORT, toPort: HTTP_PORT, ipProtocol: "tcp" };
    new VpcSecurityGroupIngressRule(this, "http_from_everywhere", {
      ...http,
      securityGroupId: outside.id,
      cidrIpv4: "0.0.0.0/0",
      description: "HTTP: a web server's port is public",
    });
    new VpcSecurityGroupEgressRule(this, "http_to_instances", {
      ...http,
      securityGroupId: outside.id,
      referencedSecurityGroupId: inside.id,
      description: "HTTP and health checks to the instances",
    });
    new VpcSecurityGroupIngressRule(this, "http_from_balancer", {
      ...http,
      securityGroupId: inside.id,
      referencedSecurityGroupId: outside.id,
      description: "HTTP and health checks from the balancer",
    });
    for (const [name, port] of Object.entries({ packages: 80, tls: 443 })) {
      new VpcSecurityGroupEgressRule(this, `${name}_to_outside`, {
        securityGroupId: inside.id,
        fromPort: port,
        toPort: port,
        ipProtocol: "tcp",
        cidrIpv4: "0.0.0.0/0",
        description: `Packages of the distribution and objects of S3 by port ${port}`,
      });
    }
    return { outside, inside };
  }
}
