import { Money } from "../../lib/definition/money";
import type { PricedFigure, PricedOption } from "../../lib/prices";

const ORIGIN = { source: "a price list", date: "2026-10-01" };
const DOLLARS: PricedFigure<"USD"> = { price: Money.of("0.10", "USD"), origin: ORIGIN };
const YUAN: PricedFigure<"CNY"> = { price: Money.of("0.66", "CNY"), origin: ORIGIN };

/** Each of these lines is a mistake that the compiler must find; they are compiled and never run. */
export const MISTAKES: readonly (() => unknown)[] = [
  // @ts-expect-error - USD and CNY cannot be added
  () => DOLLARS.price.plus(YUAN.price),
  // @ts-expect-error - USD and CNY cannot be taken from each other
  () => DOLLARS.price.minus(YUAN.price),
  // @ts-expect-error - USD and CNY cannot be compared
  () => DOLLARS.price.compare(YUAN.price),
  // @ts-expect-error - a price in CNY is no price in USD
  (): PricedFigure<"USD"> => YUAN,
  // @ts-expect-error - a sum in USD takes no CNY
  () => Money.sum("USD", [YUAN.price]),
  // @ts-expect-error - a fee in CNY does not belong to an option in USD
  (option: PricedOption<"USD">): PricedOption<"USD"> => ({ ...option, upfront: YUAN.price }),
];

describe("prices of one currency", () => {
  it("are added, and those of two are refused where the compiler cannot know their currencies", () => {
    expect(DOLLARS.price.plus(DOLLARS.price).toString()).toBe("0.20 USD");
    const some: PricedFigure = DOLLARS;
    const others: PricedFigure = YUAN;
    expect(() => some.price.plus(others.price)).toThrow("cannot reckon USD with CNY");
  });
});
