import { readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { SmallProject } from "./launch-project";

jest.setTimeout(60_000);

let project: SmallProject;

beforeEach(() => {
  project = new SmallProject().install("esbuild");
});

afterEach(() => {
  project.remove();
});

/** Lets the clock of the file system pass the tick within which a file may change unseen. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100));
}

/** An entry that prints the greeting of a module beside it. */
function writeGreeting(greeting: string): void {
  project.write("greeting.ts", `export const greeting: string = "${greeting}";`);
}

const PRINT_GREETING = `
  import { greeting } from "./greeting";
  export function main(): void { console.log(greeting); }`;

describe("an entry", () => {
  test("gets the arguments, and its number is the exit status", () => {
    project.write(
      "main.ts",
      `export const main = async (argv: string[]) => { console.log(argv.join("+")); return 3; };`,
    );
    const ended = project.launch("main.ts", "a", "--b", "c d");
    expect(ended).toMatchObject({ status: 3, stdout: "a+--b+c d\n", stderr: "" });
  });

  test("may return nothing", () => {
    writeGreeting("hello");
    project.write("main.ts", PRINT_GREETING);
    expect(project.launch("main.ts")).toMatchObject({ status: 0, stdout: "hello\n", stderr: "" });
  });

  test("and its imports know their own place, also after the project has moved", async () => {
    project.write(
      "lib/own.ts",
      `export const own = [__dirname, __filename, import.meta.url, import.meta.dirname];`,
    );
    project.write(
      "main.ts",
      `import { own } from "./lib/own"; export const main = () => { console.log(own.join()); };`,
    );
    const placesIn = (folder: string): string =>
      `${folder}/lib,${folder}/lib/own.ts,file://${folder}/lib/own.ts,${folder}/lib\n`;
    await settle();
    expect(project.launch("main.ts").stdout).toBe(placesIn(project.folder));
    project.forbidBuilding();
    const moved = `${project.folder}-moved`;
    renameSync(project.folder, moved);
    project.folder = moved;
    expect(project.launch("main.ts").stdout).toBe(placesIn(moved));
  });

  test("may import dynamically, from the code cache too", async () => {
    project.write("late.ts", `export const late = "late";`);
    const source = `export async function main() {
      const { late } = await import("./late"); const { sep } = await import("node:path"); console.log(late + sep); }`;
    project.write("main.ts", source);
    await settle();
    expect(project.launch("main.ts")).toMatchObject({ stdout: "late/\n" });
    expect(project.launch("main.ts")).toMatchObject({ stdout: "late/\n", stderr: "" });
  });

  test("that is not there is the user's fault", () => {
    expect(project.launch("absent.ts")).toMatchObject({
      status: 1,
      stderr: "landfall: absent.ts is not there\n",
    });
  });

  test("that is not named gets the usage", () => {
    const { status, stderr } = project.node(["lib/cli/launch.mjs"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^landfall: usage: /);
  });

  test("without a main is an internal error", () => {
    project.write("main.ts", `export const other = 1;`);
    const ended = project.launch("main.ts");
    expect(ended.status).toBe(70);
    expect(ended.stderr).toContain("main.ts does not export a function named main");
  });
});

describe("the landfall command", () => {
  test("runs lib/cli/main.ts from any folder", () => {
    project.write(
      "lib/cli/main.ts",
      `export const main = (argv: string[]) => { console.log(argv.join(" ")); };`,
    );
    project.write("elsewhere/file", "");
    const ended = project.node([
      "--eval",
      `process.chdir("elsewhere"); process.argv = [process.argv[0], "x", "check"];
      import(${JSON.stringify(project.path("lib/cli/landfall.mjs"))});`,
    ]);
    expect(ended).toMatchObject({ status: 0, stdout: "check\n" });
  });
});

describe("a bundle", () => {
  beforeEach(async () => {
    writeGreeting("first");
    project.write("main.ts", PRINT_GREETING);
    await settle();
    project.launch("main.ts");
  });

  const bundles = (): string[] =>
    readdirSync(project.path(".landfall/bundle/main.ts")).filter((name) => name.endsWith(".cjs"));

  test("is kept: the second run compiles nothing", () => {
    project.forbidBuilding();
    expect(project.launch("main.ts")).toMatchObject({ status: 0, stdout: "first\n" });
  });

  test("is kept when a source was touched and holds the same", () => {
    project.forbidBuilding();
    utimesSync(project.path("greeting.ts"), 1, 1);
    expect(project.launch("main.ts")).toMatchObject({ status: 0, stdout: "first\n" });
  });

  test.each([
    ["the same size and time", "other"],
    ["another size", "a longer greeting"],
  ])("is made again after an import got other content of %s, and the old one goes", (_, greeting) => {
    const { atime, mtime } = statSync(project.path("greeting.ts"));
    const [old] = bundles();
    writeGreeting(greeting);
    utimesSync(project.path("greeting.ts"), atime, mtime);
    expect(project.launch("main.ts").stdout).toBe(`${greeting}\n`);
    expect(bundles()).toHaveLength(1);
    expect(bundles()).not.toContain(old);
  });

  test("is made again after two changes within one tick of the clock", () => {
    for (const greeting of ["one", "two", "six"]) {
      writeGreeting(greeting);
      expect(project.launch("main.ts").stdout).toBe(`${greeting}\n`);
    }
  });

  test("is made again when a new file takes an import over", () => {
    rmSync(project.path("greeting.ts"));
    project.write("greeting/index.ts", `export const greeting = "folder";`);
    expect(project.launch("main.ts").stdout).toBe("folder\n");
    project.write("greeting.ts", `export const greeting = "file";`);
    expect(project.launch("main.ts").stdout).toBe("file\n");
  });

  test("is made again when the compiler's settings change", () => {
    project.write("tsconfig.json", "{}");
    project.launch("main.ts");
    project.forbidBuilding();
    project.write("tsconfig.json", `{ "compilerOptions": {} }`);
    expect(project.launch("main.ts").status).toBe(70);
  });

  test("has a code cache, which the second run takes as it is", () => {
    const cacheTimes = (): number[] =>
      readdirSync(project.path(".landfall/bundle/main.ts"))
        .filter((name) => name.endsWith(`.cjs.${process.version}-${process.arch}.cache`))
        .map((name) => statSync(project.path(`.landfall/bundle/main.ts/${name}`)).mtimeMs);
    const [first] = cacheTimes();
    expect(first).toBeGreaterThan(0);
    project.launch("main.ts");
    expect(cacheTimes()).toEqual([first]);
  });
});

describe("an error", () => {
  test("of the user is told without a stack trace", () => {
    project.write(
      "main.ts",
      `
      class UserError extends Error { constructor(message: string) { super(message); this.name = "UserError"; } }
      export function main() { throw new UserError("landfall.yaml:3: no such app\\n    do: name one"); }`,
    );
    expect(project.launch("main.ts")).toEqual(
      expect.objectContaining({
        status: 1,
        stdout: "",
        stderr: "landfall: landfall.yaml:3: no such app\n    do: name one\n",
      }),
    );
  });

  test("of the program is told with the lines of the TypeScript sources", () => {
    project.write(
      "lib/fault.ts",
      `// one\n// two\nexport function fault(): never {\n  throw new TypeError("out of order");\n}\n`,
    );
    project.write(
      "main.ts",
      `import { fault } from "./lib/fault";\n\nexport async function main() {\n  await Promise.resolve();\n  fault();\n}\n`,
    );
    const { status, stderr } = project.launch("main.ts");
    expect(status).toBe(70);
    expect(stderr).toMatch(
      /^landfall: internal error: TypeError: out of order\n {4}at .*fault \(lib\/fault\.ts:4:9\)\n {4}at .*main \(main\.ts:5:3\)\n/,
    );
  });

  test.each([
    ["a rejected promise", `void Promise.reject(new Error("left alone"));`],
    ["a timer", `setTimeout(() => { throw new Error("left alone"); });`],
  ])("that nobody catches, of %s, is told in the same way", (_, statement) => {
    project.write("main.ts", `export function main() {\n  ${statement}\n}`);
    const { status, stderr } = project.launch("main.ts");
    expect(status).toBe(70);
    expect(stderr).toMatch(/^landfall: internal error: Error: left alone\n {4}at .*main\.ts:2:/);
  });

  test("of the user that nobody catches is told without a stack trace", () => {
    project.write(
      "main.ts",
      `export function main() { void Promise.reject(Object.assign(new Error("wrong"), { name: "UserError" })); }`,
    );
    expect(project.launch("main.ts")).toMatchObject({ status: 1, stderr: "landfall: wrong\n" });
  });

  test("in the sources is told with its place, and no bundle is kept", () => {
    project.write("main.ts", `export function main() {\n  return 1 +;\n}`);
    const { status, stderr } = project.launch("main.ts");
    expect(status).toBe(1);
    expect(stderr).toMatch(/^landfall: cannot build main\.ts\n.*\n\n {4}main\.ts:2:12:/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test("of a reader that closes the pipe is none", () => {
    project.write(
      "main.ts",
      `export function main() { for (let i = 0; i < 100000; i += 1) console.log("line " + i); }`,
    );
    const command = `"${process.execPath}" lib/cli/launch.mjs main.ts | head -n 1; exit "\${PIPESTATUS[0]}"`;
    const script = `const { spawnSync } = require("child_process");
      const { status, stdout, stderr } = spawnSync("bash", ["-c", ${JSON.stringify(command)}], { encoding: "utf8" });
      console.log(JSON.stringify({ status, stdout, stderr }));`;
    const ended: unknown = JSON.parse(project.node(["-e", script]).stdout);
    expect(ended).toEqual({ status: 0, stdout: "line 0\n", stderr: "" });
  });
});

test("stacks come out the same from a bundle as from the packages themselves", () => {
  project.install("cdktf", "constructs", "@cdktf/provider-aws");
  const synthesis = `
    import { App, TerraformStack, TerraformOutput, Fn, Token } from "cdktf";
    import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
    import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
    import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group/index.js";
    export function main([outdir]) {
      const app = new App({ outdir });
      const stack = new TerraformStack(app, "tiny");
      new AwsProvider(stack, "aws", { region: "eu-central-1" });
      const group = new SecurityGroup(stack, "group", { name: "g\u00e9", ingress: [{ fromPort: 80, toPort: 80, protocol: "tcp" }] });
      const memorySize = Token.asNumber(Fn.max([128, 256]));
      const fn = new LambdaFunction(stack, "fn", { functionName: "tiny", role: group.arn, memorySize });
      new TerraformOutput(stack, "arn", { value: fn.arn });
      app.synth();
    }`;
  project.write("main.ts", synthesis);
  project.write("plain.mjs", `${synthesis}\nmain(["plain"]);`);
  expect(project.node(["plain.mjs"])).toMatchObject({ status: 0, stderr: "" });
  for (const outdir of ["first", "second"]) {
    expect(project.launch("main.ts", outdir)).toMatchObject({ status: 0, stderr: "" });
    expect(project.readTree(outdir)).toEqual(project.readTree("plain"));
  }
});
