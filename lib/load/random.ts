/** State of {@link Xoshiro128}: four whole numbers from 0 to 2^32 - 1, not all 0. */
export type RandomState = readonly [number, number, number, number];

/** Seeds are whole numbers from 0 to this. */
export const LARGEST_SEED = 0xffff_ffff;

const TWO_TO_32 = 2 ** 32;
const GOLDEN_GAMMA = 0x9e37_79b9;

/**
 * The generator xoshiro128** 1.1: period 2^128 - 1, the same numbers on every machine.
 *
 * Source: Blackman & Vigna, Scrambled Linear Pseudorandom Number Generators, ACM Transactions on Mathematical
 * Software 47 (2021), and their xoshiro128starstar.c.
 */
export class Xoshiro128 {
  private readonly state: Uint32Array;

  constructor(state: RandomState) {
    this.state = Uint32Array.from(state);
  }

  /**
   * A generator from one number; neighbouring seeds give unrelated sequences.
   *
   * The state is filled by a counter run through the finalizer of MurmurHash3, as splitmix does for 64 bits.
   * Source: Steele, Lea & Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014.
   *
   * @throws RangeError when the seed is not a whole number from 0 to {@link LARGEST_SEED}
   */
  static seeded(seed: number): Xoshiro128 {
    if (!Number.isInteger(seed) || seed < 0 || seed > LARGEST_SEED) {
      throw new RangeError(`seed must be a whole number from 0 to ${LARGEST_SEED}, got: ${seed}`);
    }
    const word = (index: number): number => mix(seed + index * GOLDEN_GAMMA);
    return new Xoshiro128([word(1), word(2), word(3), word(4)]);
  }

  /** The next whole number from 0 to 2^32 - 1. */
  next(): number {
    const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = this.state;
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    const t2 = s2 ^ s0;
    const t3 = s3 ^ s1;
    this.state.set([s0 ^ t3, s1 ^ t2, t2 ^ (s1 << 9), rotateLeft(t3, 11)]);
    return result;
  }

  /** A whole number from 0 to below the limit, each equally likely to within limit / 2^32. */
  below(limit: number): number {
    return Math.floor((this.next() / TWO_TO_32) * limit);
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function mix(word: number): number {
  const first = Math.imul(word ^ (word >>> 16), 0x85eb_ca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2_ae35);
  return (second ^ (second >>> 16)) >>> 0;
}
