import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { cdktfCommand, isPlanned, parseCdktf } from "../../lib/cli/cdktf-command";
import { temporaryFolder } from "../support/stacks";

describe("the cdktf command", () => {
  const folder = temporaryFolder();

  it.each([
    [["node", "/p/node_modules/.bin/cdktf", "deploy", "edge"], { name: "deploy", stacks: ["edge"] }],
    [["cdktf", "deploy", "vps", "edge", "--auto-approve"], { name: "deploy", stacks: ["vps", "edge"] }],
    [["/usr/bin/cdktf", "list"], { name: "list", stacks: [] }],
    [["node", "C:\\p\\cdktf.js", "diff", "edge"], { name: "diff", stacks: ["edge"] }],
  ])("is read from the arguments %j", (words, command) => {
    expect(parseCdktf(words)).toEqual(command);
  });

  it.each([
    [["node", "lib/cli/launch.mjs", "main.ts"]],
    [["sh", "-c", "cdktf deploy edge"]],
    [["cdktf"]],
    [[]],
  ])("is not read from %j", (words) => {
    expect(parseCdktf(words)).toBeUndefined();
  });

  it.each([
    ["deploy", ["edge"], true],
    ["diff", ["edge"], true],
    ["deploy", ["vps"], false],
    ["synth", ["edge"], false],
    ["destroy", ["edge"], false],
    ["list", [], false],
  ])("%s of %j makes a plan of edge: %p", (name, stacks, expected) => {
    expect(isPlanned({ name, stacks }, "edge")).toBe(expected);
  });

  it("makes no plan when there is none", () => {
    expect(isPlanned(undefined, "edge")).toBe(false);
  });

  it("is found among the processes that started this one", async () => {
    const program = path.join(folder, "cdktf");
    writeFileSync(program, "setTimeout(() => undefined, 60_000); process.stdout.write('up');");
    const child = spawn(process.execPath, [program, "deploy", "edge"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    try {
      await once(child.stdout, "data");
      expect(cdktfCommand(child.pid)).toEqual({ name: "deploy", stacks: ["edge"] });
    } finally {
      child.kill();
    }
  });

  it("is not found where there is none", () => {
    expect(cdktfCommand()).toBeUndefined();
  });
});
