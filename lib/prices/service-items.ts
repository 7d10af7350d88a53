/**
 * What services are billed by, with its unit. A month is one of 730 hours, a GB is 2^30 bytes as AWS bills it.
 * Source: the pricing pages of Amazon EBS, VPC, Elastic Load Balancing, CloudWatch and EC2 data transfer.
 */
export const SERVICE_ITEMS = {
  ebsGp2GigabyteMonth: "a GB of a gp2 volume for a month",
  ebsGp3GigabyteMonth: "a GB of a gp3 volume for a month",
  ebsGp3ExtraIopsMonth: "an IOPS of a gp3 volume above 3,000, for a month",
  ebsGp3ExtraMebibytePerSecondMonth: "a MiB/s of a gp3 volume above 125, for a month",
  ebsIo1GigabyteMonth: "a GB of an io1 volume for a month",
  ebsIo1IopsMonth: "an IOPS of an io1 volume for a month",
  ebsIo2GigabyteMonth: "a GB of an io2 volume for a month",
  ebsSt1GigabyteMonth: "a GB of an st1 volume for a month",
  ebsSc1GigabyteMonth: "a GB of an sc1 volume for a month",
  ebsSnapshotGigabyteMonth: "a GB of a snapshot for a month",
  publicIpv4Hour: "a public IPv4 address for an hour, in use or not",
  natGatewayHour: "a NAT gateway for an hour",
  natGatewayGigabyte: "a GB through a NAT gateway",
  applicationLoadBalancerHour: "an application load balancer for an hour",
  applicationLoadBalancerLcuHour: "a capacity unit (LCU) of an application load balancer for an hour",
  networkLoadBalancerHour: "a network load balancer for an hour",
  networkLoadBalancerLcuHour: "a capacity unit (NLCU) of a network load balancer for an hour",
  internetEgressGigabyte: "a GB out to the internet, by the GB of a month",
  otherRegionEgressGigabyte: "a GB out to another region",
  usEastEgressGigabyte: "a GB between us-east-1 and us-east-2",
  betweenZonesGigabyte: "a GB between zones of the region, in each direction",
  logsIngestedGigabyte: "a GB of logs taken in",
  logsStoredGigabyteMonth: "a GB of logs kept for a month",
  logsQueriedGigabyte: "a GB of logs that a query reads",
  metricMonth: "a metric for a month, by the metrics of a month",
  alarmMonth: "an alarm for a month",
  highResolutionAlarmMonth: "an alarm of 10 or 30 seconds for a month",
  dashboardMonth: "a dashboard for a month",
  detailedMonitoringInstanceMonth: "detailed monitoring of one instance for a month",
} as const;

/** Name of what a service is billed by. */
export type ServiceItem = keyof typeof SERVICE_ITEMS;

/** Every {@link ServiceItem}, in the order in which they are shown. */
export const SERVICE_ITEM_NAMES = Object.keys(SERVICE_ITEMS) as ServiceItem[];
