import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { shellCommand, shellWord } from "../../lib/host/shell";

const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      "'",
      '"',
      "\\",
      "$",
      "`",
      "!",
      ";",
      "&",
      "|",
      "<",
      ">",
      "(",
      ")",
      "*",
      "?",
      "~",
      "#",
      " ",
      "\n",
      "\t",
      "-",
    ),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
});
const writable = nasty.filter((text) => !text.includes("\0") && !/\p{Surrogate}/u.test(text));

describe("shellWord", () => {
  it.each([
    ["plain", "plain"],
    ["/opt/landfall/x.tar.gz", "/opt/landfall/x.tar.gz"],
    ["", "''"],
    ["two words", "'two words'"],
    ["it's", String.raw`'it'\''s'`],
    ["$HOME", "'$HOME'"],
    ["`id`", "'`id`'"],
    ["a\nb", "'a\nb'"],
    ["~", "'~'"],
    ["a=b", "'a=b'"],
  ])("writes %j as %s", (text, written) => {
    expect(shellWord(text)).toBe(written);
  });

  it.each(["a\u0000b", "\ud800"])("refuses %j", (text) => {
    expect(() => shellWord(text)).toThrow("must not contain NUL");
  });

  it("is read back by a real shell as the very same words", () => {
    fc.assert(
      fc.property(fc.array(writable, { minLength: 1, maxLength: 20 }), (words) => {
        const script = `printf '%s\\0' ${shellCommand(words)}`;
        expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(
          words.map((word) => `${word}\0`).join(""),
        );
      }),
      { numRuns: 50 },
    );
  });
});
