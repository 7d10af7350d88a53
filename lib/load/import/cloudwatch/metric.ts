import { UserError, type Fault } from "../../../definition/errors";

/** A metric of CloudWatch whose sum is a number of requests. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
}

/** One of the pairs that tell a metric's series apart. */
export interface Dimension {
  readonly name: string;
  readonly value: string;
}

/** The metric as a user wrote it. */
export interface MetricText {
  /** Such as `AWS/Lambda`. */
  readonly namespace?: string | undefined;
  /**
   * Name in the namespace.
   * @default that of {@link REQUEST_METRICS}
   */
  readonly metric?: string | undefined;
  /** Pairs `Name=Value`. */
  readonly dimensions?: readonly string[] | undefined;
}

/** Metrics that count requests, by namespace. Source: each service's page of metrics in the documentation of AWS. */
export const REQUEST_METRICS: Readonly<Record<string, string>> = {
  "AWS/ApplicationELB": "RequestCount",
  "AWS/ELB": "RequestCount",
  "AWS/Lambda": "Invocations",
  "AWS/ApiGateway": "Count",
  "AWS/CloudFront": "Requests",
  "AWS/AppRunner": "Requests",
  "AWS/S3": "AllRequests",
};

/** Namespaces that count something else, and why that is no number of requests. */
const WITHOUT_REQUESTS: Readonly<Record<string, string>> = {
  "AWS/NetworkELB":
    "a Network Load Balancer sees connections (NewFlowCount), each of which may carry any number of requests",
  "AWS/GatewayELB": "a Gateway Load Balancer sees packets and flows, not requests",
};

/**
 * Reads which metric is meant.
 *
 * @throws UserError that lists a namespace without requests, a missing name, and pairs that are none
 */
export function readMetric({ namespace, metric, dimensions = [] }: MetricText): Metric {
  const pairs = dimensions.map((text) => ({ text, pair: /^([^=]+)=(.+)$/.exec(text) }));
  UserError.throwIfAny([
    ...refuseNamespace(namespace, metric),
    ...pairs
      .filter(({ pair }) => pair === null)
      .map(({ text }): Fault => {
        const allowed = "Name=Value, such as FunctionName=hello";
        return {
          path: "--dimension",
          message: "this is no pair",
          found: text,
          allowed,
          action: "write one pair",
        };
      }),
  ]);
  return {
    namespace: namespace ?? "",
    name: metric ?? REQUEST_METRICS[namespace ?? ""] ?? "",
    dimensions: pairs.map(({ pair }) => ({ name: pair?.[1] ?? "", value: pair?.[2] ?? "" })),
  };
}

/** The metric as text, such as `AWS/Lambda Invocations FunctionName=hello`. */
export function describeMetric({ namespace, name, dimensions }: Metric): string {
  return [namespace, name, ...dimensions.map((pair) => `${pair.name}=${pair.value}`)].join(" ");
}

function refuseNamespace(namespace: string | undefined, metric: string | undefined): Fault[] {
  const known = Object.entries(REQUEST_METRICS).map(([space, name]) => `${space} (${name})`);
  if (namespace === undefined) {
    const allowed = known.join(", ");
    return [{ path: "--namespace", message: "no namespace is given", allowed, action: "give --namespace" }];
  }
  const reason = WITHOUT_REQUESTS[namespace];
  if (reason !== undefined && metric === undefined) {
    return [
      {
        path: "--namespace",
        message: `the namespace has no metric of requests: ${reason}`,
        found: namespace,
        action:
          "import the access logs of what stands behind it, or give --metric to count that all the same",
      },
    ];
  }
  if (metric !== undefined || REQUEST_METRICS[namespace] !== undefined) return [];
  return [
    {
      path: "--metric",
      message: "it is not known which metric of this namespace counts requests",
      found: namespace,
      allowed: `any metric, or a namespace without one: ${known.join(", ")}`,
      action: "give --metric",
    },
  ];
}
