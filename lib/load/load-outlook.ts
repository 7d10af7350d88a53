import type { EpochHour } from "./calendar";
import type { LoadHistory } from "./history";
import { outlook, type Outlook, type OutlookOptions } from "./outlook";

/** What the load of a term may be: equally likely paths that are drawn when they are asked for. */
export interface LoadOutlook {
  /** First hour of the term. */
  readonly start: EpochHour;
  /** Hours of the term, and of every path. */
  readonly hours: number;
  /** Number of paths; paths of two loads with the same index belong together. */
  readonly count: number;
  readonly seed: number;
  /** Mean requests of each hour of the term. */
  readonly expected: Float64Array;
  /** How the load was foreseen, in words. */
  readonly method: string;
  /** What a reader must know to judge the outlook, as sentences without a full stop. */
  readonly notes: readonly string[];
  /** Writes the requests of each hour of a path into a buffer of {@link hours} places; the same each time. */
  readonly pathInto: (index: number, buffer: Float64Array) => void;
}

/** The outlook from what came in the past; see {@link outlook}. */
export function outlookOn(history: LoadHistory, options: OutlookOptions): LoadOutlook {
  const { start, hours, paths, seed, expected, memories, notes, pathInto } = outlook(history, options);
  return { start, hours, count: paths, seed, expected, method: methodOf(memories), notes, pathInto };
}

function methodOf(memories: Outlook["memories"]): string {
  const weights = new Map<number, number>();
  for (const { days, weight } of memories) weights.set(days, (weights.get(days) ?? 0) + weight);
  const [most] = [...weights].sort(([, a], [, b]) => b - a);
  const share = Math.round((most?.[1] ?? 0) * 100);
  return `memories of ${weights.size} lengths, weighed by what they were worth; ${share} % on the last ${most?.[0] ?? 0} days`;
}

/**
 * The outlook where there is no history: the same load in every hour, on every path.
 *
 * @param perHour requests in each hour
 */
export function steadyOutlook(
  perHour: number,
  { start, hours, paths, seed }: Omit<OutlookOptions, "breakEven" | "paths"> & { readonly paths: number },
): LoadOutlook {
  return {
    start,
    hours,
    count: paths,
    seed,
    expected: new Float64Array(hours).fill(perHour),
    method: "an estimate of landfall.yaml",
    notes: ["there is no history: the load of every hour is the estimate of landfall.yaml, without swings"],
    pathInto: (_, buffer) => {
      buffer.fill(perHour);
    },
  };
}
