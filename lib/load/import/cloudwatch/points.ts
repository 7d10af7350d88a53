import { UserError } from "../../../definition/errors";
import { describeSecond } from "../../calendar";
import type { Step } from "../../grid";
import type { ImportedHistory } from "../imported-history";
import { ARTICLE, type ImportRange } from "../import-range";
import { fillWithZeros, StepSums } from "../step-sums";

/** One point of a metric's sum. */
export interface MetricPoint {
  /** Seconds since 1970-01-01 00:00 UTC at which the point's period starts. */
  readonly second: number;
  /** Sum over the period. */
  readonly sum: number;
}

/**
 * A history of a metric's points: a step of the range without a point has no requests.
 *
 * CloudWatch stores nothing for a period in which a metric of counts was not written to, so that a missing point of a
 * sum stands for 0. Hours are kept for 455 days. Source: Amazon CloudWatch User Guide, Metrics concepts.
 *
 * @param range whose ends are both set
 * @param what the points are of, for messages
 * @throws UserError when no point lies in the range, or a sum is no number of requests
 */
export function historyOfPoints(
  points: readonly MetricPoint[],
  range: ImportRange,
  { step, what }: { readonly step: Step; readonly what: string },
): ImportedHistory {
  refuseSums(points, what);
  const sums = new StepSums(step, range);
  for (const { second, sum } of points) sums.add(second, sum);
  const known = sums.rows("sum");
  const [first] = known;
  if (!first) {
    throw new UserError([
      {
        path: what,
        message: "the metric has no point in the range",
        found: `${describeSecond(range.from)} to ${describeSecond(range.to)} UTC`,
        action: "check the region, the dimensions (all of a series, and no other) and the range",
      },
    ]);
  }
  return {
    source: "cloudwatch",
    step,
    ...fillWithZeros(known, range, step),
    notes: [
      `${what}: ${ARTICLE[step]} without a point counts as 0 requests: CloudWatch stores none where nothing was counted`,
      ...(first.second > range.from ? [lateStart(describeSecond(first.second))] : []),
    ],
  };
}

function lateStart(first: string): string {
  return (
    `the range has no point before ${first} UTC and counts as 0 up to there; CloudWatch keeps hours for 455 days, and ` +
    `has none from before the resource was made: give --from "${first}" if that is why`
  );
}

function refuseSums(points: readonly MetricPoint[], what: string): void {
  UserError.throwIfAny(
    points
      .filter(({ sum }) => !(sum >= 0 && Number.isFinite(sum)))
      .map(({ second, sum }) => ({
        path: what,
        message: `the sum of ${describeSecond(second)} UTC is no number of requests`,
        found: sum,
        allowed: "0 or above",
        action: "name a metric that counts requests",
      })),
  );
}
