import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { withLock, writeWhole } from "../../../lib/cli/setup.mjs";
import {
  FOUND_FILE,
  PARTS_FOLDER,
  describeMissing,
  findParts,
  isOwn,
  markOf,
  missingOf,
  ownFolderOf,
  requirementOf,
  type FoundParts,
  type OwnSource,
} from "./find";
import { PART_NAMES, partOf, type Part, type PartName } from "./table";

/** What of the machine decides on how parts are installed. */
export interface Host {
  readonly isRoot: boolean;
  /** Debian, or a distribution made from it, such as Ubuntu. */
  readonly isDebian: boolean;
  /** False where Python lacks what makes virtual environments, as on a bare Debian. */
  readonly canMakeVenv: boolean;
}

/** Commands that install one part, or several at once. */
export interface Step {
  readonly title: string;
  readonly commands: readonly (readonly string[])[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Folder of the project that the step fills from nothing. */
  readonly folder?: string;
}

/** Services that a package brings are not started while this file ends with status 101. */
const SERVICE_POLICY = "/usr/sbin/policy-rc.d";
const NO_SERVICES = "#!/bin/sh\nexit 101\n";

/** What has to be run to get parts. Those that nothing can be done about here are left out. */
export function installSteps(missing: readonly PartName[], host: Host): Step[] {
  const sources = missing.map((name) => partOf(name).source);
  const packages = debianPackages(missing, host);
  const install = ["apt-get", "-qy", "--no-install-recommends", "install", ...packages];
  const debian: Step = {
    title: packages.join(", "),
    commands: [["apt-get", "-q", "update"], install],
    environment: { DEBIAN_FRONTEND: "noninteractive" },
  };
  const isDebianWanted = packages.length > 0 && host.isRoot && host.isDebian;
  return [...(isDebianWanted ? [debian] : []), ...sources.filter(isOwn).map(ownStep)];
}

function debianPackages(missing: readonly PartName[], host: Host): string[] {
  const sources = missing.map((name) => partOf(name).source);
  const venv = sources.some(({ kind }) => kind === "pypi") && !host.canMakeVenv ? ["python3-venv"] : [];
  return [...sources.flatMap((source) => (source.kind === "debian" ? source.packages : [])), ...venv];
}

/** Installs one part into a folder of its own. */
export function ownStep(source: OwnSource): Step {
  const title = requirementOf(source);
  const folder = ownFolderOf(source);
  if (source.kind === "go") {
    return {
      title,
      folder,
      commands: [["go", "install", title]],
      environment: { GOBIN: path.join(folder, "bin") },
    };
  }
  if (source.kind === "npm") {
    const options = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
    return { title, folder, commands: [["npm", "install", "--prefix", folder, ...options, title]] };
  }
  const pip = [path.join(folder, "bin/pip"), "install", "--quiet", "--disable-pip-version-check", title];
  return { title, folder, commands: [["python3", "-m", "venv", folder], pip] };
}

/** Takes a step; returns what the command said that failed, undefined when none did. */
function take({ title, commands, environment, folder }: Step): string | undefined {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  for (const [command = "", ...args] of commands) {
    const { status, stdout, stderr, error } = spawnSync(command, args, {
      encoding: "utf8",
      env: { ...process.env, ...environment },
    });
    if (status !== 0) {
      return `installing ${title}: ${[command, ...args].join(" ")} failed\n${error?.message ?? stdout + stderr}`.trimEnd();
    }
  }
  if (folder !== undefined) writeWhole(markOf(folder), folder);
  return undefined;
}

/** Does something while packages that are installed start no services. */
function withoutServices<T>(host: Host, action: () => T): T {
  if (!host.isRoot || !host.isDebian || existsSync(SERVICE_POLICY)) return action();
  writeFileSync(SERVICE_POLICY, NO_SERVICES, { mode: 0o755 });
  try {
    return action();
  } finally {
    rmSync(SERVICE_POLICY, { force: true });
  }
}

function thisHost(): Host {
  return {
    isRoot: process.getuid?.() === 0,
    isDebian: existsSync("/etc/debian_version"),
    canMakeVenv: spawnSync("python3", ["-c", "import ensurepip, venv"]).status === 0,
  };
}

/** Removes what was installed into the project's folder for versions that are no longer wanted. */
function sweep(): void {
  const wanted = PART_NAMES.map((name) => partOf(name).source)
    .filter(isOwn)
    .map(ownFolderOf);
  for (const name of existsSync(PARTS_FOLDER) ? readdirSync(PARTS_FOLDER) : []) {
    const folder = path.join(PARTS_FOLDER, name);
    if (/^(?:venv|go|npm)-/.test(name) && !wanted.includes(folder)) rmSync(folder, { recursive: true });
  }
}

/**
 * What a user does to get the parts that are missing: one command for all that can be installed, and one line for
 * each other part.
 */
export function adviceOn(missing: readonly PartName[], host: Host): string[] {
  const byHand = missing.flatMap((name) => {
    const way = wayByHand(partOf(name), host);
    return way === undefined ? [] : [{ name, way }];
  });
  const installable = missing.filter((name) => !byHand.some((each) => each.name === name));
  const packages = debianPackages(installable, host);
  const asRoot =
    packages.length > 0 && !host.isRoot ? `sudo apt-get install -y ${packages.join(" ")} && ` : "";
  const command = `${installable.join(", ")}: ${asRoot}LANDFALL_INSTALL=1 npm test`;
  return [...(installable.length > 0 ? [command] : []), ...byHand.map(({ name, way }) => `${name}: ${way}`)];
}

/** How a user gets a part that `npm test` cannot install on this machine, undefined when it can. */
function wayByHand({ isForRoot, source }: Part, host: Host): string | undefined {
  if (source.kind === "user") return source.how;
  if (isForRoot === true && !host.isRoot) return "run the tests as root";
  if (source.kind !== "debian" || host.isDebian) return undefined;
  return `install ${source.packages.join(", ")} with this system's package manager`;
}

/**
 * Looks for every part, installs those that are missing if `--install` is given, and keeps what it found in
 * {@link FOUND_FILE}.
 *
 * @returns exit status: 1 when parts that were to be installed are still missing
 */
export async function main(argv: readonly string[]): Promise<number> {
  const install = argv.includes("--install");
  return withLock(`${PARTS_FOLDER}.lock`, () => {
    const host = thisHost();
    const before = findParts();
    const steps = install ? installSteps(missingOf(before), host) : [];
    const failures = withoutServices(host, () => steps.map(take)).filter((failure) => failure !== undefined);
    if (install) sweep();
    const findings = steps.length > 0 ? findParts() : before;
    const missing = missingOf(findings);
    const found: FoundParts = { findings, advice: adviceOn(missing, host) };
    writeWhole(FOUND_FILE, JSON.stringify(found, null, 2));
    if (!install || missing.length === 0) return 0;
    const lines = missing.map((name) => `${name} is missing: ${describeMissing(name, findings[name])}`);
    process.stdout.write([...failures, ...lines, ""].join("\n"));
    return 1;
  });
}
