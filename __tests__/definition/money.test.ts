import fc from "fast-check";
import { CURRENCIES, Money, roundToTotal } from "../../lib/definition/money";

const usd = (amount: string): Money<"USD"> => Money.of(amount, "USD");
const cents = (money: Money): bigint => BigInt(money.amount.times(100).toFixed());

/** An amount with up to eight decimals, as a whole number of hundred-millionths. */
const units = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
const SCALE = 100_000_000n;

function moneyOf(value: bigint): Money<"USD"> {
  const digits = (value < 0n ? -value : value).toString().padStart(9, "0");
  return usd(`${value < 0n ? "-" : ""}${digits.slice(0, -8)}.${digits.slice(-8)}`);
}

describe("money", () => {
  it("adds what a float cannot", () => {
    expect(usd("0.1").plus(usd("0.2")).amount.equals("0.3")).toBe(true);
    expect(Money.sum("USD", Array<Money<"USD">>(10).fill(usd("0.1"))).toReport()).toBe("1.00");
  });

  it("is made of decimal text, or of a whole number, and never of a fraction that is a float already", () => {
    expect(Money.of(3, "USD").toReport()).toBe("3.00");
    expect(() => Money.of(0.3, "USD")).toThrow(RangeError);
    expect(() => Money.of(Number.NaN, "USD")).toThrow(RangeError);
    expect(() => Money.of(2 ** 53, "USD")).toThrow(RangeError);
  });

  it("does not reckon two currencies with each other", () => {
    const some: Money = usd("1");
    const others: Money = Money.of("1", "EUR");
    for (const reckon of [
      () => some.plus(others),
      () => some.minus(others),
      () => some.compare(others),
      () => some.shareOf(others),
    ]) {
      expect(reckon).toThrow("cannot reckon USD with EUR");
    }
  });

  it.each([
    ["0.005", "0.00"],
    ["0.015", "0.02"],
    ["0.025", "0.02"],
    ["0.0250000001", "0.03"],
    ["-0.015", "-0.02"],
    ["-0.001", "0.00"],
    ["262.8", "262.80"],
    ["123456789012345678.905", "123456789012345678.90"],
  ])("reports %s as %s: in cents, half to even", (amount, reported) => {
    expect(usd(amount).toReport()).toBe(reported);
  });

  it("is not rounded before it is reported", () => {
    const third = usd("10").per(3);
    expect(third.times(3).toReport()).toBe("10.00");
    expect(usd("0.0000166667").times("1000000000000").toReport()).toBe("16666700.00");
  });

  it("tells its exact amount, with cents at least", () => {
    expect(usd("0.3").toString()).toBe("0.30 USD");
    expect(usd("0.0000166667").toString()).toBe("0.0000166667 USD");
  });

  it("knows its share of another amount, and that nothing has no shares", () => {
    expect(usd("0.30").shareOf(usd("0.50"))?.toFixed()).toBe("0.6");
    expect(usd("0.30").shareOf(usd("0"))).toBeUndefined();
  });

  it("compares", () => {
    expect([usd("2"), usd("1"), usd("1.0"), usd("-3")].sort((a, b) => a.compare(b)).map(String)).toEqual([
      "-3.00 USD",
      "1.00 USD",
      "1.00 USD",
      "2.00 USD",
    ]);
  });

  it("starts a sum with nothing in the currency", () => {
    expect(Money.sum("EUR", []).toString()).toBe("0.00 EUR");
    expect(Money.zero("CNY").currency).toBe("CNY");
  });

  it("adds and takes away exactly, whatever the amounts", () => {
    fc.assert(
      fc.property(units, units, (a, b) => {
        expect(
          moneyOf(a)
            .plus(moneyOf(b))
            .compare(moneyOf(a + b)),
        ).toBe(0);
        expect(
          moneyOf(a)
            .minus(moneyOf(b))
            .compare(moneyOf(a - b)),
        ).toBe(0);
      }),
    );
  });

  it("reports the nearest cent, and the even one of two that are as near", () => {
    fc.assert(
      fc.property(units, (value) => {
        const cent = SCALE / 100n;
        const reported = BigInt(moneyOf(value).toReport().replace(".", "")) * cent;
        const off = reported > value ? reported - value : value - reported;
        expect(off * 2n <= cent).toBe(true);
        if (off * 2n === cent) expect((reported / cent) % 2n).toBe(0n);
      }),
    );
  });
});

describe("roundToTotal", () => {
  it("gives the cents left over to the largest remainders", () => {
    const parts = [usd("0.333"), usd("0.333"), usd("0.334")];
    expect(roundToTotal(parts, "USD").map((part) => part.toReport())).toEqual(["0.33", "0.33", "0.34"]);
  });

  it("gives them to the first of equal remainders", () => {
    const parts = Array<Money<"USD">>(3).fill(usd("0.005"));
    expect(roundToTotal(parts, "USD").map((part) => part.toReport())).toEqual(["0.01", "0.01", "0.00"]);
  });

  it("leaves whole cents as they are", () => {
    const parts = [usd("917.16"), usd("263.82")];
    expect(roundToTotal(parts, "USD").map(String)).toEqual(["917.16 USD", "263.82 USD"]);
  });

  it("makes nothing of nothing", () => {
    expect(roundToTotal([], "USD")).toEqual([]);
  });

  it("keeps the sum to the cent, and every part within a cent of itself, whatever the parts", () => {
    const part = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.constantFrom(...CURRENCIES), (values, currency) => {
        const parts = values.map((value): Money => Money.of(moneyOf(value).amount, currency));
        const rounded = roundToTotal(parts, currency);
        expect(rounded).toHaveLength(parts.length);
        expect(Money.sum(currency, rounded).toReport()).toBe(Money.sum(currency, parts).toReport());
        rounded.forEach((each, index) => {
          const off = each.minus(parts[index]!).amount.abs();
          expect(off.lessThan("0.01")).toBe(true);
          expect(each.compare(Money.of(each.toReport(), currency))).toBe(0);
        });
      }),
    );
  });

  it("gives no cent to a part while one with a larger remainder goes without", () => {
    const part = fc.bigInt({ min: 0n, max: 10n ** 12n });
    fc.assert(
      fc.property(fc.array(part, { minLength: 2, maxLength: 8 }), (values) => {
        const cent = SCALE / 100n;
        const rounded = roundToTotal(values.map(moneyOf), "USD").map(cents);
        const remainders = values.map((value) => value % cent);
        const gained = rounded.map((each, index) => each > values[index]! / cent);
        const least = remainders.filter((_, index) => gained[index]).sort(compare)[0];
        const most = remainders
          .filter((_, index) => !gained[index])
          .sort(compare)
          .at(-1);
        if (least !== undefined && most !== undefined) expect(least >= most).toBe(true);
      }),
    );
  });
});

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
