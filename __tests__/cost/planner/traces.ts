import fs from "node:fs";
import path from "node:path";

/** Histories of real programs; see the README beside them for their sources. */
const TRACES = path.join(__dirname, "../../bench/data/traces");
const LEVELS = 40;

/** A history as a demand of up to 40 units. */
export interface Trace {
  readonly name: string;
  readonly demand: readonly number[];
}

/** All histories with columns timestamp and value. */
export function allTraces(): readonly Trace[] {
  return fs
    .readdirSync(TRACES)
    .filter((file) => file.endsWith(".csv"))
    .sort()
    .map((file) => {
      const [, ...rows] = fs.readFileSync(path.join(TRACES, file), "utf8").trim().split("\n");
      return { name: file, demand: asDemand(rows.map((row) => Number(row.split(",")[1]))) };
    });
}

function asDemand(load: readonly number[]): readonly number[] {
  const unit = Math.max(...load) / LEVELS;
  return load.map((value) => Math.ceil(value / unit));
}
