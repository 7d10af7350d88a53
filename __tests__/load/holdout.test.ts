import fc from "fast-check";
import { holdOut, measureError } from "../../lib/load/holdout";
import type { Series } from "../../lib/load/weekly-pattern";
import { daily, historyOf, hourly, hourRows, MONDAY, withoutLines } from "./history-text";

describe("measureError", () => {
  it("is the M4 competition's sMAPE and MASE", () => {
    const { meanAbsolute, smapePercent, mase } = measureError([100, 50], [110, 30], 5);
    expect(meanAbsolute).toBe(15);
    expect(smapePercent).toBeCloseTo((100 * (20 / 210 + 40 / 80)) / 2, 12);
    expect(mase).toBe(3);
  });

  it("is 0 for a forecast that was right, even where nothing came", () => {
    expect(measureError([0, 5], [0, 5], 1)).toEqual({ meanAbsolute: 0, smapePercent: 0, mase: 0 });
  });

  it("has an sMAPE of 200 % at most", () => {
    expect(measureError([0, 5], [3, 0], 1).smapePercent).toBe(200);
  });

  it("has no MASE, and says why, without a scale", () => {
    expect(measureError([1], [2], 0)).toMatchObject({
      mase: null,
      maseReason:
        "the training part repeats itself exactly from week to week, so there is no error to scale by",
    });
    expect(measureError([1], [2], undefined)).toMatchObject({
      mase: null,
      maseReason: "no step of the training part has a row a week before it to scale by",
    });
  });
});

describe("holdOut", () => {
  it.each([
    [336, 67],
    [503, 100],
    [504, 168],
    [2000, 168],
  ])("of %i hours holds back %i", (count, steps) => {
    const holdout = holdOut(hourly(Array.from({ length: count }, (_, index) => index % 24)));
    expect(holdout).toMatchObject({ steps, measuredSteps: steps, start: MONDAY + count - steps });
  });

  it.each([
    [14, 2],
    [20, 4],
    [21, 7],
    [400, 7],
  ])("of %i days holds back %i", (count, steps) => {
    const holdout = holdOut(daily(Array.from({ length: count }, (_, index) => index % 7)));
    expect(holdout).toMatchObject({ steps, measuredSteps: steps, start: MONDAY + (count - steps) * 24 });
  });

  it("measures both methods on the same steps", () => {
    const { predictions, errors } = holdOut(daily([...week(10), ...week(10), ...week(40), ...week(30)]));
    expect(predictions["seasonal naive"]).toEqual(week(40));
    expect(predictions["weekly profile"]).toEqual(week(40));
    expect(errors["seasonal naive"]).toEqual({
      meanAbsolute: 10,
      smapePercent: 100 * (20 / 70),
      mase: 10 / 15,
    });
    expect(errors["weekly profile"].meanAbsolute).toBe(10);
  });

  it("does not measure steps that had no row", () => {
    const values = Array.from({ length: 504 }, (_, index) => (index === 400 ? 1e6 : 100));
    const { steps, measuredSteps, errors } = holdOut(
      historyOf(
        withoutLines(
          hourRows(504, (i) => values[i]!),
          403,
        ),
      ),
    );
    expect(steps).toBe(168);
    expect(measuredSteps).toBe(167);
    expect(errors["seasonal naive"].meanAbsolute).toBeCloseTo((1e6 - 100) / 167, 6);
  });

  it("does not train on steps that were filled towards a row held back", () => {
    const rows = hourRows(504, (index) => (index >= 336 ? 1e6 : 100));
    const { predictions } = holdOut(historyOf(rows.filter((_, index) => index < 330 || index > 340)));
    expect(predictions["seasonal naive"]).toEqual(new Array(168).fill(100));
    expect(predictions["weekly profile"]).toEqual(new Array(168).fill(100));
  });

  it("says why there is no MASE when no two weeks can be compared", () => {
    const rows = hourRows(336, (index) => 100 + index).filter((_, index) => index < 100 || index >= 268);
    const { errors, measuredSteps } = holdOut(historyOf(rows));
    expect(measuredSteps).toBe(67);
    expect(errors["weekly profile"]).toMatchObject({ mase: null, maseReason: expect.any(String) as string });
    expect(Number.isFinite(errors["weekly profile"].meanAbsolute)).toBe(true);
  });

  it("lets nothing of what it holds back into the forecasts", () => {
    const series = fc.tuple(
      fc.array(fc.nat(1000), { minLength: 336, maxLength: 700 }),
      fc.array(fc.nat(1_000_000), { minLength: 168, maxLength: 168 }),
    );
    fc.assert(
      fc.property(series, ([requests, others]) => {
        const before = holdOut(seriesOf(requests));
        const changed = [...requests.slice(0, -before.steps), ...others.slice(0, before.steps)];
        const after = holdOut(seriesOf(changed));
        expect(after.predictions).toEqual(before.predictions);
      }),
      { numRuns: 50 },
    );
  });

  it("measures a change of what it holds back", () => {
    const requests = Array.from({ length: 504 }, (_, index) => 50 + (index % 24));
    const before = holdOut(seriesOf(requests));
    const after = holdOut(seriesOf(requests.map((value, index) => (index >= 336 ? value * 2 : value))));
    expect(before.errors["weekly profile"].meanAbsolute).toBe(0);
    expect(after.errors["weekly profile"].smapePercent).toBeCloseTo((100 * 2) / 3, 10);
  });
});

function seriesOf(requests: readonly number[]): Series {
  return { start: MONDAY, step: "hour", requests, filled: [] };
}

function week(value: number): number[] {
  return new Array<number>(7).fill(value);
}
