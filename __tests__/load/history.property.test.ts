import fc from "fast-check";
import { UserError } from "../../lib/definition/errors";
import { describeHour, parseHistory, type LoadHistory } from "../../lib/load";
import { csv, dayRows, historyOf, hourRows } from "./history-text";

const epochHour = fc.integer({ min: -500_000, max: 1_000_000 });
const requests = fc.oneof(
  fc.nat(1_000_000),
  fc.double({ min: 0, max: 1e15, noNaN: true }),
  fc.constantFrom(0, Number.MIN_VALUE, Number.MAX_SAFE_INTEGER),
);
const hours = fc.record({
  start: epochHour,
  requests: fc.array(requests, { minLength: 336, maxLength: 400 }),
});

describe("parseHistory", () => {
  it("reads back what was written, by the hour", () => {
    fc.assert(
      fc.property(hours, ({ start, requests: values }) => {
        const { file, ...history } = historyOf(hourRows(values.length, (index) => values[index]!, start));
        expect(file).toBe("load.csv");
        expect(history).toEqual({
          start,
          step: "hour",
          requests: values.map(Math.abs),
          filled: [],
          repairs: [],
        });
        const again = historyOf(hourRows(values.length, (index) => history.requests[index]!, history.start));
        expect(again).toEqual({ file, ...history });
      }),
      { numRuns: 50 },
    );
  });

  it("reads back what was written, by the day", () => {
    const days = fc.record({
      start: fc.integer({ min: -20_000, max: 40_000 }).map((day) => day * 24),
      requests: fc.array(requests, { minLength: 14, maxLength: 800 }),
    });
    fc.assert(
      fc.property(days, ({ start, requests: values }) => {
        expect(historyOf(dayRows(values.length, (index) => values[index]!, start))).toMatchObject({
          start,
          step: "day",
          requests: values.map(Math.abs),
          repairs: [],
        });
      }),
      { numRuns: 50 },
    );
  });

  it("reads shuffled rows as the same history, and reports that they were", () => {
    const shuffled = hours.chain(({ start, requests: values }) => {
      const rows = hourRows(values.length, (index) => values[index]!, start);
      return fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }));
    });
    fc.assert(
      fc.property(shuffled, ([rows, mixed]) => {
        const { repairs, ...history } = historyOf(mixed);
        const { repairs: none, ...expected } = historyOf(rows);
        expect(history).toEqual(expected);
        expect(none).toEqual([]);
        expect(repairs.map(({ kind }) => kind)).toEqual(mixed.join() === rows.join() ? [] : ["disorder"]);
      }),
      { numRuns: 50 },
    );
  });

  it("fills gaps within the range of their neighbours, and leaves the other rows alone", () => {
    const gappy = fc.record({
      values: fc.array(requests, { minLength: 360, maxLength: 400 }),
      missing: fc.uniqueArray(fc.integer({ min: 1, max: 358 }), { maxLength: 100 }),
    });
    fc.assert(
      fc.property(gappy, ({ values, missing }) => {
        const rows = hourRows(values.length, (index) => values[index]!);
        const history = historyOf(rows.filter((_, index) => !missing.includes(index)));
        expect(history.filled).toEqual([...missing].sort((a, b) => a - b));
        expect(history.requests).toHaveLength(values.length);
        expectFilledBetweenNeighbours(history, values);
      }),
      { numRuns: 50 },
    );
  });

  it("gives a history or a UserError for any text, never another error", () => {
    const piece = fc.constantFrom(
      '"',
      ",",
      "\n",
      "\r",
      "timestamp",
      "value",
      "2024-01-01 00:00",
      "1",
      " ",
      "\uFEFF",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(piece).map((pieces) => pieces.join("")),
    );
    fc.assert(
      fc.property(text, (any) => {
        expect(() => parseHistory("load.csv", `timestamp,value\n${any}`)).toThrow(UserError);
        expect(() => parseHistory("load.csv", any)).toThrow(UserError);
      }),
      { numRuns: 1000 },
    );
  });

  it("names the line of a bad row wherever it stands", () => {
    fc.assert(
      fc.property(fc.nat(335), fc.constantFrom("\n", "\r\n"), fc.boolean(), (index, newline, blank) => {
        const rows = hourRows(336);
        rows[index] = `${describeHour(5)},x"`;
        const text = csv(rows).replaceAll("\n", blank ? newline + newline : newline);
        const line = blank ? 2 * (index + 2) - 1 : index + 2;
        expect(() => parseHistory("load.csv", text)).toThrow(`load.csv:${line}: the quotes on this line`);
      }),
      { numRuns: 50 },
    );
  });
});

function expectFilledBetweenNeighbours(history: LoadHistory, values: readonly number[]): void {
  const filled = new Set(history.filled);
  history.requests.forEach((value, index) => {
    if (!filled.has(index)) {
      expect(value).toBe(Math.abs(values[index]!));
      return;
    }
    let before = index;
    let after = index;
    while (filled.has(before)) before -= 1;
    while (filled.has(after)) after += 1;
    const ends = [history.requests[before]!, history.requests[after]!];
    expect(value).toBeGreaterThanOrEqual(Math.min(...ends));
    expect(value).toBeLessThanOrEqual(Math.max(...ends));
  });
}
