import fc from "fast-check";
import { Money } from "../../lib/definition/money";
import {
  lambdaMonthlyCost,
  lambdaPrices,
  type LambdaPrices,
  type LambdaUse,
} from "../../lib/serverless/prices";

const US = lambdaPrices("us-east-1", "amd64")!;

const cost = (use: Partial<LambdaUse>, prices: LambdaPrices = US): string =>
  lambdaMonthlyCost({ requests: 0, gigabyteSeconds: 0, ...use }, prices).toString();

describe("Lambda's prices", () => {
  it("are those of the region and the processor, with their source and day", () => {
    expect(US).toMatchObject({ currency: "USD", requestsPerMillion: "0.20", date: "2024-07-01" });
    expect(US.source).not.toBe("");
    expect(US.gigabyteSeconds[0]?.price).toBe("0.0000166667");
    expect(lambdaPrices("us-east-1", "arm64")?.gigabyteSeconds[0]?.price).toBe("0.0000133334");
    expect(lambdaPrices("cn-north-1", "amd64")?.currency).toBe("CNY");
  });

  it.each([
    ["eu-central-1", "amd64"],
    ["cn-north-1", "arm64"],
    ["", "amd64"],
  ] as const)("are not made up where no table has them: %s on %s", (region, architecture) => {
    expect(lambdaPrices(region, architecture)).toBeUndefined();
  });

  it("fall from tier to tier, and the last tier has no end", () => {
    for (const architecture of ["amd64", "arm64"] as const) {
      const tiers = lambdaPrices("us-east-1", architecture)!.gigabyteSeconds;
      expect(tiers.at(-1)?.upTo).toBeNull();
      const prices = tiers.map(({ price }) => Number(price));
      const ends = tiers.slice(0, -1).map(({ upTo }) => upTo!);
      expect(prices).toEqual(prices.toSorted((a, b) => b - a));
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    }
  });
});

describe("Lambda's cost of a month", () => {
  it.each([
    [0, "0.00 USD"],
    [1, "0.0000002 USD"],
    [1_000_000, "0.20 USD"],
    [2_500_000, "0.50 USD"],
  ])("of %i requests is %s", (requests, amount) => {
    expect(cost({ requests })).toBe(amount);
  });

  it.each([
    [1, "0.0000166667 USD"],
    [5_999_999_999, "100000.1999833333 USD"],
    [6_000_000_000, "100000.20 USD"],
    [6_000_000_001, "100000.200015 USD"],
    [14_999_999_999, "235000.199985 USD"],
    [15_000_000_000, "235000.20 USD"],
    [15_000_000_001, "235000.2000133334 USD"],
    [16_000_000_000, "248333.60 USD"],
  ])("of %i GB-seconds on amd64 is %s: each tier at its own price", (gigabyteSeconds, amount) => {
    expect(cost({ gigabyteSeconds })).toBe(amount);
  });

  it.each([
    [7_500_000_000, "100000.50 USD"],
    [7_500_000_001, "100000.5000120001 USD"],
    [18_750_000_000, "235001.625 USD"],
    [18_750_000_001, "235001.6250106667 USD"],
  ])("of %i GB-seconds on arm64 is %s", (gigabyteSeconds, amount) => {
    expect(cost({ gigabyteSeconds }, lambdaPrices("us-east-1", "arm64"))).toBe(amount);
  });

  it("is requests and time together", () => {
    expect(cost({ requests: 1_000_000, gigabyteSeconds: 100_000 })).toBe("1.86667 USD");
  });

  it("is in the currency of the table", () => {
    expect(cost({ requests: 1_000_000 }, lambdaPrices("cn-north-1", "amd64"))).toBe("1.36 CNY");
  });

  const seconds = fc.nat({ max: 40_000_000_000 });

  it("of time in two months is no more than at the first price, and no less than at the last", () => {
    fc.assert(
      fc.property(seconds, (gigabyteSeconds) => {
        const amount = lambdaMonthlyCost({ requests: 0, gigabyteSeconds }, US);
        const at = (price: string): Money => Money.of(price, US.currency).times(gigabyteSeconds);
        expect(amount.compare(at(US.gigabyteSeconds[0]!.price))).toBeLessThanOrEqual(0);
        expect(amount.compare(at(US.gigabyteSeconds.at(-1)!.price))).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("of one second more is the price of the tier that it falls into", () => {
    fc.assert(
      fc.property(seconds, (gigabyteSeconds) => {
        const tier = US.gigabyteSeconds.find(({ upTo }) => upTo === null || gigabyteSeconds < upTo);
        const of = (amount: number): Money => lambdaMonthlyCost({ requests: 0, gigabyteSeconds: amount }, US);
        const more = of(gigabyteSeconds + 1).minus(of(gigabyteSeconds));
        expect(more.amount.toFixed()).toBe(Money.of(tier!.price, US.currency).amount.toFixed());
      }),
    );
  });
});
