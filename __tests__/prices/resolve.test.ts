import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Definition } from "../../lib/definition/definition";
import { UserError } from "../../lib/definition/errors";
import {
  describeOffering,
  resolveLambdaPrices,
  resolvePrices,
  resolveServicePrices,
  type ResolvedPrices,
} from "../../lib/prices";
import { minimalWith, project, type Change } from "../definition/project";
import { bookText, OWN_BOOK } from "./books";

const { folder, read } = project();
mkdirSync(path.join(folder, "prices"));
writeFileSync(path.join(folder, "prices/mine.yaml"), OWN_BOOK);

const PRICES = ["cost", "prices"];
const LIST: Change = [PRICES, { book: "list" }];
const OWN: Change[] = [
  [PRICES, { book: "prices/mine.yaml" }],
  [["cost", "budget"], "3000 EUR/month"],
];

function resolved(changes: readonly Change[], instanceType: string, region: string): ResolvedPrices {
  return resolvePrices(read(minimalWith(...changes)), { instanceType, region });
}

const shown = ({ options }: ResolvedPrices): string[] =>
  options.map(
    (option) => `${describeOffering(option)}: ${option.upfront.toString()} + ${option.hourly.toString()}/h`,
  );

describe("prices that stand in landfall.yaml", () => {
  const reservations = [
    { term: "1y", payment: "noUpfront", hourly: "0.30 USD/h" },
    {
      term: "1y",
      payment: "partialUpfront",
      class: "convertible",
      upfront: "1000 USD",
      hourly: "0.15 USD/h",
    },
    { term: "3y", payment: "allUpfront", upfront: "4000.50 USD" },
  ];
  const inline = resolved(
    [
      [[...PRICES, "reservations"], reservations],
      [
        ["cost", "terms"],
        ["1y", "3y"],
      ],
    ],
    "m7i.large",
    "eu-central-1",
  );

  it("may be any offering: with its class, its fee and its hour", () => {
    expect(shown(inline)).toEqual([
      "standard, 1 y, noUpfront: 0.00 USD + 0.30 USD/h",
      "convertible, 1 y, partialUpfront: 1000.00 USD + 0.15 USD/h",
      "standard, 3 y, allUpfront: 4000.50 USD + 0.00 USD/h",
    ]);
    expect(inline.unknown).toEqual([]);
  });

  it("are of one source and day, so their break-even is against the price on demand beside them", () => {
    expect(inline.provenance).toMatchObject({ mixed: false, sentence: "prices: a price list of 2026-10-01" });
    for (const option of inline.options) expect(option.onDemand.value).toEqual(inline.onDemand);
  });

  it("are those whose term may be bought", () => {
    const one = resolved([[[...PRICES, "reservations"], reservations]], "m7i.large", "eu-central-1");
    expect(one.options.map(({ termYears }) => termYears)).toEqual([1, 1]);
  });

  it("are old after the days that are allowed", () => {
    const warnings = (days: number): readonly string[] =>
      resolved([[["cost", "maxPriceAgeDays"], days]], "m7i.large", "eu-central-1").warnings;
    expect(warnings(31)).toEqual([]);
    expect(warnings(30)).toEqual([
      "prices of 2026-10-01 are 31 days old on 2026-11-01, more than 30: on demand of m7i.large; m7i.large reserved, standard, 1 y, noUpfront (a price list)",
    ]);
  });
});

describe("the shipped list", () => {
  it("gives the newest prices of type and region, for the terms that may be bought", () => {
    const prices = resolved([LIST], "m6a.xlarge", "us-east-1");
    expect(prices.onDemand.price.toString()).toBe("0.1728 USD");
    expect(prices.onDemand.origin.date).toBe("2026-10-01");
    expect(shown(prices)).toEqual([
      "standard, 1 y, noUpfront: 0.00 USD + 0.11431 USD/h",
      "standard, 1 y, partialUpfront: 0.00 USD + 0.108882 USD/h",
    ]);
    expect(prices.provenance.mixed).toBe(false);
    expect(prices.warnings).toEqual([]);
    expect(prices.unknown).toHaveLength(4);
  });

  it("marks prices of different sources that stand beside each other, and warns of the old ones", () => {
    const prices = resolved([LIST], "t3.medium", "us-east-1");
    expect(prices.provenance.mixed).toBe(true);
    expect(prices.provenance.sources.map(({ date }) => date)).toEqual(["2026-07-20", "2024-07-01"]);
    expect(prices.options[0]?.onDemand.value?.origin.date).toBe("2024-07-01");
    expect(prices.warnings).toHaveLength(1);
    expect(prices.warnings[0]).toMatch(
      /^prices of 2024-07-01 are 853 days old on 2026-11-01, more than 180: /,
    );
  });

  it("takes the price on demand of the reservations' own source where two are of the newest day", () => {
    const prices = resolved([LIST], "x2iedn.32xlarge", "us-east-1");
    expect(prices.onDemand.origin).toEqual(prices.options[0]?.origin);
    expect(prices.provenance.mixed).toBe(false);
  });

  it("offers no reservation where no table has one, with the reasons", () => {
    const { options, unknown } = resolved([LIST], "r6i.2xlarge", "us-east-1");
    expect(options).toEqual([]);
    expect(unknown.map(({ what }) => what)).toContain("standard, 1 y, noUpfront");
  });

  it("without the price on demand is a fault that tells where the book has it, and what to do", () => {
    expect(() => resolved([LIST], "r6i.2xlarge", "eu-central-1")).toThrow(UserError);
    expect(() => resolved([LIST], "r6i.2xlarge", "eu-central-1")).toThrow(
      "landfall.yaml: cost.prices.book: has no on demand price of r6i.2xlarge in eu-central-1 on 2026-11-01 or before\n" +
        '    found: "list"\n' +
        "    allowed: a book with that price; this one has it in cn-north-1, us-east-1\n" +
        "    do: write the prices into cost.prices, or fetch them: npx landfall prices refresh --region eu-central-1 --instance-type r6i.2xlarge",
    );
  });

  it("in another currency than the budget is a fault", () => {
    expect(() => resolved([LIST], "c5.large", "cn-north-1")).toThrow(
      "landfall.yaml: cost.budget: is in another currency than the prices of cost.prices.book",
    );
  });

  it("in another currency than any amount beside the budget is a fault of each", () => {
    const amounts: Change[] = [
      LIST,
      [["cost", "upfrontBudget"], "5000.50 CNY"],
      [["cost", "committedAtLeast"], "100 CNY/month"],
    ];
    const of = { instanceType: "m6a.xlarge", region: "us-east-1" };
    const common = {
      file: "landfall.yaml",
      message: "is in another currency than the prices of cost.prices.book",
      allowed: "an amount in USD",
      action: "write the amount in USD, or name a book with prices in CNY",
    };
    expect(UserError.faultsOf(() => resolvePrices(read(minimalWith(...amounts)), of))).toEqual([
      { ...common, path: "cost.upfrontBudget", found: "5000.50 CNY" },
      { ...common, path: "cost.committedAtLeast", found: "100 CNY/month" },
    ]);
  });
});

describe("a book of the user's own", () => {
  it("is used in the list's place", () => {
    const prices = resolved(OWN, "m7i.large", "eu-central-1");
    expect(prices.onDemand.price.toString()).toBe("0.11 EUR");
    expect(shown(prices)).toEqual([
      "standard, 1 y, noUpfront: 0.00 EUR + 0.07 EUR/h",
      "standard, 1 y, partialUpfront: 300.00 EUR + 0.034 EUR/h",
    ]);
  });

  it("has its faults told with its own file and line", () => {
    writeFileSync(path.join(folder, "prices/broken.yaml"), bookText(['"0.11"', "0.11"]));
    expect(() => resolved([[PRICES, { book: "prices/broken.yaml" }]], "m7i.large", "eu-central-1")).toThrow(
      "prices/broken.yaml:10: onDemand[0].rows.m7i.large: cannot be used",
    );
  });

  it("may not know more than asOf does", () => {
    const early: Change[] = [...OWN, [["asOf"], "2026-09-15"]];
    expect(() => resolved(early, "m7i.large", "eu-central-1")).toThrow(
      "prices/mine.yaml:7: onDemand[0].date: is after asOf",
    );
  });

  it("in two currencies for one region is a fault", () => {
    const [head, reserved] = OWN_BOOK.split("reserved:\n");
    writeFileSync(
      path.join(folder, "prices/two.yaml"),
      `${head!}reserved:\n${reserved!.replace("currency: EUR", "currency: USD")}`,
    );
    expect(() =>
      resolved([...OWN, [PRICES, { book: "prices/two.yaml" }]], "m7i.large", "eu-central-1"),
    ).toThrow("has prices on demand in EUR and reserved ones in USD");
  });
});

describe("rates under Savings Plans", () => {
  const rates = (...changes: readonly Change[]): ResolvedPrices =>
    resolved([...OWN, ...changes], "m7i.large", "eu-central-1");

  it("are those of every allowed term and way to pay, unknown with the reason", () => {
    const both: Change = [
      ["cost", "terms"],
      ["3y", "1y"],
    ];
    expect(
      rates(both).planRates.map(({ termYears, payment, rate }) => [
        `${termYears}y ${payment}`,
        rate.value?.price.toString() ?? null,
      ]),
    ).toEqual([
      ["1y noUpfront", "0.08 EUR"],
      ["1y partialUpfront", null],
      ["1y allUpfront", null],
      ["3y noUpfront", null],
      ["3y partialUpfront", null],
      ["3y allUpfront", null],
    ]);
    expect(resolved([], "m7i.large", "eu-central-1").planRates).toEqual([]);
  });

  it("are warned of when they are older than allowed", () => {
    const aged = (days: number): string => rates([["cost", "maxPriceAgeDays"], days]).warnings.join("\n");
    expect(aged(61)).not.toContain("Savings Plan");
    expect(aged(60)).toContain(
      "prices of 2026-09-01 are 61 days old on 2026-11-01, more than 60: " +
        "m7i.large under a Compute Savings Plan, 1 y, noUpfront (https://example.com/prices)",
    );
  });

  it("of Lambda are the chosen book's, in the budget's currency, and warned of alike", () => {
    const definition = (...changes: readonly Change[]): Definition =>
      read(minimalWith([["cost", "prices"], { book: "list" }], ...changes));
    const of = { region: "eu-west-1", architecture: "amd64" } as const;
    const lambda = resolveLambdaPrices(definition(), of, []);
    expect(lambda.planRates.map(({ payment, rate }) => [payment, rate.value?.price.toString()])).toEqual([
      ["noUpfront", "0.0000138333 USD"],
      ["partialUpfront", undefined],
      ["allUpfront", undefined],
    ]);
    expect(lambda.warnings).toHaveLength(1);
    expect(lambda.warnings[0]).toMatch(
      /^prices of 2022-02-14 are 1721 days old [^]*: Lambda under a Compute Savings Plan, 1 y, noUpfront \(/,
    );
    const inEuro = resolveLambdaPrices(definition([["cost", "budget"], "3000 EUR/month"]), of, []);
    expect(inEuro.planRates[0]?.rate.reason).toMatch(/^its price is in USD, and the budget is in EUR/);
    expect(inEuro.warnings).toEqual([]);
  });
});

describe("prices of Lambda and of services", () => {
  it("are the list's where landfall.yaml names no book", () => {
    const of = { region: "us-east-1", architecture: "amd64" } as const;
    const lambda = resolveLambdaPrices(read(minimalWith()), of, ["requestsPerMillion"]);
    expect(lambda.prices.requestsPerMillion.value?.price.toString()).toBe("0.20 USD");
    expect(lambda.warnings).toHaveLength(1);
    expect(lambda.warnings[0]).toContain("Lambda requestsPerMillion");
    expect(lambda.warnings[0]).not.toContain("freeTier");
  });

  it("are the book's own, and the list's where it has none, which is marked as mixed", () => {
    writeFileSync(
      path.join(folder, "prices/dollars.yaml"),
      OWN_BOOK.replaceAll("currency: EUR", "currency: USD"),
    );
    const definition = read(minimalWith([PRICES, { book: "prices/dollars.yaml" }]));
    const { prices, provenance } = resolveServicePrices(definition, { region: "eu-central-1" });
    expect(prices.publicIpv4Hour.value?.origin.source).toBe("https://example.com/prices");
    expect(prices.otherRegionEgressGigabyte.value?.tiers[0]?.price.toString()).toBe("0.02 USD");
    expect(prices.natGatewayHour.value).toBeNull();
    expect(provenance.mixed).toBe(true);
  });

  it("are unknown in another currency than the budget's: there is no exchange rate", () => {
    const { prices } = resolveServicePrices(read(minimalWith(...OWN)), { region: "eu-central-1" });
    expect(prices.publicIpv4Hour.value?.tiers[0]?.price.toString()).toBe("0.005 EUR");
    expect(prices.otherRegionEgressGigabyte.value).toBeNull();
    expect(prices.otherRegionEgressGigabyte.reason).toMatch(
      /^its price is in USD, and the budget is in EUR \(/,
    );
  });
});
