import type { ForecastedLoad } from "../../lib/cost/forecasted-load";
import { HOURS_PER_YEAR, RequestRate, Share } from "../../lib/definition/units";
import {
  describeHour,
  hourOfWeek,
  parseHistory,
  startOfDay,
  type LoadHistory,
  type LoadOutlook,
} from "../../lib/load";

const WEEKS = 3;
const HOURS_PER_WEEK = 168;
const MONDAY = startOfDay("2026-10-05");

/** What a load is made of; the rest is that of the minimal definition. */
export interface LoadOptions {
  /** @default "web" */
  readonly app?: string;
  /** Requests in each hour of the week, which repeats. */
  readonly requests: (hourOfWeek: number) => number;
  /** Requests that one instance serves in an hour. @default 100 */
  readonly serves?: number;
  /** @default 0 */
  readonly headroomPercent?: number;
  /** @default 1 */
  readonly years?: number;
}

/** A load whose every week is the same, so that every path is that week too. */
export function steadyLoad(options: LoadOptions): ForecastedLoad & { readonly history: LoadHistory } {
  const { app = "web", requests, serves = 100, headroomPercent = 0, years = 1 } = options;
  const rows = Array.from(
    { length: WEEKS * HOURS_PER_WEEK },
    (_, hour) => `${describeHour(MONDAY + hour)},${requests(hour % HOURS_PER_WEEK)}`,
  );
  return {
    app,
    settings: {
      history: "load.csv",
      holidays: [],
      instanceServes: RequestRate.perHour(serves),
      headroom: Share.percent(headroomPercent),
    },
    history: parseHistory("load.csv", ["timestamp,value", ...rows, ""].join("\n")),
    outlook: repeatedOutlook((hour) => requests(hourOfWeek(TERM_START + hour)), years * HOURS_PER_YEAR),
  };
}

/** First hour of every term here: the minimal definition's `asOf`. */
export const TERM_START = startOfDay("2026-11-01");

/** An outlook whose every path is the same course. */
export function repeatedOutlook(requests: (hour: number) => number, hours: number, count = 2): LoadOutlook {
  const expected = Float64Array.from({ length: hours }, (_, hour) => requests(hour));
  return {
    start: TERM_START,
    hours,
    count,
    seed: 1,
    expected,
    method: "the same week again",
    notes: ["every path is the same"],
    pathInto: (_, buffer) => {
      buffer.set(expected);
    },
  };
}

/** Requests on weekdays from 8 to 18, and other ones else. */
export function officeHours(busy: number, quiet: number): (hourOfWeek: number) => number {
  return (hour) => (hour < 120 && hour % 24 >= 8 && hour % 24 < 18 ? busy : quiet);
}
