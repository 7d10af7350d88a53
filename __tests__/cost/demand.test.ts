import fc from "fast-check";
import { instanceDemand, LEAST_INSTANCES, MOST_INSTANCES, type ProgramLoad } from "../../lib/cost/demand";
import { UserError } from "../../lib/definition/errors";

function load(paths: readonly (readonly number[])[], instanceServesPerHour = 100, headroom = 0): ProgramLoad {
  return { paths: paths.map((path) => Float64Array.from(path)), instanceServesPerHour, headroom };
}

function demandOf(...loads: readonly ProgramLoad[]): number[][] {
  return instanceDemand(loads, loads[0]?.paths[0]?.length ?? 0).paths.map((path) => [...path]);
}

describe("the demand for instances", () => {
  it("is whole instances, hour by hour", () => {
    expect(demandOf(load([[1, 99, 100, 101, 250]]))).toEqual([[1, 1, 1, 2, 3]]);
    expect(instanceDemand([load([[1, 2]])], 2).hours).toBe(2);
  });

  it("is at least one instance, even when nobody asks for anything", () => {
    expect(demandOf(load([[0, 0]]))).toEqual([[LEAST_INSTANCES, LEAST_INSTANCES]]);
  });

  it("keeps the headroom free above the load", () => {
    expect(demandOf(load([[100, 83, 84]], 100, 0.2))).toEqual([[2, 1, 2]]);
  });

  it("asks for no more than the instances that the load fills exactly", () => {
    expect(demandOf(load([[110]], 100, 0.1))).toEqual([[2]]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 0, max: 300 }),
        (instances, serves, percent) => {
          const requests = (instances * serves) / (1 + percent / 100);
          expect(demandOf(load([[requests]], serves, percent / 100))).toEqual([[instances]]);
        },
      ),
    );
  });

  it("is shared by programs: their parts of an instance are added before they are rounded up", () => {
    expect(demandOf(load([[50, 150]]), load([[20, 100]], 40))).toEqual([[1, 4]]);
    expect(demandOf(load([[50]]), load([[50]]), load([[1]]))).toEqual([[2]]);
  });

  it("of programs together is no more than that of each alone, and no less than that of the largest", () => {
    const requests = fc.array(fc.double({ min: 0, max: 5000, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(requests, { minLength: 1, maxLength: 4 }), (programs) => {
        const loads = programs.map((path) => load([path]));
        const [together = []] = demandOf(...loads);
        const alone = loads.map((each) => demandOf(each)[0]!);
        together.forEach((needed, hour) => {
          const each = alone.map((path) => path[hour]!);
          expect(needed).toBeLessThanOrEqual(each.reduce((a, b) => a + b, 0));
          expect(needed).toBeGreaterThanOrEqual(Math.max(...each));
        });
      }),
    );
  });

  it("never falls when the load, or the headroom, rises", () => {
    const amount = fc.double({ min: 0, max: 10_000, noNaN: true });
    fc.assert(
      fc.property(amount, amount, fc.double({ min: 0, max: 2, noNaN: true }), (requests, more, headroom) => {
        const [[before] = []] = demandOf(load([[requests]], 100, headroom));
        const [[after] = []] = demandOf(load([[requests + more]], 100, headroom));
        const [[freer] = []] = demandOf(load([[requests]], 100, headroom + 0.5));
        expect(after).toBeGreaterThanOrEqual(before!);
        expect(freer).toBeGreaterThanOrEqual(before!);
      }),
    );
  });

  it("keeps the paths apart", () => {
    expect(
      demandOf(
        load([
          [100, 200],
          [300, 400],
        ]),
        load([
          [1, 1],
          [0, 0],
        ]),
      ),
    ).toEqual([
      [2, 3],
      [3, 4],
    ]);
  });

  it("is not made of paths that do not fit together", () => {
    expect(() => instanceDemand([load([[1]]), load([[1], [2]])], 1)).toThrow(RangeError);
    expect(() => instanceDemand([load([[1, 2]]), load([[1]])], 2)).toThrow(RangeError);
    expect(() => instanceDemand([load([[1], [1, 2]])], 1)).toThrow(RangeError);
    expect(() => instanceDemand([load([[1]])], 2)).toThrow(RangeError);
  });

  it("beyond any account is refused, since a unit is wrong then", () => {
    expect(demandOf(load([[100 * MOST_INSTANCES]]))).toEqual([[MOST_INSTANCES]]);
    const tooMuch = (): unknown => instanceDemand([load([[5e12]])], 1);
    expect(tooMuch).toThrow(UserError);
    expect(tooMuch).toThrow(/load: asks for 50000000000 instances at once[^]*unit of instanceServes/);
  });
});
