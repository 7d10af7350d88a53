import { resolve } from "node:path";
import { readHistory, type LoadHistory } from "../../../lib/load";
import { HOURS_PER_STEP } from "../../../lib/load/grid";
import { syntheticHistories } from "./load-families";
import {
  decideByLookBack,
  decideByOutlook,
  decisionsOf,
  regretOf,
  type Protocol,
  type Regret,
} from "./purchase-protocol";

/** Regret of the decisions on one load, and of the plain rules on the same. */
export interface MeasuredRegret extends Regret {
  /** Regret of the quantile rule on the last 30, 90, 365 days and on the whole past. */
  readonly baselines: Readonly<Record<string, Regret>>;
}

/** What is measured, and how thoroughly. */
export interface RegretOptions {
  /** Names of traces and synthetic loads; all of them when left out. */
  readonly only?: readonly string[];
  /**
   * Paths of each outlook.
   * @default 1000
   */
  readonly paths?: number;
}

/** Folder of the traces, beside this one. */
export const TRACES_FOLDER = resolve(__dirname, "../data/traces");

const LOOK_BACK_DAYS = { "30 days": 30, "90 days": 90, "365 days": 365, "whole past": Infinity } as const;
const PRICES = { reserved: 0.3, onDemand: 0.5 } as const;
const CLIP = 0.999;
const DEFAULT_PATHS = 1000;
/** A trace of under two years has terms of a quarter of it. */
const SHORT_TERM_SHARE = 0.25;
const HOURS_PER_YEAR = 8760;

const TRACES = [
  "wikipedia_pageviews_R_daily",
  "nyc_taxi_hourly",
  "elb_request_count_hourly",
  "grok_asg_anomaly_hourly",
  "cpu_utilization_asg_hourly",
  "twitter_volume_AMZN_hourly",
  "twitter_volume_AAPL_hourly",
  "twitter_volume_FB_hourly",
  "nasa_http_1995-07_hourly",
  "nasa_http_1995-08_hourly",
  "bitcoin_transactions_daily",
  "wikipedia_pageviews_manning_daily",
  "electricity_client_daily",
  "household_power_daily",
  "road_traffic_daily",
  "online_retail_daily",
] as const;

/** Names of everything that regret is measured on. */
export function regretNames(): string[] {
  return [...TRACES, ...Object.keys(syntheticHistories())];
}

/**
 * Measures the regret of the decisions on the project's traces and on synthetic loads.
 *
 * Terms are a year with a decision every 30 days where a history covers two years; else terms of a quarter of the
 * history in whole days, with a decision every 3 days, every day where there are under 1,000 steps. A daily history
 * stands for its level all day.
 *
 * @param progress is told the name of each load before it is measured
 * @returns percentages by name, such as a mean of 1.52
 */
export function benchRegret(
  progress: (name: string) => void,
  { only, paths = DEFAULT_PATHS }: RegretOptions = {},
): Record<string, MeasuredRegret> {
  const synthetic = syntheticHistories();
  const measured: Record<string, MeasuredRegret> = {};
  for (const name of only ?? regretNames()) {
    progress(name);
    const history = synthetic[name] ?? readHistory(TRACES_FOLDER, `${name}.csv`);
    measured[name] = measure(history, paths);
  }
  return measured;
}

function measure(history: LoadHistory, paths: number): MeasuredRegret {
  const protocol = protocolFor(history);
  return {
    ...regretOf(decisionsOf(history, decideByOutlook(paths), protocol)),
    baselines: Object.fromEntries(
      Object.entries(LOOK_BACK_DAYS).map(([name, days]) => [
        name,
        regretOf(decisionsOf(history, decideByLookBack(days), protocol)),
      ]),
    ),
  };
}

function protocolFor({ requests, step }: LoadHistory): Protocol {
  const stepsPerDay = 24 / HOURS_PER_STEP[step];
  const stepsPerYear = HOURS_PER_YEAR / HOURS_PER_STEP[step];
  const common = { ...PRICES, clip: CLIP };
  if (requests.length >= 2 * stepsPerYear) {
    return { ...common, termSteps: stepsPerYear, everySteps: 30 * stepsPerDay };
  }
  const days = Math.floor((requests.length * SHORT_TERM_SHARE) / stepsPerDay);
  const every = requests.length > 1000 ? 3 : 1;
  return { ...common, termSteps: days * stepsPerDay, everySteps: every * stepsPerDay };
}
