export {
  DAYS_PER_WEEK,
  describeHour,
  HOURS_PER_DAY,
  HOURS_PER_WEEK,
  hourOfWeek,
  startOfDay,
  type EpochHour,
} from "./calendar";
export { outlookOn, steadyOutlook, type LoadOutlook } from "./load-outlook";
export { forecastSeries, type SeriesForecast } from "./forecasting";
export type { Repair, Step } from "./grid";
export { parseHistory, readHistory, type LoadHistory } from "./history";
