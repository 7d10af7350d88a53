import { describeHour, hourOfWeek, readTimestamp, startOfDay } from "../../lib/load/calendar";

describe("readTimestamp", () => {
  const second = Date.UTC(2024, 1, 29, 7, 0, 0) / 1000;

  it.each([
    ["2024-02-29 07:00", second],
    ["2024-02-29T07:00", second],
    ["2024-02-29 07:00Z", second],
    ["2024-02-29 07:00:00", second],
    ["2024-02-29T07:00:00Z", second],
    ["2024-02-29 07:00:59", second + 59],
    ["2024-02-29", second - 7 * 3600],
    ["1970-01-01", 0],
    ["1969-12-31 23:00", -3600],
    ["0050-01-01", Date.parse("0050-01-01T00:00:00Z") / 1000],
  ])("reads %s", (text, seconds) => {
    expect(readTimestamp(text)).toBe(seconds);
  });

  it.each([
    "",
    "yesterday",
    "1404172800",
    "2024-2-9",
    "29.02.2024",
    "02/29/2024 07:00",
    "2023-02-29",
    "2024-02-30 07:00",
    "2024-13-01",
    "2024-00-01",
    "2024-02-29 24:00",
    "2024-02-29 07:60",
    "2024-02-29 23:59:60",
    "2024-02-29 07",
    "2024-02-29 07:00:00.000",
    "2024-02-29 07:00+01:00",
    "2024-02-29Z",
    "2024-02-29  07:00",
    " 2024-02-29",
  ])("refuses %j", (text) => {
    expect(readTimestamp(text)).toBeUndefined();
  });
});

describe("startOfDay", () => {
  it("counts hours since 1970-01-01 00:00 UTC", () => {
    expect(startOfDay("1970-01-02")).toBe(24);
    expect(startOfDay("2024-03-01") - startOfDay("2024-02-28")).toBe(48);
  });

  it.each(["", "2023-02-29", "2024-01-01 05:00"])("refuses %j", (date) => {
    expect(() => startOfDay(date)).toThrow(RangeError);
  });
});

describe("describeHour", () => {
  it("is the inverse of startOfDay", () => {
    expect(describeHour(startOfDay("1995-07-01") + 13)).toBe("1995-07-01 13:00");
  });
});

describe("hourOfWeek", () => {
  it.each([
    ["1970-01-01", 72],
    ["2024-01-01", 0],
    ["2023-12-31", 144],
    ["1969-12-29", 0],
    ["1969-12-28", 144],
  ])("of %s 00:00 is %i", (date, hour) => {
    expect(hourOfWeek(startOfDay(date))).toBe(hour);
    expect(hourOfWeek(startOfDay(date) + 23)).toBe(hour + 23);
  });
});
