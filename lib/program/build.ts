import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { UserError } from "../definition/errors";
import { ARCHITECTURES, type Architecture } from "../definition/schema";
import { digestOfFolder, sha256, writeFolderWhole, writeWhole } from "./files";
import { goCommand, goVersion } from "./go-toolchain";

/** What is built, and how. */
export interface BuildRequest {
  /** Name of the app, and of the executable. */
  readonly app: string;
  /** Absolute path of the project's folder. */
  readonly folder: string;
  /** Folder of the Go package, relative to the project's. */
  readonly package: string;
  /** Name of the environment, which the program reports at /version. */
  readonly environment: string;
  /** Keep symbols and turn off the compiler's optimisations. */
  readonly debug: boolean;
  /** Strip symbols. */
  readonly optimize: boolean;
}

/** One executable for one processor. */
export interface Executable {
  readonly architecture: Architecture;
  /** Absolute path of the file. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A program that is built, for every architecture. */
export interface Program {
  readonly app: string;
  /** Version of Go that built it, such as `go1.26.8`. */
  readonly goVersion: string;
  /** The program's version: the beginning of the digest of all that it was built from. */
  readonly version: string;
  /** Absolute path of the folder that holds the executables and manifest.json. */
  readonly folder: string;
  readonly executables: Readonly<Record<Architecture, Executable>>;
  /** False when nothing had changed since the last build. */
  readonly built: boolean;
}

/** What manifest.json beside the executables says: no path and no time, so that two machines write the same bytes. */
export interface BuildManifest {
  readonly app: string;
  readonly package: string;
  readonly goVersion: string;
  readonly version: string;
  readonly flags: readonly string[];
  readonly executables: readonly {
    readonly goos: "linux";
    readonly goarch: Architecture;
    readonly file: string;
    readonly bytes: number;
    readonly sha256: string;
  }[];
}

/** Digits of the digest that make a program's version. */
const VERSION_DIGITS = 12;

const MANIFEST = "manifest.json";
const LONGEST_COMPILER_OUTPUT_BYTES = 4 * 1024 * 1024;

/**
 * Builds a program for linux on every architecture, or finds the build of the same sources, flags and Go.
 *
 * @throws UserError with the compiler's own words when it does not compile
 */
export async function buildProgram(request: BuildRequest): Promise<Program> {
  const module = moduleOf(request);
  const builds = path.join(request.folder, ".landfall", "build");
  const version = await goVersion(module, builds);
  const digest = sha256(
    JSON.stringify({
      go: version,
      package: path.relative(module, path.join(request.folder, request.package)),
      sources: digestOfFolder(module, isNoSource),
      app: request.app,
      environment: request.environment,
      debug: request.debug,
      optimize: request.optimize,
    }),
  );
  const folder = path.join(builds, `${request.app}-${digest.slice(0, VERSION_DIGITS)}`);
  const found = readManifest(folder);
  if (found !== undefined) return programOf(found, folder, false);
  const flags = buildFlags(request, digest.slice(0, VERSION_DIGITS));
  await writeFolderWhole(folder, async (beside) => {
    await Promise.all(
      ARCHITECTURES.map((architecture) => compile(request, module, flags, architecture, beside)),
    );
    writeWhole(path.join(beside, MANIFEST), manifestText(request, version, digest, flags, beside));
  });
  const built = readManifest(folder);
  if (built === undefined) throw new Error(`the build of ${request.app} left no manifest`);
  return programOf(built, folder, true);
}

/**
 * Flags of `go build`: no path, no version control stamp and no C, so that the same sources give the same bytes in any
 * folder.
 */
export function buildFlags(
  request: Pick<BuildRequest, "debug" | "optimize" | "environment">,
  version: string,
): string[] {
  const values = {
    version,
    environment: request.environment,
    debug: String(request.debug),
  };
  const linker = [
    ...(request.optimize ? ["-s", "-w"] : []),
    ...Object.entries(values).map(([name, value]) => `-X main.${name}=${value}`),
  ];
  return [
    "-trimpath",
    "-buildvcs=false",
    ...(request.debug && !request.optimize ? ["-gcflags=./...=-N -l"] : []),
    `-ldflags=${linker.join(" ")}`,
  ];
}

async function compile(
  request: BuildRequest,
  module: string,
  flags: readonly string[],
  architecture: Architecture,
  beside: string,
): Promise<void> {
  const output = path.join(beside, `linux-${architecture}`, request.app);
  mkdirSync(path.dirname(output), { recursive: true });
  const target = `./${path.relative(module, path.join(request.folder, request.package)).split(path.sep).join("/")}`;
  const { status, stderr } = await go(["build", ...flags, "-o", output, target], module, architecture);
  if (status !== 0) {
    throw new UserError([
      {
        file: request.package,
        message: `does not compile for linux/${architecture}; the compiler says:\n${stderr.trimEnd()}`,
        action: "mend the program; nothing was synthesized",
      },
    ]);
  }
}

function go(
  args: readonly string[],
  cwd: string,
  architecture: Architecture,
): Promise<{ status: number; stderr: string }> {
  const env = {
    ...process.env,
    CGO_ENABLED: "0",
    GOOS: "linux",
    GOARCH: architecture,
    GOAMD64: "v1",
    GOARM64: "v8.0",
    GOFLAGS: "",
    GOWORK: "off",
    GOEXPERIMENT: "",
  };
  return new Promise((resolve) => {
    execFile(
      goCommand(),
      args,
      { cwd, env, maxBuffer: LONGEST_COMPILER_OUTPUT_BYTES },
      (error, _stdout, stderr) => {
        resolve({
          status: error === null ? 0 : 1,
          stderr: stderr === "" && error !== null ? error.message : stderr,
        });
      },
    );
  });
}

/** The folder of the module that a package belongs to: the nearest one upwards with a go.mod, inside the project. */
function moduleOf(request: BuildRequest): string {
  let here = path.join(request.folder, request.package);
  while (!path.relative(request.folder, here).startsWith("..")) {
    if (existsSync(path.join(here, "go.mod"))) return here;
    if (here === request.folder) break;
    here = path.dirname(here);
  }
  throw new UserError([
    {
      file: request.package,
      message: "belongs to no Go module",
      allowed: "a folder with go.mod in it or above it, inside the project's folder",
      action: "run `go mod init` there",
    },
  ]);
}

/** Files that no build reads: tests, and what version control keeps. */
function isNoSource(name: string): boolean {
  return name.endsWith("_test.go") || name === ".git" || name === "testdata" || name === "node_modules";
}

function manifestText(
  request: BuildRequest,
  goVersion: string,
  digest: string,
  flags: readonly string[],
  folder: string,
): string {
  const manifest: BuildManifest = {
    app: request.app,
    package: request.package,
    goVersion,
    version: digest.slice(0, VERSION_DIGITS),
    flags,
    executables: ARCHITECTURES.map((goarch) => {
      const file = `linux-${goarch}/${request.app}`;
      const content = readFileSync(path.join(folder, file));
      return { goos: "linux", goarch, file, bytes: content.length, sha256: sha256(content) };
    }),
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** Undefined when there is no whole build: no manifest, or an executable that is missing or of another size. */
function readManifest(folder: string): BuildManifest | undefined {
  const file = path.join(folder, MANIFEST);
  if (!existsSync(file)) return undefined;
  const manifest = JSON.parse(readFileSync(file, "utf8")) as BuildManifest;
  const whole = manifest.executables.every(
    (executable) =>
      statSync(path.join(folder, executable.file), { throwIfNoEntry: false })?.size === executable.bytes,
  );
  return whole ? manifest : undefined;
}

function programOf(manifest: BuildManifest, folder: string, built: boolean): Program {
  const executables = manifest.executables.map(
    ({ goarch, file, bytes, sha256: digest }): [Architecture, Executable] => [
      goarch,
      { architecture: goarch, path: path.join(folder, file), bytes, sha256: digest },
    ],
  );
  return {
    app: manifest.app,
    goVersion: manifest.goVersion,
    version: manifest.version,
    folder,
    executables: Object.fromEntries(executables) as Record<Architecture, Executable>,
    built,
  };
}
