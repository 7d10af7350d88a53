import fc from "fast-check";
import { LARGEST_SEED, Xoshiro128 } from "../../lib/load/random";

const take = (random: Xoshiro128, count: number): number[] =>
  Array.from({ length: count }, () => random.next());

describe("Xoshiro128", () => {
  it("gives the numbers of the reference implementation, xoshiro128starstar.c 1.1", () => {
    expect(take(new Xoshiro128([1, 2, 3, 4]), 10)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it.each([
    [0, [3809008728, 1133695204, 53579671, 2891528803]],
    [1, [2442144158, 3238099751, 3819917871, 2104621829]],
    [LARGEST_SEED, [835879718, 1921286648, 2356205009, 1885780724]],
  ])("gives the same numbers for the seed %i for ever", (seed, numbers) => {
    expect(take(Xoshiro128.seeded(seed), 4)).toEqual(numbers);
  });

  it.each([-1, 0.5, NaN, LARGEST_SEED + 1])("refuses the seed %d", (seed) => {
    expect(() => Xoshiro128.seeded(seed)).toThrow(RangeError);
  });

  it("gives neighbouring seeds sequences of their own", () => {
    const first = new Set(Array.from({ length: 1000 }, (_, seed) => Xoshiro128.seeded(seed).next()));
    expect(first.size).toBe(1000);
  });

  it("draws whole numbers below a limit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: LARGEST_SEED }),
        fc.integer({ min: 1, max: 1000 }),
        (seed, limit) => {
          const drawn = Xoshiro128.seeded(seed).below(limit);
          expect(Number.isInteger(drawn)).toBe(true);
          expect(drawn).toBeGreaterThanOrEqual(0);
          expect(drawn).toBeLessThan(limit);
        },
      ),
    );
  });

  it("draws each number below a limit about equally often", () => {
    const random = Xoshiro128.seeded(7);
    const counts = [0, 0, 0, 0, 0, 0, 0];
    for (let draw = 0; draw < 70_000; draw += 1) counts[random.below(7)]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });
});
