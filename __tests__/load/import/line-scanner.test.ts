import fc from "fast-check";
import { LineScanner, LONGEST_LINE_BYTES } from "../../../lib/load/import/line-scanner";

/** Lines with their numbers, as they come from these chunks, each of which is written over after it was taken. */
function scan(chunks: readonly Buffer[]): string[] {
  const lines: string[] = [];
  const scanner = new LineScanner((bytes, start, end, line) => {
    lines.push(`${line}:${bytes.toString("latin1", start, end)}`);
  });
  for (const chunk of chunks) {
    const passing = Buffer.from(chunk);
    scanner.push(passing);
    passing.fill(0x21);
  }
  scanner.end();
  return lines;
}

/** What {@link scan} gives, by plain means. */
function split(text: string): string[] {
  return text
    .split("\n")
    .map((line, index) => `${index + 1}:${line.replace(/\r$/, "")}`)
    .filter((line) => !line.endsWith(":") || /:.*:$/.test(line));
}

const text = fc.string({ unit: fc.constantFrom("\n", "\r", "a", "b", " "), maxLength: 40 });

describe("the scanner of lines", () => {
  it("gives each line without its end, and skips blank ones", () => {
    expect(scan([Buffer.from("a\n\r\n\nb\r\nc")])).toEqual(["1:a", "4:b", "5:c"]);
    expect(scan([])).toEqual([]);
    expect(scan([Buffer.from("\n\n")])).toEqual([]);
  });

  it("gives the same lines wherever a chunk ends", () => {
    fc.assert(
      fc.property(text, (whole) => {
        const bytes = Buffer.from(whole);
        for (let cut = 0; cut <= bytes.length; cut += 1) {
          expect(scan([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(split(whole));
        }
      }),
    );
  });

  it("gives the same lines for chunks of one byte each", () => {
    fc.assert(
      fc.property(text, (whole) => {
        expect(scan([...Buffer.from(whole)].map((byte) => Buffer.from([byte])))).toEqual(split(whole));
      }),
    );
  });

  it.each([LONGEST_LINE_BYTES - 1, LONGEST_LINE_BYTES, LONGEST_LINE_BYTES + 1, 3 * LONGEST_LINE_BYTES])(
    "gives a line of %i bytes as far as the longest line, however it is cut",
    (length) => {
      const bytes = Buffer.concat([Buffer.alloc(length, "x"), Buffer.from("\nnext\n")]);
      const expected = [`1:${"x".repeat(Math.min(length, LONGEST_LINE_BYTES))}`, "2:next"];
      const cuts = [bytes.length, 1, 65_536, LONGEST_LINE_BYTES, length, length + 1];
      for (const cut of cuts)
        expect(scan([bytes.subarray(0, cut), bytes.subarray(cut)]).map(digest)).toEqual(expected.map(digest));
    },
  );
});

/** A line of a megabyte must not be printed where a test fails. */
function digest(line: string): string {
  return `${line.slice(0, 10)} ${line.length}`;
}
