import fc from "fast-check";
import { DayHistograms } from "../../../lib/load/outlook/day-histograms";
import { growthPerDay } from "../../../lib/load/outlook/growth";
import { levelChange } from "../../../lib/load/outlook/level-change";
import type { Observations } from "../../../lib/load/outlook/observed";
import { dailyRequests, wholeDays } from "../../../lib/load/outlook/past-days";
import { seasonAt, yearlySeason } from "../../../lib/load/outlook/season";
import { Substitutes, WeekHours } from "../../../lib/load/outlook/week-hours";
import { Xoshiro128 } from "../../../lib/load/random";

const few = fc.array(fc.nat(100), { minLength: 4, maxLength: 60 });

function days(count: number, of: (day: number) => number): Float64Array {
  return Float64Array.from({ length: count }, (_, day) => of(day));
}

/** Days that were all observed, but for those that are said to be filled. */
function observations(
  count: number,
  of: (day: number) => number,
  isFilled: (day: number) => boolean = () => false,
): Observations {
  const observed = Uint8Array.from({ length: count }, (_, day) => (isFilled(day) ? 0 : 1));
  return { requests: days(count, of), observed };
}

describe("wholeDays", () => {
  const history = {
    start: 0,
    step: "hour" as const,
    requests: Array.from({ length: 53 }, (_, hour) => hour),
    filled: [2, 5, 6, 52],
  };

  it("cuts off the first hours, and knows what was filled in the others", () => {
    const past = wholeDays(history);
    expect([past.days, past.requests[0], past.end]).toEqual([2, 5, 53]);
    expect([...past.observed.keys()].filter((hour) => past.observed[hour] === 0)).toEqual([0, 1, 47]);
  });

  it.each([
    [12, 1],
    [13, 0],
  ])("takes a day with %i filled hours for observed: %i", (hours, observed) => {
    const filled = Array.from({ length: hours }, (_, hour) => 5 + hour);
    const daily = dailyRequests(wholeDays({ ...history, filled }));
    expect([...daily.observed]).toEqual([observed, 1]);
    expect(daily.requests[0]).toBe(24 * 5 + (23 * 24) / 2);
  });
});

describe("WeekHours and Substitutes", () => {
  /** What an hour holds tells which week and which hour of it this is. */
  function weeksOf(count: number, isFilled: (hour: number) => boolean): Observations {
    return observations(count * 168, (hour) => Math.floor(hour / 168) * 1000 + (hour % 168), isFilled);
  }
  const random = (): Xoshiro128 => Xoshiro128.seeded(7);

  it("takes the same hour of the week, of an observed week of the memory", () => {
    const source = weeksOf(6, (hour) => Math.floor(hour / 168) === 4 && hour % 168 < 50);
    const hours = new WeekHours(source, 3);
    const draw = random();
    const weeks = new Set<number>();
    for (let filled = 4 * 168; filled < 4 * 168 + 50; filled += 1) {
      const place = hours.draw(filled, draw);
      expect(place % 168).toBe(filled % 168);
      weeks.add(Math.floor(place / 168));
    }
    expect([...weeks].sort()).toEqual([3, 5]);
    expect(hours.mean(10)).toBe(4000 + 10);
    expect(hours.mean(60)).toBe(4000 + 60);
  });

  it("asks the whole history where the memory did not see an hour, and the memory itself where nobody did", () => {
    const notInMemory = weeksOf(5, (hour) => hour >= 3 * 168 && hour % 168 === 9);
    expect(new WeekHours(notInMemory, 2).mean(9)).toBe(1000 + 9);
    const never = weeksOf(5, (hour) => hour % 168 === 9);
    expect(new WeekHours(never, 2).mean(9)).toBe(3500 + 9);
  });

  it("follows one week through a gap as long as that week was observed", () => {
    const source = weeksOf(9, (hour) => hour >= 8 * 168 && hour < 8 * 168 + 40);
    const substitutes = new Substitutes(source.observed, new WeekHours(source, 9), random());
    const weeks = Array.from({ length: 40 }, (_, hour) =>
      Math.floor(substitutes.placeFor(8 * 168 + hour) / 168),
    );
    expect(new Set(weeks).size).toBe(1);
    expect(weeks[0]).toBeLessThan(8);
  });

  it("goes over to another week where the one that it follows has a gap itself", () => {
    const isFilled = (hour: number): boolean =>
      (hour >= 2 * 168 && hour < 2 * 168 + 40) || (hour >= 20 && hour < 30) || (hour >= 168 && hour < 188);
    const source = weeksOf(3, isFilled);
    const substitutes = new Substitutes(source.observed, new WeekHours(source, 3), random());
    const places = Array.from({ length: 40 }, (_, hour) => substitutes.placeFor(2 * 168 + hour));
    expect(places.slice(0, 20).every((place) => place < 168)).toBe(true);
    expect(places.slice(20, 30).every((place) => place >= 168 && place < 2 * 168)).toBe(true);
  });
});

describe("DayHistograms", () => {
  it("knows the quantile of any run of days", () => {
    fc.assert(
      fc.property(
        few,
        fc.nat(),
        fc.nat(),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (values, a, b, share) => {
          const from = a % values.length;
          const to = from + 1 + (b % (values.length - from));
          const histograms = new DayHistograms(
            observations(values.length, (day) => values[day]!),
            1,
          );
          const sorted = values.slice(from, to).sort((x, y) => x - y);
          const expected = sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)]!;
          expect(histograms.quantile(histograms.shares(from, to), share)).toBeCloseTo(expected, 9);
        },
      ),
    );
  });

  it("costs least at the quantile that the break-even asks for", () => {
    fc.assert(
      fc.property(
        few,
        fc.nat(100),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        (values, other, breakEven) => {
          const histograms = new DayHistograms(
            observations(values.length, (day) => values[day]!),
            1,
          );
          const shares = histograms.shares(0, values.length);
          const best = histograms.cost(shares, histograms.quantile(shares, 1 - breakEven), breakEven);
          expect(best).toBeLessThanOrEqual(histograms.cost(shares, other, breakEven) + 1e-9);
        },
      ),
    );
  });

  it("costs the break-even for what is reserved and the whole price for what is not", () => {
    const histograms = new DayHistograms(
      observations(4, (step) => [1, 2, 3, 10][step]!),
      2,
    );
    expect(histograms.days).toBe(2);
    expect(histograms.cost(histograms.shares(0, 2), 2, 0.6)).toBeCloseTo(0.6 * 2 + (1 + 8) / 4, 12);
  });

  it("counts what was filled for next to nothing, and in full where nothing else is there", () => {
    const load = [10, 10, 1, 1, 1, 20];
    const histograms = new DayHistograms(
      observations(
        6,
        (day) => load[day]!,
        (day) => load[day] === 1,
      ),
      1,
    );
    const shareOf = (from: number, to: number, height: number): number => {
      const shares = histograms.shares(from, to);
      return [...shares].filter((_, bin) => [10, 20][bin] === height)[0]!;
    };
    expect(shareOf(0, 6, 10)).toBeCloseTo(2 / 3, 2);
    expect(shareOf(2, 5, 10)).toBe(1);
    expect(histograms.quantile(histograms.shares(0, 6), 0.4)).toBeCloseTo(10, 1);
    expect(histograms.observedDays(0, 6)).toBe(3);
    expect(histograms.observedDays(2, 5)).toBe(0);
  });
});

describe("growthPerDay", () => {
  const growing = days(800, (day) => Math.exp(0.001 * day));
  const growth = (
    values: Float64Array,
    to = values.length,
    seen = new Uint8Array(values.length).fill(1),
  ): number => growthPerDay(new DayHistograms({ requests: values, observed: seen }, 1), to, 1092, 0.4);

  it("finds the growth of a load that grows evenly", () => {
    expect(growth(growing)).toBeCloseTo(0.001, 4);
  });

  it("is not moved far by a burst", () => {
    expect(growth(growing.map((each, day) => (day > 700 && day < 760 ? 9 * each : each)))).toBeCloseTo(
      0.001,
      3,
    );
  });

  it("sees none in less than 13 points of 28 days", () => {
    expect(growth(growing, 363)).toBe(0);
    expect(growth(growing, 364)).toBeGreaterThan(0);
  });

  it("follows what was observed, and sees none where under half of its points were", () => {
    const gap = (from: number, to: number): Uint8Array<ArrayBuffer> =>
      Uint8Array.from({ length: 800 }, (_, day) => (day >= from && day < to ? 0 : 1));
    const flatInGap = growing.map((each, day) => (day >= 400 && day < 700 ? 1 : each));
    expect(growth(flatInGap, 800, gap(400, 700))).toBeCloseTo(0.001, 4);
    expect(Math.abs(growth(flatInGap) - 0.001)).toBeGreaterThan(0.0001);
    expect(growth(flatInGap, 800, gap(300, 800))).toBe(0);
  });

  it("sees none where there is no load", () => {
    expect(growth(days(800, () => 0))).toBe(0);
  });
});

describe("levelChange", () => {
  it("keeps no drift of misses that are even, and most of a drift that is always the same", () => {
    const weights = new Array<number>(40).fill(1);
    const even = levelChange(
      weights.map((_, index) => (index % 2 === 0 ? 0.2 : -0.2)),
      weights,
      3,
      100,
    );
    expect(even.drift).toBeCloseTo(0, 9);
    expect([even.spread[0], even.spread.at(-1)]).toEqual([expect.closeTo(-0.2, 9), expect.closeTo(0.2, 9)]);
    const steady = levelChange(
      weights.map(() => 0.3),
      weights,
      3,
      100,
    );
    expect(steady.drift).toBeGreaterThan(0.25);
    expect(steady.drift).toBeLessThan(0.3);
  });

  it("believes a mean change the less, the fewer terms have been seen", () => {
    const misses = [0.1, 0.3, 0.5];
    const drifts = [0.1, 1, 10].map((terms) => levelChange(misses, [1, 1, 1], terms, 100).drift);
    expect(drifts).toEqual([...drifts].sort((a, b) => a - b));
    expect(drifts[0]).toBeLessThan(0.15);
  });

  it("knows of no change where nothing has been seen", () => {
    expect(levelChange([], [], 0, 0)).toEqual({ spread: Float64Array.of(0), drift: 0, leadDays: 0 });
  });
});

describe("yearlySeason", () => {
  const sine = (day: number): number => Math.exp(0.4 * Math.sin((2 * Math.PI * day) / 365.25));

  it("finds a season of the year, also where the load grows", () => {
    const season = yearlySeason(
      observations(1500, (day) => sine(day) * Math.exp(day / 800)),
      1500 * 24,
    )!;
    for (let day = 1500; day < 1865; day += 10) {
      const [here, mean] = [seasonAt(season, day * 24), seasonAt(season, (day + 182.625) * 24)];
      expect(here / mean / (sine(day) / sine(day + 182.625))).toBeCloseTo(1, 1);
    }
  });

  it("sees none in a load without season, nor in one that wanders", () => {
    for (const level of [
      () => 100,
      (day: number) => Math.exp(day / 300),
      (day: number) => 100 * 1.2 ** Math.floor(day / 500),
    ]) {
      const { factors } = yearlySeason(observations(1500, level), 0)!;
      for (const factor of factors) expect(factor).toBeCloseTo(1, 2);
    }
  });

  it("is not misled by days that were filled", () => {
    const inGap = (day: number): boolean => day >= 900 && day < 920;
    const whole = yearlySeason(observations(1500, sine), 1500 * 24)!;
    const low = (day: number): number => (inGap(day) ? 0.01 : sine(day));
    const [filled, seen] = [
      yearlySeason(observations(1500, low, inGap), 1500 * 24)!,
      yearlySeason(observations(1500, low), 1500 * 24)!,
    ];
    const farthest = (factors: readonly number[]): number =>
      Math.max(...factors.map((factor, phase) => Math.abs(factor - whole.factors[phase]!)));
    expect(farthest(filled.factors)).toBeLessThan(0.05);
    expect(farthest(seen.factors)).toBeGreaterThan(0.1);
  });

  it("is told by the years that were observed, and unknown where a part of the year never was", () => {
    const inYear = (from: number, to: number) => (day: number) => day >= from && day < to;
    const low = (day: number): number => (inYear(700, 1030)(day) ? 0.8 : sine(day));
    const whole = yearlySeason(observations(1500, sine), 1500 * 24)!;
    const seen = yearlySeason(observations(1500, low, inYear(700, 1030)), 1500 * 24)!;
    seen.factors.forEach((factor, phase) => {
      expect(Math.abs(factor / whole.factors[phase]! - 1)).toBeLessThan(0.05);
    });
    const everyYear = (day: number): boolean => inYear(100, 200)(day % 365.25);
    expect(yearlySeason(observations(1500, sine, everyYear), 1500 * 24)).toBeUndefined();
  });

  it("shows none where each part of the year was observed once alone: chance cannot be told", () => {
    const season = yearlySeason(
      observations(800, sine, (day) => day < 420),
      800 * 24,
    );
    for (const factor of season?.factors ?? []) expect(factor).toBe(1);
  });

  it("is unknown below two years, and where weeks are without load", () => {
    expect(yearlySeason(observations(729, sine), 0)).toBeUndefined();
    expect(yearlySeason(observations(730, sine), 0)).toBeDefined();
    expect(
      yearlySeason(
        observations(800, (day) => (day < 100 ? 0 : 1)),
        0,
      ),
    ).toBeUndefined();
  });

  it("goes round with the year, without a step from one twelfth to the next", () => {
    const season = yearlySeason(observations(1500, sine), 1500 * 24)!;
    for (let hour = 0; hour < 366 * 24; hour += 24) {
      expect(seasonAt(season, hour)).toBeCloseTo(seasonAt(season, hour + 365.25 * 24), 9);
      expect(Math.abs(seasonAt(season, hour + 24) / seasonAt(season, hour) - 1)).toBeLessThan(0.02);
    }
  });
});
