import fc from "fast-check";
import { PooledDemand } from "../../../lib/cost/planner/pooled-demand";

const path = fc.array(fc.nat(200), { minLength: 1500, maxLength: 1500 });

function pool(paths: readonly (readonly number[])[], keepsPaths = false): PooledDemand {
  const demand = new PooledDemand({ horizonHours: 1500, cuts: [100, 1460, 9000], keepsPaths });
  for (const each of paths) demand.add(Uint16Array.from(each));
  return demand;
}

describe("a pooled demand", () => {
  it("is cut into billing months, and where a commitment ends within the horizon", () => {
    expect(pool([]).cells.map(({ from, to }) => [from, to])).toEqual([
      [0, 100],
      [100, 730],
      [730, 1460],
      [1460, 1500],
    ]);
  });

  it("counts the hours of each cell at each level, over all paths", () => {
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 3 }), fc.boolean(), (paths, keeps) => {
        const demand = pool(paths, keeps);
        expect([demand.paths, demand.peak]).toEqual([paths.length, Math.max(...paths.flat())]);
        demand.cells.forEach(({ from, to }, cell) => {
          const hours = Array.from({ length: demand.peak + 1 }, () => 0);
          for (const each of paths) for (const level of each.slice(from, to)) hours[level]! += 1;
          expect([...demand.hoursAt(cell)]).toEqual(hours);
        });
        expect(demand.unitHours()).toBe(paths.flat().reduce((sum, units) => sum + units, 0));
      }),
      { numRuns: 10 },
    );
  });

  it("takes either kind of array, and no more of it than the horizon", () => {
    const demand = pool([]);
    demand.add(new Int32Array(2000).fill(3));
    expect([demand.peak, demand.unitHours()]).toEqual([3, 4500]);
  });

  it("keeps paths apart only when asked", () => {
    expect(pool([Array(1500).fill(1)]).kept).toBeUndefined();
    expect(pool([Array(1500).fill(1)], true).kept).toMatchObject([{ peak: 1 }]);
  });

  it("scales as the whole units of a larger load", () => {
    fc.assert(
      fc.property(path, fc.integer({ min: 1, max: 300 }), fc.boolean(), (each, percent, keeps) => {
        const scaled = each.map((level) => Math.ceil((level * percent) / 100 - 1e-9));
        const [made, direct] = [pool([each], keeps).scaled(percent / 100), pool([scaled], keeps)];
        direct.cells.forEach((_, cell) => {
          expect([...made.hoursAt(cell)]).toEqual([...direct.hoursAt(cell)]);
        });
        expect(made.kept).toEqual(direct.kept);
      }),
      { numRuns: 20 },
    );
  });

  it("ends as a load does that needs nothing from an hour on", () => {
    fc.assert(
      fc.property(path, fc.constantFrom(100, 730, 1460), fc.boolean(), (each, end, keeps) => {
        const ended = each.map((level, hour) => (hour < end ? level : 0));
        const [made, direct] = [pool([each], keeps).endingAt(end), pool([ended], keeps)];
        direct.cells.forEach((_, cell) => {
          const hours = [...made.hoursAt(cell)];
          expect(hours.slice(0, direct.peak + 1)).toEqual([...direct.hoursAt(cell)]);
          expect(hours.slice(direct.peak + 1).every((count) => count === 0)).toBe(true);
        });
        expect([made.paths, made.unitHours()]).toEqual([1, direct.unitHours()]);
        expect(made.kept?.map(({ hours }) => hours.length > 0)).toEqual(keeps ? [true] : undefined);
      }),
      { numRuns: 20 },
    );
    expect(() => pool([]).endingAt(101)).toThrow("the demand is not cut at hour 101");
  });

  it("refuses paths that are too short or negative, and hours that are not whole", () => {
    expect(() => pool([[1, 2]])).toThrow("the demand covers 2 hours, 1500 were asked for");
    const negative = new Int32Array(1500);
    negative[7] = -1;
    expect(() => {
      pool([]).add(negative);
    }).toThrow(RangeError);
    for (const hours of [0, -1, 0.5, NaN]) {
      expect(() => new PooledDemand({ horizonHours: hours })).toThrow(RangeError);
      expect(() => new PooledDemand({ horizonHours: 10, cuts: [hours] })).toThrow(RangeError);
    }
  });
});
