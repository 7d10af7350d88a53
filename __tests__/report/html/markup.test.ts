import fc from "fast-check";
import { escaped, html, Markup } from "../../../lib/report/html/markup";

/** Text of an element as a parser of HTML reads it: the five references that are written, undone. */
function read(text: string): string {
  const references: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return text.replace(/&(\w+|#\d+);/g, (_, name: string) => references[name] ?? "");
}

describe("html", () => {
  it("escapes what is inserted", () => {
    expect(html`<p title="${`"'<`}">${"<b>&"}</p>`.text).toBe(
      '<p title="&quot;&#39;&lt;">&lt;b&gt;&amp;</p>',
    );
  });

  it("leaves markup as it is, in lists too", () => {
    expect(html`${["a", "<"].map((item) => html`<b>${item}</b>`)}`.text).toBe("<b>a</b><b>&lt;</b>");
  });

  it("leaves nothing for null", () => {
    expect(html`<p>${null}</p>`.text).toBe("<p></p>");
  });

  it("writes numbers, zero among them", () => {
    expect(html`${0}|${-1.5}`.text).toBe("0|-1.5");
  });

  it("takes no markup from outside", () => {
    // What looks like markup does not compile either; this is what would come from a cast elsewhere.
    const given = { text: "<script>" } as unknown as Markup;
    expect(() => html`${given}`).toThrow(TypeError);
  });
});

describe("escaped", () => {
  it("never holds a character that ends a text or a quoted attribute", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(escaped(text)).not.toMatch(/[<>"']/);
      }),
    );
  });

  it("is read back as the same text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!/[^\P{Cc}\t\n\r]/u.test(text));
        expect(read(escaped(text))).toBe(text);
      }),
    );
  });

  it.each([
    ["NUL", "a\0b"],
    ["a control", "a\u001bb"],
    ["DEL", "a\u007fb"],
    ["half of a surrogate pair", "a\ud83db"],
    ["a noncharacter", "a\uffffb"],
  ])("replaces %s, which HTML cannot hold", (_, text) => {
    expect(escaped(text)).toBe("a\ufffdb");
  });

  it("keeps whole surrogate pairs and line breaks", () => {
    expect(escaped("😀\n\t")).toBe("😀\n\t");
  });
});
