import fc from "fast-check";
import { holdoutsApart, planHoldouts } from "../../../lib/load/forecasting/holdout-plan";

describe("planHoldouts", () => {
  it("lays ten holdouts a day apart at the end of a month of hours", () => {
    const { origins, steps } = planHoldouts(700, 48, 24);
    expect(steps).toBe(48);
    expect(origins).toEqual([436, 460, 484, 508, 532, 556, 580, 604, 628, 652]);
  });

  it("leaves half of two weeks of hours before the first", () => {
    expect(planHoldouts(336, 48, 24).origins).toEqual([168, 192, 216, 240, 264, 288]);
  });

  it("holds back a quarter of a history that is short for the horizon", () => {
    expect(planHoldouts(336, 8760, 24).steps).toBe(84);
  });

  it("lays holdouts closer than a season in two weeks of days", () => {
    expect(planHoldouts(14, 7, 7)).toEqual({ origins: [7, 8, 9, 10, 11], steps: 3 });
  });

  it("always has a holdout, ends with the history and leaves a season before the first", () => {
    const plans = fc.record({
      season: fc.integer({ min: 2, max: 200 }),
      seasons: fc.double({ min: 2, max: 50, noNaN: true }),
      horizon: fc.integer({ min: 1, max: 9000 }),
    });
    fc.assert(
      fc.property(plans, ({ season, seasons, horizon }) => {
        const length = Math.ceil(season * seasons);
        const { origins, steps } = planHoldouts(length, horizon, season);
        expect(origins.length).toBeGreaterThanOrEqual(1);
        expect(steps).toBeGreaterThanOrEqual(1);
        expect(steps).toBeLessThanOrEqual(horizon);
        expect(origins.at(-1)! + steps).toBe(length);
        expect(origins[0]).toBeGreaterThanOrEqual(season);
        expect([...origins].sort((one, other) => one - other)).toEqual(origins);
      }),
    );
  });
});

describe("holdoutsApart", () => {
  it("takes those that share no step", () => {
    const apart = holdoutsApart({ origins: [0, 24, 48, 72], steps: 48 }, 1);
    expect([0, 1, 2, 3].filter(apart)).toEqual([3]);
  });

  it("takes all others where every one shares a step", () => {
    const apart = holdoutsApart({ origins: [0, 1, 2], steps: 3 }, 1);
    expect([0, 1, 2].filter(apart)).toEqual([0, 2]);
  });
});
