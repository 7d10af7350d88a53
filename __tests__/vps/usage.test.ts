import fc from "fast-check";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { UserError } from "../../lib/definition/errors";
import { describeHour, startOfDay } from "../../lib/load";
import { parseUsage, readUsage } from "../../lib/vps/usage";

const DAY = startOfDay("2026-10-01");

function parsed(...rows: readonly string[]): ReturnType<typeof parseUsage> {
  return parseUsage("usage.csv", ["timestamp,value", ...rows, ""].join("\n"));
}

function faults(text: string): readonly string[] {
  try {
    parseUsage("usage.csv", text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.faults.map(({ line, message }) => `${line ?? ""}: ${message}`);
  }
  return [];
}

function faultsOf(...rows: readonly string[]): readonly string[] {
  return faults(["timestamp,value", ...rows].join("\n"));
}

describe("instances in use", () => {
  it("may be of one hour alone", () => {
    expect(parsed("2026-10-01 00:00,3")).toEqual({ start: DAY, instances: Int32Array.of(3) });
  });

  it("are read hour by hour, in whatever order the rows stand", () => {
    const { start, instances } = parsed("2026-10-01 02:00,0", "2026-10-01T00:00:00Z,3", "2026-10-01 01:00,1");
    expect([start, ...instances]).toEqual([DAY, 3, 1, 0]);
  });

  it("come back as they were written, whatever their number", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: -100_000, max: 500_000 }),
        (counts, start) => {
          const rows = counts.map((count, hour) => `${describeHour(start + hour)},${count}`);
          expect(parsed(...rows.toReversed())).toEqual({ start, instances: Int32Array.from(counts) });
        },
      ),
    );
  });

  it("leave out no hour: a gap is a fault with its place and length", () => {
    expect(
      faultsOf("2026-10-01 00:00,1", "2026-10-01 02:00,1", "2026-10-01 03:00,1", "2026-10-01 06:00,1"),
    ).toEqual(["3: 1 hour before this row has no row", "5: 2 hours before this row have no row"]);
  });

  it("take no row that cannot be read for a gap", () => {
    expect(faultsOf("2026-10-01 00:00,1", "2026-10-01 25:00,1", "2026-10-01 02:00,1")).toHaveLength(1);
    expect(faultsOf("2026-10-01 00:00,1", "2026-10-01 01:30,1", "2026-10-01 03:00,1")).toEqual([
      "3: the time is not a full hour",
    ]);
  });

  it("have one row for each hour", () => {
    expect(faultsOf("2026-10-01 00:00,1", "2026-10-01 00:00,2")).toEqual(["3: the time is that of line 2"]);
  });

  it("are whole numbers that any account may run", () => {
    expect(faultsOf("2026-10-01 00:00,1.5", "2026-10-01 01:00,100001")).toEqual([
      "2: the value is no number of instances",
      "3: the value is no number of instances",
    ]);
    expect([...parsed("2026-10-01 00:00,2.0", "2026-10-01 01:00,100000").instances]).toEqual([2, 100_000]);
  });

  it.each(["", "-1", "two", "NaN"])("are not %j, with one fault each and what to write", (value) => {
    expect(faultsOf(`2026-10-01 00:00,${value}`)).toHaveLength(1);
    expect(() => parsed(`2026-10-01 00:00,${value}`)).toThrow(
      /usage\.csv:2: .*\n.*\n.*whole number of instances/,
    );
  });

  it("have all their faults told at once", () => {
    expect(faultsOf("2026-10-01 00:00,-1", "yesterday,1", "2026-10-01 02:00,0.5")).toHaveLength(3);
  });

  it("need a header, a column of each kind, and a row", () => {
    expect(faults("")).toHaveLength(1);
    expect(faults("timestamp,value\n")).toHaveLength(1);
    expect(faults("timestamp,load\n2026-10-01 00:00,1\n")).toEqual(["1: no column for the instances in use"]);
  });
});

describe("the file of usage", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "landfall-usage-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("is read as it stands", () => {
    const file = path.join(folder, "usage.csv");
    writeFileSync(file, "\uFEFFtimestamp,value\r\n2026-10-01,4\r\n");
    expect([...readUsage(file).instances]).toEqual([4]);
  });

  it("is a fault where it is not there, or no text", () => {
    expect(() => readUsage(path.join(folder, "none.csv"))).toThrow(/none\.csv: cannot be read \(ENOENT\)/);
    const file = path.join(folder, "binary.csv");
    writeFileSync(file, Buffer.from([0xff, 0xfe, 0x80]));
    expect(() => readUsage(file)).toThrow(/binary\.csv: is not UTF-8 text/);
  });
});
