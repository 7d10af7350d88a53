import type {
  CloudWatchClientConfig,
  GetMetricDataCommandInput,
  MessageData,
} from "@aws-sdk/client-cloudwatch";
import { UserError, type Fault } from "../../../definition/errors";
import { SECONDS_PER_HOUR } from "../../calendar";
import type { Step } from "../../grid";
import type { ImportedHistory } from "../imported-history";
import { readClosedRange, type ImportRange, type RangeText } from "../import-range";
import { describeMetric, readMetric, type Metric, type MetricText } from "./metric";
import { historyOfPoints, type MetricPoint } from "./points";

/** Which metric is imported, and how. */
export interface MetricImportProps extends MetricText, RangeText {
  readonly step: Step;
  /**
   * Region of AWS.
   * @default that of the SDK: AWS_REGION, or the profile's
   */
  readonly region?: string | undefined;
  /** Seconds since 1970-01-01 00:00 UTC, which the range may not go beyond. */
  readonly now: number;
  /** Settings of the SDK that are not the default, such as the points of one answer. */
  readonly client?: CloudWatchClientConfig | undefined;
  /**
   * Most points in one answer of CloudWatch.
   * @default 100,800, its own limit
   */
  readonly pagePoints?: number | undefined;
}

/** Most points that one call of GetMetricData gives. Source: its reference, MaxDatapoints. */
const MOST_PAGE_POINTS = 100_800;
const MILLISECONDS_PER_SECOND = 1000;

/** Not a literal at the import, so that the bundle of the command does not grow by the SDK. */
const SDK: string = "@aws-sdk/client-cloudwatch";

/** What the user does about an error of AWS or of the SDK, by the error's name. */
const ACTIONS: Readonly<Record<string, string>> = {
  CredentialsProviderError: "set AWS_PROFILE, or log in with the AWS CLI",
  AccessDenied: "allow cloudwatch:GetMetricData",
  AccessDeniedException: "allow cloudwatch:GetMetricData",
  ExpiredToken: "log in again",
  ExpiredTokenException: "log in again",
};

/**
 * Imports the hourly sums of a metric by the API GetMetricData, with the credentials that the SDK finds.
 *
 * @throws UserError when the metric or the range is none, AWS refuses, or no point lies in the range
 */
export async function importMetric(props: MetricImportProps): Promise<ImportedHistory> {
  const metric = readMetric(props);
  const range = readClosedRange(props, props.step, props.now);
  const messages: MessageData[] = [];
  const points = await fetchPoints(metric, range, props, messages);
  const history = historyOfPoints(points, range, { step: props.step, what: describeMetric(metric) });
  const said = messages.map(({ Code = "", Value = "" }) => `CloudWatch says ${Code}: ${Value}`);
  return { ...history, notes: [...history.notes, ...said] };
}

async function fetchPoints(
  metric: Metric,
  range: ImportRange,
  { region, client: config = {}, pagePoints = MOST_PAGE_POINTS }: MetricImportProps,
  messages: MessageData[],
): Promise<MetricPoint[]> {
  const points: MetricPoint[] = [];
  try {
    const { CloudWatchClient, paginateGetMetricData } = (await import(
      SDK
    )) as typeof import("@aws-sdk/client-cloudwatch");
    const client = new CloudWatchClient({ ...config, ...(region === undefined ? {} : { region }) });
    for await (const page of paginateGetMetricData({ client }, request(metric, range, pagePoints))) {
      messages.push(...(page.Messages ?? []));
      for (const { Timestamps = [], Values = [], StatusCode } of page.MetricDataResults ?? []) {
        if (StatusCode === "Forbidden" || StatusCode === "InternalError")
          throw incomplete(metric, StatusCode);
        Timestamps.forEach((time, index) => {
          points.push({ second: time.getTime() / MILLISECONDS_PER_SECOND, sum: Values[index] ?? NaN });
        });
      }
    }
  } catch (error) {
    throw error instanceof UserError ? error : new UserError([refusal(metric, error)]);
  }
  return points;
}

/** Hours are asked for in any step: days are added up here, so that they start at 00:00 UTC. */
function request(metric: Metric, { from, to }: ImportRange, pagePoints: number): GetMetricDataCommandInput {
  return {
    StartTime: new Date(from * MILLISECONDS_PER_SECOND),
    EndTime: new Date(to * MILLISECONDS_PER_SECOND),
    ScanBy: "TimestampAscending",
    MaxDatapoints: pagePoints,
    MetricDataQueries: [
      {
        Id: "requests",
        MetricStat: {
          Metric: {
            Namespace: metric.namespace,
            MetricName: metric.name,
            Dimensions: metric.dimensions.map(({ name, value }) => ({ Name: name, Value: value })),
          },
          Period: SECONDS_PER_HOUR,
          Stat: "Sum",
        },
      },
    ],
  };
}

function incomplete(metric: Metric, status: string): UserError {
  return new UserError([
    {
      path: describeMetric(metric),
      message: "CloudWatch did not give all points",
      found: status,
      action: "try again; where it stays so, allow cloudwatch:GetMetricData for this metric",
    },
  ]);
}

function refusal(metric: Metric, error: unknown): Fault {
  const { name, message } = error as Error;
  return {
    path: describeMetric(metric),
    message: `CloudWatch cannot be asked (${name}: ${message || "no answer"})`,
    action: ACTIONS[name] ?? "check --region, the credentials and the network",
  };
}
