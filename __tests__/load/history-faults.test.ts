import { UserError } from "../../lib/definition/errors";
import { parseHistory } from "../../lib/load";
import {
  csv,
  dayRows,
  faultsOf,
  hourRows,
  messageOf,
  MONDAY,
  placesOf,
  TWO_WEEKS,
  withLines,
  withoutLines,
} from "./history-text";

const rows = hourRows(TWO_WEEKS);
const withRows = (lines: Readonly<Record<number, string>>): string => csv(withLines(rows, lines));

describe("parseHistory refuses", () => {
  it("an empty file", () => {
    expect(messageOf("")).toBe(
      "load.csv: the file is empty\n" +
        "    allowed: a header line timestamp,value and below it one row for each hour or each day",
    );
    expect(placesOf("\uFEFF\r\n \r\n")).toEqual(["the file is empty"]);
  });

  it("a header without rows", () => {
    expect(placesOf("\ntimestamp,value\n\n")).toEqual(["2: the file has a header but no rows"]);
  });

  it("a missing column, and says which were found and which are accepted", () => {
    expect(messageOf(csv(rows, "when,value"))).toBe(
      "load.csv:1: timestamp: no column for the time\n" +
        '    found: "when,value"\n' +
        "    allowed: one column named timestamp, time, date, hour, ds\n" +
        "    do: rename the column, or put a header line timestamp,value above the rows if there is none; " +
        "columns are separated by commas",
    );
    expect(placesOf(csv(rows, "ds,hits"))).toEqual(['1: value: no column for the requests ("ds,hits")']);
  });

  it("a file without a header", () => {
    expect(placesOf(rows.join("\n"))).toEqual([
      '1: timestamp: no column for the time ("2024-01-01 00:00,0")',
      '1: value: no column for the requests ("2024-01-01 00:00,0")',
    ]);
  });

  it("other separators than commas", () => {
    expect(placesOf(csv(rows).replaceAll(",", ";"))).toEqual([
      '1: timestamp: no column for the time ("timestamp;value")',
      '1: value: no column for the requests ("timestamp;value")',
    ]);
  });

  it("two columns of a kind", () => {
    const wide = rows.map((row) => `${row},1`);
    expect(placesOf(csv(wide, "time,value,requests"))).toEqual([
      '1: value: 2 columns for the requests ("time,value,requests")',
    ]);
    expect(placesOf(csv(wide, "time,value,time"))).toEqual([
      '1: timestamp: 2 columns for the time ("time,value,time")',
    ]);
  });

  it("a column that it does not know, beside one that is missing too", () => {
    const wide = rows.map((row) => `${row},web-1`);
    expect(placesOf(csv(wide, "time,value,host"))).toEqual(['1: host: unknown column ("time,value,host")']);
    expect(placesOf(csv(wide, "when,value,host"))).toEqual([
      '1: timestamp: no column for the time ("when,value,host")',
      '1: when: unknown column ("when,value,host")',
      '1: host: unknown column ("when,value,host")',
    ]);
  });

  it("a bad header, and the rows under the columns that it knows", () => {
    const text = csv(withLines(rows, { 5: "2024-01-01 03:00,-3" }), "when,value");
    expect(placesOf(text)).toEqual([
      '1: timestamp: no column for the time ("when,value")',
      '5: value: the value is negative ("-3")',
    ]);
    expect(placesOf(csv(withLines(rows, { 5: "soon,3" }), "time,hits"))).toEqual([
      '1: value: no column for the requests ("time,hits")',
      '5: time: the time cannot be read, or there is no such moment ("soon")',
    ]);
  });

  it.each([
    ["-1", "the value is negative"],
    ["-0.001", "the value is negative"],
    ["many", "the value is no number"],
    ["12 requests", "the value is no number"],
    ["0x10", "the value is no number"],
    ["1 000", "the value is no number"],
    ["1_000", "the value is no number"],
    [".", "the value is no number"],
    ["", "the value is empty"],
    ["NaN", "the value is not finite"],
    ["Infinity", "the value is not finite"],
    ["-inf", "the value is not finite"],
    ["1e999", "the value is too large"],
    ["9007199254740992", "the value is too large"],
  ])("the value %j", (value, message) => {
    expect(placesOf(withRows({ 7: `2024-01-01 05:00,${value}` }))).toEqual([
      `7: value: ${message} (${JSON.stringify(value)})`,
    ]);
  });

  it("a decimal comma in quotes", () => {
    expect(placesOf(withRows({ 7: '2024-01-01 05:00,"3,5"' }))).toEqual([
      '7: value: the value is no number ("3,5")',
    ]);
  });

  it("the largest value plus one, and takes the largest", () => {
    expect(faultsOf(withRows({ 7: "2024-01-01 05:00,9007199254740991" }))).toEqual([]);
  });

  it.each(["2024-02-30 05:00", "05:00", "2024-01-01 05:00+01:00", "1704085200"])("the time %j", (time) => {
    expect(placesOf(withRows({ 7: `${time},5` }))).toEqual([
      `7: timestamp: the time cannot be read, or there is no such moment (${JSON.stringify(time)})`,
    ]);
  });

  it("a missing time", () => {
    expect(placesOf(withRows({ 7: ",5" }))).toEqual(['7: timestamp: the time is missing ("")']);
  });

  it("a fault as place, value found, what is allowed, what to do", () => {
    expect(messageOf(csv(withLines(rows, { 7: "2024-01-01 05:00,-5" }), "time,requests"))).toBe(
      "load.csv:7: requests: the value is negative\n" +
        '    found: "-5"\n' +
        "    allowed: a number from 0 to 9007199254740991 with a decimal point, such as 1234 or 1234.5\n" +
        "    do: write the requests, or remove the row: a missing row is filled and reported",
    );
  });

  it("duplicates, naming both lines", () => {
    expect(placesOf(withRows({ 7: "2024-01-01 04:00,5" }))).toEqual([
      '7: timestamp: the time is that of line 6 ("2024-01-01 04:00")',
    ]);
  });

  it("duplicates far apart, and the same hour written in another way", () => {
    const text = csv([...rows, "2024-01-02T00:00:00Z,1", "2024-01-02,2"]);
    expect(placesOf(text)).toEqual([
      '338: timestamp: the time is that of line 26 ("2024-01-02 00:00")',
      '339: timestamp: the time is that of line 26 ("2024-01-02 00:00")',
    ]);
  });

  it("rows with too few or too many fields", () => {
    expect(placesOf(withRows({ 7: "2024-01-01 05:00", 9: "2024-01-01 07:00,1,234" }))).toEqual([
      '7: the row has 1 fields, the header 2 ("2024-01-01 05:00")',
      '9: the row has 3 fields, the header 2 ("2024-01-01 07:00,1,234")',
    ]);
  });

  it.each([
    ["left open", '"2024-01-01 05:00,5'],
    ["inside a field", '2024-01-01 05:00,5"'],
    ["that end before the field does", '"2024-01-01" 05:00,5'],
    ["left open after a pair", '"2024-01-01 05:00","5'],
  ])("quotes %s, and reads the lines below all the same", (_, line) => {
    expect(placesOf(withRows({ 7: line, 8: "2024-01-01 06:00,x" }))).toEqual([
      `7: the quotes on this line do not enclose whole fields (${JSON.stringify(line)})`,
      '8: value: the value is no number ("x")',
    ]);
  });

  it("quotes left open in the header, and reads the header all the same", () => {
    expect(placesOf(csv(rows, '"timestamp,value'))).toEqual([
      '1: the quotes on this line do not enclose whole fields ("\\"timestamp,value")',
    ]);
  });

  it("times off the grid", () => {
    expect(placesOf(withRows({ 7: "2024-01-01 05:30,5", 8: "2024-01-01 06:00:01,6" }))).toEqual([
      '7: timestamp: the time is not a full hour ("2024-01-01 05:30")',
      '8: timestamp: the time is not a full hour ("2024-01-01 06:00")',
    ]);
    expect(placesOf(csv(withLines(dayRows(14), { 7: "2024-01-06 05:00,5" })))).toEqual([
      '7: timestamp: the time is not the start of a day ("2024-01-06 05:00")',
    ]);
  });

  it.each([
    [900, "15 minutes"],
    [60, "1 minute"],
    [7200, "2 hours"],
    [7 * 86_400, "7 days"],
    [90, "90 seconds"],
  ])("a step of %i seconds", (seconds, found) => {
    const lines = Array.from({ length: 400 }, (_, index) => {
      const time = new Date((MONDAY * 3600 + index * seconds) * 1000).toISOString().slice(0, 19);
      return `${time},${index}`;
    });
    expect(placesOf(csv(lines))).toEqual([
      `timestamp: the most common difference between rows is neither an hour nor a day ("${found}")`,
    ]);
  });

  it("takes the smaller of two steps that are as common", () => {
    const lines = ["2024-01-01 00:00,1", "2024-01-01 01:00,1", "2024-01-02 01:00,1"];
    expect(placesOf(csv(lines))[0]).toMatch(/^the history is too short \("26 hours/);
  });

  it.each([
    ["335 hours", hourRows(335), "335 hours (335 rows)", "at least 336 hours, two whole weeks"],
    ["13 days", dayRows(13), "13 days (13 rows)", "at least 14 days, two whole weeks"],
    ["2 hours", hourRows(2), "2 hours (2 rows)", "at least 336 hours, two whole weeks"],
    [
      "335 hours, one without a row",
      withoutLines(hourRows(335), 9),
      "335 hours (334 rows)",
      "at least 336 hours, two whole weeks",
    ],
  ])("a history of %s", (_, lines, found, allowed) => {
    expect(faultsOf(csv(lines))).toEqual([
      {
        file: "load.csv",
        message: "the history is too short",
        found,
        allowed,
        action: "export a longer history",
      },
    ]);
  });

  it.each([
    ["336 hours", hourRows(336)],
    ["14 days", dayRows(14)],
  ])("nothing in a history of %s", (_, lines) => {
    expect(faultsOf(csv(lines))).toEqual([]);
  });

  it("a single row", () => {
    expect(placesOf(csv(hourRows(1)))).toEqual(["the file has 1 row, too few to see a step"]);
  });

  it("rows of days among those of hours, where they begin, and takes three in a row for gaps", () => {
    const daysAfter = (count: number): string[] =>
      hourRows(count * 24, () => 240, MONDAY + TWO_WEEKS).filter((_, index) => index % 24 === 0);
    expect(placesOf(csv([...rows, ...daysAfter(5)]))).toEqual([
      `${TWO_WEEKS + 2}: timestamp: rows a day apart begin here, in a history of hours ("2024-01-15 00:00")`,
    ]);
    expect(placesOf(csv([...rows, ...daysAfter(4)]))).toHaveLength(1);
    expect(parseHistory("load.csv", csv([...rows, ...daysAfter(3)])).filled).toHaveLength(46);
  });

  it("more gaps than rows", () => {
    const days = dayRows(29).filter((_, index) => index < 5 || index > 19);
    expect(days).toHaveLength(14);
    expect(placesOf(csv(days))).toEqual([
      'more than half of the days between the first and the last row are missing ("15 days missing of 29")',
    ]);
  });

  it("a year far from the others without filling the centuries between", () => {
    expect(placesOf(csv([...rows, "9999-01-01 00:00,1"]))).toHaveLength(1);
  });
});

describe("parseHistory with many faults", () => {
  it("lists every kind at once, and does not call a file short for the rows it could not read", () => {
    const text = withRows({
      3: "soon,1",
      5: "2024-01-01 03:00,-1",
      6: "2024-01-01 04:00,x",
      7: "2024-01-01 05:00",
      8: "2024-01-01 06:10,6",
      9: "2024-01-01 07:00,",
      10: "2024-01-01 07:00,8",
      337: "2024-01-14 23:00:00+01:00,335",
    });
    expect(placesOf(text)).toEqual([
      '3: timestamp: the time cannot be read, or there is no such moment ("soon")',
      '337: timestamp: the time cannot be read, or there is no such moment ("2024-01-14 23:00:00+01:00")',
      '5: value: the value is negative ("-1")',
      '6: value: the value is no number ("x")',
      '7: the row has 1 fields, the header 2 ("2024-01-01 05:00")',
      '9: value: the value is empty ("")',
      '10: timestamp: the time is that of line 9 ("2024-01-01 07:00")',
      '8: timestamp: the time is not a full hour ("2024-01-01 06:10")',
    ]);
  });

  it.each([
    [
      "an unreadable time",
      "soon,335",
      'timestamp: the time cannot be read, or there is no such moment ("soon")',
    ],
    ["too few fields", "2024-01-14 23:00", 'the row has 1 fields, the header 2 ("2024-01-14 23:00")'],
    [
      "a time off the grid",
      "2024-01-14 23:01,5",
      'timestamp: the time is not a full hour ("2024-01-14 23:01")',
    ],
  ])("does not call a file short for a last row with %s", (_, row, fault) => {
    expect(placesOf(withRows({ 337: row }))).toEqual([`337: ${fault}`]);
  });

  it("does not call a file gappy for rows that it could not read", () => {
    const days = dayRows(29).map((row, index) => (index < 5 || index > 19 ? row : "soon,1"));
    const places = placesOf(csv(days));
    expect(places).toHaveLength(15);
    for (const place of places) expect(place).toMatch(/timestamp: the time cannot be read/);
  });

  it("throws one UserError, every fault with the file", () => {
    const text = withRows({ 3: "soon,1", 5: "2024-01-01 03:00,-1" });
    expect(() => parseHistory("a/b.csv", text)).toThrow(UserError);
    expect(() => parseHistory("a/b.csv", text)).toThrow(/^a\/b\.csv:3: timestamp.*[^]*\na\/b\.csv:5: value/);
  });

  it.each([
    [20, 20, undefined],
    [21, 21, "and 1 more negative values"],
    [300, 21, "and 280 more negative values"],
  ])("of %i faults of a kind lists 20 and counts the rest", (bad, listed, last) => {
    const text = csv(hourRows(TWO_WEEKS, (index) => (index < bad ? -1 : 1)));
    const faults = faultsOf(text);
    expect(faults).toHaveLength(listed);
    if (last !== undefined) expect(faults.at(-1)).toEqual({ file: "load.csv", message: last });
  });

  it("counts each kind apart", () => {
    const text = csv(hourRows(TWO_WEEKS, (index) => (index % 2 === 0 ? -1 : "x")));
    expect(faultsOf(text)).toHaveLength(42);
  });

  it("stays readable when every one of 50,000 lines is bad", () => {
    const text = csv(hourRows(50_000, () => "x"));
    expect(messageOf(text).length).toBeLessThan(8000);
    expect(faultsOf(text).at(-1)!.message).toBe("and 49980 more values that are no number");
  });
});
