import {
  Duration,
  durationForm,
  HOURS_PER_MONTH,
  HOURS_PER_YEAR,
  hourlyPriceForm,
  monthlyAmountForm,
  RequestRate,
  requestRateForm,
  Share,
  shareForm,
  Size,
  sizeForm,
  termForm,
} from "../../lib/definition/units";

describe("a time", () => {
  it.each([
    ["20ms", 0.02],
    ["0ms", 0],
    ["1.5s", 1.5],
    ["20s", 20],
    ["20 s", 20],
    ["5m", 300],
    ["1h", 3600],
    ["0.5h", 1800],
    ["30d", 2_592_000],
  ])("%s is %d seconds", (text, seconds) => {
    expect(durationForm.read(text)?.seconds).toBe(seconds);
  });

  it.each([
    "20",
    "s",
    "20 seconds",
    "20sec",
    "-20s",
    "+20s",
    "20S",
    "20  s",
    " 20s",
    "20s ",
    "1,5s",
    ".5s",
    "1.s",
  ])("is not written %j", (text) => {
    expect(durationForm.read(text)).toBeUndefined();
  });

  it("is told in milliseconds and in days", () => {
    expect(durationForm.read("9ms")?.milliseconds).toBe(9);
    expect(durationForm.read("36h")?.days).toBe(1.5);
    expect(Duration.days(2).seconds).toBe(172_800);
    expect(Duration.seconds(2).milliseconds).toBe(2000);
  });
});

describe("a size", () => {
  it.each([
    ["512KiB", 524_288],
    ["512MiB", 536_870_912],
    ["512 MiB", 536_870_912],
    ["1.5GiB", 1_610_612_736],
    ["1TiB", 1_099_511_627_776],
  ])("%s is %d bytes", (text, bytes) => {
    expect(sizeForm.read(text)?.bytes).toBe(bytes);
  });

  it.each(["512", "512MB", "512M", "512mib", "512 Mi", "half a GiB", "-1GiB", "1e3MiB"])(
    "is not written %j",
    (text) => {
      expect(sizeForm.read(text)).toBeUndefined();
    },
  );

  it("is told in MiB and in GiB", () => {
    expect(sizeForm.read("1.5GiB")).toMatchObject({ mebibytes: 1536, gibibytes: 1.5 });
    expect(Size.mebibytes(512).gibibytes).toBe(0.5);
  });
});

describe("a rate of requests", () => {
  it.each([
    ["600 requests/h", 600],
    ["600requests/h", 600],
    ["0.003 requests/s", 10.8],
    ["7 requests/s", 25_200],
    ["7 requests/min", 420],
    ["12 requests/d", 0.5],
  ])("%s is %d an hour", (text, perHour) => {
    expect(requestRateForm.read(text)?.perHour).toBe(perHour);
  });

  it.each([
    ["nothing at all", "0 requests/h"],
    ["nothing at all", "0.0 requests/s"],
    ["no unit", "600"],
    ["another word", "600 req/h"],
    ["another unit of time", "600 requests/hour"],
    ["a unit that stands for months", "600 requests/m"],
  ])("is not %s: %j", (_, text) => {
    expect(requestRateForm.read(text)).toBeUndefined();
  });

  it("is made of a number of requests an hour", () => {
    expect(RequestRate.perHour(600).perHour).toBe(600);
  });
});

describe("a share", () => {
  it.each([
    ["20%", 0.2],
    ["7.1 %", 0.071],
    ["0%", 0],
    ["150%", 1.5],
  ])("%s is %d", (text, ratio) => {
    expect(shareForm.read(text)?.ratio).toBe(ratio);
  });

  it.each(["20", "0.2", "-5%", "20 percent", "%"])("is not written %j", (text) => {
    expect(shareForm.read(text)).toBeUndefined();
  });

  it("is made of a number of per cent", () => {
    expect(Share.percent(8).ratio).toBe(0.08);
  });
});

describe("an hourly price", () => {
  it("keeps every digit that was written, and the currency", () => {
    const price = hourlyPriceForm.read("0.0104000000000000000001 EUR/h");
    expect(price?.perHour.toString()).toBe("0.0104000000000000000001 EUR");
  });

  it.each([
    "0 USD/h",
    "0.00 USD/h",
    "-0.30 USD/h",
    "$0.30/h",
    "0.30 USD",
    "0.30USD/h",
    "0.30 USD/hr",
    "0.30 USD/month",
    "0.30 usd/h",
    "0.30 GBP/h",
    "0,30 USD/h",
  ])("is not written %j", (text) => {
    expect(hourlyPriceForm.read(text)).toBeUndefined();
  });
});

describe("an amount for a month", () => {
  it("is decimal money, nothing included", () => {
    expect(monthlyAmountForm.read("1500.50 CNY/month")?.perMonth.toString()).toBe("1500.50 CNY");
    expect(monthlyAmountForm.read("0 USD/month")?.perMonth.toReport()).toBe("0.00");
  });

  it.each(["1500", "1500 USD", "1500 USD/h", "1,500 USD/month", "1500 USD/mo"])(
    "is not written %j",
    (text) => {
      expect(monthlyAmountForm.read(text)).toBeUndefined();
    },
  );
});

describe("a term", () => {
  it("is one year or three, the terms that are sold", () => {
    expect(termForm.read("1y")?.years).toBe(1);
    expect(termForm.read("3y")?.years).toBe(3);
  });

  it.each(["0y", "2y", "13y", "1", "1 y", "1 year", "12 months", "1Y"])("is not written %j", (text) => {
    expect(termForm.read(text)).toBeUndefined();
  });

  it("has 8,760 hours a year, of which a month is a twelfth", () => {
    expect(HOURS_PER_YEAR).toBe(365 * 24);
    expect(HOURS_PER_MONTH * 12).toBe(HOURS_PER_YEAR);
  });
});
