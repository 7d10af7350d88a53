import fc from "fast-check";
import { cronOf, MOST_SCHEDULED_ACTIONS, weeklyNeed, weeklySchedule } from "../../lib/cost/weekly-schedule";
import { startOfDay } from "../../lib/load";

const HOURS = 168;
const MONDAY = startOfDay("2026-11-02");
const BOUNDS = { least: 1, most: 1000 };

/** Least instances of each hour of the week as the steps leave them. */
function followed(steps: ReturnType<typeof weeklySchedule>): number[] {
  return Array.from({ length: HOURS }, (_, hour) => {
    const last = steps.filter((step) => step.hourOfWeek <= hour).at(-1) ?? steps.at(-1);
    return last?.leastInstances ?? NaN;
  });
}

const week = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: HOURS, maxLength: HOURS });

describe("the need of a week", () => {
  it("is the highest of the first four weeks, hour by hour, rounded up", () => {
    const instances = Array.from({ length: 5 * HOURS }, (_, hour) => (hour === HOURS + 3 ? 4.2 : 1));
    const need = weeklyNeed(instances, MONDAY);
    expect(need[3]).toBe(5);
    expect(need.filter((each) => each !== 1)).toEqual([5]);
  });

  it("looks no further than four weeks ahead", () => {
    const instances = Array.from({ length: 5 * HOURS }, (_, hour) => (hour >= 4 * HOURS ? 9 : 1));
    expect(Math.max(...weeklyNeed(instances, MONDAY))).toBe(1);
  });

  it("knows the hour of the week that the term starts with", () => {
    const need = weeklyNeed([7], startOfDay("2026-11-01"));
    expect(need.indexOf(7)).toBe(6 * 24);
  });

  it("does not add an instance for the last binary digit", () => {
    expect(weeklyNeed([3 * 1.1 * (1 / 1.1)], MONDAY)[0]).toBe(3);
  });
});

describe("the schedule of a week", () => {
  it("is empty where every hour needs the same, or the bounds leave no choice", () => {
    expect(weeklySchedule(new Array<number>(HOURS).fill(4), BOUNDS)).toEqual([]);
    expect(weeklySchedule([...Array(HOURS).keys()], { least: 3, most: 3 })).toEqual([]);
  });

  it("steps up and down where the need does", () => {
    const need = new Array<number>(HOURS).fill(1).fill(5, 8, 18);
    expect(weeklySchedule(need, BOUNDS)).toEqual([
      { hourOfWeek: 8, leastInstances: 5, rises: true },
      { hourOfWeek: 18, leastInstances: 1, rises: false },
    ]);
  });

  it("runs on from Sunday night to Monday morning without a step at midnight", () => {
    const need = new Array<number>(HOURS).fill(1).fill(5, 160).fill(5, 0, 4);
    expect(weeklySchedule(need, BOUNDS).map((step) => step.hourOfWeek)).toEqual([4, 160]);
  });

  it("keeps every need inside the bounds", () => {
    const need = new Array<number>(HOURS).fill(1).fill(90, 8, 18);
    expect(weeklySchedule(need, { least: 2, most: 6 }).map((step) => step.leastInstances)).toEqual([6, 2]);
  });

  it("follows the need exactly where there is room for every step", () => {
    fc.assert(
      fc.property(week, (need) => {
        const steps = weeklySchedule(need, BOUNDS, HOURS);
        if (steps.length > 0) expect(followed(steps)).toEqual(need);
      }),
    );
  });

  it("never holds more steps than allowed, and never less than the need", () => {
    fc.assert(
      fc.property(week, fc.integer({ min: 2, max: MOST_SCHEDULED_ACTIONS }), (need, most) => {
        const steps = weeklySchedule(need, BOUNDS, most);
        expect(steps.length).toBeLessThanOrEqual(most);
        if (steps.length > 0) expect(followed(steps).filter((each, hour) => each < need[hour]!)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it("adds the fewest instance-hours, as trying every cover shows", () => {
    const short = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(short, fc.integer({ min: 1, max: 8 }), (need, most) => {
        const rise = (hour: number): number => need[hour]! - need.at(hour - 1)!;
        if (need.every((each) => each === need[0])) return;
        const first = [...need.keys()].reduce((best, hour) => (rise(hour) > rise(best) ? hour : best));
        const opened = [...need.slice(first), ...need.slice(0, first)];
        const sum = (steps: ReturnType<typeof weeklySchedule>): number =>
          steps.length === 0
            ? Math.max(...need) * need.length
            : [...need.keys()].reduce((total, hour) => {
                const last = steps.filter((step) => step.hourOfWeek <= hour).at(-1) ?? steps.at(-1);
                return total + last!.leastInstances;
              }, 0);
        expect(sum(weeklySchedule(need, BOUNDS, most))).toBe(cheapestCover(opened, most));
      }),
    );
  });
});

/** Tries every way to cut the levels into at most so many runs. */
function cheapestCover(levels: readonly number[], most: number): number {
  if (levels.length === 0) return 0;
  if (most === 0) return Infinity;
  return Math.min(
    ...levels.map((_, end) => {
      const head = levels.slice(0, end + 1);
      return Math.max(...head) * head.length + cheapestCover(levels.slice(end + 1), most - 1);
    }),
  );
}

describe("the time of a step", () => {
  it.each([
    [{ hourOfWeek: 8, rises: false }, "0 8 * * 1"],
    [{ hourOfWeek: 8, rises: true }, "50 7 * * 1"],
    [{ hourOfWeek: 24, rises: true }, "50 23 * * 1"],
    [{ hourOfWeek: 0, rises: true }, "50 23 * * 0"],
    [{ hourOfWeek: 144, rises: false }, "0 0 * * 0"],
    [{ hourOfWeek: 167, rises: false }, "0 23 * * 0"],
  ])("%j is %s", (step, cron) => {
    expect(cronOf({ ...step, leastInstances: 1 })).toBe(cron);
  });

  it("is a time of its own for each step: a group takes no two actions at once", () => {
    fc.assert(
      fc.property(week, (need) => {
        const times = weeklySchedule(need, BOUNDS).map(cronOf);
        expect(new Set(times).size).toBe(times.length);
      }),
      { numRuns: 20 },
    );
  });
});
