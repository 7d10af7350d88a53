import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describeFault } from "../../lib/definition/errors";
import { OFFERINGS, parsePriceBook, readPriceBook } from "../../lib/prices";
import { bookText, faultsOfBook, OWN_BOOK } from "./books";

const briefly = (text: string, asOf?: string): string[] =>
  faultsOfBook(text, asOf).map(({ line, path: at, message }) => `${line ?? ""} ${at ?? ""}: ${message}`);

describe("a book of one's own", () => {
  it("is read from YAML and from JSON alike", () => {
    const { content } = parsePriceBook("mine.yaml", OWN_BOOK, "2026-11-01");
    expect(content.onDemand[0]?.rows).toEqual({ "m7i.large": "0.11", "r6i.2xlarge": "0.55" });
    expect(parsePriceBook("mine.json", JSON.stringify(content)).content).toEqual(content);
  });

  it("may have no table at all", () => {
    expect(parsePriceBook("mine.yaml", "version: 1\nsources: {}\n").content).toMatchObject({
      onDemand: [],
      edgeDevices: [],
    });
  });
});

describe("a fault of a book", () => {
  it("tells file, line, path, the value found, what is allowed and what to do", () => {
    const [fault] = faultsOfBook(bookText(['"0.11"', "0.11"]));
    expect(describeFault(fault!)).toBe(
      "prices/mine.yaml:10: onDemand[0].rows.m7i.large: cannot be used\n" +
        "    found: 0.11\n" +
        '    allowed: a decimal number above 0 as text, such as "0.0261"\n' +
        "    do: write it in quotes",
    );
  });

  it("is told with every other one, in the order of the file", () => {
    const text = bookText(
      ["version: 1", "version: 2"],
      ["source: quote", "source: qoute"],
      ["eu-central-1", "eu-central-9"],
      ["currency: EUR", "currency: CHF"],
      ['"0.55"', '"-0.55"'],
      ["standard-3y-allUpfront", "standard-5y-allUpfront"],
      ['hourly: "0.07"', 'hourly: "0"'],
      ['upfront: "300"', 'upfront: "0"'],
      ["upTo: 51200", "upTo: 512"],
      ["termYears: 1", "termYears: 2"],
    );
    expect(briefly(text)).toEqual([
      "1 version: cannot be used",
      "6 onDemand[0].source: is not among the book's sources",
      "8 onDemand[0].region: cannot be used",
      "9 onDemand[0].currency: cannot be used",
      "10 onDemand[0].rows.r6i.2xlarge: cannot be used",
      "17 reserved[0].offerings[2]: cannot be used",
      "20 reserved[0].rows.m7i.large[0].hourly: is nothing, which noUpfront cannot be",
      "21 reserved[0].rows.m7i.large[1].upfront: is nothing, which partialUpfront cannot be",
      "32 savingsPlans[0].termYears: cannot be used",
      "48 services[0].rows.internetEgressGigabyte[1].upTo: ends before it begins",
    ]);
  });

  it.each([
    ["a price that is missing", ['upfront: "0", hourly: "0.07"', 'upfront: "0"'], /hourly: is missing/],
    ["a price of nothing", ['"0.11"', '"0.00"'], /m7i\.large: cannot be used/],
    ["a date that is none", ["date: 2026-10-01", "date: 2026-02-30"], /date: cannot be used/],
    ["a basis that is none", ["basis: upfrontAndHourly", "basis: guessed"], /basis: cannot be used/],
    ["a key that is none", ["requestsPerMillion", "requestPrice"], /requestPrice: is not known here/],
    ["a service that is none", ["publicIpv4Hour", "publicIpv5Hour"], /publicIpv5Hour: is not known here/],
    ["an instance type that is none", ["m7i.large:", "m7i:"], /the name "m7i" cannot be used/],
    ["a cell too few", ["\n        - null", ""], /has 2 cells for 3 offerings/],
    [
      "an offering twice",
      ["standard-1y-partialUpfront", "standard-1y-noUpfront"],
      /stands in the same list already/,
    ],
    [
      "a fee where nothing is paid at once",
      ['upfront: "0", hourly: "0.07"', 'upfront: "9", hourly: "0.07"'],
      /is not nothing, which noUpfront must be/,
    ],
    ["a tier after the last", ["upTo: 100,", "upTo: null,"], /has no end, but tiers follow/],
    ["a life of no years", ["lifeYears: 4", "lifeYears: 0"], /lifeYears: cannot be used/],
    ["a key twice", ['m7i.large: "0.11"', 'm7i.large: "0.11", m7i.large: "0.12"'], /same block already/],
  ] as const)("is found for %s", (_, change, message) => {
    const faults = briefly(bookText(change));
    expect(faults.some((fault) => message.test(fault))).toBe(true);
  });

  it("is a figure of a day after asOf, and no figure of the same day or before", () => {
    expect(briefly(OWN_BOOK, "2026-10-01")).toEqual([]);
    expect(briefly(OWN_BOOK, "2026-09-30")).toEqual([
      "7 onDemand[0].date: is after asOf: a price is known on the day that it is reckoned from",
      "13 reserved[0].date: is after asOf: a price is known on the day that it is reckoned from",
      "50 edgeDevices[0].date: is after asOf: a price is known on the day that it is reckoned from",
    ]);
  });

  it("is a figure that stands there twice from one source, day and region, in two tables", () => {
    const again = `  - { source: quote, date: 2026-10-01, region: eu-central-1, currency: EUR, rows: { m7i.large: "0.12" } }\n`;
    expect(briefly(bookText(["reserved:\n", `${again}reserved:\n`]))).toEqual([
      "11 onDemand[1].rows.m7i.large: stands already in line 10",
    ]);
    for (const other of ["region: eu-west-1", "source: page", "date: 2026-10-02"]) {
      const [key] = other.split(":");
      const differs = again.replace(new RegExp(`${key!}: [^,]+`), other);
      expect(briefly(bookText(["reserved:\n", `${differs}reserved:\n`]))).toEqual([]);
    }
  });

  it("is told for a file that is not there, without the folder's own path", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "landfall-book-"));
    try {
      expect(() => readPriceBook(folder, "prices/none.yaml")).toThrow(
        "prices/none.yaml: cannot be read (ENOENT)",
      );
      writeFileSync(path.join(folder, "latin.yaml"), Buffer.from([0xff, 0xfe, 0x41]));
      expect(() => readPriceBook(folder, "latin.yaml")).toThrow("latin.yaml: is not UTF-8 text");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each(["", "[]", "a: [", "null", "3"])("is told for a text that is no book: %j", (text) => {
    expect(faultsOfBook(text).length).toBeGreaterThan(0);
  });
});

describe("any book", () => {
  const word = fc.constantFrom("quote", "page", "nobody");
  const cell = fc.oneof(
    fc.constant(null),
    fc.string({ maxLength: 4 }),
    fc.integer(),
    fc.record({ upfront: fc.string({ maxLength: 4 }), hourly: fc.string({ maxLength: 4 }) }),
  );
  const table = fc.record(
    {
      source: word,
      date: fc.constantFrom("2026-10-01", "later", 5),
      region: fc.constantFrom("eu-central-1", "nowhere"),
      currency: fc.constantFrom("EUR", "CHF"),
      basis: fc.constantFrom("effective", "upfrontAndHourly", "incomplete", "none"),
      offerings: fc.array(fc.constantFrom(...OFFERINGS, "none"), { maxLength: 3 }),
      rows: fc.dictionary(fc.constantFrom("m7i.large", "m7i"), fc.array(cell, { maxLength: 3 })),
      instanceTypes: fc.array(fc.constantFrom("m7i.large", "x"), { maxLength: 2 }),
    },
    { requiredKeys: [] },
  );
  const book = fc.record(
    {
      version: fc.constantFrom(1, 2),
      sources: fc.constant({ quote: { title: "quote" } }),
      onDemand: fc.array(table, { maxLength: 2 }),
      reserved: fc.array(table, { maxLength: 2 }),
      lambda: fc.array(table, { maxLength: 1 }),
      services: fc.oneof(fc.array(table, { maxLength: 1 }), fc.string()),
    },
    { requiredKeys: [] },
  );

  it("is read, or its faults are told with their places; nothing else is thrown", () => {
    fc.assert(
      fc.property(book, (written) => {
        for (const { file, line, message } of faultsOfBook(
          JSON.stringify(written, undefined, 1),
          "2026-11-01",
        )) {
          expect(file).toBe("prices/mine.yaml");
          expect(line).toBeGreaterThan(0);
          expect(message).not.toBe("");
        }
      }),
      { numRuns: 100 },
    );
  });
});
