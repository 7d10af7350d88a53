import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UserError } from "../../lib/definition/errors";
import { buildFlags, buildProgram, type BuildManifest, type BuildRequest } from "../../lib/program/build";
import { sha256 } from "../../lib/program/files";
import { PROJECT, temporaryFolder } from "../support/stacks";

const MAIN = `package main

import "fmt"

var version, environment, debug = "none", "none", "none"

func main() { fmt.Println(version, environment, debug) }
`;

/** Compiling Go's standard library for two processors comes first on a new machine. */
const BUILD_MILLISECONDS = 300_000;

const root = temporaryFolder();
let folders = 0;

/** A project with one small program in a folder of its own. */
function project(source = MAIN): string {
  folders += 1;
  const folder = path.join(root, `project-${folders}`, "x".repeat(folders));
  mkdirSync(path.join(folder, "service/cmd/tool"), { recursive: true });
  writeFileSync(path.join(folder, "service/go.mod"), "module example.com/service\n\ngo 1.24\n");
  writeFileSync(path.join(folder, "service/cmd/tool/main.go"), source);
  return folder;
}

function request(folder: string, change: Partial<BuildRequest> = {}): BuildRequest {
  return {
    app: "tool",
    folder,
    package: "service/cmd/tool",
    environment: "prod",
    debug: false,
    optimize: true,
    ...change,
  };
}

describe("building a program", () => {
  jest.setTimeout(BUILD_MILLISECONDS);

  it("gives the same bytes in any folder", async () => {
    const [one, other] = await Promise.all([
      buildProgram(request(project())),
      buildProgram(request(project())),
    ]);
    expect(one.folder).not.toBe(other.folder);
    for (const architecture of ["amd64", "arm64"] as const) {
      expect(one.executables[architecture].sha256).toBe(other.executables[architecture].sha256);
      expect(sha256(readFileSync(one.executables[architecture].path))).toBe(
        one.executables[architecture].sha256,
      );
    }
  });

  it("makes a static Linux executable for each processor", async () => {
    const { executables } = await buildProgram(request(project()));
    const machine = (file: string): number => readFileSync(file).readUInt16LE(18);
    expect(machine(executables.amd64.path)).toBe(62);
    expect(machine(executables.arm64.path)).toBe(183);
    expect(readFileSync(executables.amd64.path).includes("/lib64/ld-linux")).toBe(false);
  });

  it("does nothing when nothing has changed, whatever the times of the files say", async () => {
    const folder = project();
    expect((await buildProgram(request(folder))).built).toBe(true);
    utimesSync(path.join(folder, "service/cmd/tool/main.go"), 1, 1);
    expect((await buildProgram(request(folder))).built).toBe(false);
  });

  it("builds again when a source changes, and finds the old build when it changes back", async () => {
    const folder = project();
    const main = path.join(folder, "service/cmd/tool/main.go");
    const first = await buildProgram(request(folder));
    writeFileSync(main, MAIN.replace("none", "nothing"));
    const second = await buildProgram(request(folder));
    expect([second.built, second.executables.amd64.sha256 === first.executables.amd64.sha256]).toEqual([
      true,
      false,
    ]);
    writeFileSync(main, MAIN);
    const third = await buildProgram(request(folder));
    expect([third.built, third.executables.amd64.sha256]).toEqual([false, first.executables.amd64.sha256]);
  });

  it("takes no notice of tests", async () => {
    const folder = project();
    await buildProgram(request(folder));
    writeFileSync(path.join(folder, "service/cmd/tool/main_test.go"), "package main\n");
    expect((await buildProgram(request(folder))).built).toBe(false);
  });

  it.each<[string, Partial<BuildRequest>]>([
    ["environment", { environment: "dev" }],
    ["debug", { debug: true }],
    ["optimize", { optimize: false }],
  ])("builds again for another %s", async (_, change) => {
    const folder = project();
    const first = await buildProgram(request(folder));
    const second = await buildProgram(request(folder, change));
    expect(second.built).toBe(true);
    expect(second.executables.amd64.sha256).not.toBe(first.executables.amd64.sha256);
  });

  it("builds again when an executable was lost", async () => {
    const folder = project();
    const first = await buildProgram(request(folder));
    rmSync(first.executables.arm64.path);
    const second = await buildProgram(request(folder));
    expect([second.built, second.executables.arm64.sha256]).toEqual([true, first.executables.arm64.sha256]);
  });

  it("records Go's version, flags, sizes and digests, but no path and no time", async () => {
    const folder = project();
    const program = await buildProgram(request(folder));
    const text = readFileSync(path.join(program.folder, "manifest.json"), "utf8");
    const manifest = JSON.parse(text) as BuildManifest;
    expect(manifest).toMatchObject({
      app: "tool",
      package: "service/cmd/tool",
      goVersion: expect.stringMatching(/^go1\.\d+/) as string,
    });
    expect(manifest.executables.map(({ goos, goarch }) => `${goos}/${goarch}`)).toEqual([
      "linux/amd64",
      "linux/arm64",
    ]);
    expect(manifest.executables[0]?.bytes).toBe(readFileSync(program.executables.amd64.path).length);
    expect(text).not.toContain(root);
  });

  it("shows the compiler's own words and leaves nothing behind when a program does not compile", async () => {
    const folder = project(MAIN.replace("fmt.Println", "fmt.Printline"));
    const failure = await buildProgram(request(folder)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect((failure as UserError).message).toMatch(/main\.go:7:\d+: undefined: fmt\.Printline/);
    expect(
      readdirSync(path.join(folder, ".landfall/build")).filter((name) => name.startsWith("tool-")),
    ).toEqual([]);
  });

  it("says so when the package belongs to no module", async () => {
    const folder = project();
    rmSync(path.join(folder, "service/go.mod"));
    await expect(buildProgram(request(folder))).rejects.toThrow("belongs to no Go module");
  });
});

describe("flags", () => {
  const flags = (change: Partial<BuildRequest>): string =>
    buildFlags({ ...request("/x"), ...change }, "abc").join(" ");

  it("keep paths and version control out of every build", () => {
    expect(flags({})).toMatch(/-trimpath -buildvcs=false/);
  });

  it("strip symbols when the environment says optimize, and only then", () => {
    expect(flags({ optimize: true })).toContain("-s -w");
    expect(flags({ optimize: false })).not.toContain("-s -w");
  });

  it("turn off the compiler's optimisations for a debug build that is not to be optimised, and only then", () => {
    expect(flags({ debug: true, optimize: false })).toContain("-gcflags=./...=-N -l");
    expect(flags({ debug: true, optimize: true })).not.toContain("-gcflags");
    expect(flags({ debug: false, optimize: false })).not.toContain("-gcflags");
  });

  it("tell the program its version, environment and mode", () => {
    expect(flags({ debug: true })).toContain(
      "-X main.version=abc -X main.environment=prod -X main.debug=true",
    );
  });
});

describe("the example's program", () => {
  it(
    "is built in another folder with the same bytes",
    async () => {
      const copy = path.join(root, "clone");
      cpSync(path.join(PROJECT, "go-app"), path.join(copy, "go-app"), { recursive: true });
      const of = (folder: string): BuildRequest => ({
        ...request(folder),
        app: "app",
        package: "go-app/cmd/app",
      });
      const [here, there] = [await buildProgram(of(PROJECT)), await buildProgram(of(copy))];
      expect(there.executables.amd64.sha256).toBe(here.executables.amd64.sha256);
    },
    BUILD_MILLISECONDS,
  );
});
