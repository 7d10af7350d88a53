import fc from "fast-check";
import { figure, numeral, percentage } from "../../../lib/report/html/numbers";

/** What is read in the page, without the elements. */
function textOf(markup: { readonly text: string }): string {
  return markup.text.replace(/<[^>]*>/g, "");
}

describe("numeral", () => {
  it("parts the digits in groups of three", () => {
    expect(numeral("1234567.89").text).toBe(
      '<data value="1234567.89"><span class="k">1</span><span class="k">234</span>567.89</data>',
    );
  });

  it("reads as the text of the document, with its value beside it", () => {
    const decimal = fc
      .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.option(fc.stringMatching(/^\d{1,6}$/)))
      .map(
        ([isNegative, whole, places]) =>
          `${isNegative ? "-" : ""}${whole}${places === null ? "" : `.${places}`}`,
      );
    fc.assert(
      fc.property(decimal, (text) => {
        expect(textOf(numeral(text))).toBe(text);
        expect(numeral(text).text).toContain(`<data value="${text}">`);
      }),
    );
  });

  it("writes large and small numbers without an exponent", () => {
    expect(textOf(numeral(1e21))).toBe("1000000000000000000000");
    expect(textOf(numeral(2e-7))).toBe("0.0000002");
  });

  it("keeps what is no number as text", () => {
    expect(numeral("<1").text).toBe('<data value="&lt;1">&lt;1</data>');
  });
});

describe("percentage", () => {
  it.each([
    ["0.6000", "60 %"],
    ["1", "100 %"],
    ["0.2875", "28.75 %"],
    ["-0.0301", "-3.01 %"],
  ])("tells %s as %s and keeps it as the value", (share, text) => {
    expect(textOf(percentage(share))).toBe(text);
    expect(percentage(share).text).toContain(`value="${share}"`);
  });
});

describe("figure", () => {
  it("stands with its unit", () => {
    expect(textOf(figure({ value: "262.80", unit: "USD/month", reason: null }))).toBe("262.80 USD/month");
  });

  it("is a dash and the reason where it is missing", () => {
    expect(textOf(figure({ value: null, unit: null, reason: "nothing is committed" }))).toBe(
      "– nothing is committed",
    );
  });

  it("tells a share in per cent of what it is a share of", () => {
    expect(textOf(figure({ value: "0.6000", unit: "share of hours", reason: null }))).toBe("60 % of hours");
  });
});
