import { chmodSync, cpSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../../lib/cli/setup.mjs";
import { SmallProject, type Ended } from "../cli/launch-project";

jest.setTimeout(60_000);

/** Results of Jest as its JSON file holds them. */
interface JestResults {
  readonly passed: number;
  readonly failed?: number;
  readonly brokenFiles?: number;
  readonly skipped?: readonly string[];
}

let project: SmallProject;

beforeEach(() => {
  project = new SmallProject().install("esbuild");
  for (const place of ["__tests__/run.mjs", "__tests__/support/count.mjs"]) {
    cpSync(path.join(ROOT, place), project.path(place));
  }
  project.write("go-app/go.mod", "module example.com/small\n\ngo 1.24\n");
  for (const name of ["eslint", "tsc", "prettier"])
    fakeProgram(`node_modules/.bin/${name}`, `echo ${name} is content`);
  fakeProgram("bin/gofmt", "");
  fakeGo([{ Action: "pass", Package: "small", Test: "TestOne" }]);
  fakeJest({ unit: { passed: 2 }, e2e: { passed: 1 } });
  fakeParts(`process.exitCode = 0;`);
});

afterEach(() => {
  project.remove();
});

function fakeProgram(place: string, script: string): void {
  project.write(place, `#!/bin/bash\n${script}\n`);
  chmodSync(project.path(place), 0o755);
}

function fakeGo(events: readonly object[], vetStatus = 0): void {
  const isFailed = events.some((event) => "Action" in event && event.Action === "fail");
  project.write("go-app/events", events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  fakeProgram(
    "bin/go",
    `case $1 in
    version) echo go version go1.24.0 linux/amd64 ;;
    vet) exit ${vetStatus} ;;
    test) cat events; exit ${isFailed ? 1 : 0} ;;
    esac`,
  );
}

function fakeJest(results: Readonly<Record<"unit" | "e2e", JestResults | undefined>>): void {
  for (const [name, result] of Object.entries(results)) {
    if (result === undefined) continue;
    const file = {
      name: project.path("__tests__/some.test.ts"),
      assertionResults: (result.skipped ?? []).map((fullName) => ({ fullName, status: "pending" })),
    };
    const json = {
      numPassedTests: result.passed,
      numFailedTests: result.failed ?? 0,
      numRuntimeErrorTestSuites: result.brokenFiles ?? 0,
      testResults: [file],
    };
    project.write(`${name}.json`, JSON.stringify(json));
  }
  fakeProgram(
    "node_modules/.bin/jest",
    `for word; do case $word in --outputFile=*) file=\${word#*=} ;; esac; done
    results=$(basename "$file")
    echo "PASS __tests__/quiet.test.ts" >&2
    echo "what jest says of $results" >&2
    [ ! -e "$results" ] || cp "$results" "$file"
    ! grep -qE '"(numFailedTests|numRuntimeErrorTestSuites)":[1-9]' "$results"`,
  );
}

function fakeParts(statement: string): void {
  const source = `export function main(argv: string[]) { const install = argv.includes("--install"); ${statement} }`;
  project.write("__tests__/support/parts/install.ts", source);
}

function run(args: readonly string[] = [], environment: Readonly<Record<string, string>> = {}): Ended {
  const PATH = `${project.path("bin")}${path.delimiter}${process.env.PATH ?? ""}`;
  return project.node(["__tests__/run.mjs", ...args], { CI: "", LANDFALL_INSTALL: "", ...environment, PATH });
}

function lastLine({ stdout }: Ended): string | undefined {
  return stdout.trimEnd().split("\n").at(-1);
}

/** Line of one suite, without its seconds. */
function lineOf(name: string, { stdout }: Ended): string | undefined {
  const line = stdout.split("\n").find((text) => text.slice(6).startsWith(`${name} `));
  return line?.replace(/ +\d+\.\d s /, "");
}

test("every suite has a line, and the counts come last", () => {
  const ended = run();
  expect(ended).toMatchObject({ status: 0, stderr: "" });
  const names = ["lint", "types", "format", "gofmt", "vet", "go", "unit", "e2e"];
  for (const name of names) expect(lineOf(name, ended)).toMatch(/^pass .* \d passed$/);
  expect(ended.stdout.split("\n").filter((line) => line !== "")).toHaveLength(names.length + 1);
  expect(lastLine(ended)).toBe("9 passed, 0 failed, 0 skipped");
});

test("a suite that fails is told in full, and all others run", () => {
  fakeProgram("node_modules/.bin/eslint", "echo first; echo second >&2; exit 2");
  fakeJest({ unit: { passed: 2, failed: 3 }, e2e: { passed: 1 } });
  const ended = run();
  expect(ended.status).toBe(1);
  expect(ended.stdout).toMatch(/^FAIL {2}lint .* 0 passed, 1 failed\n\nfirst\nsecond\n$/m);
  expect(ended.stdout).toMatch(/^FAIL {2}unit .* 2 passed, 3 failed\n\nwhat jest says of unit\.json\n$/m);
  expect(lineOf("e2e", ended)).toMatch(/^pass /);
  expect(lastLine(ended)).toBe("8 passed, 4 failed, 0 skipped");
});

test.each(["types", "format", "gofmt", "vet"])("%s can fail", (name) => {
  if (name === "vet") fakeGo([{ Action: "pass", Package: "small", Test: "TestOne" }], 1);
  if (name === "gofmt") fakeProgram("bin/gofmt", "echo main.go");
  if (name === "types") fakeProgram("node_modules/.bin/tsc", "exit 1");
  if (name === "format") fakeProgram("node_modules/.bin/prettier", "exit 1");
  const ended = run(["--only", name]);
  expect(ended.status).toBe(1);
  expect(lastLine(ended)).toBe("0 passed, 1 failed, 0 skipped");
});

test.each<[string, () => void]>([
  [
    "unit",
    () => {
      fakeJest({ unit: { passed: 0 }, e2e: undefined });
    },
  ],
  [
    "go",
    () => {
      fakeGo([{ Action: "skip", Package: "small" }]);
    },
  ],
])("a suite without a test has failed: %s", (name, prepare) => {
  prepare();
  const ended = run(["--only", name]);
  expect(ended.status).toBe(1);
  expect(ended.stdout).toContain(`${name} ran no test\n`);
  expect(lastLine(ended)).toBe("0 passed, 1 failed, 0 skipped");
});

test("a file of tests that does not load is a failed test", () => {
  fakeJest({ unit: { passed: 4, brokenFiles: 1 }, e2e: undefined });
  expect(lastLine(run(["--only", "unit"]))).toBe("4 passed, 1 failed, 0 skipped");
});

test("results of an earlier run do not count", () => {
  fakeJest({ unit: { passed: 4 }, e2e: undefined });
  run(["--only", "unit"]);
  fakeProgram("node_modules/.bin/jest", "echo jest broke; exit 1");
  const ended = run(["--only", "unit"]);
  expect(lastLine(ended)).toBe("0 passed, 1 failed, 0 skipped");
});

test("skipped tests are named, with the command that installs what they need", () => {
  fakeJest({
    unit: { passed: 2, skipped: ["nginx -t passes [skipped: needs nginx]"] },
    e2e: { passed: 0, skipped: ["a host"] },
  });
  const found = JSON.stringify({ advice: ["nginx: LANDFALL_INSTALL=1 npm test"] });
  fakeParts(`require("node:fs").mkdirSync(".landfall/parts", { recursive: true });
    require("node:fs").writeFileSync(".landfall/parts/found.json", ${JSON.stringify(found)});`);
  const ended = run();
  expect(ended.status).toBe(0);
  expect(ended.stdout).toContain(
    "\nskipped:\n" +
      "  __tests__/some.test.ts: nginx -t passes [skipped: needs nginx]\n" +
      "  __tests__/some.test.ts: a host\n" +
      "to run what needs missing parts:\n" +
      "  nginx: LANDFALL_INSTALL=1 npm test\n",
  );
  expect(lastLine(ended)).toBe("8 passed, 0 failed, 2 skipped");
});

test.each<Record<string, string>>([{ CI: "true" }, { LANDFALL_INSTALL: "1" }])(
  "with %j, a part that is still missing is a failure",
  (environment) => {
    fakeParts(`if (install) { console.log("moto is missing"); return 1; }`);
    expect(run(["--only", "parts"]).status).toBe(0);
    const ended = run(["--only", "unit"], environment);
    expect(ended.status).toBe(1);
    expect(ended.stdout).toMatch(/^FAIL {2}parts .*\n\nmoto is missing\n/m);
    expect(lastLine(ended)).toBe("2 passed, 1 failed, 0 skipped");
  },
);

describe("tests of Go", () => {
  const event = (Action: string, Test?: string, Package = "small"): object => ({ Action, Package, Test });
  const output = (Output: string, Test?: string): object => ({
    Action: "output",
    Package: "small",
    Test,
    Output,
  });

  test("count without the tests that only hold others, and only what failed is told", () => {
    fakeGo([
      output("fine\n", "TestTable/one"),
      event("pass", "TestTable/one"),
      output("off by one\n", "TestTable/two"),
      event("fail", "TestTable/two"),
      event("skip", "TestTable/three"),
      event("fail", "TestTable"),
      event("pass", "TestTable2"),
      output("FAIL\n"),
      event("fail"),
    ]);
    const ended = run(["--only", "go"]);
    expect(lastLine(ended)).toBe("2 passed, 1 failed, 1 skipped");
    expect(ended.stdout).toContain("\n\noff by one\nFAIL\n");
    expect(ended.stdout).toContain("  small: TestTable/three\n");
  });

  test("count a test that fails though none of those that it holds does", () => {
    fakeGo([event("pass", "TestTable/one"), event("fail", "TestTable"), event("fail")]);
    expect(lastLine(run(["--only", "go"]))).toBe("1 passed, 1 failed, 0 skipped");
  });

  test("count a package that does not build, and tell why", () => {
    fakeGo([
      { Action: "build-output", ImportPath: "small/sub", Output: "undefined: x\n" },
      { Action: "build-fail", ImportPath: "small/sub" },
      event("fail", undefined, "small/sub"),
      event("fail", "TestOne"),
      event("fail"),
    ]);
    const ended = run(["--only", "go"]);
    expect(lastLine(ended)).toBe("0 passed, 2 failed, 0 skipped");
    expect(ended.stdout).toContain("undefined: x\n");
  });
});

describe("options", () => {
  test("choose suites", () => {
    const ended = run(["--only", "lint,unit"]);
    expect(lastLine(ended)).toBe("3 passed, 0 failed, 0 skipped");
    expect(ended.stdout).not.toContain("e2e");
  });

  test("tell the suites", () => {
    const ended = run(["--help"]);
    expect(ended).toMatchObject({ status: 0, stderr: "" });
    expect(ended.stdout).toMatch(
      /^usage: npm test .*\n\nSuites: parts, lint, types, format, gofmt, vet, go, unit, e2e\n/,
    );
  });

  test.each([
    [["--only", "linnt"], "no suite is named linnt"],
    [["--onyl"], "Unknown option '--onyl'"],
  ])("that are wrong, %j, are told without a stack trace", (args, text) => {
    const { status, stderr } = run(args);
    expect(status).toBe(1);
    expect(stderr.startsWith(`landfall: ${text}`)).toBe(true);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
