import { HOURS_PER_MONTH } from "../../definition/units";

/** Units that are needed in each hour of one course that the load may take, each a whole number. */
export type DemandPath = Int32Array | Uint16Array;

/** How a demand is pooled. */
export interface PoolingOptions {
  /** Hours that are pooled of every path, from the purchase date; above 0. */
  readonly horizonHours: number;
  /**
   * Hours at which commitments end, counted from the purchase date: ends of terms and expiries of what is owned.
   * Those outside the horizon are left out.
   * @default []
   */
  readonly cuts?: readonly number[];
  /**
   * Whether every path is kept apart too, which the tail of the cost is reckoned from. Takes 2 bytes for each path,
   * cell and level up to the path's peak: 10 MB for 10,000 paths of a year with 40 levels, 30 MB for three years.
   * @default false
   */
  readonly keepsPaths?: boolean;
}

/** A stretch of hours that are billed together and in which nothing expires. */
export interface DemandCell {
  /** First hour, counted from the purchase date. */
  readonly from: number;
  /** Hour after the last. */
  readonly to: number;
}

/** The hours of one path: for each cell and level in turn, how many hours need exactly that level. */
export interface KeptPath {
  readonly peak: number;
  readonly hours: Uint16Array;
}

const FIRST_LEVELS = 64;

/** A level that a factor makes whole must not become one more because of the last binary digit. */
const ROUNDING_ERROR = 1e-9;

/**
 * Equally likely demand paths, pooled: how many hours of each cell need exactly k units, over all paths together.
 *
 * Paths are added one at a time and not held. Cells are the billing months of 730 hours, cut where a commitment ends,
 * so the counts are whole numbers and serve every discount rate. Takes 4 bytes for each cell and level. Counts are exact
 * up to 5.8 million paths.
 */
export class PooledDemand {
  readonly horizonHours: number;
  readonly cells: readonly DemandCell[];
  /** Undefined when paths are not kept. */
  readonly kept: readonly KeptPath[] | undefined;
  private readonly keeping: KeptPath[] | undefined;
  private hours: Uint32Array;
  private stride = FIRST_LEVELS;
  private highest = 0;
  private added = 0;

  /** @throws RangeError when the horizon or a cut is not a whole number above 0 */
  constructor({ horizonHours, cuts = [], keepsPaths = false }: PoolingOptions) {
    for (const hour of [horizonHours, ...cuts]) {
      if (!Number.isSafeInteger(hour) || hour <= 0) {
        throw new RangeError(`hours must be a whole number above 0, got: ${hour}`);
      }
    }
    this.horizonHours = horizonHours;
    this.cells = cellsOf(horizonHours, cuts);
    this.hours = new Uint32Array(this.cells.length * this.stride);
    this.keeping = keepsPaths ? [] : undefined;
    this.kept = this.keeping;
  }

  /** Number of paths added. */
  get paths(): number {
    return this.added;
  }

  /** Most units needed at once, over all paths. */
  get peak(): number {
    return this.highest;
  }

  /**
   * Adds a path; the array is only read and may be used for the next.
   *
   * @throws RangeError when the path is shorter than the horizon or a value is negative
   */
  add(path: DemandPath): void {
    if (path.length < this.horizonHours) {
      throw new RangeError(`the demand covers ${path.length} hours, ${this.horizonHours} were asked for`);
    }
    let peak = 0;
    for (let hour = 0; hour < this.horizonHours; hour += 1) {
      const level = path[hour] ?? 0;
      if (level > peak) peak = level;
      else if (level < 0) throw new RangeError(`demand must be 0 or above, got: ${level}`);
    }
    this.makeRoom(peak);
    if (this.keeping === undefined) countHours(path, this.cells, this.hours, this.stride);
    else this.keeping.push(this.addKept(path, peak));
    this.added += 1;
  }

  /** Hours of a cell, over all paths, that need exactly 0, 1, ... up to {@link peak} units. */
  hoursAt(cell: number): Uint32Array {
    return this.hours.subarray(cell * this.stride, cell * this.stride + this.highest + 1);
  }

  /** Unit hours needed over all paths: a whole number. */
  unitHours(): number {
    let sum = 0;
    for (const cell of this.cells.keys()) {
      this.hoursAt(cell).forEach((hours, level) => (sum += hours * level));
    }
    return sum;
  }

  /**
   * The demand of a load that is larger by a factor: a level of k units becomes the smallest whole number not below
   * k times the factor. Levels are whole already, so this is the load's own demand to within one unit.
   *
   * @param keepsPaths whether paths are kept apart, where this demand keeps them
   */
  scaled(factor: number, keepsPaths = true): PooledDemand {
    const { horizonHours, cells } = this;
    const keeping = keepsPaths ? this.keeping : undefined;
    const cuts = cells.map((cell) => cell.from).filter((hour) => hour > 0);
    const result = new PooledDemand({ horizonHours, cuts, keepsPaths: keeping !== undefined });
    const levels = Array.from({ length: this.highest + 1 }, (_, level) =>
      Math.ceil(level * factor - ROUNDING_ERROR),
    );
    result.makeRoom(levels[this.highest] ?? 0);
    for (const cell of cells.keys()) {
      moveHours(this.hoursAt(cell), levels, result.hoursAt(cell));
    }
    for (const { peak, hours } of keeping ?? []) {
      const scaledPeak = levels[peak] ?? 0;
      const moved = new Uint16Array(cells.length * (scaledPeak + 1));
      for (let index = 0, to = 0; index < hours.length; to += scaledPeak + 1) {
        for (let level = 0; level <= peak; level += 1, index += 1) {
          const at = to + (levels[level] ?? 0);
          moved[at] = (moved[at] ?? 0) + (hours[index] ?? 0);
        }
      }
      result.keeping?.push({ peak: scaledPeak, hours: moved });
    }
    result.added = this.added;
    return result;
  }

  /**
   * The same demand with nothing needed from an hour on: a load that ends there.
   *
   * @param hour at which a cell begins
   * @throws RangeError when no cell begins there
   */
  endingAt(hour: number): PooledDemand {
    const { horizonHours, cells, keeping } = this;
    if (!cells.some((cell) => cell.from === hour)) {
      throw new RangeError(`the demand is not cut at hour ${hour}`);
    }
    const cuts = cells.map((cell) => cell.from).filter((from) => from > 0);
    const result = new PooledDemand({ horizonHours, cuts, keepsPaths: keeping !== undefined });
    const same = Array.from({ length: this.highest + 1 }, (_, level) => level);
    const nothing = same.map(() => 0);
    result.makeRoom(this.highest);
    for (const [index, { from }] of cells.entries()) {
      moveHours(this.hoursAt(index), from < hour ? same : nothing, result.hoursAt(index));
    }
    const ended = cells.findIndex(({ from }) => from === hour);
    for (const { peak, hours } of keeping ?? []) {
      const moved = hours.slice().fill(0, ended * (peak + 1));
      for (const [index, { from, to }] of cells.entries()) {
        if (index >= ended) moved[index * (peak + 1)] = to - from;
      }
      result.keeping?.push({ peak, hours: moved });
    }
    result.added = this.added;
    return result;
  }

  private addKept(path: DemandPath, peak: number): KeptPath {
    const levels = peak + 1;
    const kept = new Uint16Array(this.cells.length * levels);
    countHours(path, this.cells, kept, levels);
    for (let cell = 0; cell < this.cells.length; cell += 1) {
      for (let level = 0; level < levels; level += 1) {
        const index = cell * this.stride + level;
        this.hours[index] = (this.hours[index] ?? 0) + (kept[cell * levels + level] ?? 0);
      }
    }
    return { peak, hours: kept };
  }

  private makeRoom(peak: number): void {
    this.highest = Math.max(this.highest, peak);
    if (peak < this.stride) return;
    const stride = 2 ** Math.ceil(Math.log2(peak + 1));
    const hours = new Uint32Array(this.cells.length * stride);
    for (const cell of this.cells.keys()) {
      hours.set(this.hours.subarray(cell * this.stride, (cell + 1) * this.stride), cell * stride);
    }
    this.hours = hours;
    this.stride = stride;
  }
}

/** Billing months up to the horizon, cut in two where a cut falls inside. */
function cellsOf(horizonHours: number, cuts: readonly number[]): readonly DemandCell[] {
  const starts = new Set([0, ...cuts.filter((cut) => cut < horizonHours)]);
  for (let hour = HOURS_PER_MONTH; hour < horizonHours; hour += HOURS_PER_MONTH) starts.add(hour);
  const sorted = [...starts].sort((a, b) => a - b);
  return sorted.map((from, index) => ({ from, to: sorted[index + 1] ?? horizonHours }));
}

function countHours(
  path: DemandPath,
  cells: readonly DemandCell[],
  hours: Uint32Array | Uint16Array,
  stride: number,
): void {
  let base = 0;
  for (const { from, to } of cells) {
    for (let hour = from; hour < to; hour += 1) {
      const index = base + (path[hour] ?? 0);
      hours[index] = (hours[index] ?? 0) + 1;
    }
    base += stride;
  }
}

function moveHours(from: Uint32Array, levels: readonly number[], to: Uint32Array): void {
  from.forEach((hours, level) => {
    const moved = levels[level] ?? 0;
    to[moved] = (to[moved] ?? 0) + hours;
  });
}
