import { parse } from "csv-parse/sync";
import fs from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { gunzipSync } from "node:zlib";
import {
  forecastSeries,
  meanAbsoluteError,
  seasonalNaiveError,
  smapePercent,
  type PredictionInterval,
} from "../../../lib/load/forecasting";

/** A series of the competition. */
export interface M4Series {
  /** Name in the competition, such as `H1`. */
  readonly name: string;
  /** Hourly values that the competitors had, 700 or 960. */
  readonly training: Float64Array;
  /** The 48 values after them. */
  readonly test: Float64Array;
}

/** Errors of point forecasts, as the competition measured them. */
export interface M4PointErrors {
  /** Overall weighted average: mean of sMAPE and MASE, each over that of the method Naive2. */
  readonly owa: number;
  /** Symmetric mean absolute percentage error, from 0 to 200 percent, mean over the series. */
  readonly smape: number;
  /** Mean absolute scaled error with a season of 24 hours, mean over the series. */
  readonly mase: number;
}

/** What a method counted for over all series. */
export interface M4MethodShare {
  readonly name: string;
  /** Mean share in the combination, in percent. */
  readonly sharePercent: number;
  /** Series that the method was tried on. */
  readonly series: number;
}

/** What the forecaster reached on the test part. */
export interface M4Result extends M4PointErrors {
  /** Mean scaled interval score of the 95 % intervals, mean over the series. */
  readonly msis: number;
  /** Share of the values inside the 80 % intervals, in percent. */
  readonly coverage80: number;
  /** Share of the values inside the 95 % intervals, in percent. */
  readonly coverage95: number;
  /** Time of all forecasts together, one after the other in one thread. */
  readonly seconds: number;
  /** Number of series forecast. */
  readonly series: number;
  /** The seasonal naive forecast of 24 hours on the same series; published for all: 13.912 %, 1.193, OWA 0.627. */
  readonly naive: M4PointErrors;
  /** The methods, the heaviest first. */
  readonly methods: readonly M4MethodShare[];
}

/** Hours to forecast. */
export const M4_HORIZON = 48;

/** Hourly series in the competition. */
const SERIES = 414;

/** Published errors of Naive2 on the hourly series, which the overall weighted average is relative to. */
export const NAIVE2: Omit<M4PointErrors, "owa"> = { smape: 18.383, mase: 2.395 };

const DAY = 24;
const WEEK = 168;
const MISSED_SHARE = 0.05;
const FOLDER = path.join(__dirname, "../data/m4");

/** What is run. */
export interface M4Options {
  /**
   * Number of series, spread evenly over all 414.
   * @default all
   */
  readonly series?: number;
  /**
   * Drops so many values from the end of each training part and forecasts the first 48 of them in place of the test
   * part: what the methods and their figures were chosen by. A whole number from 48.
   * @default none: the test part is forecast
   */
  readonly dropped?: number;
}

/** Reads the series from the files beside this one. */
export function readM4(): M4Series[] {
  const tests = new Map(readRows("m4_hourly_test.csv.gz"));
  return readRows("m4_hourly_train.csv.gz").map(([name, training]) => {
    const test = tests.get(name);
    if (test?.length !== M4_HORIZON) throw new RangeError(`series ${name} has no ${M4_HORIZON} test values`);
    return { name, training, test };
  });
}

/**
 * Forecasts the hourly series of the M4 competition by its rules and measures the errors.
 *
 * Each series is forecast by itself, from its training part alone. Formulas: Makridakis, Spiliotis & Assimakopoulos,
 * The M4 Competition, International Journal of Forecasting 36 (2020) 54-74, section 2.
 *
 * @param progress takes a line of text now and then
 * @throws RangeError when an option is out of range
 */
export function benchM4(progress: (text: string) => void, options: M4Options = {}): M4Result {
  checkOptions(options);
  const chosen = chooseSeries(readM4(), options);
  const sums = { smape: 0, mase: 0, msis: 0, inside80: 0, inside95: 0, naiveSmape: 0, naiveMase: 0 };
  const shares = new Map<string, { weight: number; series: number }>();
  let milliseconds = 0;
  for (const [index, { training, test }] of chosen.entries()) {
    const started = performance.now();
    const { mean, intervals, methods } = forecastSeries(training, {
      horizon: M4_HORIZON,
      seasons: [DAY, WEEK],
      coverages: [0.8, 0.95],
    });
    milliseconds += performance.now() - started;
    const [narrow, wide] = intervals;
    if (!narrow || !wide) throw new RangeError("two intervals were asked for");
    const scale = seasonalNaiveError(training, DAY);
    const naive = lastDayAgain(training);
    sums.smape += smapePercent(test, mean);
    sums.mase += meanAbsoluteError(test, mean) / scale;
    sums.msis += intervalScore(test, wide) / scale;
    sums.inside80 += shareInside(test, narrow);
    sums.inside95 += shareInside(test, wide);
    sums.naiveSmape += smapePercent(test, naive);
    sums.naiveMase += meanAbsoluteError(test, naive) / scale;
    for (const { name, weight } of methods) {
      const known = shares.get(name) ?? { weight: 0, series: 0 };
      shares.set(name, { weight: known.weight + weight, series: known.series + 1 });
    }
    if ((index + 1) % 50 === 0 || index + 1 === chosen.length)
      progress(`${index + 1} of ${chosen.length} series`);
  }
  const count = chosen.length;
  return {
    ...pointErrors(sums.smape / count, sums.mase / count),
    msis: sums.msis / count,
    coverage80: (100 * sums.inside80) / count,
    coverage95: (100 * sums.inside95) / count,
    seconds: milliseconds / 1000,
    series: count,
    naive: pointErrors(sums.naiveSmape / count, sums.naiveMase / count),
    methods: [...shares]
      .map(([name, { weight, series }]) => ({ name, sharePercent: (100 * weight) / count, series }))
      .sort((one, other) => other.sharePercent - one.sharePercent),
  };
}

/** The seasonal naive forecast of the competition: the last 24 hours again. */
export function lastDayAgain(training: Float64Array): Float64Array {
  return Float64Array.from(
    { length: M4_HORIZON },
    (_, step) => training[training.length - DAY + (step % DAY)] ?? NaN,
  );
}

/** Mean errors over the series, and what they make together. */
export function pointErrors(smape: number, mase: number): M4PointErrors {
  return { owa: (smape / NAIVE2.smape + mase / NAIVE2.mase) / 2, smape, mase };
}

/** Width, plus 2 / 0.05 times how far a value lies outside; mean over the steps. */
function intervalScore(actual: Float64Array, { lower, upper }: PredictionInterval): number {
  const scores = actual.map((value, step) => {
    const below = lower[step] ?? NaN;
    const above = upper[step] ?? NaN;
    return above - below + (2 / MISSED_SHARE) * (Math.max(below - value, 0) + Math.max(value - above, 0));
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

function shareInside(actual: Float64Array, { lower, upper }: PredictionInterval): number {
  const inside = actual.filter(
    (value, step) => value >= (lower[step] ?? NaN) && value <= (upper[step] ?? NaN),
  );
  return inside.length / actual.length;
}

function checkOptions({ series, dropped }: M4Options): void {
  if (series !== undefined && (!Number.isSafeInteger(series) || series < 1 || series > SERIES)) {
    throw new RangeError(`series must be a whole number from 1 to ${SERIES}, got: ${series}`);
  }
  if (dropped !== undefined && (!Number.isSafeInteger(dropped) || dropped < M4_HORIZON)) {
    throw new RangeError(`dropped must be a whole number from ${M4_HORIZON}, got: ${dropped}`);
  }
}

function chooseSeries(all: readonly M4Series[], { series = SERIES, dropped }: M4Options): M4Series[] {
  const chosen = all.filter(
    (_, index) => Math.floor(((index + 1) * series) / all.length) > Math.floor((index * series) / all.length),
  );
  if (dropped === undefined) return chosen;
  return chosen.map(({ name, training }) => {
    const end = training.length - dropped;
    return { name, training: training.slice(0, end), test: training.slice(end, end + M4_HORIZON) };
  });
}

function readRows(file: string): [name: string, values: Float64Array][] {
  const text = gunzipSync(fs.readFileSync(path.join(FOLDER, file))).toString("utf8");
  const rows = parse(text, { from_line: 2, relax_column_count: true });
  return rows.map(([name = "", ...cells]) => [
    name,
    Float64Array.from(
      cells.filter((cell) => cell !== "" && cell !== "NA"),
      Number,
    ),
  ]);
}
