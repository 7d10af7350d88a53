import { describeHour, HOURS_PER_DAY, type EpochHour } from "./calendar";
import type { LoadHistory } from "./history";
import { FIT, holdOut, type ForecastMethod, type Holdout } from "./holdout";
import { HOURS_PER_STEP, LEVEL_DAYS, patternAt, type WeeklyPattern } from "./weekly-pattern";

/** The hours to forecast. */
export interface ForecastTerm {
  /** First hour of the term: the `asOf` date at 00:00 UTC. It may lie long after the history's end. */
  readonly start: EpochHour;
  /** Hours in the term, such as 8,760. */
  readonly hours: number;
}

/** The load expected in each hour of a term. */
export interface LoadForecast {
  /** First hour of the term. */
  readonly start: EpochHour;
  /** Expected requests in each hour of the term, 0 or above. */
  readonly requests: readonly number[];
  /** The method that was better on the holdout. */
  readonly method: ForecastMethod;
  /** How both methods did on the end of the history, which was kept from them. */
  readonly holdout: Holdout;
  /** What a reader must know to judge the forecast, as sentences without a full stop. */
  readonly notes: readonly string[];
}

/**
 * Forecasts the load of a term by the week that repeats: day of the week and hour are kept, in UTC.
 *
 * Two methods are tried on the end of the history: the weekly profile (mean week at the recent level) and the
 * seasonal naive forecast (the last week again). The one with the smaller mean absolute error there, and thus the
 * smaller MASE, is fitted to the whole history; the profile where both are equal. No growth is extrapolated: the load
 * is expected to stay at its level for the whole term. A daily history is spread evenly over the hours of the day.
 *
 * @throws RangeError when `hours` is not a whole number above 0 or `start` not a whole hour
 */
export function forecastLoad(history: LoadHistory, { start, hours }: ForecastTerm): LoadForecast {
  if (!Number.isSafeInteger(hours) || hours < 1) {
    throw new RangeError(`hours must be a whole number above 0, got: ${hours}`);
  }
  if (!Number.isSafeInteger(start)) throw new RangeError(`start must be a whole hour, got: ${start}`);
  const holdout = holdOut(history);
  const method = betterMethod(holdout);
  const pattern = FIT[method](history);
  const hoursPerStep = HOURS_PER_STEP[history.step];
  const requests = Array.from(
    { length: hours },
    (_, hour) => patternAt(pattern, start + hour) / hoursPerStep,
  );
  const { mase } = holdout.errors[method];
  return { start, requests, method, holdout, notes: describe(history, start, { method, pattern, mase }) };
}

function betterMethod({ errors }: Holdout): ForecastMethod {
  return errors["weekly profile"].meanAbsolute <= errors["seasonal naive"].meanAbsolute
    ? "weekly profile"
    : "seasonal naive";
}

function describe(
  history: LoadHistory,
  start: EpochHour,
  { method, pattern, mase }: { method: ForecastMethod; pattern: WeeklyPattern; mase: number | null },
): string[] {
  const end = history.start + history.requests.length * HOURS_PER_STEP[history.step];
  const days = Math.round((start - end) / HOURS_PER_DAY);
  const daily = history.step === "day";
  const kept = daily ? "only the day of the week is" : "only the day of the week and the hour are";
  const level = `${(pattern.level * 100).toFixed(0)} % of the mean`;
  return [
    method === "weekly profile"
      ? `each ${history.step} of the week is expected at its mean over the history times the recent level, ` +
        `the median of the last ${LEVEL_DAYS} days: ${level}`
      : "the last week of the history is expected again every week: it beat the mean week on the holdout",
    "no growth is extrapolated: the load is expected to stay at this level for the whole term",
    `the history ends at ${describeHour(end)} UTC` +
      (days > 0 ? `, ${days} days before the term starts: ${kept} carried over` : ""),
    ...(daily
      ? ["the history is daily: a day's load is spread evenly over its 24 hours, without peaks"]
      : []),
    ...(history.filled.length > 0
      ? [`${history.filled.length} of ${history.requests.length} ${history.step}s had no row and were filled`]
      : []),
    ...(mase !== null && mase > 1
      ? [
          `on the holdout the forecast was off ${mase.toFixed(2)} times as far as one week is from the next ` +
            "in the history before: the load has changed its course, or swings more than it did",
        ]
      : []),
  ];
}
