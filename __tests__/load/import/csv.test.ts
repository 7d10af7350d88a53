import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { UserError } from "../../../lib/definition/errors";
import { importCsv, type CsvImportProps } from "../../../lib/load/import/csv";
import { faultsOf, Folder, messageOf, rowsOf } from "./logs";

let folder: Folder;

beforeAll(() => {
  folder = new Folder();
});

afterAll(() => {
  folder.remove();
});

/** Imports a table of these lines by the hour, from standard input. */
function table(lines: readonly string[] | string | Uint8Array, more: Partial<CsvImportProps> = {}) {
  const content = typeof lines === "string" || lines instanceof Uint8Array ? lines : `${lines.join("\n")}\n`;
  return importCsv({ file: "-", stdin: Readable.from([Buffer.from(content)]), step: "hour", ...more });
}

describe("an import of a table", () => {
  it("adds up the rows of each hour in every form of time, and leaves gaps", async () => {
    const imported = await table([
      "timestamp,value",
      "2024-01-01T00:00:00+01:00,1",
      "2023-12-31 23:59:59,2.5",
      "1704067200,3",
      "1704074400000,4",
      "01/Jan/2024:02:30:00 +0000,5",
    ]);
    expect(rowsOf(imported)).toEqual(["2023-12-31 23:00=3.5", "2024-01-01 00:00=3", "2024-01-01 02:00=9"]);
    expect(imported).toMatchObject({ source: "csv", zeroFilled: 0, lines: { lines: 5, leftOut: 0 } });
  });

  it("takes the mean where asked to, and days", async () => {
    const lines = ["time,count", "2024-01-01T00:00Z,1", "2024-01-01T12:00Z,4", "2024-01-02,7"];
    const imported = await table(lines, { aggregate: "mean", step: "day" });
    expect(rowsOf(imported)).toEqual(["2024-01-01 00:00=2.5", "2024-01-02 00:00=7"]);
  });

  it.each([
    [";", "x;Day;Total Visits", "1;2024-01-01;5"],
    ["\t", "Day\tx\tTotal Visits", "2024-01-01\t1\t5"],
    ["|", "Day|Total Visits", "2024-01-01|5"],
    [",", 'x,"a;b;c;d",Day,Total Visits', "1,2,2024-01-01,5"],
  ])("sees that %j separates the fields", async (_, header, row) => {
    const names = { timeColumn: "day", valueColumn: "Total Visits" };
    expect(rowsOf(await table([header, row], names))).toEqual(["2024-01-01 00:00=5"]);
  });

  it("takes the separator and the decimal mark that are named", async () => {
    const lines = ["time:value", "2024-01-01:1,5"];
    expect(rowsOf(await table(lines, { delimiter: ":", decimal: "comma" }))).toEqual([
      "2024-01-01 00:00=1.5",
    ]);
    const tabs = ["time\tvalue,", "2024-01-01\t1"];
    expect(rowsOf(await table(tabs, { delimiter: "\\t", valueColumn: "value," }))).toEqual([
      "2024-01-01 00:00=1",
    ]);
    await expect(table(lines, { delimiter: "::" })).rejects.toThrow("--delimiter: this is no separator");
  });

  it("prefers the column of the exact name", async () => {
    const names = { timeColumn: "Time", valueColumn: "value" };
    expect(rowsOf(await table(["Time,time,value", "2024-01-01,x,5"], names))).toEqual(["2024-01-01 00:00=5"]);
  });

  it("reads a byte order mark, CRLF, blank lines, quotes and packed tables", async () => {
    const text = '\uFEFF"time","value"\r\n\r\n"2024-01-01","5"\r\n';
    for (const content of [text, gzipSync(text)]) {
      expect(rowsOf(await table(content))).toEqual(["2024-01-01 00:00=5"]);
    }
  });

  it("leaves out rows without a value and rows outside of the range", async () => {
    const lines = [
      "time,value",
      "2023-12-31,9",
      "2024-01-01,1",
      "2024-01-01,",
      "2024-01-01,NaN",
      "2024-01-02,null",
    ];
    const imported = await table(lines, { from: "2024-01-01" });
    expect(rowsOf(imported)).toEqual(["2024-01-01 00:00=1"]);
    expect(imported.lines).toMatchObject({ lines: 5, leftOut: 4 });
    expect(imported.notes).toContain("3 rows have no value and are left out");
  });

  it("reads a file, plain or packed", async () => {
    for (const [name, content] of [
      ["table.csv", "time,value\n2024-01-01,5\n"],
      ["table.csv.gz", gzipSync("time,value\n2024-01-01,5\n")],
    ] as const) {
      const imported = await importCsv({ file: folder.write(name, content), step: "hour" });
      expect(rowsOf(imported)).toEqual(["2024-01-01 00:00=5"]);
    }
  });

  it("reads a table of many chunks", async () => {
    const rows = Array.from({ length: 60_000 }, (_, index) => `${1704067200 + (index % 7200)},1\n`);
    const file = folder.write("large.csv", `time,value\n${rows.join("")}`);
    const imported = await importCsv({ file, step: "hour" });
    expect(imported.rows.reduce((sum, { requests }) => sum + requests, 0)).toBe(60_000);
  });

  it("gives the same bytes for any order of the rows", async () => {
    const row = fc.record({
      minute: fc.integer({ min: 0, max: 180 }),
      value: fc.oneof(
        fc.double({ min: 0, max: 1e15, noNaN: true }),
        fc.constantFrom(0.1, 0.2, 5e-324, 2 ** 53 - 1),
      ),
    });
    const shuffled = fc
      .array(row, { minLength: 1, maxLength: 12 })
      .chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })));
    const lines = (rows: readonly { minute: number; value: number }[]): string[] => [
      "time,value",
      ...rows.map(({ minute, value }) => `${1704067200 + minute * 60},${Math.abs(value)}`),
    ];
    await fc.assert(
      fc.asyncProperty(
        shuffled,
        fc.constantFrom("sum" as const, "mean" as const),
        async ([rows, mixed], aggregate) => {
          expect(await table(lines(mixed), { aggregate })).toEqual(await table(lines(rows), { aggregate }));
        },
      ),
      { numRuns: 50 },
    );
  });

  it("gives a history or a UserError for any bytes", async () => {
    const piece = fc.constantFrom("time", "value", ",", ";", "\n", '"', "2024-01-01", "1", "\0", "\xff");
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(piece).map((pieces) => pieces.join("")),
    );
    await fc.assert(
      fc.asyncProperty(text, async (any) => {
        await table(`time,value\n${any}`).catch((error: unknown) => {
          expect(error).toBeInstanceOf(UserError);
        });
      }),
      { numRuns: 50 },
    );
  });
});

describe("an import of a table refuses", () => {
  it("every bad row at once, by its line", async () => {
    const faults = await faultsOf(
      table([
        "time,value",
        "2024-02-30,1",
        "2024-01-01,-1",
        "2024-01-01,1,2",
        "2024-01-01,1.2 K",
        "2024-01-01,9007199254740992",
      ]),
    );
    expect(faults.map(({ line, message, found }) => [line, message, found])).toEqual([
      [2, "the time cannot be read, or there is no such moment", "2024-02-30"],
      [3, "the value is no number of requests", "-1"],
      [5, "the value is no number of requests", "1.2 K"],
      [6, "the value is no number of requests", "9007199254740992"],
      [4, "the row has 3 fields, the header 2", "2024-01-01,1,2"],
    ]);
  });

  it.each([
    ["an empty table", "", "the table is empty"],
    ["a table of a header alone", "time,value\n", "the table has no row with a value in the range"],
    ["a table without the columns", "a,b\n1,2\n", "--time-column: there is no such column"],
    [
      "two columns that could be meant",
      "time,date,value\n1,2,3\n",
      "--time-column: there are 2 such columns",
    ],
    ["open quotes", 'time,value\n"2024-01-01,1\n', "the table cannot be read (Quote Not Closed"],
  ])("%s", async (_, content, message) => {
    expect(await messageOf(table(content))).toContain(message);
  });

  it("a file that is not there", async () => {
    expect(await messageOf(importCsv({ file: "no/such.csv", step: "hour" }))).toContain(
      "the file does not exist",
    );
  });
});
