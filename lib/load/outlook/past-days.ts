import { DAYS_PER_WEEK, HOURS_PER_DAY, type EpochHour } from "../calendar";
import type { LoadHistory } from "../history";
import { HOURS_PER_STEP } from "../grid";
import type { Observations } from "./observed";
import { seasonAt, type YearlySeason } from "./season";

/** The whole days of a history, counted back from its end. */
export interface PastDays extends Observations {
  readonly days: number;
  readonly stepsPerDay: number;
  /** Hour that the last day ends with; a day is any 24 hours here. */
  readonly end: EpochHour;
}

/** Cuts off the first steps of a history that make no whole day. */
export function wholeDays({
  start,
  step,
  requests,
  filled,
}: Pick<LoadHistory, "start" | "step" | "requests" | "filled">): PastDays {
  const stepsPerDay = HOURS_PER_DAY / HOURS_PER_STEP[step];
  const days = Math.floor(requests.length / stepsPerDay);
  const first = requests.length - days * stepsPerDay;
  const observed = new Uint8Array(days * stepsPerDay).fill(1);
  for (const index of filled) if (index >= first) observed[index - first] = 0;
  return {
    days,
    stepsPerDay,
    requests: Float64Array.from(requests.slice(first)),
    observed,
    end: start + requests.length * HOURS_PER_STEP[step],
  };
}

/** Requests of each day; a day counts as observed when at least half of its steps were. */
export function dailyRequests({ days, stepsPerDay, requests, observed }: PastDays): Observations {
  const daily = { requests: new Float64Array(days), observed: new Uint8Array(days) };
  for (let day = 0; day < days; day += 1) {
    const [from, to] = [day * stepsPerDay, (day + 1) * stepsPerDay];
    daily.requests[day] = sumOf(requests.subarray(from, to));
    daily.observed[day] = 2 * sumOf(observed.subarray(from, to)) >= stepsPerDay ? 1 : 0;
  }
  return daily;
}

function sumOf(values: Float64Array | Uint8Array): number {
  let sum = 0;
  for (const each of values) sum += each;
  return sum;
}

/** The same days as they would have been without the season of the year. */
export function freeOfSeason(past: PastDays, season: YearlySeason): PastDays {
  const hoursPerStep = HOURS_PER_DAY / past.stepsPerDay;
  const steps = past.requests.length;
  const requests = past.requests.map(
    (each, index) => each / seasonAt(season, past.end - (steps - index - 0.5) * hoursPerStep),
  );
  return { ...past, requests };
}

/** Requests of each hour of the last whole weeks; what came in a longer step is spread evenly over its hours. */
export function hoursOfWholeWeeks({ days, stepsPerDay, requests, observed }: PastDays): Observations {
  const hoursPerStep = HOURS_PER_DAY / stepsPerDay;
  const hours = (days - (days % DAYS_PER_WEEK)) * HOURS_PER_DAY;
  const first = requests.length * hoursPerStep - hours;
  const weeks = { requests: new Float64Array(hours), observed: new Uint8Array(hours) };
  for (let hour = 0; hour < hours; hour += 1) {
    const step = Math.floor((first + hour) / hoursPerStep);
    weeks.requests[hour] = (requests[step] ?? NaN) / hoursPerStep;
    weeks.observed[hour] = observed[step] ?? 0;
  }
  return weeks;
}
