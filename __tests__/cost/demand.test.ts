import fc from "fast-check";
import {
  demandPaths,
  LEAST_INSTANCES,
  MOST_INSTANCES,
  poolDemand,
  scalableDemand,
  type LoadPaths,
  type ProgramLoad,
} from "../../lib/cost/demand";
import { UserError } from "../../lib/definition/errors";

function pathsOf(paths: readonly (readonly number[])[]): LoadPaths {
  return {
    hours: paths[0]?.length ?? 0,
    count: paths.length,
    pathInto: (index, buffer) => {
      buffer.set(paths[index]!);
    },
  };
}

function load(paths: readonly (readonly number[])[], instanceServesPerHour = 100, headroom = 0): ProgramLoad {
  return { app: "web", paths: pathsOf(paths), instanceServesPerHour, headroom };
}

function demandOf(...loads: readonly ProgramLoad[]): number[][] {
  const found: number[][] = [];
  demandPaths(loads).forEach((path) => found.push([...path]));
  return found;
}

describe("the demand for instances", () => {
  it("is whole instances, hour by hour", () => {
    expect(demandOf(load([[1, 99, 100, 101, 250]]))).toEqual([[1, 1, 1, 2, 3]]);
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

  it("gives the same paths again when asked again", () => {
    const paths = demandPaths([
      load([
        [100, 200],
        [300, 400],
      ]),
    ]);
    const walk = (): number[][] => {
      const found: number[][] = [];
      paths.forEach((path, index) => found.push([index, ...path]));
      return found;
    };
    expect(walk()).toEqual(walk());
    expect(walk()).toHaveLength(paths.count);
  });

  it("is not made of paths that do not fit together, nor of none", () => {
    expect(() => demandPaths([load([[1]]), load([[1], [2]])])).toThrow(RangeError);
    expect(() => demandPaths([load([[1, 2]]), load([[1]])])).toThrow(RangeError);
    expect(() => demandPaths([])).toThrow(RangeError);
  });

  it("beyond any account is refused, since a unit is wrong then", () => {
    expect(demandOf(load([[100 * MOST_INSTANCES]]))).toEqual([[MOST_INSTANCES]]);
    const tooMuch = (): unknown => demandOf(load([[5e12]]));
    expect(tooMuch).toThrow(UserError);
    expect(tooMuch).toThrow(/load: asks for 50000000000 instances at once[^]*unit of instanceServes/);
  });
});

describe("the pooled demand of several programs", () => {
  const shop = { ...load([[150, 20]]), app: "shop" };
  const blog = { ...load([[40, 40]]), app: "blog" };

  it("is that of shared instances, and beside it that of each program alone", () => {
    const { together, alone } = poolDemand([shop, blog], { horizonHours: 2 });
    expect(together.unitHours()).toBe(2 + 1);
    expect([...alone].map(([app, demand]) => [app, demand.unitHours()])).toEqual([
      ["shop", 2 + 1],
      ["blog", 1 + 1],
    ]);
  });

  it("of a single program is its own", () => {
    const { together, alone } = poolDemand([shop], { horizonHours: 2 });
    expect(alone.get("shop")).toBe(together);
  });
});

describe("a demand that is scaled", () => {
  const program = load([[100, 140, 350, 0]]);
  const scaled = scalableDemand([program], { horizonHours: 4 });

  it("is the demand itself with the factor 1", () => {
    const { together } = poolDemand([program], { horizonHours: 4 });
    expect([...scaled(1).hoursAt(0)]).toEqual([...together.hoursAt(0)]);
    expect([...scaled(1).hoursAt(0)]).toEqual([0, 2, 1, 0, 1]);
  });

  it("adds an instance only where the load fills one", () => {
    // 1.05, 1.47, 3.675 and nothing; 1.5, 2.1, 5.25 and nothing.
    expect([...scaled(1.05).hoursAt(0)]).toEqual([0, 1, 2, 0, 1]);
    expect([...scaled(1.5).hoursAt(0)]).toEqual([0, 1, 1, 1, 0, 0, 1]);
  });

  it("keeps an instance however small the load becomes", () => {
    expect([...scaled(0.01).hoursAt(0)].indexOf(4)).toBe(1);
  });

  it("never falls as the factor rises", () => {
    const factor = fc.double({ min: 0.1, max: 4, noNaN: true });
    fc.assert(
      fc.property(factor, factor, (one, other) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        expect(scaled(less).unitHours()).toBeLessThanOrEqual(scaled(more).unitHours());
      }),
    );
  });
});
