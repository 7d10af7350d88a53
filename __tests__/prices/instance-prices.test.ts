import fc from "fast-check";
import { HOURS_PER_YEAR } from "../../lib/definition/units";
import {
  computeSavingsPlanRate,
  describeOffering,
  lambdaSavingsPlanRate,
  listBook,
  OFFERINGS,
  onDemandPrice,
  onDemandPrices,
  parsePriceBook,
  reservedOptions,
  type PriceBook,
} from "../../lib/prices";
import { ownBook } from "./books";

const QUERY = { instanceType: "m7i.large", region: "eu-central-1", asOf: "2026-11-01" };

describe("the price on demand", () => {
  it("carries its source, day, region and what must be known of it", () => {
    expect(onDemandPrice(ownBook(), QUERY).value).toMatchObject({
      origin: { source: "quote 4711", date: "2026-10-01", region: "eu-central-1", note: "for three years" },
    });
    expect(onDemandPrice(ownBook(), QUERY).value?.price.toString()).toBe("0.11 EUR");
  });

  it.each([
    ["another type", { instanceType: "m7i.xlarge" }],
    ["another region", { region: "eu-west-1" }],
    ["a day before it held", { asOf: "2026-09-30" }],
    ["a name that every object has", { instanceType: "constructor" }],
  ])("is unknown with the reason for %s", (_, other) => {
    const query = { ...QUERY, ...other };
    const figure = onDemandPrice(ownBook(), query);
    expect(figure.value).toBeNull();
    expect(figure.reason).toBe(
      `no table of the book prices/mine.yaml has a price on demand of ${query.instanceType} in ${query.region} on ${query.asOf} or before`,
    );
  });
});

describe("the reservations of a type", () => {
  it("are those with a price, whole: the fee, the hour, and the price on demand of the same source", () => {
    const { options } = reservedOptions(ownBook(), QUERY);
    expect(options.map((option) => describeOffering(option))).toEqual([
      "standard, 1 y, noUpfront",
      "standard, 1 y, partialUpfront",
    ]);
    const [, partial] = options;
    expect([partial?.upfront.toString(), partial?.hourly.toString()]).toEqual(["300.00 EUR", "0.034 EUR"]);
    expect(partial?.basis).toBe("upfrontAndHourly");
    expect(partial?.onDemand.value?.price.toString()).toBe("0.11 EUR");
    expect(partial?.onDemand.value?.origin).toEqual(partial?.origin);
  });

  it("that are asked for and have no price are unknown, each with its reason", () => {
    const { options, unknown } = reservedOptions(ownBook(), QUERY);
    expect(options.length + unknown.length).toBe(OFFERINGS.length);
    expect(unknown.find(({ what }) => what === "standard, 3 y, allUpfront")?.reason).toBe(
      "the page shows the fee only (https://example.com/prices of 2026-09-01)",
    );
    expect(unknown.find(({ what }) => what === "convertible, 1 y, noUpfront")?.reason).toMatch(/^no table/);
  });

  it("are only those that are asked for", () => {
    const { options, unknown } = reservedOptions(ownBook(), {
      ...QUERY,
      terms: [3],
      classes: ["standard"],
      payments: ["noUpfront", "allUpfront"],
    });
    expect(options).toEqual([]);
    expect(unknown.map(({ what }) => what)).toEqual([
      "standard, 3 y, noUpfront",
      "standard, 3 y, allUpfront",
    ]);
  });

  it("have no price on demand beside them where their source has none, with the reason", () => {
    const text = JSON.stringify({ ...ownBook().content, onDemand: [] });
    const [option] = reservedOptions(parsePriceBook("mine.json", text), QUERY).options;
    expect(option?.onDemand).toEqual({
      value: null,
      reason: "the source of 2026-10-01 has no on demand price of m7i.large in eu-central-1",
    });
  });
});

describe("an effective price", () => {
  it("has the fee in its hour, and is marked", () => {
    const { content } = ownBook();
    const [listed] = content.reserved;
    const effective = {
      ...listed,
      basis: "effective",
      offerings: ["standard-1y-allUpfront"],
      rows: { "m7i.large": ["0.065"] },
    };
    const text = JSON.stringify({ ...content, reserved: [effective] });
    const [option] = reservedOptions(parsePriceBook("mine.json", text), QUERY).options;
    expect(option).toMatchObject({ basis: "effective", payment: "allUpfront" });
    expect([option?.upfront.toString(), option?.hourly.toString()]).toEqual(["0.00 EUR", "0.065 EUR"]);
    const year = option!.hourly.times(HOURS_PER_YEAR).toReport();
    expect(year).toBe("569.40");
  });
});

describe("the rate of a Compute Savings Plan", () => {
  it("is that of the term and the payment", () => {
    const plan = { ...QUERY, termYears: 1, payment: "noUpfront" } as const;
    expect(computeSavingsPlanRate(ownBook(), plan).value?.price.toString()).toBe("0.08 EUR");
    for (const other of [
      { termYears: 3 },
      { payment: "allUpfront" },
      { instanceType: "m7i.xlarge" },
    ] as const) {
      const figure = computeSavingsPlanRate(ownBook(), { ...plan, ...other });
      expect(figure.value).toBeNull();
      expect(figure.reason).toContain("Compute Savings Plan rate");
    }
  });
});

describe("the rate of Lambda under a Compute Savings Plan", () => {
  it("is that of the region, the term and the payment", () => {
    const query = { region: "eu-west-1", asOf: "2026-11-01", termYears: 1, payment: "noUpfront" } as const;
    expect(lambdaSavingsPlanRate(listBook(), query).value?.price.amount.toFixed()).toBe("0.0000138333");
    for (const other of [{ region: "us-east-1" }, { termYears: 3 }, { payment: "allUpfront" }] as const) {
      const figure = lambdaSavingsPlanRate(listBook(), { ...query, ...other });
      expect(figure.value).toBeNull();
      expect(figure.reason).toContain("Compute Savings Plan rate of Lambda");
    }
  });
});

describe("of prices of several days", () => {
  const DAYS = ["2026-01-01", "2026-03-01", "2026-05-01", "2026-07-01"];
  const head = { region: "eu-central-1", currency: "EUR" } as const;

  /** A book with one table for each day, the price telling the day's place. */
  function bookOf(days: readonly string[]): PriceBook {
    const places = days.map((date) => DAYS.indexOf(date) + 1);
    return parsePriceBook(
      "mine.json",
      JSON.stringify({
        version: 1,
        sources: { quote: { title: "quote" } },
        onDemand: days.map((date, index) => ({
          ...head,
          source: "quote",
          date,
          rows: { "m7i.large": `0.${places[index]!}` },
        })),
        reserved: days.map((date, index) => ({
          ...head,
          source: "quote",
          date,
          basis: "effective",
          offerings: ["standard-1y-noUpfront"],
          rows: { "m7i.large": [`0.0${places[index]!}`] },
        })),
      }),
    );
  }

  it("the newest of the day that is asked for or before is taken, whatever their order, and the older ones stay visible", () => {
    const days = fc.shuffledSubarray(DAYS, { minLength: 1 });
    const asOf = fc.constantFrom("2025-12-31", ...DAYS, "2026-04-15", "2026-12-31");
    fc.assert(
      fc.property(days, asOf, (written, day) => {
        const book = bookOf(written);
        const held = [...written]
          .filter((date) => date <= day)
          .sort()
          .reverse();
        const query = { ...QUERY, asOf: day };
        expect(onDemandPrices(book, query).map(({ origin }) => origin.date)).toEqual(held);
        expect(onDemandPrice(book, query).value?.origin.date).toBe(held[0]);
        const { options, older } = reservedOptions(book, query);
        expect(options.map(({ origin }) => origin.date)).toEqual(held.slice(0, 1));
        expect(older.map(({ origin }) => origin.date)).toEqual(held.slice(1));
        for (const option of [...options, ...older]) {
          expect(option.onDemand.value?.origin.date).toBe(option.origin.date);
        }
      }),
    );
  });
});
