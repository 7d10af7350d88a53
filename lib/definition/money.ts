import Decimal from "decimal.js";

/** Currencies that the price tables come in. Source: ISO 4217. */
export const CURRENCIES = ["USD", "CNY", "EUR"] as const;

/** Code of a currency, ISO 4217. */
export type Currency = (typeof CURRENCIES)[number];

/** Decimals of a reported amount: cents. */
const REPORTED_DECIMALS = 2;

const Exact = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_EVEN });

/**
 * An amount of money in one currency: decimal, never a float, and not rounded before it is reported.
 *
 * The currency is part of the type: `usd.plus(cny)` does not compile.
 */
export class Money<C extends Currency = Currency> {
  private constructor(
    readonly amount: Decimal,
    readonly currency: C,
  ) {}

  /** @param amount as decimal text, such as `"0.30"`; a number is accepted only where it is a whole one. */
  static of<C extends Currency>(amount: string | number | Decimal, currency: C): Money<C> {
    if (typeof amount === "number" && !Number.isSafeInteger(amount)) {
      throw new RangeError(`Money.of takes decimal text, got the number ${amount}`);
    }
    return new Money(new Exact(amount), currency);
  }

  /** Nothing, in this currency: where a sum starts. */
  static zero<C extends Currency>(currency: C): Money<C> {
    return new Money(new Exact(0), currency);
  }

  /** Sum of amounts that share a currency. */
  static sum<C extends Currency>(currency: C, amounts: readonly Money<NoInfer<C>>[]): Money<C> {
    return amounts.reduce((total, each) => total.plus(each), Money.zero(currency));
  }

  plus(other: Money<NoInfer<C>>): Money<C> {
    return new Money(this.amount.plus(this.same(other)), this.currency);
  }

  minus(other: Money<NoInfer<C>>): Money<C> {
    return new Money(this.amount.minus(this.same(other)), this.currency);
  }

  /** Times a plain factor: hours, instances, requests. */
  times(factor: Decimal | number | string): Money<C> {
    return new Money(this.amount.times(factor), this.currency);
  }

  /** Divided by a plain factor. */
  per(divisor: Decimal | number | string): Money<C> {
    return new Money(this.amount.div(divisor), this.currency);
  }

  /** Rounded half-even to a number of decimal places, where a contract or a form takes no more. */
  rounded(decimals: number): Money<C> {
    return new Money(this.amount.toDecimalPlaces(decimals, Decimal.ROUND_HALF_EVEN), this.currency);
  }

  /** Share that this amount is of another, without unit; undefined when the other is nothing. */
  shareOf(other: Money<NoInfer<C>>): Decimal | undefined {
    return this.same(other).isZero() ? undefined : this.amount.div(other.amount);
  }

  compare(other: Money<NoInfer<C>>): number {
    return this.amount.comparedTo(this.same(other));
  }

  /** The amount in cents, half-even: `"262.80"`. This is how money is rounded wherever it is reported. */
  toReport(): string {
    return this.amount.toDecimalPlaces(REPORTED_DECIMALS, Decimal.ROUND_HALF_EVEN).toFixed(REPORTED_DECIMALS);
  }

  /** The exact amount, with cents at least, and its currency: `0.30 USD`. */
  toString(): string {
    return `${this.amount.toFixed(Math.max(REPORTED_DECIMALS, this.amount.decimalPlaces()))} ${this.currency}`;
  }

  private same(other: Money<C>): Decimal {
    if (other.currency !== this.currency) {
      throw new TypeError(`cannot reckon ${this.currency} with ${other.currency}`);
    }
    return other.amount;
  }
}

/**
 * Rounds amounts to cents so that they sum to the rounded total: the cents left over go to the largest remainders,
 * and to the first where remainders are equal.
 *
 * @returns amounts in the order given, each a whole number of cents
 */
export function roundToTotal<C extends Currency, const P extends readonly Money<C>[]>(
  parts: P,
  currency: C,
): { -readonly [K in keyof P]: Money<C> } {
  const cents = parts.map((part) => part.amount.times(100));
  const total = Number(
    Money.sum(currency, parts).times(100).amount.toDecimalPlaces(0, Decimal.ROUND_HALF_EVEN),
  );
  const floors = cents.map((each) => each.floor());
  let left = total - floors.reduce((sum, each) => sum + each.toNumber(), 0);
  const byRemainder = cents
    .map((each, index) => ({ index, remainder: each.minus(floors[index] ?? 0) }))
    .sort((a, b) => b.remainder.comparedTo(a.remainder) || a.index - b.index);
  const rounded = [...floors];
  for (const { index } of byRemainder) {
    if (left <= 0) break;
    rounded[index] = (rounded[index] ?? new Exact(0)).plus(1);
    left -= 1;
  }
  return rounded.map((each) => Money.of(each.div(100), currency)) as { -readonly [K in keyof P]: Money<C> };
}
