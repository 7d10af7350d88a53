import { DAYS_PER_WEEK, HOURS_PER_DAY, type EpochHour } from "../calendar";
import type { LoadHistory } from "../history";
import { HOURS_PER_STEP } from "../grid";
import { seasonAt, type YearlySeason } from "./season";

/** The whole days of a history, counted back from its end. */
export interface PastDays {
  readonly days: number;
  readonly stepsPerDay: number;
  /** Requests in each step. */
  readonly requests: Float64Array;
  /** Hour that the last day ends with; a day is any 24 hours here. */
  readonly end: EpochHour;
}

/** Cuts off the first steps of a history that make no whole day. */
export function wholeDays({
  start,
  step,
  requests,
}: Pick<LoadHistory, "start" | "step" | "requests">): PastDays {
  const stepsPerDay = HOURS_PER_DAY / HOURS_PER_STEP[step];
  const days = Math.floor(requests.length / stepsPerDay);
  return {
    days,
    stepsPerDay,
    requests: Float64Array.from(requests.slice(requests.length - days * stepsPerDay)),
    end: start + requests.length * HOURS_PER_STEP[step],
  };
}

/** Requests of each day. */
export function dailyRequests({ days, stepsPerDay, requests }: PastDays): Float64Array {
  const daily = new Float64Array(days);
  for (const [index, each] of requests.entries()) {
    const day = Math.floor(index / stepsPerDay);
    daily[day] = (daily[day] ?? NaN) + each;
  }
  return daily;
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
export function hoursOfWholeWeeks({ days, stepsPerDay, requests }: PastDays): Float64Array {
  const hoursPerStep = HOURS_PER_DAY / stepsPerDay;
  const hours = (days - (days % DAYS_PER_WEEK)) * HOURS_PER_DAY;
  const first = requests.length * hoursPerStep - hours;
  const weeks = new Float64Array(hours);
  for (let hour = 0; hour < hours; hour += 1) {
    weeks[hour] = (requests[Math.floor((first + hour) / hoursPerStep)] ?? NaN) / hoursPerStep;
  }
  return weeks;
}
