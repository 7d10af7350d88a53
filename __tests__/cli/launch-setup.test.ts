import { spawn } from "node:child_process";
import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { SmallProject, type Ended } from "./launch-project";

jest.setTimeout(120_000);

let project: SmallProject;

beforeEach(() => {
  project = new SmallProject();
});

afterEach(() => {
  project.remove();
});

/** Makes the project one that has a single package, which lies in its own folder. */
function requireTinyPackage(version = "1.0.0"): void {
  const root = { name: "small", version: "1.0.0", dependencies: { tiny: "file:tiny" } };
  project.write("package.json", JSON.stringify(root));
  project.write("tiny/package.json", JSON.stringify({ name: "tiny", version }));
  const packages = { "": root, tiny: { version }, "node_modules/tiny": { resolved: "tiny", link: true } };
  project.write(
    "package-lock.json",
    JSON.stringify({ name: "small", version: "1.0.0", lockfileVersion: 3, packages }),
  );
}

/** Puts a program on PATH before all others. It notes each of its runs in a file `NAME.runs`. */
function addProgram(name: string, script: string): void {
  project.write(`bin/${name}`, `#!/bin/sh\necho run >>"${project.path(`${name}.runs`)}"\n${script}\n`);
  chmodSync(project.path(`bin/${name}`), 0o755);
}

function runsOf(name: string): number {
  const file = project.path(`${name}.runs`);
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").length : 0;
}

/** Sets up with the added programs before those of PATH, or with them alone. */
function setUp(alone = false): Ended {
  const folders = [project.path("bin"), ...(alone ? [] : [process.env.PATH])];
  return project.node(["lib/cli/setup.mjs"], { PATH: folders.join(path.delimiter) });
}

/** Puts an npm on PATH that notes its runs and then does what npm does. */
function watchNpm(before = ""): void {
  addProgram("npm", `${before}\nPATH="${process.env.PATH ?? ""}" exec npm "$@"`);
}

describe("a fresh copy", () => {
  test("gets the packages of its lock, once", () => {
    requireTinyPackage();
    watchNpm();
    addProgram("terraform", "echo Terraform v1.11.4");
    expect(setUp()).toMatchObject({ status: 0, stdout: "", stderr: "" });
    expect(existsSync(project.path("node_modules/tiny/package.json"))).toBe(true);
    expect(setUp()).toMatchObject({ status: 0, stdout: "", stderr: "" });
    expect([runsOf("npm"), runsOf("terraform")]).toEqual([1, 1]);
  });

  test("gets them through the launcher and through the landfall command as well", () => {
    requireTinyPackage();
    project.write("lib/cli/main.ts", `export function main() {}`);
    expect(project.node(["lib/cli/landfall.mjs"]).stderr).toContain("Cannot find package 'esbuild'");
    expect(existsSync(project.path("node_modules/tiny/package.json"))).toBe(true);
  });

  test("gets them once when two set-ups start at the same time", async () => {
    requireTinyPackage();
    watchNpm("sleep 1");
    const PATH = `${project.path("bin")}${path.delimiter}${process.env.PATH ?? ""}`;
    const statuses = await Promise.all(
      [1, 2, 3].map(
        () =>
          new Promise((resolve) => {
            const child = spawn(process.execPath, ["lib/cli/setup.mjs"], {
              cwd: project.folder,
              env: { ...process.env, PATH },
            });
            child.once("exit", resolve);
          }),
      ),
    );
    expect(statuses).toEqual([0, 0, 0]);
    expect(runsOf("npm")).toBe(1);
    expect(readdirSync(project.path(".landfall")).filter((name) => name.startsWith("setup.lock"))).toEqual(
      [],
    );
  });

  test("takes the lock of a set-up that was killed", () => {
    requireTinyPackage();
    const gone = project.node(["--print", "process.pid"]).stdout.trim();
    project.write(".landfall/setup.lock/owner", `${hostname()} ${gone} 0`);
    expect(setUp()).toMatchObject({ status: 0 });
    expect(existsSync(project.path(".landfall/setup.lock"))).toBe(false);
  });

  test("is told what npm said when npm fails, without a stack trace", () => {
    requireTinyPackage();
    addProgram("npm", "echo npm error no network >&2; exit 1");
    expect(setUp()).toMatchObject({ status: 1, stderr: "landfall: npm ci failed:\nnpm error no network\n" });
    expect(existsSync(project.path("node_modules/.landfall-lock"))).toBe(false);
  });

  test("is told of a missing npm", () => {
    requireTinyPackage();
    const { status, stderr } = setUp(true);
    expect(status).toBe(1);
    expect(stderr).toBe(
      "landfall: npm is needed, none is on PATH: install Node.js with npm from https://nodejs.org/\n",
    );
  });

  test("is told of a missing lock", () => {
    rmSync(project.path("package-lock.json"));
    expect(setUp()).toMatchObject({
      status: 1,
      stderr: "landfall: package-lock.json is missing: restore it from version control\n",
    });
  });
});

describe("installed packages", () => {
  /** A folder node_modules as npm leaves it when somebody runs npm by hand. */
  function installByHand(version: string): void {
    const packages = { "node_modules/tiny": { version } };
    project.write("node_modules/.package-lock.json", JSON.stringify({ packages }));
  }

  function lockTiny(entry: object): void {
    const packages = { "": {}, "node_modules/tiny": entry };
    project.write(
      "package-lock.json",
      JSON.stringify({ name: "small", version: "1.0.0", lockfileVersion: 3, packages }),
    );
  }

  beforeEach(() => {
    addProgram("npm", "mkdir -p node_modules");
  });

  test("are taken as they are when npm was run by hand on the same lock", () => {
    lockTiny({ version: "1.0.0" });
    installByHand("1.0.0");
    expect([setUp().status, runsOf("npm")]).toEqual([0, 0]);
  });

  test("of other platforms may be missing", () => {
    lockTiny({ version: "1.0.0", optional: true, os: ["none"] });
    project.write("node_modules/.package-lock.json", JSON.stringify({ packages: {} }));
    expect([setUp().status, runsOf("npm")]).toEqual([0, 0]);
  });

  test.each([
    ["of another version", { version: "1.0.1" }],
    ["from another source", { version: "1.0.0", resolved: "file:other" }],
  ])("%s are installed anew", (_, entry) => {
    lockTiny(entry);
    installByHand("1.0.0");
    expect([setUp().status, runsOf("npm")]).toEqual([0, 1]);
  });

  test("are installed anew when the lock changes", () => {
    setUp();
    lockTiny({ version: "2.0.0" });
    setUp();
    expect(runsOf("npm")).toBe(2);
  });
});

describe("tools", () => {
  beforeEach(() => {
    project.install();
    project.write("go-app/go.mod", "module example.com/small\n\ngo 1.24\n");
    addProgram("terraform", "echo Terraform v1.11.4");
  });

  test("that are there are asked for their version once", () => {
    addProgram("go", "echo go version go1.24.3 linux/amd64");
    expect(setUp()).toMatchObject({ status: 0, stderr: "" });
    expect(setUp()).toMatchObject({ status: 0, stderr: "" });
    expect(runsOf("go")).toBe(1);
  });

  test("that were replaced are asked again", () => {
    addProgram("go", "echo go version go1.23.9 linux/amd64");
    expect(setUp().status).toBe(1);
    addProgram("go", "echo go version go1.25 linux/amd64 # newer");
    expect(setUp()).toMatchObject({ status: 0, stderr: "" });
  });

  test("that are too old are named with their version and the way to a newer one", () => {
    addProgram("go", "echo go version go1.23.9 linux/amd64");
    expect(setUp()).toMatchObject({
      status: 1,
      stderr: `landfall: Go 1.24 or newer is needed, ${project.path("bin/go")} is 1.23.9: install it from https://go.dev/dl/\n`,
    });
  });

  test("that are missing are all told at once, before anything is installed", () => {
    project.write("package.json", JSON.stringify({ engines: { node: "^18.0.0 || >=99.1" } }));
    rmSync(project.path("node_modules"), { recursive: true });
    const { status, stderr } = setUp(true);
    expect(status).toBe(1);
    expect(stderr).toBe(
      `landfall: Node.js ^18.0.0 || >=99.1 is needed, this is ${process.versions.node}: install it from https://nodejs.org/\n` +
        "landfall: Go 1.24 or newer is needed, none is on PATH: install it from https://go.dev/dl/\n",
    );
    expect(existsSync(project.path("node_modules"))).toBe(false);
  });

  test("that only deploying needs are told, and are no failure", () => {
    rmSync(project.path("bin/terraform"));
    addProgram("go", "echo go version go1.24.3 linux/amd64");
    const { status, stderr } = setUp(true);
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /^landfall: Terraform 1\.10 or newer is needed, none is on PATH: .* \(only `cdktf deploy` needs it\)\n$/,
    );
  });
});

test("the landfall command can be run by its name", () => {
  const { bin } = JSON.parse(readFileSync(path.join(__dirname, "../../package.json"), "utf8")) as {
    bin: { landfall: string };
  };
  const file = path.join(__dirname, "../..", bin.landfall);
  expect(statSync(file).mode & 0o111).toBe(0o111);
  project.install("esbuild");
  project.write(
    "lib/cli/main.ts",
    `export const main = (argv: string[]) => { console.log(argv.join(" ")); };`,
  );
  symlinkSync(project.path("lib/cli/landfall.mjs"), project.path("landfall"));
  expect(project.node(["landfall", "check"])).toMatchObject({ status: 0, stdout: "check\n" });
});

describe("what the Go program depends on", () => {
  /** Puts a go on PATH that notes its runs: one for its version, then one for each thing that set-up has it do. */
  function watchGo(download = "exit 0"): void {
    project.write("go-app/go.mod", "module example.com/small\n\ngo 1.24\n");
    project.write("go-app/go.sum", "");
    addProgram(
      "go",
      `case "$1" in version) echo go version go1.26.0 linux/amd64 ;; mod) ${download} ;; esac`,
    );
    addProgram("terraform", "echo Terraform v1.11.4");
  }

  test("is fetched and compiled for both processors, once", () => {
    watchGo();
    expect(setUp()).toMatchObject({ status: 0, stderr: "" });
    expect(runsOf("go")).toBe(4);
    expect(setUp()).toMatchObject({ status: 0, stderr: "" });
    expect(runsOf("go")).toBe(4);
  });

  test("is fetched and compiled again when go.sum changes", () => {
    watchGo();
    setUp();
    project.write("go-app/go.sum", "example.com/other v1.0.0 h1:x\n");
    setUp();
    expect(runsOf("go")).toBe(7);
  });

  test("that cannot be fetched is told in Go's own words, and tried again the next time", () => {
    watchGo("echo no such module >&2; exit 1");
    expect(setUp()).toMatchObject({ status: 1, stderr: expect.stringContaining("no such module") as string });
    const runs = runsOf("go");
    setUp();
    expect(runsOf("go")).toBeGreaterThan(runs);
  });
});
