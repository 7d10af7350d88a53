import { demandPaths } from "../../lib/cost/demand";
import { horizonHours } from "../../lib/cost/decision/fleet-decision";
import { monthlyRequests, pastPeak, programLoad } from "../../lib/cost/forecasted-load";
import { RequestRate } from "../../lib/definition/units";
import { officeHours, steadyLoad } from "./loads";

describe("a forecasted load", () => {
  it("asks for instances by what one serves and by the headroom", () => {
    const load = steadyLoad({ requests: () => 250, serves: 100, headroomPercent: 25 });
    expect(programLoad(load)).toMatchObject({ instanceServesPerHour: 100, headroom: 0.25 });
    const needed = new Set<number>();
    demandPaths([programLoad(load)]).forEach((path) => {
      path.forEach((instances) => needed.add(instances));
    });
    // 250 x 1.25 / 100 = 3.125
    expect(needed).toEqual(new Set([4]));
  });

  it("has so many requests in an average month of 730 hours", () => {
    expect(monthlyRequests(steadyLoad({ requests: () => 250 }))).toBeCloseTo(250 * 730, 6);
  });

  it("has the mean over all hours and paths, and not that of the busy ones", () => {
    const load = steadyLoad({ requests: officeHours(168, 0) });
    // 50 of 168 hours are busy; the year is 52 weeks and a day.
    expect(monthlyRequests(load) / 730).toBeCloseTo(50, 0);
  });
});

describe("the horizon", () => {
  it("is the longest term where none is given", () => {
    expect(horizonHours({ terms: [{ years: 1 }] })).toBe(8760);
    expect(horizonHours({ terms: [{ years: 3 }, { years: 1 }] })).toBe(26_280);
  });

  it("is what is given else", () => {
    expect(horizonHours({ terms: [{ years: 1 }], horizon: { years: 3 } })).toBe(26_280);
  });
});

describe("the past's peak", () => {
  it("is what the highest hour of the history took, headroom included", () => {
    const load = steadyLoad({ requests: officeHours(410, 10), serves: 100, headroomPercent: 20 });
    expect(pastPeak([load])).toBe(5);
  });

  it("of several programs is that of all highest hours at once, on shared instances", () => {
    const day = steadyLoad({ app: "day", requests: officeHours(150, 0) });
    const night = steadyLoad({ app: "night", requests: officeHours(0, 140) });
    expect(pastPeak([day, night])).toBe(3);
  });

  it("of a daily history is that of the highest day, spread over its hours", () => {
    const load = steadyLoad({ requests: () => 1 });
    const history = { ...load.history, step: "day" as const, requests: [2400, 9600, 4800] };
    expect(pastPeak([{ ...load, history }])).toBe(4);
  });

  it("of a load without history is its estimate", () => {
    const load = steadyLoad({ requests: () => 1, serves: 100 });
    const settings = { ...load.settings, estimate: RequestRate.perHour(250) };
    expect(pastPeak([{ ...load, history: undefined, settings }])).toBe(3);
  });
});
