import fc from "fast-check";
import {
  commandWord,
  environmentAssignment,
  plainText,
  renderUnit,
  setting,
  unwritable,
} from "../../lib/systemd/unit";
import { specifiers, variables, words } from "./words";

/** Texts made of what has a meaning to systemd, among others. */
const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      "%",
      "%%",
      "$",
      "$$",
      "${",
      "}",
      '"',
      "'",
      "\\",
      " ",
      ";",
      "#",
      "=",
      "n",
      "h",
      "i",
      "\t",
      "\n",
    ),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
});
const writable = nasty.filter((text) => unwritable(text) === undefined);

describe("environmentAssignment", () => {
  it.each([
    ["plain", '"A=plain"'],
    ["", '"A="'],
    ["two words", '"A=two words"'],
    ["100%", '"A=100%%"'],
    ["$HOME", '"A=$HOME"'],
    ['say "hi"', String.raw`"A=say \"hi\""`],
    ["back\\slash", String.raw`"A=back\\slash"`],
    ["it's", `"A=it's"`],
    ["ends\\", String.raw`"A=ends\\"`],
  ])("writes %j as %s", (value, written) => {
    expect(environmentAssignment("A", value)).toBe(written);
  });

  it("is read back by systemd's rules as the very same value", () => {
    fc.assert(
      fc.property(writable, writable, (a, b) => {
        const line = [environmentAssignment("A", a), environmentAssignment("B", b)].join(" ");
        expect(words(line).map(specifiers)).toEqual([`A=${a}`, `B=${b}`]);
      }),
      { numRuns: 500 },
    );
  });
});

describe("commandWord", () => {
  it.each([
    ["/opt/shop", '"/opt/shop"'],
    ["", '""'],
    ["$HOME", '"$$HOME"'],
    ["100%", '"100%%"'],
    [";", '";"'],
  ])("writes %j as %s", (word, written) => {
    expect(commandWord(word)).toBe(written);
  });

  it("is read back by systemd's rules as the very same word", () => {
    fc.assert(
      fc.property(fc.array(writable, { minLength: 1, maxLength: 4 }), (given) => {
        const line = given.map(commandWord).join(" ");
        expect(words(line).map(specifiers).map(variables)).toEqual(given);
      }),
      { numRuns: 500 },
    );
  });
});

describe("plainText", () => {
  it("escapes specifiers alone", () => {
    expect(plainText(`100% "sure" $HOME`)).toBe(`100%% "sure" $HOME`);
  });
});

describe("what no unit can hold", () => {
  it.each([
    ["a\nb", "must not contain line breaks"],
    ["a\rb", "must not contain line breaks"],
    ["\u0000", "control characters"],
    ["\u001b[1m", "control characters"],
    ["\u007f", "control characters"],
    ["\u0085", "control characters"],
    ["\u2028", "control characters"],
    ["\uffff", "control characters"],
    ["\udc00", "control characters"],
    ["a".repeat(65_537), "must not be longer than 65536 bytes"],
  ])("%j is refused everywhere", (text, message) => {
    for (const write of [plainText, commandWord, (value: string) => environmentAssignment("A", value)])
      expect(() => write(text)).toThrow(message);
  });

  it("65,536 bytes are taken", () => {
    expect(plainText("a".repeat(65_536))).toHaveLength(65_536);
  });

  it("no text breaks out of its line", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        for (const write of [plainText, commandWord, (value: string) => environmentAssignment("A", value)])
          if (unwritable(text) === undefined) expect(write(text)).not.toMatch(/[\n\r\u0085\u2028\u2029]/);
          else expect(() => write(text)).toThrow();
      }),
    );
  });
});

describe("renderUnit", () => {
  it("writes sections with a blank line between them, settings in their order", () => {
    const text = renderUnit({
      sections: [
        { name: "Unit", settings: [setting("Description", "x")] },
        { name: "Service", settings: [setting("Environment", "B"), setting("Environment", "A")] },
      ],
    });
    expect(text).toBe(
      "# Written by landfall; changes are lost.\n[Unit]\nDescription=x\n\n[Service]\nEnvironment=B\nEnvironment=A\n",
    );
  });
});
