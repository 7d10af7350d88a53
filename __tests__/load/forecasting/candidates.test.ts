import { analog } from "../../../lib/load/forecasting/analog";
import type { Candidate } from "../../../lib/load/forecasting/candidate";
import { candidatePool } from "../../../lib/load/forecasting/candidate-pool";
import { directRidge, stepsNeeded } from "../../../lib/load/forecasting/direct-ridge";
import {
  exponentialSmoothing,
  fittedSmoothing,
  type SmoothingParameters,
} from "../../../lib/load/forecasting/exponential-smoothing";
import { recursiveRidge } from "../../../lib/load/forecasting/recursive-ridge";
import { seasonalNaive } from "../../../lib/load/forecasting/seasonal-naive";
import { seasonalProfile } from "../../../lib/load/forecasting/seasonal-profile";
import { LOG, PLAIN } from "../../../lib/load/forecasting/transform";
import { farthest, hourOfDay, noise, noisyHours, weeklyHours } from "./made-series";

const ahead = (candidate: Candidate, values: Float64Array, horizon: number): Float64Array =>
  candidate.forecast(values, [values.length], horizon)[0]!;

describe("seasonalNaive", () => {
  it("says the last season again and again", () => {
    expect([...ahead(seasonalNaive(3), Float64Array.of(9, 9, 1, 2, 3), 7)]).toEqual([1, 2, 3, 1, 2, 3, 1]);
  });
});

describe("seasonalProfile", () => {
  it("weighs younger seasons more", () => {
    const profile = seasonalProfile({ season: 2, seasons: 2, levelSteps: 4, transform: PLAIN });
    const forecast = ahead(profile, Float64Array.of(0, 10, 0, 28), 2);
    expect(forecast[1]! - forecast[0]!).toBeCloseTo((28 + 0.8 * 10) / 1.8, 9);
  });

  it("stands at the level of the last steps", () => {
    const profile = seasonalProfile({ season: 2, seasons: 3, levelSteps: 2, transform: PLAIN });
    const forecast = ahead(profile, Float64Array.of(1, 3, 1, 3, 11, 13), 4);
    expect([...forecast].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([11, 13, 11, 13]);
  });

  it("rises in proportion on the log scale", () => {
    const profile = seasonalProfile({ season: 2, seasons: 1, levelSteps: 2, transform: LOG });
    expect(farthest(ahead(profile, Float64Array.of(100, 200), 2), Float64Array.of(100, 200))).toBeLessThan(
      1e-9,
    );
  });
});

describe("analog", () => {
  it("finds what came after windows like the last one, whatever their level", () => {
    const spike = [0, 5, 0, 0];
    const usual = [1, 2, 1, 2];
    const past = [...usual, ...usual, ...spike, 40, 40, 40, 40, ...usual, ...usual];
    const raised = spike.map((value) => value + 7);
    const forecast = ahead(
      analog({ season: 4, transform: PLAIN }),
      Float64Array.from([...past, ...raised]),
      4,
    );
    expect(farthest(forecast, Float64Array.of(47, 47, 47, 47))).toBeLessThan(1e-3);
  });
});

describe("recursiveRidge", () => {
  it("lets a deviation that halves each step die out", () => {
    const values = new Float64Array(600);
    const shocks = noise(600, 7);
    let deviation = 0;
    for (let index = 0; index < values.length; index += 1) {
      deviation = 0.5 * deviation + (index % 50 === 0 ? shocks[index]! : 0);
      values[index] = 10 + deviation;
    }
    values[599] = 18;
    const forecast = ahead(
      recursiveRidge({ season: 2, lags: [1, 2, 3, 4], transform: PLAIN }),
      values.slice(0, 599),
      40,
    );
    expect(Math.abs(forecast[39]! - 10)).toBeLessThan(0.01);
  });

  it("repeats its last season where the differences are all 0", () => {
    const forecast = ahead(recursiveRidge({ season: 24, lags: [1, 24], transform: LOG }), weeklyDay(240), 30);
    expect(
      farthest(
        forecast,
        Float64Array.from({ length: 30 }, (_, step) => hourOfDay(step)),
      ),
    ).toBeLessThan(1e-9);
  });
});

describe("directRidge", () => {
  it("learns that weekends differ from the days before them", () => {
    const friday = 168 * 5 + 120;
    const values = noisyHours(friday + 48, 3, 0.01);
    const options = { season: 24, transform: LOG };
    const [weekly] = directRidge({ ...options, longSeason: 168 }).forecast(values, [friday], 48);
    const [daily] = directRidge({ ...options, longSeason: undefined }).forecast(values, [friday], 48);
    const actual = values.subarray(friday);
    expect(farthest(weekly!, actual)).toBeLessThan(farthest(daily!, actual) / 3);
  });

  it("needs twice the long season and the horizon", () => {
    expect(stepsNeeded({ season: 24, longSeason: 168 }, 48)).toBe(385);
    expect(stepsNeeded({ season: 24, longSeason: undefined }, 48)).toBe(193);
  });

  it("is finite with just the values that it needs", () => {
    const options = { season: 24, longSeason: 168, transform: PLAIN };
    const forecast = ahead(directRidge(options), noisyHours(stepsNeeded(options, 48), 5), 48);
    expect(forecast.every(Number.isFinite)).toBe(true);
  });
});

describe("exponentialSmoothing", () => {
  const still: SmoothingParameters = {
    level: 0.5,
    trend: 0,
    damping: 0,
    seasons: [0.1],
    autocorrelation: 0,
  };

  it("moves its level by the share of the error given", () => {
    const values = Float64Array.of(2, 4, 2, 4, 2, 4, 12);
    const smoothing = exponentialSmoothing({
      seasons: [2],
      parameters: { ...still, seasons: [0] },
      transform: PLAIN,
    });
    const forecast = ahead(smoothing, values, 2);
    expect(farthest(forecast, Float64Array.of(9, 7))).toBeLessThan(1e-9);
  });

  it("continues a damped trend towards its limit", () => {
    const parameters = { ...still, level: 1, trend: 1, damping: 0.5, seasons: [0] };
    const values = Float64Array.of(5, 5, 5, 5, 5, 5, 5, 13);
    const forecast = ahead(exponentialSmoothing({ seasons: [2], parameters, transform: PLAIN }), values, 60);
    expect(forecast[0]).toBeCloseTo(17, 9);
    expect(forecast[1]).toBeCloseTo(19, 9);
    expect(forecast[59]).toBeCloseTo(21, 9);
  });

  it("lets an error that comes again fade", () => {
    const parameters = { ...still, level: 0, seasons: [0], autocorrelation: 0.5 };
    const values = Float64Array.of(5, 5, 5, 5, 5, 5, 5, 13);
    const forecast = ahead(exponentialSmoothing({ seasons: [2], parameters, transform: PLAIN }), values, 3);
    expect(farthest(forecast, Float64Array.of(9, 7, 6))).toBeLessThan(1e-9);
  });

  it("keeps a week within a day apart from the day", () => {
    const parameters = { ...still, seasons: [0.1, 0.1] };
    const smoothing = exponentialSmoothing({ seasons: [24, 168], parameters, transform: PLAIN });
    const forecast = ahead(smoothing, weeklyHours(504), 168);
    expect(farthest(forecast, weeklyHours(168))).toBeLessThan(1e-6);
  });
});

describe("fittedSmoothing", () => {
  const start: SmoothingParameters = {
    level: 0.2,
    trend: 0,
    damping: 0,
    seasons: [0.1],
    autocorrelation: 0.5,
  };

  it("follows a random walk closely and noise around a level hardly", () => {
    const steps = noise(400, 11);
    const walk = steps.map((_, index) => steps.slice(0, index + 1).reduce((sum, step) => sum + step, 50));
    const level = steps.map((step) => 50 + step);
    const fitted = fittedSmoothing({
      seasons: [2],
      parameters: { ...start, autocorrelation: 0 },
      transform: PLAIN,
    });
    expect(Math.abs(ahead(fitted, walk, 1)[0]! - walk.at(-1)!)).toBeLessThan(1);
    expect(Math.abs(ahead(fitted, level, 1)[0]! - 50)).toBeLessThan(0.3);
  });
});

describe("candidatePool", () => {
  const hours = { seasons: [24, 168], trainingSteps: 436, horizon: 48, nonNegative: true };

  it("names every candidate once", () => {
    const names = candidatePool(hours).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain("seasonal naive 24");
    expect(names).toContain("direct ridge, log");
  });

  it("takes neither logarithms nor roots of values that may be negative", () => {
    const names = candidatePool({ ...hours, nonNegative: false }).map(({ name }) => name);
    expect(names.filter((name) => /, (log|root)/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it("leaves out what the history is too short for", () => {
    const names = candidatePool({ ...hours, trainingSteps: 167 }).map(({ name }) => name);
    expect(names).not.toContain("seasonal naive 168");
    expect(names).not.toContain("direct ridge, log");
  });

  it("has no regression for each step of a year of hours", () => {
    const names = candidatePool({ ...hours, trainingSteps: 20_000, horizon: 8760 }).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith("direct"))).toEqual([]);
  });

  it.each(candidatePool(hours).map((candidate) => [candidate.name, candidate] as const))(
    "%s forecasts a pure week exactly when the week is what it looks at",
    (name, candidate) => {
      const looksAtWeek = name.includes("168");
      const forecast = ahead(candidate, weeklyHours(672), 48);
      if (looksAtWeek) expect(farthest(forecast, weeklyHours(48))).toBeLessThan(1e-6);
      else expect(forecast.every(Number.isFinite)).toBe(true);
    },
  );

  it.each(candidatePool(hours).map((candidate) => [candidate.name, candidate] as const))(
    "%s does not look at values after the origin",
    (_, candidate) => {
      const values = noisyHours(700, 13).map((value) => value / 26);
      const changed = values.map((value, index) => (index < 500 ? value : 9 * value + index));
      const [first, second] = candidate.forecast(values, [436, 500], 48);
      const [firstAgain, secondAgain] = candidate.forecast(changed, [436, 500], 48);
      expect(firstAgain).toEqual(first);
      expect(secondAgain).toEqual(second);
    },
  );

  it.each(candidatePool(hours).map((candidate) => [candidate.name, candidate] as const))(
    "%s forecasts an origin the same whether or not later ones are asked for",
    (_, candidate) => {
      const values = noisyHours(700, 17).map((value) => value / 26);
      const together = candidate.forecast(values, [652, 700], 48)[0]!;
      const alone = candidate.forecast(values, [652], 48)[0]!;
      expect(farthest(together, alone)).toBeLessThan(1e-9);
    },
  );
});

function weeklyDay(length: number): Float64Array {
  return Float64Array.from({ length }, (_, index) => hourOfDay(index));
}
