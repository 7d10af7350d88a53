import { billingDiscount, billingMonth } from "./billing-discount";
import type { OwnedCommitment } from "./commitments";
import type { DemandCell, KeptPath, PooledDemand } from "./pooled-demand";

/** Hours in which nothing ends: between two neighbouring ends of terms and expiries. */
export interface Segment extends DemandCell {
  /** Cells of the pooled demand that it is made of. */
  readonly cells: readonly number[];
  /** Units that are owned in each of its hours. */
  readonly ownedUnits: number;
}

/**
 * For each segment an array: at index m the hours in which at least m units beyond those owned are needed, added up
 * over all paths with each hour at its discount. Index 0 is not used.
 */
export type LevelWeights = readonly Float64Array[];

/** What is needed beyond what is owned, for one discount rate. */
export interface ResidualDemand {
  readonly segments: readonly Segment[];
  /** Most units needed at once beyond those owned. */
  readonly peak: number;
  readonly paths: number;
  /** Discounted hours by level, over all paths. */
  readonly weights: LevelWeights;
  /** The same without discount: whole numbers. */
  readonly hours: LevelWeights;
}

/**
 * Takes from a pooled demand what is owned, hour by hour.
 *
 * @param cuts hours at which terms end and what is owned expires
 * @throws RangeError when the demand was not cut there, or holds no path
 */
export function residualDemand(
  demand: PooledDemand,
  cuts: readonly number[],
  owned: readonly OwnedCommitment[],
  yearlyRate: number,
): ResidualDemand {
  if (demand.paths === 0) throw new RangeError("the demand holds no path");
  const segments = segmentsOf(demand, cuts, owned);
  const peak = Math.max(0, ...segments.map(({ ownedUnits }) => demand.peak - ownedUnits));
  const sum = (rate: number): LevelWeights =>
    segments.map((segment) => {
      const weights = new Float64Array(peak + 1);
      for (const cell of segment.cells) {
        const discount = discountOf(demand, cell, rate);
        addLevels(weights, demand.hoursAt(cell), segment.ownedUnits, discount);
      }
      return sumFromTop(weights);
    });
  return { segments, peak, paths: demand.paths, weights: sum(yearlyRate), hours: sum(0) };
}

/**
 * The same for each kept path alone: discounted hours in which at least m units beyond those owned are needed, one path
 * after the other, in each segment by segment, in each of these from level 0 to the peak.
 */
export function weightsByPath(
  demand: PooledDemand,
  kept: readonly KeptPath[],
  { segments, peak }: Pick<ResidualDemand, "segments" | "peak">,
  yearlyRate: number,
): Float64Array {
  const stride = peak + 1;
  const discounts = demand.cells.map((_, cell) => discountOf(demand, cell, yearlyRate));
  const weights = new Float64Array(kept.length * segments.length * stride);
  let start = 0;
  for (const path of kept) {
    for (const { cells, ownedUnits } of segments) {
      for (const cell of cells)
        addCell(weights, start - ownedUnits, path, cell, ownedUnits, discounts[cell] ?? 0);
      for (let index = start + peak - 1; index > start; index -= 1) {
        weights[index] = (weights[index] ?? 0) + (weights[index + 1] ?? 0);
      }
      start += stride;
    }
  }
  return weights;
}

/** Adds the hours of one cell at each level above those owned; a level's place is its number after the start. */
function addCell(
  weights: Float64Array,
  start: number,
  { peak, hours }: KeptPath,
  cell: number,
  ownedUnits: number,
  discount: number,
): void {
  const from = cell * (peak + 1);
  for (let level = ownedUnits + 1; level <= peak; level += 1) {
    weights[start + level] = (weights[start + level] ?? 0) + (hours[from + level] ?? 0) * discount;
  }
}

function segmentsOf(
  demand: PooledDemand,
  cuts: readonly number[],
  owned: readonly OwnedCommitment[],
): readonly Segment[] {
  const ends = [...new Set([...cuts.filter((cut) => cut < demand.horizonHours), demand.horizonHours])];
  return ends
    .sort((a, b) => a - b)
    .map((to, index, sorted) => {
      const from = sorted[index - 1] ?? 0;
      const cells = [...demand.cells.keys()].filter((cell) => {
        const { from: start = 0, to: end = 0 } = demand.cells[cell] ?? {};
        return start >= from && end <= to;
      });
      const covered = cells.reduce((sum, cell) => sum + length(demand.cells[cell]), 0);
      if (covered !== to - from) throw new RangeError(`the demand was not cut at hour ${from} or ${to}`);
      const ownedUnits = owned.reduce((sum, each) => sum + (each.expiresAtHour >= to ? each.units : 0), 0);
      return { from, to, cells, ownedUnits };
    });
}

function length(cell: DemandCell | undefined): number {
  return cell === undefined ? 0 : cell.to - cell.from;
}

function discountOf(demand: PooledDemand, cell: number, yearlyRate: number): number {
  return billingDiscount(billingMonth(demand.cells[cell]?.from ?? 0), yearlyRate);
}

function addLevels(weights: Float64Array, hours: Uint32Array, ownedUnits: number, discount: number): void {
  for (let level = ownedUnits + 1; level < hours.length; level += 1) {
    const index = level - ownedUnits;
    weights[index] = (weights[index] ?? 0) + (hours[level] ?? 0) * discount;
  }
}

/** From "exactly m" to "at least m". */
function sumFromTop(weights: Float64Array): Float64Array {
  for (let level = weights.length - 2; level > 0; level -= 1) {
    weights[level] = (weights[level] ?? 0) + (weights[level + 1] ?? 0);
  }
  return weights;
}
