import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones";
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { Construct, Fn } from "../terraform/cdktf";

export interface NetworkProps {
  /** Name of the network and the beginning of its parts' names. */
  readonly name: string;
  /** Region, for the name of the S3 endpoint's service. */
  readonly region: string;
  /**
   * Availability zones that the instances are spread over, 2 or 3.
   * @default 2: one may fail
   */
  readonly zones?: 2 | 3;
}

const NETWORK = "10.20.0.0/16";

/** Bits that a subnet's prefix is longer than the network's: /20 each, 4,091 addresses. */
const SUBNET_BITS = 4;

/**
 * A network with one public subnet in each zone, and S3 reached without leaving it.
 *
 * The subnets are public because each instance fetches packages from outside: a NAT gateway in each zone would cost more
 * than the instances of a small fleet. Security groups keep everything else out.
 */
export class Network extends Construct {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** Availability zone of each subnet, in the same order. */
  readonly subnetZones: readonly string[];

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const vpc = new Vpc(this, "vpc", {
      cidrBlock: NETWORK,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: props.name },
    });
    new DefaultSecurityGroup(this, "default_group", { vpcId: vpc.id });
    const gateway = new InternetGateway(this, "internet", { vpcId: vpc.id, tags: { Name: props.name } });
    const routes = new RouteTable(this, "routes", {
      vpcId: vpc.id,
      route: [{ cidrBlock: "0.0.0.0/0", gatewayId: gateway.id }],
      tags: { Name: props.name },
    });
    new VpcEndpoint(this, "s3", {
      vpcId: vpc.id,
      serviceName: `com.amazonaws.${props.region}.s3`,
      vpcEndpointType: "Gateway",
      routeTableIds: [routes.id],
      tags: { Name: props.name },
    });
    const zones = new DataAwsAvailabilityZones(this, "zones", {
      state: "available",
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    });
    this.vpcId = vpc.id;
    const subnets = Array.from({ length: props.zones ?? 2 }, (_, index) => {
      const subnet = new Subnet(this, `subnet_${index}`, {
        vpcId: vpc.id,
        availabilityZone: Fn.element(zones.names, index) as string,
        cidrBlock: Fn.cidrsubnet(NETWORK, SUBNET_BITS, index),
        mapPublicIpOnLaunch: true,
        tags: { Name: `${props.name}-${index}` },
        // A zone that comes or goes shifts the list; a subnet with instances in it stays where it is.
        lifecycle: { ignoreChanges: ["availability_zone"] },
      });
      new RouteTableAssociation(this, `subnet_${index}_routes`, {
        subnetId: subnet.id,
        routeTableId: routes.id,
      });
      return subnet;
    });
    this.subnetIds = subnets.map((subnet) => subnet.id);
    this.subnetZones = subnets.map((subnet) => subnet.availabilityZone);
  }
}
