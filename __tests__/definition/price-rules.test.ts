import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brief, minimalWith, project, type Change } from "./project";

const { folder, read, faultsOf } = project();
mkdirSync(path.join(folder, "prices"));
writeFileSync(path.join(folder, "prices/mine.yaml"), "version: 1\n");

const PRICES = ["cost", "prices"];
const RESERVATIONS = [...PRICES, "reservations"];
const briefly = (...changes: readonly Change[]): string[] => faultsOf(minimalWith(...changes)).map(brief);

describe("cost.prices", () => {
  it.each(["list", "prices/mine.yaml", "./prices/mine.yaml"])(
    "may name the book %s in its own place",
    (book) => {
      expect(read(minimalWith([PRICES, { book }])).cost.prices).toEqual({ book });
    },
  );

  it.each(["lists", "../mine.yaml", "/etc/prices.yaml", "prices/mine.csv", 5])(
    "names no book such as %j",
    (book) => {
      const [fault, ...others] = faultsOf(minimalWith([PRICES, { book }]));
      expect(others).toEqual([]);
      expect(fault).toMatchObject({ path: "cost.prices.book", message: "cannot be used", found: book });
      expect(fault?.allowed).toMatch(/^list, or a book's file/);
    },
  );

  it("names a book that is there", () => {
    expect(briefly([PRICES, { book: "prices/none.yaml" }])).toEqual(["37: cost.prices.book: does not exist"]);
  });

  it("has a book or prices, not both: each key that is too many is told", () => {
    expect(briefly([[...PRICES, "book"], "list"])).toEqual([
      "37: cost.prices.onDemand: stands beside cost.prices.book",
      "38: cost.prices.reservations: stands beside cost.prices.book",
      "42: cost.prices.source: stands beside cost.prices.book",
      "43: cost.prices.date: stands beside cost.prices.book",
    ]);
  });

  it("of a day after asOf is refused; of the same day it is not", () => {
    expect(briefly([[...PRICES, "date"], "2026-11-01"])).toEqual([]);
    expect(briefly([[...PRICES, "date"], "2026-11-02"])).toEqual([
      "43: cost.prices.date: is after asOf: a price is known on the day that it is reckoned from",
    ]);
  });
});

describe("a reservation", () => {
  const hourly = { hourly: "0.30 USD/h" };
  const upfront = { upfront: "1000 USD" };

  it.each([
    ["noUpfront", hourly],
    ["partialUpfront", { ...upfront, ...hourly }],
    ["allUpfront", upfront],
  ])("with %s has its amounts and is good", (payment, amounts) => {
    expect(briefly([[...RESERVATIONS, 0], { term: "1y", payment, ...amounts }])).toEqual([]);
  });

  it.each([
    ["noUpfront", {}, ["hourly: is missing"]],
    ["noUpfront", { ...upfront, ...hourly }, ["upfront: does not belong to noUpfront"]],
    ["partialUpfront", hourly, ["upfront: is missing"]],
    ["partialUpfront", {}, ["upfront: is missing", "hourly: is missing"]],
    ["partialUpfront", { upfront: "0 USD", ...hourly }, ["upfront: is nothing"]],
    ["allUpfront", hourly, ["upfront: is missing", "hourly: does not belong to allUpfront"]],
    ["allUpfront", { upfront: "-5 USD" }, ["upfront: cannot be used"]],
    ["allUpfront", { upfront: "5 CHF" }, ["upfront: cannot be used"]],
    ["allUpfront", { upfront: "5 EUR" }, ["upfront: is in another currency than cost.prices.onDemand"]],
  ])("with %s and %j is refused", (payment, amounts, expected) => {
    const faults = faultsOf(minimalWith([[...RESERVATIONS, 0], { term: "1y", payment, ...amounts }]));
    expect(
      faults.map(
        ({ path: at, message }) => `${at?.replace("cost.prices.reservations[0].", "") ?? ""}: ${message}`,
      ),
    ).toEqual(expected);
    for (const { line, allowed } of faults) {
      expect(line).toBeGreaterThan(38);
      expect(allowed).toBeDefined();
    }
  });

  it("is a standard one where nothing else is said", () => {
    const { prices } = read(minimalWith()).cost;
    if (prices.book !== undefined) throw new Error("the prices stand in a book");
    expect(prices.reservations[0]).toMatchObject({ class: "standard", payment: "noUpfront" });
    expect(faultsOf(minimalWith([[...RESERVATIONS, 0, "class"], "flexible"]))).toMatchObject([
      { found: "flexible", allowed: "one of standard, convertible" },
    ]);
  });

  it("stands there once for each class, term and payment", () => {
    const other = { term: "1y", payment: "noUpfront", hourly: "0.28 USD/h" };
    expect(briefly([[...RESERVATIONS, 1], { ...other, class: "convertible" }])).toEqual([]);
    expect(briefly([[...RESERVATIONS, 1], { ...other, class: "standard" }])).toEqual([
      "42: cost.prices.reservations[1]: stands already in line 39",
    ]);
  });
});

describe("cost.maxPriceAgeDays", () => {
  it("is half a year where nothing is said", () => {
    expect(read(minimalWith()).cost.maxPriceAgeDays).toBe(180);
  });

  it.each([1, 900, 36_500])("may be %d", (days) => {
    expect(read(minimalWith([["cost", "maxPriceAgeDays"], days])).cost.maxPriceAgeDays).toBe(days);
  });

  it.each([0, -1, 1.5, 36_501, "180d"])("is never %j", (days) => {
    expect(faultsOf(minimalWith([["cost", "maxPriceAgeDays"], days]))).toMatchObject([
      { path: "cost.maxPriceAgeDays", found: days, allowed: "a whole number of days from 1 to 36500" },
    ]);
  });
});
