import fc from "fast-check";
import { LevelProgram } from "../../../lib/cost/planner/level-program";
import { everyPlan } from "./small-cases";

const PEAK = 6;

/** Segments of falling weights by level, and options that end with one of them: whole numbers, so that sums are exact. */
const stack = fc
  .record({
    segments: fc.array(fc.array(fc.nat(60), { minLength: PEAK, maxLength: PEAK }), {
      minLength: 1,
      maxLength: 3,
    }),
    options: fc.array(
      fc.record({
        end: fc.nat(2),
        fee: fc.nat(150),
        units: fc.integer({ min: 1, max: 3 }),
        limit: fc.nat(4),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ segments, options }) => ({
    weights: segments.map((levels) => levels.toSorted((a, b) => b - a)),
    options: options
      .map((option) => ({ ...option, end: Math.min(option.end, segments.length - 1) }))
      .sort((a, b) => b.end - a.end),
  }));

interface Stack {
  readonly weights: readonly (readonly number[])[];
  readonly options: readonly { readonly end: number; readonly fee: number; readonly units: number }[];
}

/** Weight of a level in all segments from one on. */
function weightFrom(weights: Stack["weights"], first: number, level: number): number {
  return weights.slice(first).reduce((sum, levels) => sum + (levels[level - 1] ?? 0), 0);
}

/** Cost of a plan by what each segment leaves uncovered. */
function costOf({ weights, options }: Stack, counts: readonly number[]): number {
  const fees = options.reduce((sum, { fee }, index) => sum + fee * counts[index]!, 0);
  return weights.reduce((sum, levels, segment) => {
    const covered = options.reduce(
      (units, option, index) => units + (option.end >= segment ? option.units * counts[index]! : 0),
      0,
    );
    return sum + levels.slice(covered).reduce((a, b) => a + b, 0);
  }, fees);
}

function solve(
  { weights, options }: Stack,
  most: readonly number[],
  least = options.map(() => 0),
): ReturnType<LevelProgram["solve"]> {
  const top = PEAK + Math.max(...options.map(({ units }) => units)) - 1;
  const sums = (first: number): Float64Array => {
    const result = new Float64Array(top + 1);
    for (let level = 1; level <= top; level += 1) {
      result[level] = result[level - 1]! + weightFrom(weights, first, level);
    }
    return result;
  };
  const program = new LevelProgram(
    options.map(({ units }) => units),
    top,
  );
  const costs = {
    fees: options.map(({ fee }) => fee),
    afterTerm: options.map(({ end }) => sums(end + 1)),
    rented: sums(0),
  };
  return program.solve(costs, { least, most });
}

describe("the program over levels", () => {
  it("gives each level alone to the option that costs least there, where units are single and unlimited", () => {
    fc.assert(
      fc.property(stack, ({ weights, options }) => {
        const single = { weights, options: options.map((option) => ({ ...option, units: 1 })) };
        const byLevel = Array.from({ length: PEAK }, (_, index) =>
          Math.min(
            weightFrom(weights, 0, index + 1),
            ...single.options.map(({ fee, end }) => fee + weightFrom(weights, end + 1, index + 1)),
          ),
        );
        const cost = byLevel.reduce((sum, each) => sum + each, 0);
        expect(
          solve(
            single,
            options.map(() => PEAK),
          )?.cost,
        ).toBe(cost);
      }),
      { numRuns: 300 },
    );
  });

  it("is as cheap as the cheapest of all plans, with limits and unequal units, and costs what it says", () => {
    fc.assert(
      fc.property(stack, (drawn) => {
        const most = drawn.options.map(({ limit }) => limit);
        const solution = solve(drawn, most);
        const costs = [...everyPlan(most)].map((counts) => costOf(drawn, counts));
        expect(solution?.cost).toBe(Math.min(...costs));
        expect(costOf(drawn, solution?.counts ?? [])).toBe(solution?.cost);
      }),
      { numRuns: 200 },
    );
  });

  it("keeps the least numbers too, and finds nothing where these have no room", () => {
    const one: Stack = { weights: [[9, 9, 9, 9, 9, 9]], options: [{ end: 0, fee: 20, units: 1 }] };
    expect(solve(one, [6], [2])).toEqual({ counts: [2], cost: 40 + 36 });
    expect(solve(one, [9], [7])).toBeUndefined();
  });

  it("takes the plan with fewer units where two cost the same", () => {
    expect(
      solve({ weights: [[9, 9, 9, 9, 9, 9]], options: [{ end: 0, fee: 9, units: 1 }] }, [6])?.counts,
    ).toEqual([0]);
  });
});
