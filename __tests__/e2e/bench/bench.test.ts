import { execFile } from "node:child_process";
import path from "node:path";
import { ROOT } from "../../../lib/cli/setup.mjs";
import { needs } from "../../support/parts";

jest.setTimeout(300_000);

/** Runs the bench once; how long anything takes is not judged here. */
function bench(args: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(ROOT, "__tests__/bench/bench.mjs"), ...args],
      (error, stdout, stderr) => {
        resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}

needs("go").describe("npm run bench", () => {
  it("ends with one line of JSON, and with a status that follows from it", async () => {
    const { status, stdout } = await bench(["--json", "--runs", "1"]);
    const line = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Record<string, number>;
    expect(Object.keys(line)).toEqual(["synth_ratio", "synth_ours_s", "synth_stock_s", "build_s", "start_s"]);
    expect(Object.values(line).every((value) => value > 0)).toBe(true);
    expect(line["synth_ratio"]).toBeCloseTo(line["synth_ours_s"]! / line["synth_stock_s"]!, 6);
    expect(status).toBe(line["synth_ratio"]! > 1 / 3 ? 1 : 0);
  });

  it("says what is wrong with a number of runs that is none", async () => {
    const { status, stderr } = await bench(["--runs", "none"]);
    expect(status).toBe(1);
    expect(stderr).toContain("Allowed is a whole number above 0.");
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
