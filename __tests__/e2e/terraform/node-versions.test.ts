import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { needs, pathOf } from "../../support/parts";
import { Bench } from "./harness/bench";
import { configurationsBelow } from "./harness/changes";
import type { Ended } from "./harness/processes";

jest.setTimeout(300_000);

const VERSIONS = ["node-20", "node-22", "node-24", "node-26"] as const;

needs("go", "terraform", "aws-provider", "moto", ...VERSIONS).describe("every supported Node.js", () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await Bench.start();
  });

  afterAll(() => bench.end());

  it("synthesizes the same bytes", async () => {
    const synthesized = new Set<string>();
    for (const version of VERSIONS) {
      expect(await cdktf(version, "synth")).toMatchObject({ status: 0 });
      const files = configurationsBelow(bench.project.at("cdktf.out"));
      expect(files).toHaveLength(2);
      synthesized.add(files.map((file) => readFileSync(file, "utf8")).join("\n"));
    }
    expect(synthesized.size).toBe(1);
  });

  it.each(VERSIONS)("%s deploys a stack and destroys it", async (version) => {
    const deployed = await cdktf(version, "deploy serverless --auto-approve");
    expect([deployed.status, deployed.stdout]).toEqual([0, expect.stringContaining("Resources: 8 added")]);
    const destroyed = await cdktf(version, "destroy serverless --auto-approve");
    expect([destroyed.status, destroyed.stdout]).toEqual([
      0,
      expect.stringContaining("Resources: 8 destroyed"),
    ]);
  });

  /** Runs the cdktf command on one version of Node.js: it is the first on PATH, so the app command runs on it too. */
  async function cdktf(version: (typeof VERSIONS)[number], words: string): Promise<Ended> {
    const folder = bench.project.at(`.landfall/${version}`);
    mkdirSync(folder, { recursive: true });
    try {
      symlinkSync(pathOf(version), path.join(folder, "node"));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    return bench.cdktf(words, { PATH: `${folder}${path.delimiter}${process.env.PATH ?? ""}` });
  }
});
