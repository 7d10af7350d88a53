import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describeHour, parseHistory, readHistory, startOfDay } from "../../lib/load";
import {
  csv,
  dayRows,
  historyOf,
  hourRows,
  MONDAY,
  TWO_WEEKS,
  withLines,
  withoutLines,
} from "./history-text";

const rows = hourRows(TWO_WEEKS);
const counting = Array.from({ length: TWO_WEEKS }, (_, index) => index);

describe("parseHistory", () => {
  it("reads hourly rows as they are", () => {
    expect(historyOf(rows)).toEqual({
      file: "load.csv",
      start: MONDAY,
      step: "hour",
      requests: counting,
      filled: [],
      repairs: [],
    });
  });

  it("reads daily rows as they are", () => {
    expect(historyOf(dayRows(14))).toEqual({
      file: "load.csv",
      start: MONDAY,
      step: "day",
      requests: counting.slice(0, 14),
      filled: [],
      repairs: [],
    });
  });

  it.each([
    ["a byte order mark", "\uFEFF" + csv(rows)],
    ["CRLF", csv(rows).replaceAll("\n", "\r\n")],
    ["CR", csv(rows).replaceAll("\n", "\r")],
    ["a byte order mark, CRLF and quotes", "\uFEFF" + quoted(csv(rows)).replaceAll("\n", "\r\n")],
    ["quoted fields", quoted(csv(rows))],
    ["no newline at the end", csv(rows).trimEnd()],
    ["blank lines", csv(rows).replaceAll("\n", "\n\n \t\n")],
    ["spaces around fields", csv(rows).replaceAll(",", " , ")],
    ["seconds and a Z", csv(rows).replaceAll(":00,", ":00:00Z,")],
    ["a T between date and time", csv(rows).replaceAll(" ", "T")],
    ["values with decimals and exponents", csv(rows).replace(",7\n", ",7.0\n").replace(",8\n", ",+8e0\n")],
    [
      "the columns the other way round",
      csv(
        rows.map((row) => row.split(",").reverse().join(",")),
        "value,time",
      ),
    ],
  ])("accepts %s", (_, text) => {
    const history = parseHistory("load.csv", text);
    expect(history.requests).toEqual(counting);
    expect(history.repairs).toEqual([]);
  });

  it.each(["timestamp", "time", "date", "hour", "ds", "Timestamp", "DS"])(
    "takes a time column %s",
    (name) => {
      expect(parseHistory("load.csv", csv(rows, `${name},value`)).requests).toEqual(counting);
    },
  );

  it.each(["value", "requests", "count", "y", "Requests"])("takes a value column %s", (name) => {
    expect(parseHistory("load.csv", csv(rows, `timestamp,${name}`)).requests).toEqual(counting);
  });

  it("keeps fractions and reads -0 as 0", () => {
    const { requests } = historyOf(
      withLines(rows, { 2: `${describeHour(MONDAY)},-0`, 3: `${describeHour(MONDAY + 1)},.5` }),
    );
    expect(requests.slice(0, 3)).toEqual([0, 0.5, 2]);
  });

  it.each([
    [
      "hours over a leap day and a new year",
      hourRows(TWO_WEEKS, (i) => i, startOfDay("2023-12-25")),
      "2023-12-25",
    ],
    ["hours over 29 February", hourRows(TWO_WEEKS, (i) => i, startOfDay("2024-02-20")), "2024-02-20"],
    [
      "hours over 28 February of a common year",
      hourRows(TWO_WEEKS, (i) => i, startOfDay("2023-02-20")),
      "2023-02-20",
    ],
    [
      "hours over the European change of clocks",
      hourRows(TWO_WEEKS, (i) => i, startOfDay("2024-03-25")),
      "2024-03-25",
    ],
    ["hours before 1970", hourRows(TWO_WEEKS, (i) => i, startOfDay("1969-12-25")), "1969-12-25"],
  ])("finds no gap in %s", (_, text, start) => {
    expect(historyOf(text)).toMatchObject({ start: startOfDay(start), requests: counting, repairs: [] });
  });

  it("finds no gap in days over a leap day and a new year", () => {
    const { requests, repairs } = historyOf(dayRows(500, (index) => index, startOfDay("2023-12-01")));
    expect(requests).toHaveLength(500);
    expect(repairs).toEqual([]);
  });

  it("sees the missing leap day as a gap", () => {
    const days = dayRows(366, (index) => index, startOfDay("2024-01-01"));
    const { repairs, requests } = historyOf(days.filter((row) => !row.startsWith("2024-02-29")));
    expect(repairs).toEqual([
      {
        kind: "gap",
        lines: [60, 61],
        message:
          "1 day from 2024-02-29 between lines 60 and 61 had no row: filled on a straight line between the two",
      },
    ]);
    expect(requests[59]).toBe(59);
  });
});

describe("parseHistory repairs", () => {
  it("disorder, by sorting, and names the rows that stood below a later one", () => {
    const [first, second, third, ...others] = rows;
    const history = historyOf([third!, first!, second!, ...others]);
    expect(history.requests).toEqual(counting);
    expect(history.repairs).toEqual([
      {
        kind: "disorder",
        lines: [3, 4],
        message: "2 rows (lines 3, 4) stood below a later one: sorted by time",
      },
    ]);
  });

  it("a single row out of order", () => {
    const [first, ...others] = rows;
    expect(historyOf([...others, first!]).repairs).toEqual([
      { kind: "disorder", lines: [337], message: "1 row (line 337) stood below a later one: sorted by time" },
    ]);
  });

  it("a file from new to old, naming the first five lines", () => {
    const history = historyOf([...rows].reverse());
    expect(history.requests).toEqual(counting);
    expect(history.repairs).toHaveLength(1);
    expect(history.repairs[0]!.lines).toHaveLength(335);
    expect(history.repairs[0]!.message).toBe(
      "335 rows (lines 3, 4, 5, 6, 7 and 330 more) stood below a later one: sorted by time",
    );
  });

  it("a gap, on a straight line between its neighbours", () => {
    const history = historyOf(withoutLines(rows, 10, 11, 12));
    expect(history.requests).toEqual(counting);
    expect(history.filled).toEqual([8, 9, 10]);
    expect(history.repairs).toEqual([
      {
        kind: "gap",
        lines: [9, 10],
        message:
          "3 hours from 2024-01-01 08:00 between lines 9 and 10 had no row: " +
          "filled on a straight line between the two",
      },
    ]);
  });

  it("a gap between values that fall", () => {
    const falling = withoutLines(
      hourRows(TWO_WEEKS, (index) => 1000 - index),
      5,
    );
    expect(historyOf(falling).requests[3]).toBe(997);
  });

  it("each gap apart", () => {
    const { repairs, filled } = historyOf(withoutLines(rows, 4, 6, 300));
    expect(filled).toEqual([2, 4, 298]);
    expect(repairs.map(({ lines }) => lines)).toEqual([
      [3, 4],
      [4, 5],
      [297, 298],
    ]);
  });

  it("disorder and a gap together, with the lines as they are in the file", () => {
    const gappy = withoutLines(rows, 4);
    const history = historyOf([...gappy.slice(100), ...gappy.slice(0, 100)]);
    expect(history.requests).toEqual(counting);
    expect(history.filled).toEqual([2]);
    expect(history.repairs.map(({ kind }) => kind)).toEqual(["disorder", "gap"]);
    expect(history.repairs[0]!.lines).toEqual(Array.from({ length: 100 }, (_, index) => index + 237));
    expect(history.repairs[1]!.lines).toEqual([238, 239]);
  });

  it("a gap in a history of two weeks, whose hours count whether they had a row or not", () => {
    expect(historyOf(withoutLines(rows, 100)).requests).toHaveLength(TWO_WEEKS);
  });

  it("as many gaps as rows", () => {
    const days = dayRows(28).filter((_, index) => index < 5 || index > 18);
    const { requests, filled } = historyOf(days);
    expect(requests).toHaveLength(28);
    expect(filled).toHaveLength(14);
  });
});

describe("readHistory", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "landfall-load-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("reads the example: 662 hours without gaps", () => {
    const history = readHistory(resolve(__dirname, "../.."), "examples/load/nasa-http-1995-07.csv");
    expect(history).toMatchObject({
      file: "examples/load/nasa-http-1995-07.csv",
      start: startOfDay("1995-07-01"),
      step: "hour",
      filled: [],
      repairs: [],
    });
    expect(history.requests).toHaveLength(662);
    expect(history.requests[0]).toBe(3565);
    expect(Math.max(...history.requests)).toBe(14926);
  });

  it("names a missing file as the definition does", () => {
    expect(() => readHistory(folder, "load/none.csv")).toThrow(
      "load/none.csv: the file does not exist\n    do: correct the path of the load history",
    );
  });

  it("refuses a folder", () => {
    mkdirSync(join(folder, "load"));
    expect(() => readHistory(folder, "load")).toThrow("load: this is a folder, not a file");
  });

  it("refuses a file as a folder", () => {
    writeFileSync(join(folder, "a"), "");
    expect(() => readHistory(folder, "a/b.csv")).toThrow("a/b.csv: the file does not exist");
  });

  it("refuses a name that no file can have", () => {
    expect(() => readHistory(folder, "a\0.csv")).toThrow("the file cannot be read (ERR_INVALID_ARG_VALUE)");
  });

  it("refuses text that is not UTF-8", () => {
    writeFileSync(join(folder, "load.csv"), Buffer.from(`\uFEFF${csv(rows)}`, "utf16le"));
    expect(() => readHistory(folder, "load.csv")).toThrow("load.csv: the file is not UTF-8 text");
  });

  it("accepts UTF-8 with a byte order mark", () => {
    writeFileSync(join(folder, "load.csv"), `\uFEFF${csv(rows)}`);
    expect(readHistory(folder, "load.csv").requests).toEqual(counting);
  });

  it("gives the file of a fault as the definition does", () => {
    writeFileSync(join(folder, "load.csv"), "");
    expect(() => readHistory(folder, "load.csv")).toThrow("load.csv: the file is empty");
  });
});

function quoted(text: string): string {
  return text.replaceAll(/[^,\n]+/g, '"$&"');
}
