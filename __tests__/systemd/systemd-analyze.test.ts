import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Share, Size } from "../../lib/definition/units";
import { programService } from "../../lib/systemd/program-service";
import { needs, pathOf } from "../support/parts";

needs("systemd-analyze").describe("systemd-analyze", () => {
  let folder = "";
  let file = "";
  const analyze = (...args: string[]): { status: number | null; output: string } => {
    const { status, stdout, stderr } = spawnSync(pathOf("systemd-analyze"), args, { encoding: "utf8" });
    return { status, output: stdout + stderr };
  };

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "landfall-systemd-"));
    file = path.join(folder, "landfall-shop.service");
    const unit = programService({
      description: "100% of the shop",
      identifier: "shop",
      user: "lf-shop",
      group: "lf-shop",
      executable: "/bin/true",
      arguments: ["$HOME", "%h", 'a "b"'],
      port: 8080,
      memory: Size.mebibytes(64),
      cpuQuota: Share.percent(150),
      environment: { GREETING: 'it\'s 100% "quoted" $HOME \\n' },
    });
    writeFileSync(file, unit);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("has nothing to say of the unit, for it ends with status 0 on unknown keys too", () => {
    expect(analyze("verify", file)).toEqual({ status: 0, output: "" });
  });

  it("finds it exposed by 1.1 of 10 at most", () => {
    const { status, output } = analyze("security", "--offline=true", "--threshold=11", "--no-pager", file);
    expect(output).toMatch(/Overall exposure level .*: (?:0\.\d|1\.[01])/);
    expect(status).toBe(0);
  });
});
