import { z } from "zod";
import { UserError, type Fault } from "../../../definition/errors";
import { describeSecond } from "../../calendar";
import { SECONDS_PER_STEP, type Step } from "../../grid";
import type { ImportedHistory } from "../imported-history";
import { readRange, type ImportRange, type RangeText } from "../import-range";
import { MOMENT_ALLOWED, readMomentText } from "../moment";
import { checkFiles, chunksOf, type InputOptions } from "../source";
import { historyOfPoints, type MetricPoint } from "./points";

/** Which exported points are imported, and how. */
export interface ExportImportProps extends RangeText, InputOptions {
  /** Answers of the AWS CLI as JSON; several where the export was made in pieces. `-` is standard input. */
  readonly files: readonly string[];
  readonly step: Step;
  /**
   * Seconds that one point stands for, where it cannot be seen.
   * @default the least distance between two points
   */
  readonly periodSeconds?: number | undefined;
}

const STATISTICS = z.object({
  Label: z.string().optional(),
  Datapoints: z.array(z.object({ Timestamp: z.string(), Sum: z.number().optional() })),
});

const METRIC_DATA = z.object({
  MetricDataResults: z.array(
    z.object({
      Id: z.string().optional(),
      Label: z.string().optional(),
      Timestamps: z.array(z.string()),
      Values: z.array(z.number()),
      StatusCode: z.string().optional(),
    }),
  ),
  NextToken: z.string().optional(),
});

const ALLOWED =
  "what `aws cloudwatch get-metric-statistics --statistics Sum` or `aws cloudwatch get-metric-data` prints as JSON";

/** Points fewer than this do not show their period. */
const LEAST_POINTS_FOR_PERIOD = 3;

interface Collected {
  readonly points: MetricPoint[];
  /** Files that say that another piece follows. */
  readonly continued: string[];
  readonly faults: Fault[];
}

/**
 * Imports points that the AWS CLI has printed as JSON. Without `--from` and `--to` the range is from the first point to
 * the last; inside of it a step without a point has no requests.
 *
 * @throws UserError that lists what is wrong with the files, and when the points are further apart than the step
 */
export async function importExport(props: ExportImportProps): Promise<ImportedHistory> {
  const { files, step } = props;
  const open = readRange(props, step);
  await checkFiles(files, "correct the path of the exported metric");
  const all: Collected = { points: [], continued: [], faults: [] };
  for (const file of files) collect(file, await readWhole(file, props), all);
  if (all.continued.length >= files.length) all.faults.push(...all.continued.map(lacksNext));
  UserError.throwIfAny(all.faults);
  const what = files.join(", ");
  const points = all.points.filter(({ second }) => second >= open.from && second < open.to);
  refuseRepeated(points, what);
  refuseLongPeriod(points, props, what);
  return historyOfPoints(points, closed(open, points, step), { step, what });
}

async function readWhole(file: string, options: InputOptions): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of chunksOf(file, options)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

function lacksNext(file: string): Fault {
  return {
    file,
    path: "NextToken",
    message: "another piece of the export follows, which is not there",
    action: "export without --max-items, or name every piece",
  };
}

function collect(file: string, text: string, all: Collected): void {
  const { faults } = all;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const message = `the file is not JSON (${(error as Error).message})`;
    faults.push({ file, message, allowed: ALLOWED, action: "export with --output json" });
    return;
  }
  const statistics = STATISTICS.safeParse(json);
  const data = METRIC_DATA.safeParse(json);
  if (statistics.success) {
    for (const { Timestamp, Sum } of statistics.data.Datapoints) {
      add(file, Timestamp, Sum, all);
    }
  } else if (data.success) {
    if (data.data.NextToken !== undefined) all.continued.push(file);
    collectData(file, data.data, all);
  } else {
    faults.push({
      file,
      message: "this is no export of CloudWatch",
      allowed: ALLOWED,
      action: "export again",
    });
  }
}

function collectData(file: string, data: z.infer<typeof METRIC_DATA>, all: Collected): void {
  const { MetricDataResults: results } = data;
  if (new Set(results.map(({ Id, Label }) => Id ?? Label)).size > 1) {
    const found = results.map(({ Id, Label }) => Id ?? Label).join(", ");
    const message = "the export holds several series";
    all.faults.push({ file, message, found, allowed: "one", action: "export one series, or their sum" });
    return;
  }
  for (const { Timestamps, Values, StatusCode } of results) {
    if (StatusCode !== undefined && StatusCode !== "Complete" && StatusCode !== "PartialData") {
      const message = "CloudWatch did not give all points";
      all.faults.push({ file, path: "StatusCode", message, found: StatusCode, action: "export again" });
    }
    if (Timestamps.length !== Values.length) {
      const found = `${Timestamps.length} times, ${Values.length} values`;
      all.faults.push({ file, message: "not every time has a value", found, action: "export again" });
    }
    Timestamps.forEach((time, index) => {
      add(file, time, Values[index], all);
    });
  }
}

function add(file: string, time: string, sum: number | undefined, { points, faults }: Collected): void {
  const second = readMomentText(time);
  if (Number.isNaN(second)) {
    const message = "the time cannot be read";
    faults.push({
      file,
      path: "Timestamp",
      message,
      found: time,
      allowed: MOMENT_ALLOWED,
      action: "export again",
    });
  } else if (sum === undefined) {
    const message = `the point of ${describeSecond(second)} UTC has no sum`;
    faults.push({ file, path: "Sum", message, action: "export with --statistics Sum" });
  } else {
    points.push({ second, sum });
  }
}

function refuseRepeated(points: readonly MetricPoint[], what: string): void {
  const seen = new Set<number>();
  const repeated = points.filter(({ second }) => seen.size === seen.add(second).size);
  UserError.throwIfAny(
    repeated.slice(0, 1).map(({ second }) => ({
      path: what,
      message: `the point of ${describeSecond(second)} UTC is there more than once: its requests would count twice`,
      found: `${repeated.length} repeated points`,
      action: "export pieces that do not overlap, of one series",
    })),
  );
}

function refuseLongPeriod(points: readonly MetricPoint[], props: ExportImportProps, what: string): void {
  const seconds = points.map(({ second }) => second).sort((a, b) => a - b);
  const distances = seconds.slice(1).map((second, index) => second - (seconds[index] ?? second));
  const seen = seconds.length < LEAST_POINTS_FOR_PERIOD ? 0 : Math.min(...distances);
  const period = props.periodSeconds ?? seen;
  if (period <= SECONDS_PER_STEP[props.step]) return;
  throw new UserError([
    {
      path: what,
      message: `the points stand for more than one ${props.step}`,
      found: `${period} seconds between points`,
      allowed: `a period of at most ${SECONDS_PER_STEP[props.step]} seconds`,
      action: "export with --period 3600 or less, give --step day, or tell the true period with --period",
    },
  ]);
}

function closed({ from, to }: ImportRange, points: readonly MetricPoint[], step: Step): ImportRange {
  const length = SECONDS_PER_STEP[step];
  const starts = points.map(({ second }) => Math.floor(second / length) * length);
  const first = starts.reduce((least, start) => Math.min(least, start), Infinity);
  const last = starts.reduce((most, start) => Math.max(most, start), -Infinity);
  return {
    from: Number.isFinite(from) ? from : Number.isFinite(first) ? first : 0,
    to: Number.isFinite(to) ? to : Number.isFinite(last) ? last + length : 0,
  };
}
