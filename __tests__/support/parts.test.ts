import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { arePartsRequired, gate, type Lack, type Runner } from "./parts";
import { findPart, markOf, ownFolderOf, type OwnSource } from "./parts/find";
import { adviceOn, installSteps, ownStep, type Host } from "./parts/install";
import { PARTS, PART_NAMES, partOf, type Part } from "./parts/table";

const NO_NGINX: Lack[] = [{ name: "nginx", reason: "nginx not found" }];

/** A test runner that notes what it is asked for, and runs the bodies of `describe` as Jest does. */
class NotingRunner {
  readonly noted: string[] = [];
  private readonly tests = new Map<string, jest.ProvidesCallback>();

  readonly runner: Runner = {
    describe: Object.assign(this.describes("describe"), { skip: this.describes("describe.skip") }),
    it: Object.assign(this.notes("it"), { skip: this.notes("it.skip") }),
  };

  /** What a test of this title throws. */
  failureOf(title: string): string {
    const test = this.tests.get(title) as () => void;
    try {
      test();
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  }

  private describes(kind: string) {
    return (title: string, tests: () => void): void => {
      this.noted.push(`${kind} ${title}`);
      tests();
    };
  }

  private notes(kind: string) {
    return (title: string, test: jest.ProvidesCallback): void => {
      this.noted.push(`${kind} ${title}`);
      this.tests.set(title, test);
    };
  }
}

describe("a gate", () => {
  let noting: NotingRunner;

  beforeEach(() => {
    noting = new NotingRunner();
  });

  /** Registers one test alone and one in a group. */
  function register(lacking: readonly Lack[], areRequired: boolean): string[] {
    const { describe, it } = gate(lacking, areRequired, noting.runner);
    it("answers", () => undefined);
    describe("nginx -t", () => {
      noting.runner.it("passes", () => undefined);
    });
    return noting.noted;
  }

  test("lets tests of parts that are there through as they are", () => {
    expect(register([], true)).toEqual(["it answers", "describe nginx -t", "it passes"]);
  });

  test("skips tests of a missing part with its name in their title", () => {
    expect(register(NO_NGINX, false)).toEqual([
      "it.skip answers [skipped: needs nginx]",
      "describe.skip nginx -t [skipped: needs nginx]",
      "it passes",
    ]);
  });

  test("fails tests of a missing part where all parts have to be there", () => {
    expect(register(NO_NGINX, true)).toEqual(["it answers", "describe nginx -t", "it needs nginx"]);
    expect(noting.failureOf("answers")).toBe("nginx is missing: nginx not found");
    expect(noting.failureOf("needs nginx")).toBe("nginx is missing: nginx not found");
  });

  test("names every missing part", () => {
    expect(register([...NO_NGINX, { name: "moto", reason: "too old" }], true)).toContain(
      "it needs nginx, moto",
    );
    expect(noting.failureOf("answers")).toBe("nginx is missing: nginx not found\nmoto is missing: too old");
  });

  test.each([
    [{ CI: "true" }, true],
    [{ LANDFALL_INSTALL: "1" }, true],
    [{ CI: "false", LANDFALL_INSTALL: "0" }, false],
    [{}, false],
  ])("takes parts for required by %j: %s", (environment, areRequired) => {
    expect(arePartsRequired(environment)).toBe(areRequired);
  });
});

describe("finding", () => {
  let folder: string;
  const { PATH, TF_MIRROR } = process.env;
  const DEBIAN = { kind: "debian", packages: ["tool"] } as const;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "parts-")));
    process.env.PATH = `${folder}${path.delimiter}${PATH ?? ""}`;
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
    process.env.PATH = PATH;
    process.env.TF_MIRROR = TF_MIRROR;
    if (TF_MIRROR === undefined) delete process.env.TF_MIRROR;
  });

  function addProgram(name: string, script = ""): string {
    const file = path.join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  /** A part of one program that answers `tool 1.10.2`. */
  function versioned(wanted: { exactly?: string; oldest?: string }): Part {
    addProgram("landfall-tool", 'echo "tool $1 1.10.2"');
    const version = { ask: ["{program}", "--version"], answer: /--version (\S+)/, ...wanted };
    return { title: "Tool", programs: ["landfall-tool"], version, source: DEBIAN };
  }

  test("takes the first of several programs for the part", () => {
    const file = addProgram("landfall-tool");
    addProgram("landfall-helper");
    const part: Part = { title: "Tool", programs: ["landfall-tool", "landfall-helper"], source: DEBIAN };
    expect(findPart(part)).toEqual({ path: file });
  });

  test("names the programs that are missing", () => {
    addProgram("landfall-tool");
    const part: Part = {
      title: "Tool",
      programs: ["landfall-tool", "landfall-a", "landfall-b"],
      source: DEBIAN,
    };
    expect(findPart(part)).toEqual({ reason: "landfall-a, landfall-b not found" });
  });

  test.each([{ exactly: "1.10.2" }, { oldest: "1.9" }, { oldest: "1.10.2" }])(
    "accepts a version by %j",
    (wanted) => {
      expect(findPart(versioned(wanted))).toMatchObject({ version: "1.10.2" });
    },
  );

  test.each([
    [{ exactly: "1.10" }, "1.10 is needed"],
    [{ oldest: "1.11" }, "1.11 or newer is needed"],
  ])("refuses a version by %j", (wanted, text) => {
    const file = path.join(folder, "landfall-tool");
    expect(findPart(versioned(wanted))).toEqual({ reason: `${file} is 1.10.2, ${text}` });
  });

  const UNPACKED = "registry.terraform.io/hashicorp/aws/6.9.0/linux_amd64";
  const PACKED = "registry.terraform.io/hashicorp/aws/terraform-provider-aws_6.28.0_linux_amd64.zip";

  (process.platform === "linux" && process.arch === "x64" ? test : test.skip).each([
    [[UNPACKED], "6.9.0"],
    [[PACKED], "6.28.0"],
    [[UNPACKED, PACKED], "6.28.0"],
  ])("reads the newest version from a mirror of %j", (entries, version) => {
    for (const entry of entries) mkdirSync(path.join(folder, entry), { recursive: true });
    process.env.TF_MIRROR = folder;
    expect(findPart(partOf("aws-provider"))).toEqual({ path: folder, version });
  });

  test("takes no mirror without the provider for this platform", () => {
    mkdirSync(path.join(folder, "registry.terraform.io/hashicorp/aws/6.9.0/plan9_mips"), { recursive: true });
    process.env.TF_MIRROR = folder;
    expect(findPart(partOf("aws-provider"))).toEqual({
      reason: `none in ${folder} holds registry.terraform.io/hashicorp/aws for this platform`,
    });
  });

  test("takes a part of the project's own folder only when it was finished, at this place", () => {
    const source: OwnSource = { kind: "pypi", name: "landfall-absent", version: "1.2.3" };
    const own = ownFolderOf(source);
    const part: Part = { title: "Own", programs: ["landfall-absent"], source };
    try {
      mkdirSync(own, { recursive: true });
      expect(findPart(part)).toEqual({ reason: "landfall-absent not found" });
      writeFileSync(markOf(own), "/elsewhere");
      expect(findPart(part)).toEqual({ reason: "landfall-absent not found" });
      writeFileSync(markOf(own), own);
      expect(findPart(part)).toEqual({ path: path.join(own, "bin/landfall-absent"), version: "1.2.3" });
    } finally {
      rmSync(own, { recursive: true });
    }
  });
});

describe("installing", () => {
  const DEBIAN_ROOT: Host = { isRoot: true, isDebian: true, canMakeVenv: true };
  const commandsFor = (names: readonly (typeof PART_NAMES)[number][], host: Host): string[] =>
    installSteps(names, host).flatMap(({ commands }) => commands.map((words) => words.join(" ")));

  test("takes all packages of Debian at once", () => {
    expect(commandsFor(["nginx", "terraform", "shellcheck"], DEBIAN_ROOT)).toEqual([
      "apt-get -q update",
      "apt-get -qy --no-install-recommends install nginx shellcheck",
    ]);
  });

  test.each([{ isRoot: false }, { isDebian: false }])("takes none of them where %j", (host) => {
    expect(commandsFor(["nginx", "shellcheck"], { ...DEBIAN_ROOT, ...host })).toEqual([]);
  });

  test("gives each package of PyPI an environment of its own, and Python what it lacks for that", () => {
    const { source } = partOf("checkov");
    const folder = ownFolderOf(source as OwnSource);
    expect(commandsFor(["checkov"], { ...DEBIAN_ROOT, canMakeVenv: false })).toEqual([
      "apt-get -q update",
      "apt-get -qy --no-install-recommends install python3-venv",
      `python3 -m venv ${folder}`,
      `${folder}/bin/pip install --quiet --disable-pip-version-check checkov==3.3.30`,
    ]);
  });

  test("builds a program of Go into a folder of its own", () => {
    const step = ownStep({ kind: "go", module: "example.com/tool/cmd/tool", version: "v1.2.3" });
    expect(step.commands).toEqual([["go", "install", "example.com/tool/cmd/tool@v1.2.3"]]);
    expect(step.environment).toEqual({ GOBIN: path.join(step.folder!, "bin") });
  });

  test("gives another version another folder", () => {
    const source = { kind: "pypi", name: "moto", extra: "server", version: "5.2.1" } as const;
    expect(ownFolderOf(source)).not.toBe(ownFolderOf({ ...source, version: "5.2.2" }));
  });

  test("pins every part that is not Debian's", () => {
    const unpinned = Object.values(PARTS).filter(
      ({ source }) => source.kind === "pypi" && !/^\d/.test(source.version),
    );
    expect(unpinned).toEqual([]);
  });

  test.each<[string, Partial<Host>, string[]]>([
    ["root on Debian", {}, ["nginx, moto: LANDFALL_INSTALL=1 npm test"]],
    [
      "another user on Debian",
      { isRoot: false },
      ["nginx, moto: sudo apt-get install -y nginx && LANDFALL_INSTALL=1 npm test"],
    ],
    [
      "any other system",
      { isDebian: false },
      ["moto: LANDFALL_INSTALL=1 npm test", "nginx: install nginx with this system's package manager"],
    ],
  ])("tells %s the one command that installs what can be installed", (_, host, advice) => {
    expect(adviceOn(["nginx", "moto"], { ...DEBIAN_ROOT, ...host })).toEqual(advice);
  });

  test("tells how to get what cannot be installed", () => {
    expect(adviceOn(["terraform", "nspawn"], { ...DEBIAN_ROOT, isRoot: false })).toEqual([
      "terraform: install it from https://developer.hashicorp.com/terraform/install",
      "nspawn: run the tests as root",
    ]);
  });

  test("tells nothing when nothing is missing", () => {
    expect(adviceOn([], DEBIAN_ROOT)).toEqual([]);
  });
});
