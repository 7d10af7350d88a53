import {
  fitProfile,
  fitSeasonalNaive,
  meanOf,
  patternAt,
  slotOf,
  type Series,
} from "../../lib/load/weekly-pattern";
import { MONDAY } from "./history-text";

const days = (requests: readonly number[], filled: readonly number[] = []): Series => ({
  start: MONDAY,
  step: "day",
  requests,
  filled,
});

describe("slotOf", () => {
  it("counts hours or days of the week from Monday", () => {
    expect(slotOf(MONDAY + 30, "hour")).toBe(30);
    expect(slotOf(MONDAY + 30, "day")).toBe(1);
    expect(slotOf(MONDAY - 1, "day")).toBe(6);
  });
});

describe("fitProfile", () => {
  it("is the mean over the weeks for each day of the week when the level is steady", () => {
    const { requests, level } = fitProfile(days([1, 2, 3, 4, 5, 6, 7, 3, 2, 3, 4, 5, 6, 7]));
    expect(level).toBe(1);
    expect(requests).toEqual([2, 2, 3, 4, 5, 6, 7]);
  });

  it("takes the level of the last seven days", () => {
    const { requests, level } = fitProfile(days([...week(10), ...week(10), ...week(40)]));
    expect(level).toBe(2);
    expect(requests).toEqual(week(40));
  });

  it("keeps its level through three bad days of the last seven", () => {
    const { level } = fitProfile(days([...week(10), ...week(10), 0, 0, 0, 10, 10, 10, 10]));
    expect(level).toBe(1);
  });

  it("leaves out filled steps where the step of the week had a row in another week", () => {
    const { requests } = fitProfile(days([...week(10), 10, 99, 10, 10, 10, 10, 10], [8]));
    expect(requests).toEqual(week(10));
  });

  it("takes filled steps where the step of the week never had a row", () => {
    const once = [10, 20, 10, 10, 10, 10, 10];
    expect(fitProfile(days([...once, ...once], [1, 8])).requests).toEqual(once);
  });

  it("takes the mean of all where a step of the week never came", () => {
    expect(fitProfile(days([8, 8, 8, 8, 8])).requests).toEqual(week(8));
  });

  it("does not take its level from filled steps", () => {
    const { level } = fitProfile(days([...week(10), 99, 99, 99, 99, 10, 10, 10], [7, 8, 9, 10]));
    expect(level).toBe(1);
  });

  it("takes the mean of the two in the middle where the days are even in number", () => {
    const { level } = fitProfile(days([0, 0, 0, 0, 0, 10, 10, 0, 0, 0, 0, 0, 30, 20]));
    expect(level).toBeCloseTo(1, 12);
  });

  it("leaves a day without load out of the level", () => {
    const week0 = [10, 10, 10, 10, 10, 0, 0];
    expect(fitProfile(days([...week0, ...week0]))).toMatchObject({ level: 1, requests: week0 });
  });

  it("is 0 for a load that never came", () => {
    expect(fitProfile(days([...week(0), ...week(0)]))).toMatchObject({ level: 1, requests: week(0) });
  });
});

describe("fitSeasonalNaive", () => {
  it("is the last value of each day of the week", () => {
    expect(fitSeasonalNaive(days([...week(1), 2, 3, 4])).requests).toEqual([2, 3, 4, 1, 1, 1, 1]);
  });
});

describe("patternAt", () => {
  it("repeats for ever, before the history and after it", () => {
    const pattern = fitSeasonalNaive(days([1, 2, 3, 4, 5, 6, 7]));
    expect(patternAt(pattern, MONDAY + 168 * 1000 + 47)).toBe(2);
    expect(patternAt(pattern, MONDAY - 1)).toBe(7);
  });
});

describe("meanOf", () => {
  it("is exact for equal values, as a sum of them is not", () => {
    expect(meanOf([0.1, 0.1, 0.1])).toBe(0.1);
  });
});

function week(value: number): number[] {
  return new Array<number>(7).fill(value);
}
