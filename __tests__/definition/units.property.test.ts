import Decimal from "decimal.js";
import fc from "fast-check";
import {
  durationForm,
  hourlyPriceForm,
  monthlyAmountForm,
  requestRateForm,
  shareForm,
  sizeForm,
  termForm,
  type TextForm,
} from "../../lib/definition/units";

/** A decimal number above 0 as people write it: up to nine digits before the point and six behind it. */
const decimalText = fc
  .tuple(fc.integer({ min: 0, max: 999_999_999 }), fc.stringMatching(/^[0-9]{0,6}$/))
  .map(([whole, fraction]) => (fraction === "" ? String(whole) : `${whole}.${fraction}`))
  .filter((text) => Number(text) > 0);

/** The double nearest to a product that is reckoned exactly. */
function exactly(amount: string, factor: number | string, divisor: number | string = 1): number {
  const Wide = Decimal.clone({ precision: 100 });
  return new Wide(amount).times(factor).div(divisor).toNumber();
}

describe("units, whatever the number", () => {
  it.each([
    ["ms", "0.001"],
    ["s", 1],
    ["m", 60],
    ["h", 3600],
    ["d", 86_400],
  ])("a time in %s is the nearest number of seconds", (unit, factor) => {
    fc.assert(
      fc.property(decimalText, (amount) => {
        expect(durationForm.read(`${amount}${unit}`)?.seconds).toBe(exactly(amount, factor));
      }),
    );
  });

  it("a time in whole milliseconds comes back as that number of milliseconds", () => {
    fc.assert(
      fc.property(fc.nat({ max: 900_000 }), (milliseconds) => {
        expect(durationForm.read(`${milliseconds}ms`)?.milliseconds).toBe(milliseconds);
      }),
    );
  });

  it.each([
    ["KiB", 1],
    ["MiB", 2],
    ["GiB", 3],
    ["TiB", 4],
  ])("a whole size in %s has that many bytes", (unit, power) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8000 }), (amount) => {
        expect(sizeForm.read(`${amount}${unit}`)?.bytes).toBe(amount * 1024 ** power);
      }),
    );
  });

  it.each([
    ["s", 3600, 1],
    ["min", 60, 1],
    ["h", 1, 1],
    ["d", 1, 24],
  ])("a rate per %s is the nearest number of requests an hour", (unit, factor, divisor) => {
    fc.assert(
      fc.property(decimalText, (amount) => {
        const rate = requestRateForm.read(`${amount} requests/${unit}`);
        expect(rate?.perHour).toBe(exactly(amount, factor, divisor));
      }),
    );
  });

  it("a share is the nearest number to a hundredth", () => {
    fc.assert(
      fc.property(fc.nat({ max: 100_000 }), (hundredths) => {
        expect(shareForm.read(`${hundredths / 100}%`)?.ratio).toBe(exactly(String(hundredths), 1, 10_000));
      }),
    );
  });

  it("a price is the decimal number that was written, to the last digit", () => {
    fc.assert(
      fc.property(decimalText, fc.constantFrom("USD", "CNY", "EUR"), (amount, currency) => {
        const hourly = hourlyPriceForm.read(`${amount} ${currency}/h`)?.perHour;
        const monthly = monthlyAmountForm.read(`${amount} ${currency}/month`)?.perMonth;
        expect(hourly?.amount.toFixed()).toBe(new Decimal(amount).toFixed());
        expect(hourly?.currency).toBe(currency);
        expect(monthly).toEqual(hourly);
      }),
    );
  });
});

const FORMS: readonly (readonly [string, TextForm<unknown>])[] = [
  ["time", durationForm],
  ["size", sizeForm],
  ["rate", requestRateForm],
  ["share", shareForm],
  ["price", hourlyPriceForm],
  ["amount", monthlyAmountForm],
  ["term", termForm],
];

describe.each(FORMS)("the form of a %s", (_, form) => {
  it("reads nothing that its pattern, which editors check by, refuses", () => {
    const almost = fc.stringMatching(
      /^[0-9.]{0,4} ?(?:ms|s|MiB|requests\/h|%|USD\/h|USD\/month|y)?[a-z ]{0,2}$/,
    );
    fc.assert(
      fc.property(fc.oneof(fc.string(), almost), (text) => {
        if (!form.pattern.test(text)) expect(form.read(text)).toBeUndefined();
      }),
    );
  });

  it("reads the example that it gives", () => {
    const [, example = ""] = /such as (.+)$/.exec(form.allowed) ?? /^(1y)/.exec(form.allowed) ?? [];
    expect(form.read(example)).toBeDefined();
  });

  it("refuses numbers that no computer number can hold", () => {
    const [, example = ""] = /such as (.+)$/.exec(form.allowed) ?? /^(1y)/.exec(form.allowed) ?? [];
    expect(form.read(example.replace(/^[\d.]+/, "9".repeat(400)))).toBeUndefined();
  });
});
