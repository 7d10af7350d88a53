import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readHistory } from "../../../lib/load";
import type { ImportSummary } from "../../../lib/load/import";
import { importInto, projectFolder } from "./import-command";

jest.setTimeout(60_000);

const DAYS = 14;

let folder: string;

beforeAll(() => {
  folder = projectFolder();
  const lines = Array.from({ length: DAYS * 24 }, (_, hour) => {
    const [date = "", time = ""] = new Date(Date.UTC(2024, 0, 1, hour)).toISOString().split(/[T.]/);
    return `192.0.2.1 - - [${date.slice(8)}/Jan/2024:${time} +0000] "GET / HTTP/1.1" 200 1 "-" "-"\n`;
  });
  writeFileSync(path.join(folder, "access.log"), lines.join(""));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const files = (): string[] => readdirSync(folder).sort();

describe("landfall load import", () => {
  it("writes a history that landfall reads, and its summary on standard error", async () => {
    const { status, stdout, stderr } = await importInto(folder, [
      "nginx",
      "access.log",
      "--out",
      "examples/load/web.csv",
    ]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    expect(stderr.split("\n").slice(0, 5)).toEqual([
      "examples/load/web.csv: 336 rows by the hour, 2024-01-01 00:00 to 2024-01-15 00:00 UTC",
      "  requests: 336",
      "  peak: 1 in the hour from 2024-01-01 00:00 UTC",
      "  gaps: none",
      "  lines: 336, 0 left out, 0 malformed",
    ]);
    expect(readHistory(folder, "examples/load/web.csv")).toMatchObject({ step: "hour", filled: [] });
    expect(readdirSync(path.join(folder, "examples/load"))).toEqual(["web.csv"]);
    rmSync(path.join(folder, "examples"), { recursive: true });
  });

  it("writes the history to standard output where no file is named", async () => {
    const { status, stdout, stderr } = await importInto(folder, [
      "nginx",
      "access.log",
      "--step",
      "day",
      "--json",
    ]);
    expect(status).toBe(0);
    expect(stdout.split("\n").slice(0, 3)).toEqual(["timestamp,value", "2024-01-01,24", "2024-01-02,24"]);
    expect(JSON.parse(stderr)).toMatchObject({
      source: "nginx",
      file: null,
      rows: DAYS,
      requests: 336,
      refusals: [],
    });
    expect(files()).toEqual(["access.log"]);
  });

  it("replaces a file only with --force, and tells the summary as JSON on standard output", async () => {
    const file = path.join(folder, "old.csv");
    writeFileSync(file, "old");
    const refused = await importInto(folder, ["nginx", "access.log", "--out", "old.csv"]);
    expect(refused).toMatchObject({ status: 1, stdout: "" });
    expect(refused.stderr).toContain("--out: the file is there");
    expect(readFileSync(file, "utf8")).toBe("old");
    const { status, stdout, stderr } = await importInto(folder, [
      "nginx",
      "access.log",
      "--out",
      "old.csv",
      "--force",
      "--json",
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout) as ImportSummary).toMatchObject({ file: "old.csv", rows: 336 });
    expect(readFileSync(file, "utf8")).toMatch(/^timestamp,value\n2024-01-01 00:00,1\n/);
    rmSync(file);
  });

  it("gives the same bytes again", async () => {
    const [first, second] = [
      await importInto(folder, ["nginx", "access.log"]),
      await importInto(folder, ["nginx", "access.log"]),
    ];
    expect(second).toEqual(first);
  });

  it.each([
    [["nginx", "no.log"], "no.log: the file does not exist"],
    [["nginx", "access.log", "--status", "9"], "--status: no request has this"],
    [["nginx", "access.log", "--log-format", "$time_iso8601 $status"], "too many lines are malformed"],
    [["csv", "access.log"], "the table cannot be read (Invalid Opening Quote"],
    [["cloudwatch", "--namespace", "AWS/NetworkELB"], "the namespace has no metric of requests"],
    [["cloudwatch", "--export", "access.log"], "access.log: the file is not JSON"],
    [
      ["prometheus", "--url", "http://127.0.0.1:2", "--from", "2024-01-01", "--to", "2024-01-02"],
      "the server cannot be asked (ECONNREFUSED)",
    ],
  ])("writes nothing where %j fails", async (args, message) => {
    const { status, stdout, stderr } = await importInto(folder, [...args, "--out", "x.csv"]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(files()).toEqual(["access.log"]);
  });

  it("writes nothing outside of the project's folder", async () => {
    const outside = projectFolder();
    mkdirSync(path.join(outside, "load"));
    symlinkSync(path.join(outside, "load"), path.join(folder, "load"));
    for (const out of [path.join(outside, "x.csv"), "../x.csv", "load/x.csv"]) {
      const { status, stderr } = await importInto(folder, ["nginx", "access.log", "--out", out]);
      expect(status).toBe(1);
      expect(stderr).toContain("the file lies outside of the project's folder");
    }
    expect(readdirSync(outside, { recursive: true })).toEqual(["load"]);
    rmSync(outside, { recursive: true });
    rmSync(path.join(folder, "load"));
  });

  it.each(["nginx", "cloudwatch", "prometheus", "csv"])("tells an example of %s", async (source) => {
    const { status, stdout } = await importInto(folder, [source, "--help"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`Example:\\n[^]*npx landfall load import ${source} [^]*--out examples/load/`),
    );
  });

  it("loads the SDK of AWS only to ask AWS", async () => {
    const preload = path.join(folder, "loaded.cjs");
    writeFileSync(
      preload,
      'process.once("exit", () => console.error(Object.keys(require.cache).filter((f) => f.includes("@aws-sdk")).length));',
    );
    const loaded = async (args: readonly string[]): Promise<number> => {
      const { stderr } = await importInto(folder, args, {
        NODE_OPTIONS: `--require=${preload}`,
        AWS_ENDPOINT_URL: "http://127.0.0.1:2",
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
      });
      return Number(stderr.trim().split("\n").at(-1));
    };
    const asking = [
      "--namespace",
      "AWS/Lambda",
      "--region",
      "us-east-1",
      "--from",
      "2024-01-01",
      "--to",
      "2024-01-02",
    ];
    expect(await loaded(["nginx", "access.log"])).toBe(0);
    expect(await loaded(["cloudwatch", "--export", "access.log"])).toBe(0);
    expect(await loaded(["cloudwatch", ...asking])).toBeGreaterThan(0);
    rmSync(preload);
  });
});
