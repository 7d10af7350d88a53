import { meanAbsoluteError, seasonalNaiveError, smapePercent } from "../../../lib/load/forecasting";
import { benchM4, lastDayAgain, pointErrors, readM4 } from "../../bench/cost/m4";

const all = readM4();

describe("the hourly series of M4", () => {
  it("are 414 of 700 or 960 values", () => {
    expect(all).toHaveLength(414);
    expect(all.filter(({ training }) => training.length === 700)).toHaveLength(169);
    expect(all.filter(({ training }) => training.length === 960)).toHaveLength(245);
    expect(
      all.every(({ training, test }) => training.every(Number.isFinite) && test.every(Number.isFinite)),
    ).toBe(true);
  });

  it("give the published errors of the seasonal naive forecast: sMAPE 13.912, MASE 1.193, OWA 0.627", () => {
    let smape = 0;
    let mase = 0;
    for (const { training, test } of all) {
      const naive = lastDayAgain(training);
      smape += smapePercent(test, naive) / all.length;
      mase += meanAbsoluteError(test, naive) / seasonalNaiveError(training, 24) / all.length;
    }
    expect(smape).toBeCloseTo(13.912, 3);
    expect(mase).toBeCloseTo(1.193, 3);
    expect(pointErrors(smape, mase).owa).toBeCloseTo(0.6275, 3);
  });
});

describe("benchM4", () => {
  it("does much better than the seasonal naive forecast on a spread of series", () => {
    const lines: string[] = [];
    const result = benchM4((text) => lines.push(text), { series: 8 });
    expect(result.series).toBe(8);
    expect(lines).toEqual(["8 of 8 series"]);
    expect(result.owa).toBeLessThan(0.75 * result.naive.owa);
    expect(result.coverage80).toBeLessThan(result.coverage95);
    expect(result.coverage95).toBeGreaterThan(85);
    expect(result.methods.reduce((sum, { sharePercent }) => sum + sharePercent, 0)).toBeCloseTo(100, 6);
  });

  it("forecasts what was dropped from the training part instead", () => {
    const { naive } = benchM4(() => undefined, { series: 1, dropped: 168 });
    const { naive: onTest } = benchM4(() => undefined, { series: 1 });
    expect(naive.smape).not.toBe(onTest.smape);
  });

  it.each([{ series: 0 }, { series: 415 }, { series: 1.5 }, { dropped: 47 }, { dropped: 48.5 }])(
    "refuses %p",
    (options) => {
      expect(() => benchM4(() => undefined, options)).toThrow(RangeError);
    },
  );
});
