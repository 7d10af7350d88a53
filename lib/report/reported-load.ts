import { dayOf } from "../cost/decision/calendar-months";
import { monthlyRequests, type ForecastedLoad } from "../cost/forecasted-load";
import {
  forecastSeries,
  HOURS_PER_DAY,
  type EpochHour,
  type LoadHistory,
  type SeriesForecast,
} from "../load";
import type { ReportedLoad } from "./report-schema";

/** Days of the history that are shown, and days forecast after them. */
const DAYS_SHOWN = 56;
const DAYS_FORECAST = 28;

const DAYS_PER_WEEK = 7;
const DAYS_PER_YEAR = 365;

/** Years of history from which on a season of the year is looked for. */
const YEARS_FOR_A_SEASON = 2;

const PERCENT_DECIMALS = 1;

/** The load of one app as finance reads it, with the forecast of the next four weeks beside what came. */
export function reportedLoad(load: ForecastedLoad): ReportedLoad {
  const { app, history, outlook, settings } = load;
  const base = {
    app,
    method: outlook.method,
    monthlyRequests: Math.round(monthlyRequests(load)),
    notes: [...outlook.notes],
  };
  if (history === undefined) {
    return {
      ...base,
      history: null,
      from: null,
      to: null,
      steps: 0,
      step: null,
      repairs: [],
      holdoutSmapePercent: null,
      series: [],
    };
  }
  const days = wholeDays(history);
  const forecast = forecastDays(days, settings.holidays);
  return {
    ...base,
    history: history.file,
    from: dayOf(history.start),
    to: dayOf(history.start + history.requests.length * hoursPerStep(history) - 1),
    steps: history.requests.length,
    step: history.step,
    repairs: history.repairs.map(({ message }) => message),
    holdoutSmapePercent: Number(forecast.holdout.combination.smapePercent.toFixed(PERCENT_DECIMALS)),
    notes: [...base.notes, ...forecast.notes],
    series: [...shownDays(days), ...forecastRows(days, forecast)],
  };
}

/** Requests of whole days, and the hour that the first begins with. */
interface Days {
  readonly start: EpochHour;
  readonly requests: Float64Array;
  readonly filled: ReadonlySet<number>;
}

function hoursPerStep({ step }: LoadHistory): number {
  return step === "day" ? HOURS_PER_DAY : 1;
}

/** Hours before the first midnight and after the last are left out. */
function wholeDays(history: LoadHistory): Days {
  const { start, requests, filled, step } = history;
  if (step === "day") return { start, requests: Float64Array.from(requests), filled: new Set(filled) };
  const first = (HOURS_PER_DAY - (((start % HOURS_PER_DAY) + HOURS_PER_DAY) % HOURS_PER_DAY)) % HOURS_PER_DAY;
  const count = Math.floor((requests.length - first) / HOURS_PER_DAY);
  const days = new Float64Array(count);
  for (let hour = 0; hour < count * HOURS_PER_DAY; hour += 1) {
    const day = Math.floor(hour / HOURS_PER_DAY);
    days[day] = (days[day] ?? 0) + (requests[first + hour] ?? 0);
  }
  const filledDays = filled.map((index) => Math.floor((index - first) / HOURS_PER_DAY));
  return { start: start + first, requests: days, filled: new Set(filledDays) };
}

function forecastDays(days: Days, holidays: readonly string[]): SeriesForecast {
  const { start, requests, filled } = days;
  const isLong = requests.length >= YEARS_FOR_A_SEASON * DAYS_PER_YEAR;
  const named = new Set(holidays);
  return forecastSeries(requests, {
    horizon: DAYS_FORECAST,
    seasons: isLong ? [DAYS_PER_WEEK, DAYS_PER_YEAR] : [DAYS_PER_WEEK],
    filled,
    ...(named.size === 0
      ? {}
      : { holidays: (index: number) => named.has(dayOf(start + index * HOURS_PER_DAY)) }),
  });
}

function shownDays({ start, requests }: Days): ReportedLoad["series"] {
  const first = Math.max(0, requests.length - DAYS_SHOWN);
  return Array.from(requests.subarray(first), (actual, index) => ({
    date: dayOf(start + (first + index) * HOURS_PER_DAY),
    actual: whole(actual),
    expected: null,
    lower80: null,
    upper80: null,
    lower95: null,
    upper95: null,
  }));
}

function forecastRows(
  { start, requests }: Days,
  { mean, intervals }: SeriesForecast,
): ReportedLoad["series"] {
  const [inner, outer] = intervals;
  return Array.from(mean, (expected, index) => ({
    date: dayOf(start + (requests.length + index) * HOURS_PER_DAY),
    actual: null,
    expected: whole(expected),
    lower80: whole(inner?.lower[index] ?? expected),
    upper80: whole(inner?.upper[index] ?? expected),
    lower95: whole(outer?.lower[index] ?? expected),
    upper95: whole(outer?.upper[index] ?? expected),
  }));
}

function whole(requests: number): string {
  return requests.toFixed(0);
}
