import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "../../../lib/cli/setup.mjs";

jest.setTimeout(300_000);

let temporary: string;

beforeAll(() => {
  temporary = mkdtempSync(path.join(tmpdir(), "landfall-import-"));
});

afterAll(() => {
  rmSync(temporary, { recursive: true });
});

/** Runs the bench; how fast anything is is not judged here. */
function bench(args: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(ROOT, "__tests__/bench/import.mjs"), ...args],
      { env: { ...process.env, TMPDIR: temporary } },
      (error, stdout, stderr) => {
        resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}

/** The line of JSON that it ends with. */
async function figures(): Promise<{ status: number; line: Record<string, number> }> {
  const { status, stdout } = await bench(["--json", "--runs", "1", "--gigabytes", "0.02"]);
  return { status, line: JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Record<string, number> };
}

describe("npm run bench:import", () => {
  it("ends with one line of JSON, with a status that follows from it, and leaves nothing behind", async () => {
    const { status, line } = await figures();
    expect(Object.keys(line)).toEqual(["mb_per_s", "wc_mb_per_s", "ratio", "peak_rss_mb", "bytes", "lines"]);
    expect(Object.values(line).every((value) => value > 0)).toBe(true);
    expect(line["ratio"]).toBeCloseTo(line["mb_per_s"]! / line["wc_mb_per_s"]!, 6);
    expect(status).toBe(line["mb_per_s"]! < 100 || line["peak_rss_mb"]! > 200 ? 1 : 0);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("makes the same log again", async () => {
    const [first, second] = [await figures(), await figures()];
    expect([first.line["bytes"], first.line["lines"]]).toEqual([second.line["bytes"], second.line["lines"]]);
  });

  it.each([
    [["--gigabytes", "none"], "argument 'none' is invalid. Allowed is a number above 0."],
    [["--runs", "0"], "argument '0' is invalid. Allowed is a whole number above 0."],
  ])("says what is wrong with %j", async (args, message) => {
    const { status, stderr } = await bench(args);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
