export { describeHour, startOfDay, type EpochHour } from "./calendar";
export { forecastLoad, type ForecastTerm, type LoadForecast } from "./forecast";
export type { Repair, Step } from "./grid";
export { parseHistory, readHistory, type LoadHistory } from "./history";
export type { ForecastError, ForecastMethod, Holdout } from "./holdout";
export { DEFAULT_PATHS, scenarioPaths, type LoadScenarios, type ScenarioOptions } from "./scenarios";
