import fc from "fast-check";
import {
  block,
  directive,
  expression,
  renderArgument,
  renderDirectives,
  unwritable,
} from "../../lib/nginx/directive";
import { tokens } from "./tokens";

/** Texts made of what has a meaning to Nginx, among others. */
const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(";", "{", "}", '"', "'", "\\", "$", "#", " ", "~", "\n", "\t", "n", "t", "0", "(", ")"),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
});

describe("renderArgument", () => {
  it.each([
    ["www.example.com", "www.example.com"],
    ["/srv/www/shop", "/srv/www/shop"],
    ["", '""'],
    ["two words", '"two words"'],
    ["a;b", '"a;b"'],
    ["a{b}", '"a{b}"'],
    ["a#b", '"a#b"'],
    ['say "hi"', `'say "hi"'`],
    ["it's", `"it's"`],
    [`it's "so"`, String.raw`"it's \"so\""`],
    ["back\\slash", String.raw`"back\\slash"`],
    ["ä", '"ä"'],
  ])("writes %j as %s", (text, written) => {
    expect(renderArgument(text)).toBe(written);
  });

  it("writes a number as it is", () => {
    expect(renderArgument(1048576)).toBe("1048576");
  });

  it("leaves variables of an expression alone", () => {
    expect(renderArgument(expression("$http_host"))).toBe("$http_host");
    expect(renderArgument(expression("$a, $b"))).toBe('"$a, $b"');
  });

  it.each([
    ["$host", "must not contain $"],
    ["a\nb", "must not contain line breaks"],
    ["a\rb", "must not contain line breaks"],
    ["a\u0000b", "must not contain line breaks or other control characters"],
    ["\u007f", "control characters"],
    ["\u0085", "control characters"],
    ["\u2028", "control characters"],
    ["\uffff", "control characters"],
    ["\ud800", "control characters"],
    ["a".repeat(4001), "must not be longer than 4000 bytes"],
    ["ä".repeat(2001), "must not be longer than 4000 bytes"],
  ])("refuses %j", (text, message) => {
    expect(() => renderArgument(text)).toThrow(message);
    expect(unwritable(text)).toContain(message);
  });

  it("takes 4,000 bytes", () => {
    expect(renderArgument("a".repeat(4000))).toHaveLength(4000);
  });

  it("refuses control characters in expressions too", () => {
    expect(() => renderArgument(expression("$a\n"))).toThrow("control characters");
  });

  it("is read back by Nginx's rules as the very same word, whatever it holds", () => {
    fc.assert(
      fc.property(fc.array(nasty, { maxLength: 4 }), (words) => {
        fc.pre(words.every((word) => unwritable(word) === undefined));
        const text = renderDirectives([
          directive("name", ...words),
          block("server", words, [directive("end")]),
        ]);
        expect(tokens(text)).toEqual([
          ...[{ word: "name" }, ...words.map((word) => ({ word })), { mark: ";" }],
          ...[{ word: "server" }, ...words.map((word) => ({ word })), { mark: "{" }],
          ...[{ word: "end" }, { mark: ";" }, { mark: "}" }],
        ]);
      }),
      { numRuns: 500 },
    );
  });

  it("either writes a text or says why not", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const write = (): string => renderArgument(text);
        if (unwritable(text) === undefined) expect(write()).not.toMatch(/[\n\r\u0085\u2028\u2029$]/);
        else expect(write).toThrow();
      }),
    );
  });
});

describe("renderDirectives", () => {
  it("indents blocks by two spaces a level", () => {
    const text = renderDirectives([block("http", [], [block("server", [], [directive("listen", 80)])])]);
    expect(text).toBe("http {\n  server {\n    listen 80;\n  }\n}\n");
  });

  it("takes lists of directives inside a block", () => {
    const text = renderDirectives([block("a", [], [directive("b"), [directive("c"), directive("d")]])]);
    expect(text).toBe("a {\n  b;\n  c;\n  d;\n}\n");
  });

  it("writes nothing for nothing", () => {
    expect(renderDirectives([])).toBe("");
  });
});
