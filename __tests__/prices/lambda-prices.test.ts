import fc from "fast-check";
import { Money } from "../../lib/definition/money";
import { lambdaPrices, listBook, tieredCost, type LambdaPrices, type TieredPrice } from "../../lib/prices";
import { ownBook } from "./books";

const ASOF = "2026-11-01";
const listed = (region: string, architecture: "amd64" | "arm64", asOf = ASOF): LambdaPrices =>
  lambdaPrices(listBook(), { region, architecture, asOf });

describe("Lambda's list prices", () => {
  const x86 = listed("us-east-1", "amd64");
  const arm = listed("us-east-1", "arm64");

  it("are those of the region and the processor, with their source and day", () => {
    expect(x86.requestsPerMillion.value).toMatchObject({
      origin: { date: "2024-07-01", region: "us-east-1" },
    });
    expect(x86.requestsPerMillion.value?.price.toString()).toBe("0.20 USD");
    expect(listed("cn-north-1", "amd64").requestsPerMillion.value?.price.toString()).toBe("1.36 CNY");
  });

  it.each([
    ["amd64", x86, ["6000000000 0.0000166667", "15000000000 0.000015", " 0.0000133334"]],
    ["arm64", arm, ["7500000000 0.0000133334", "18750000000 0.0000120001", " 0.0000106667"]],
  ])("of time on %s fall from tier to tier", (_, { gigabyteSecond }, tiers) => {
    expect(
      gigabyteSecond.value?.tiers.map(({ upTo, price }) => `${upTo ?? ""} ${price.amount.toFixed()}`),
    ).toEqual(tiers);
  });

  it("have provisioned concurrency on arm64 and none on amd64, which no table has", () => {
    expect(arm.provisionedGigabyteSecond.value?.price.amount.toFixed()).toBe("0.0000033333");
    expect(arm.provisionedUseGigabyteSecond.value?.price.amount.toFixed()).toBe("0.000007777");
    expect(x86.provisionedGigabyteSecond.value).toBeNull();
    expect(x86.provisionedGigabyteSecond.reason).toMatch(
      /^no table .* provisioned concurrency on amd64 in us-east-1/,
    );
  });

  it("have ephemeral storage and the account's free tier", () => {
    expect(x86.ephemeralStorageGigabyteSecond.value?.price.amount.toFixed()).toBe("0.0000000309");
    expect(x86.freeTier.value).toMatchObject({ requests: 1_000_000, gigabyteSeconds: 400_000 });
    expect(listed("cn-north-1", "amd64").freeTier.value).toBeNull();
  });

  it.each([
    ["in a region that no table has", listed("eu-central-1", "amd64")],
    ["before the day on which they held", listed("us-east-1", "amd64", "2024-06-30")],
  ])("are unknown, with reasons, %s", (_, prices) => {
    for (const figure of Object.values(prices) as LambdaPrices[keyof LambdaPrices][]) {
      expect(figure.value).toBeNull();
      expect(figure.reason).toMatch(/^no table of the book list has /);
    }
  });
});

describe("what a month's amount costs", () => {
  const tiered: TieredPrice = lambdaPrices(ownBook(), {
    region: "eu-central-1",
    architecture: "arm64",
    asOf: ASOF,
  }).gigabyteSecond.value!;
  const cost = (amount: number): string => tieredCost(tiered, amount).value!.amount.toFixed();

  it.each([
    [0, "0"],
    [99, "0.00198"],
    [100, "0.002"],
    [101, "0.00201"],
    [1000, "0.011"],
  ])("of %i is %s: each part at its own tier's price", (amount, expected) => {
    expect(cost(amount)).toBe(expected);
  });

  it.each([
    ["amd64", 5_999_999_999, "100000.1999833333"],
    ["amd64", 6_000_000_000, "100000.2"],
    ["amd64", 6_000_000_001, "100000.200015"],
    ["amd64", 15_000_000_001, "235000.2000133334"],
    ["arm64", 7_500_000_001, "100000.5000120001"],
    ["arm64", 18_750_000_001, "235001.6250106667"],
  ] as const)(
    "of Lambda's time on %s, %i GB-seconds of the list, is %s",
    (architecture, amount, expected) => {
      const { gigabyteSecond } = listed("us-east-1", architecture);
      expect(tieredCost(gigabyteSecond.value!, amount).value?.amount.toFixed()).toBe(expected);
    },
  );

  it("is unknown past the end of the last tier, with the reason", () => {
    const ending = { ...tiered, tiers: tiered.tiers.slice(0, 1) };
    expect(tieredCost(ending, 100).value?.amount.toFixed()).toBe("0.002");
    expect(tieredCost(ending, 100.5).reason).toBe(
      "the prices of 2026-09-01 end at 100 a month, and the amount is 100.5 (https://example.com/prices)",
    );
  });

  it.each([-1, Number.NaN, Infinity])("is asked for no amount such as %d", (amount) => {
    expect(() => tieredCost(tiered, amount)).toThrow(RangeError);
  });

  it("has one tier or more", () => {
    expect(() => tieredCost({ ...tiered, tiers: [] }, 1)).toThrow(RangeError);
  });

  it("is the sum over its units, each at the price of the tier that it falls into", () => {
    const widths = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(widths, fc.nat({ max: 100 }), (each, amount) => {
        let end = 0;
        const tiers = [...each, Infinity].map((width, index) => {
          end += width;
          return { upTo: width === Infinity ? undefined : end, price: Money.of(10 - index, "USD") };
        });
        const units = Array.from(
          { length: amount },
          (_, unit) => tiers.find(({ upTo = Infinity }) => unit < upTo)!.price,
        );
        const whole = tieredCost({ tiers, origin: tiered.origin }, amount).value!;
        expect(whole.compare(Money.sum("USD", units))).toBe(0);
      }),
    );
  });
});
