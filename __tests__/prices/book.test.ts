import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { REGION_NAMES } from "../../lib/aws/regions";
import { HOURS_PER_YEAR } from "../../lib/definition/units";
import {
  bookJsonSchema,
  computeSavingsPlanRate,
  listBook,
  onDemandPrice,
  onDemandPrices,
  parsePriceBook,
  PRICED_REGIONS,
  reservedOptions,
  type PricedOption,
} from "../../lib/prices";

const DATA = path.resolve(__dirname, "../../lib/prices/data");
const FILES = readdirSync(DATA).filter((file) => !file.includes("schema"));
const ASOF = "2026-11-01";

function hourly(instanceType: string, region: string, asOf = ASOF): string | undefined {
  return onDemandPrice(listBook(), { instanceType, region, asOf }).value?.price.toString();
}

/** Options by class, term and payment: `standard 1 noUpfront: 0.061 USD`. */
function options(instanceType: string, region: string, asOf = ASOF): Record<string, PricedOption> {
  return Object.fromEntries(
    reservedOptions(listBook(), { instanceType, region, asOf }).options.map((option) => [
      `${option.offeringClass} ${option.termYears} ${option.payment}`,
      option,
    ]),
  );
}

describe("the files of the shipped book", () => {
  it.each(FILES)("%s keeps to the schema and the rules of every book", (file) => {
    const text = readFileSync(path.join(DATA, file), "utf8");
    const { content } = parsePriceBook(file, text, ASOF);
    expect(Object.keys(content.sources).length).toBeGreaterThan(0);
    expect(JSON.parse(text)).toMatchObject({ version: 1 });
  });

  it("are all in it, each source under a name of its own", () => {
    const contents = FILES.map(
      (file) =>
        JSON.parse(readFileSync(path.join(DATA, file), "utf8")) as Record<string, Record<string, unknown>>,
    );
    const names = contents.flatMap(({ sources }) => Object.keys(sources ?? {}));
    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(listBook().content.sources).sort()).toEqual(names.sort());
    for (const section of ["onDemand", "reserved", "savingsPlans", "lambda", "services"] as const) {
      const tables = contents.flatMap((file) => (file[section] ?? []) as unknown[]);
      expect(listBook().content[section]).toEqual(tables);
    }
  });

  it("hold money as decimal text, never as a number", () => {
    const money = /"(?:price|hourly|upfront|requestsPerMillion|[a-zA-Z0-9]+\.[a-z0-9-]+)": -?[\d.]/;
    for (const file of FILES) expect(readFileSync(path.join(DATA, file), "utf8")).not.toMatch(money);
  });

  it("have a table for the regions that landfall deploys to or more, and name no others", () => {
    expect(PRICED_REGIONS).toEqual(expect.arrayContaining(REGION_NAMES));
  });
});

describe("the JSON Schema of a book", () => {
  it("is the one that is shipped, byte for byte", () => {
    const written = readFileSync(path.join(DATA, "price-book.schema.json"), "utf8");
    expect(written).toBe(`${JSON.stringify(bookJsonSchema(), undefined, 2)}\n`);
  });
});

describe("figures of the shipped book, held against their sources", () => {
  it.each([
    ["r6i.2xlarge", "us-east-1", "0.504 USD"],
    ["t3.medium", "us-east-1", "0.0416 USD"],
    ["a1.medium", "us-east-1", "0.0255 USD"],
    ["dl1.24xlarge", "us-east-1", "13.10904 USD"],
    ["t3.nano", "cn-north-1", "0.0329 CNY"],
    ["c5.18xlarge", "cn-north-1", "26.617 CNY"],
    ["t4g.large", "eu-central-1", "0.0768 USD"],
    ["m6a.xlarge", "eu-west-1", "0.1926 USD"],
    ["m1.small", "eu-west-1", "0.047 USD"],
    ["x2iedn.32xlarge", "af-south-1", "38.096 USD"],
  ])("on demand, %s in %s: %s", (instanceType, region, amount) => {
    expect(hourly(instanceType, region)).toBe(amount);
  });

  it("t3.medium in us-east-1: a year, standard, without upfront payment, from two sources", () => {
    const { options: found, older } = reservedOptions(listBook(), {
      instanceType: "t3.medium",
      region: "us-east-1",
      asOf: ASOF,
      terms: [1],
      classes: ["standard"],
      payments: ["noUpfront"],
    });
    expect(found.map(({ hourly: price, origin }) => [price.toString(), origin.date])).toEqual([
      ["0.0261 USD", "2024-07-01"],
    ]);
    expect(older.map(({ hourly: price, origin }) => [price.toString(), origin.date])).toEqual([
      ["0.0261 USD", "2019-10-01"],
    ]);
  });

  it("m6a.xlarge in us-east-1 on 2026-10-01: effective prices, and the savings plan's rate", () => {
    const found = options("m6a.xlarge", "us-east-1");
    expect(
      Object.entries(found).map(([name, { hourly: price, basis }]) => [name, price.toString(), basis]),
    ).toEqual([
      ["standard 1 noUpfront", "0.11431 USD", "effective"],
      ["standard 1 partialUpfront", "0.108882 USD", "effective"],
      ["standard 3 noUpfront", "0.07838 USD", "effective"],
      ["standard 3 partialUpfront", "0.072591 USD", "effective"],
    ]);
    expect(found["standard 1 noUpfront"]?.origin.date).toBe("2026-10-01");
    const rate = computeSavingsPlanRate(listBook(), {
      instanceType: "m6a.xlarge",
      region: "us-east-1",
      asOf: ASOF,
      termYears: 1,
      payment: "noUpfront",
    });
    expect(rate.value?.price.toString()).toBe("0.13965 USD");
  });

  it("x2iedn.32xlarge in af-south-1: all twelve offerings", () => {
    const found = options("x2iedn.32xlarge", "af-south-1");
    expect(Object.keys(found)).toHaveLength(12);
    expect(found["convertible 1 allUpfront"]?.hourly.toString()).toBe("26.283219 USD");
    expect(found["standard 3 noUpfront"]?.hourly.toString()).toBe("12.21967 USD");
  });

  it("m5.large in us-east-2 of 2018: the fee and the hour of each offering", () => {
    const found = options("m5.large", "us-east-2", "2018-12-31");
    expect(
      Object.entries(found).map(
        ([name, { upfront, hourly: price }]) => `${name}: ${upfront.toString()}, ${price.toString()}`,
      ),
    ).toEqual([
      "standard 1 noUpfront: 0.00 USD, 0.061 USD",
      "standard 1 partialUpfront: 256.00 USD, 0.029 USD",
      "standard 1 allUpfront: 501.00 USD, 0.00 USD",
      "convertible 1 noUpfront: 0.00 USD, 0.071 USD",
      "convertible 1 partialUpfront: 294.00 USD, 0.034 USD",
      "convertible 1 allUpfront: 576.00 USD, 0.00 USD",
      "standard 3 noUpfront: 0.00 USD, 0.042 USD",
      "standard 3 partialUpfront: 515.00 USD, 0.02 USD",
      "standard 3 allUpfront: 968.00 USD, 0.00 USD",
      "convertible 3 noUpfront: 0.00 USD, 0.049 USD",
      "convertible 3 partialUpfront: 592.00 USD, 0.023 USD",
      "convertible 3 allUpfront: 1161.00 USD, 0.00 USD",
    ]);
    expect(found["standard 1 allUpfront"]?.origin.note).toMatch(/all-upfront fees are rounded/);
  });

  it("of a savings plan, copied from Cost Explorer, with what its date rests on", () => {
    const rate = computeSavingsPlanRate(listBook(), {
      instanceType: "c6a.large",
      region: "eu-west-1",
      asOf: ASOF,
      termYears: 1,
      payment: "noUpfront",
    });
    expect(rate.value?.price.toString()).toBe("0.05854 USD");
    expect(rate.value?.origin.note).toMatch(/undated/);
  });

  it("keep older prices of the same type beside the newest", () => {
    const found = onDemandPrices(listBook(), { instanceType: "m4.large", region: "us-east-1", asOf: ASOF });
    expect(found.map(({ price, origin }) => [price.toString(), origin.date])).toEqual([
      ["0.10 USD", "2026-07-20"],
      ["0.10 USD", "2025-01-01"],
      ["0.10 USD", "2019-10-01"],
      ["0.10 USD", "2017-11-12"],
    ]);
  });

  it("make every reservation cheaper than renting all the time at the same source's price", () => {
    const tables = listBook().content.reserved.flatMap((table) =>
      table.basis === "incomplete" ? [] : [table],
    );
    const types = new Set(
      tables.flatMap(({ rows, region }) =>
        Object.keys(rows).map((instanceType) => `${instanceType} ${region}`),
      ),
    );
    const all = [...types].flatMap((name) => {
      const [instanceType = "", region = ""] = name.split(" ");
      const { options: newest, older } = reservedOptions(listBook(), { instanceType, region, asOf: ASOF });
      return [...newest, ...older].map((option) => ({ name, option }));
    });
    const dearer = all.filter(({ option }) => {
      const hours = option.termYears * HOURS_PER_YEAR;
      const rented = option.onDemand.value!.price.times(hours);
      return option.hourly.times(hours).plus(option.upfront).compare(rented) >= 0;
    });
    const cells = tables
      .flatMap(({ rows }) => Object.values<readonly unknown[]>(rows).flat())
      .filter((cell) => cell !== null);
    expect(all).toHaveLength(cells.length);
    expect(dearer).toEqual([]);
  });
});

describe("what the shipped book does not know", () => {
  it("is not made up: reserved Graviton is unknown in every region, with the reason", () => {
    for (const region of PRICED_REGIONS) {
      const { options: found, unknown } = reservedOptions(listBook(), {
        instanceType: "t4g.large",
        region,
        asOf: ASOF,
      });
      expect(found).toEqual([]);
      expect(unknown).toHaveLength(12);
      for (const { reason } of unknown) expect(reason).toContain(`reserved price of t4g.large in ${region}`);
    }
  });

  it("has a part missing at its source: no such row is offered as a price", () => {
    const { options: found, unknown } = reservedOptions(listBook(), {
      instanceType: "t3.medium",
      region: "us-east-1",
      asOf: ASOF,
    });
    expect(found.map(({ payment }) => payment)).toEqual(Array(4).fill("noUpfront"));
    expect(unknown).toHaveLength(8);
    for (const { what, reason } of unknown) {
      expect(reason).toMatch(what.endsWith("allUpfront") ? /shows 0\.00/ : /lacks the upfront fee/);
      expect(reason).toContain("2024-07-01");
    }
  });

  it("is what its tables do not have yet on the day that is asked for", () => {
    expect(hourly("m6a.xlarge", "eu-west-1", "2026-09-30")).toBeUndefined();
    expect(hourly("m6a.xlarge", "eu-west-1", "2026-10-01")).toBe("0.1926 USD");
    expect(
      onDemandPrice(listBook(), { instanceType: "r6i.2xlarge", region: "eu-west-1", asOf: ASOF }),
    ).toEqual({
      value: null,
      reason:
        "no table of the book list has a price on demand of r6i.2xlarge in eu-west-1 on 2026-11-01 or before",
    });
  });
});
