/** Least and most commitments of each option that are looked at. */
export interface CountBox {
  readonly least: readonly number[];
  readonly most: readonly number[];
}

/** Commitments of each option, and what they cost together with the units rented. */
export interface LevelSolution {
  readonly counts: readonly number[];
  readonly cost: number;
}

/** What the levels cost. All arrays have one entry for each number of units from 0 to the top. */
export interface LevelCosts {
  /** Cost of one commitment of each option. */
  readonly fees: readonly number[];
  /** For each option the cost of renting levels 1 to m after its term. */
  readonly afterTerm: readonly Float64Array[];
  /** Cost of renting levels 1 to m all the time. */
  readonly rented: Float64Array;
}

/**
 * The exact choice of commitments, by dynamic programming over levels of demand.
 *
 * All commitments start on the same day, so whatever is bought can be stacked with the longest term at the bottom: in
 * every hour those in force then cover the lowest levels, which are the ones that are needed. A stack is described
 * level by level, so costs add up over levels: a commitment that lies on levels a+1 to b costs its fee and the renting
 * of these levels after its term. The least cost of a stack of m units made of the first i options is
 *
 *     f(i, m) = min over n of f(i - 1, m - n u_i) + n fee_i + afterTerm_i(m) - afterTerm_i(m - n u_i)
 *
 * with options by falling term. The minimum over a window of n is a sliding one, so an option takes one pass over the
 * levels, with limits or without. With single units and no limit this is the rule that decides each level alone: level
 * k goes to the option that costs least with what is rented after its term, and that is a shorter one the higher k is,
 * since higher levels are needed in no more hours. Limits and unequal units break that rule, and not the program.
 *
 * Costs are doubles. They are exact where all of them are whole numbers below 2^53. Where plans cost the same, the one
 * with fewer units wins.
 */
export class LevelProgram {
  private readonly least: Float64Array;
  private readonly choices: Int32Array;
  private readonly queue: Int32Array;
  private readonly keys: Float64Array;

  /**
   * @param units units that one commitment of each option covers, options by falling term
   * @param top most units that a stack may have
   */
  constructor(
    private readonly units: readonly number[],
    private readonly top: number,
  ) {
    this.least = new Float64Array(top + 1);
    this.choices = new Int32Array(units.length * (top + 1));
    this.queue = new Int32Array(top + 1);
    this.keys = new Float64Array(top + 1);
  }

  /** The cheapest stack with the numbers allowed; undefined when none has room. */
  solve({ fees, afterTerm, rented }: LevelCosts, { least, most }: CountBox): LevelSolution | undefined {
    this.least.fill(Infinity);
    this.least[0] = 0;
    for (const [option, units] of this.units.entries()) {
      const [from = 0, to = 0] = [least[option], most[option]];
      const after = afterTerm[option] ?? rented;
      for (let remainder = 0; remainder < units && remainder <= this.top; remainder += 1) {
        this.addOption(option, remainder, fees[option] ?? 0, after, from, to);
      }
    }
    return this.cheapest(rented);
  }

  /** Numbers of units that leave the same remainder are reached from one another: one sliding window for each. */
  private addOption(
    option: number,
    remainder: number,
    fee: number,
    after: Float64Array,
    from: number,
    to: number,
  ): void {
    const { least, queue, keys, top } = this;
    const units = this.units[option] ?? 1;
    const row = option * (top + 1);
    let [head, tail, joined] = [0, 0, 0];
    const steps = Math.floor((top - remainder) / units);
    for (let step = 0; step <= steps; step += 1) {
      const index = remainder + step * units;
      keys[step] = (least[index] ?? Infinity) - (after[index] ?? 0) - step * fee;
    }
    for (let step = 0; step <= steps; step += 1) {
      for (; joined <= step - from; joined += 1) {
        const key = keys[joined] ?? Infinity;
        while (tail > head && (keys[queue[tail - 1] ?? 0] ?? Infinity) >= key) tail -= 1;
        queue[tail] = joined;
        tail += 1;
      }
      while (head < tail && (queue[head] ?? 0) < step - to) head += 1;
      const index = remainder + step * units;
      const start = head < tail ? (queue[head] ?? 0) : -1;
      const key = start < 0 ? Infinity : (keys[start] ?? Infinity);
      least[index] = key + (after[index] ?? 0) + step * fee;
      this.choices[row + index] = step - start;
    }
  }

  private cheapest(rented: Float64Array): LevelSolution | undefined {
    const { least, top } = this;
    const all = rented[top] ?? 0;
    let [best, cost] = [-1, Infinity];
    for (let index = 0; index <= top; index += 1) {
      const total = (least[index] ?? Infinity) + all - (rented[index] ?? 0);
      if (total < cost) [best, cost] = [index, total];
    }
    if (best < 0) return undefined;
    const counts = this.units.map(() => 0);
    for (let option = this.units.length - 1; option >= 0; option -= 1) {
      const count = this.choices[option * (top + 1) + best] ?? 0;
      counts[option] = count;
      best -= count * (this.units[option] ?? 1);
    }
    return { counts, cost };
  }
}
