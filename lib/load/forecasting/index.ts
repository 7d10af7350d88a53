export { meanAbsoluteError, seasonalNaiveError, smapePercent } from "./accuracy";
export type { HoldoutAccuracy, HoldoutReport } from "./holdout-report";
export type { IsHoliday } from "./holiday-effect";
export type { PredictionInterval } from "./prediction-interval";
export { forecastSeries, type MethodShare, type SeriesForecast } from "./series-forecast";
export { DEFAULT_COVERAGES, type SeriesForecastOptions } from "./series-options";
