import Decimal from "decimal.js";
import { remainder } from "../calendar";
import { SECONDS_PER_STEP, type Step } from "../grid";
import type { HistoryRow } from "./imported-history";
import type { ImportRange } from "./import-range";

/** What is made of the values within one step. */
export type Aggregate = "sum" | "mean";

/**
 * Digits enough to add up doubles below 2^53 without rounding, the smallest of which have their last digit 324 places
 * behind the point: no order of the values gives another sum.
 */
const Exact = Decimal.clone({ precision: 400 });

interface Entry {
  sum: Decimal;
  count: number;
}

/** Adds up values by the step that they lie in; the order in which they come makes no difference. */
export class StepSums {
  private readonly entries = new Map<number, Entry>();
  private readonly length: number;
  private out = 0;

  constructor(
    step: Step,
    private readonly range: ImportRange,
  ) {
    this.length = SECONDS_PER_STEP[step];
  }

  /** Values that lie outside of the range. */
  get leftOut(): number {
    return this.out;
  }

  /**
   * Adds a value.
   *
   * @param second since 1970-01-01 00:00 UTC, anywhere in the step
   * @param value requests, a finite number
   */
  add(second: number, value: number): void {
    const step = second - remainder(second, this.length);
    if (step < this.range.from || step >= this.range.to) {
      this.out += 1;
      return;
    }
    const entry = this.entries.get(step);
    this.entries.set(step, {
      sum: entry ? entry.sum.plus(value) : new Exact(value),
      count: (entry?.count ?? 0) + 1,
    });
  }

  /** A row for each step that has a value, ascending. */
  rows(aggregate: Aggregate): HistoryRow[] {
    return [...this.entries]
      .sort(([a], [b]) => a - b)
      .map(([second, { sum, count }]) => ({
        second,
        requests: (aggregate === "sum" ? sum : sum.dividedBy(count)).toNumber(),
      }));
  }
}

/** A row for every step of a range, with 0 requests where there is none. */
export function fillWithZeros(
  rows: readonly HistoryRow[],
  { from, to }: ImportRange,
  step: Step,
): { readonly rows: HistoryRow[]; readonly zeroFilled: number } {
  const length = SECONDS_PER_STEP[step];
  const known = new Map(rows.map(({ second, requests }) => [second, requests]));
  const filled = Array.from({ length: Math.round((to - from) / length) }, (_, index): HistoryRow => {
    const second = from + index * length;
    return { second, requests: known.get(second) ?? 0 };
  });
  return { rows: filled, zeroFilled: filled.length - rows.length };
}
