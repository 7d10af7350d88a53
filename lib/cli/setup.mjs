/**
 * Set-up: what a fresh clone needs before anything else of it can run.
 *
 * It runs before `node_modules` exists, so it uses nothing but Node.js itself. What is done already is recognised
 * without starting a process, and two set-ups in one clone wait for each other.
 */
import { spawnSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Folder for everything that landfall makes and can make again. */
const OWN_FOLDER = ".landfall";
/** Holds the sha256 of the package-lock.json that node_modules was installed from. */
const INSTALLED_FROM = "node_modules/.landfall-lock";
const LOCK_POLL_MILLISECONDS = 200;
const LOCK_LIMIT_MILLISECONDS = 15 * 60_000;

/** What is run besides Node.js: the command that tells its version, and how a user gets it. */
const TOOLS = {
  go: {
    title: "Go",
    args: ["version"],
    version: /go(\d+(?:\.\d+)+)/,
    get: "install it from https://go.dev/dl/",
  },
  terraform: {
    title: "Terraform",
    args: ["version"],
    version: /v(\d+(?:\.\d+)+)/,
    get: "install it from https://developer.hashicorp.com/terraform/install",
  },
};

/** What a user does to get a tool. */
export function howToGet(tool) {
  return TOOLS[tool].get;
}

/** First Terraform whose S3 backend locks without a table of its own. Source: its changelog, 1.10.0. */
export const OLDEST_TERRAFORM = "1.10";

/** An error that is told without a stack trace; `UserError` of lib/definition is told the same way. */
export function userError(message) {
  return Object.assign(new Error(message), { name: "UserError" });
}

/** Says what went wrong, on stderr. */
export function complain(message) {
  process.stderr.write(`landfall: ${message}\n`);
}

/** True in the module that Node.js was started with. */
export function isStarted(moduleUrl) {
  const started = process.argv[1];
  return (
    started !== undefined && fs.existsSync(started) && fs.realpathSync(started) === fileURLToPath(moduleUrl)
  );
}

/** The file's text, undefined where it cannot be read. */
export function readIfThere(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Writes a file so that a reader sees the old content or the new one, never a part. */
export function writeWhole(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}.tmp`;
  try {
    fs.writeFileSync(beside, content);
    fs.renameSync(beside, file);
  } finally {
    fs.rmSync(beside, { force: true });
  }
}

export function sha256(content) {
  return createHash("sha256").update(content).digest("hex");
}

/** Path of a program on PATH, or in other folders written like it; undefined where there is none. */
export function findProgram(name, folders = process.env.PATH ?? "") {
  for (const folder of folders.split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      fs.accessSync(file, fs.constants.X_OK);
      if (folder !== "" && fs.statSync(file).isFile()) return file;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Below 0 when version `a` is older than `b`, 0 when as new. Parts left out count as 0. */
export function compareVersions(a, b) {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  const different = [0, 1, 2].find((at) => (left[at] ?? 0) !== (right[at] ?? 0));
  return different === undefined ? 0 : (left[different] ?? 0) - (right[different] ?? 0);
}

/** True when a version is in a range written as in `engines`: `^20.19.0 || >=24`. */
function isInRange(version, range) {
  return range.split("||").some((part) => {
    const [, operator, least] = /^(\^|>=)(\S+)$/.exec(part.trim()) ?? [];
    if (least === undefined) throw new Error(`engines.node: cannot read ${part}`);
    const sameMajor = version.split(".")[0] === least.split(".")[0];
    return compareVersions(version, least) >= 0 && (operator === ">=" || sameMajor);
  });
}

/** Version of a program; a program that has not changed since it was last asked is not started again. */
function versionOf(root, program, tool) {
  const known = path.join(root, OWN_FOLDER, "tools.json");
  const { mtimeMs, size } = fs.statSync(program);
  const all = JSON.parse(readIfThere(known) ?? "{}");
  const last = all[program];
  if (last?.mtimeMs === mtimeMs && last.size === size) return last.version;
  const { stdout } = spawnSync(program, tool.args, {
    encoding: "utf8",
    env: { ...process.env, GOTOOLCHAIN: "local", CHECKPOINT_DISABLE: "1" },
  });
  const version = tool.version.exec(stdout ?? "")?.[1];
  writeWhole(known, JSON.stringify({ ...all, [program]: { mtimeMs, size, version } }));
  return version;
}

/** One line on how to get a tool that is not there or too old, undefined when all is well. */
function lackOf(root, name, oldest) {
  const tool = TOOLS[name];
  const program = findProgram(name);
  if (program === undefined)
    return `${tool.title} ${oldest} or newer is needed, none is on PATH: ${tool.get}`;
  const version = versionOf(root, program, tool);
  if (version !== undefined && compareVersions(version, oldest) >= 0) return undefined;
  return `${tool.title} ${oldest} or newer is needed, ${program} is ${version ?? "of no known version"}: ${tool.get}`;
}

function lackOfNode(root) {
  const range = JSON.parse(readIfThere(path.join(root, "package.json")) ?? "{}").engines?.node;
  if (range === undefined || isInRange(process.versions.node, range)) return undefined;
  return `Node.js ${range} is needed, this is ${process.versions.node}: install it from https://nodejs.org/`;
}

function lackOfGo(root) {
  const oldest = /^go (\S+)$/m.exec(readIfThere(path.join(root, "go-app/go.mod")) ?? "")?.[1];
  return oldest === undefined ? undefined : lackOf(root, "go", oldest);
}

/** True when every package of the lock is there in the version that the lock names, however it came there. */
function holdsPackagesOf(root, lock) {
  const installed = JSON.parse(
    readIfThere(path.join(root, "node_modules/.package-lock.json")) ?? "{}",
  ).packages;
  if (installed === undefined) return false;
  return Object.entries(JSON.parse(lock).packages ?? {}).every(([place, wanted]) => {
    const found = installed[place];
    if (found === undefined)
      return place === "" || wanted.optional === true || !place.includes("node_modules/");
    return (
      found.version === wanted.version && (found.resolved ?? "") === (wanted.resolved ?? found.resolved ?? "")
    );
  });
}

/** Runs `npm ci`; what it says is shown only when it fails. */
function installPackages(root) {
  if (process.stderr.isTTY) complain("installing the npm packages of package-lock.json; this is done once");
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const result = spawnSync("npm", args, { cwd: root, encoding: "utf8" });
  if (result.error?.code === "ENOENT") {
    throw userError("npm is needed, none is on PATH: install Node.js with npm from https://nodejs.org/");
  }
  if (result.status !== 0)
    throw userError(`npm ci failed:\n${result.stdout ?? ""}${result.stderr ?? ""}`.trimEnd());
}

/**
 * Installs the npm packages from the lock file where they are missing or were installed from another one.
 *
 * @throws UserError when Node.js is too old, or npm fails
 */
export async function ensurePackages(root = ROOT) {
  const lackingNode = lackOfNode(root);
  if (lackingNode !== undefined) throw userError(lackingNode);
  const lock = readIfThere(path.join(root, "package-lock.json"));
  if (lock === undefined) throw userError("package-lock.json is missing: restore it from version control");
  const wanted = sha256(lock);
  const mark = path.join(root, INSTALLED_FROM);
  if (readIfThere(mark) === wanted) return;
  await withLock(path.join(root, OWN_FOLDER, "setup.lock"), () => {
    if (readIfThere(mark) === wanted) return;
    if (!holdsPackagesOf(root, lock)) installPackages(root);
    writeWhole(mark, wanted);
  });
}

/**
 * Sets everything up that landfall's own commands need: npm packages are installed, what the Go program depends on is
 * compiled, other tools are only looked for.
 *
 * @throws UserError that lists, one line each, what is missing and how to get it
 */
export async function setUp(root = ROOT) {
  const lacking = [lackOfNode(root), lackOfGo(root)].filter((line) => line !== undefined);
  if (lacking.length > 0) throw userError(lacking.join("\nlandfall: "));
  await ensurePackages(root);
  const { warmGo } = await import("./setup-go.mjs");
  const go = findProgram("go");
  if (go !== undefined) warmGo(root, versionOf(root, go, TOOLS.go));
}

/** True when the process that made a lock still runs, as far as this machine can tell. */
function isAlive(owner) {
  const [host, pid] = owner.split(" ");
  if (host !== os.hostname()) return true;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/**
 * Takes a lock folder: a new one, or that of a process that is gone.
 *
 * A new one appears with its owner in it. Of several that want a dead process's lock, the one gets it that makes the
 * folder named after that process; a lock that was made anew meanwhile has another owner and is left alone.
 */
function takeLock(lock, self) {
  const own = fs.mkdtempSync(`${lock}-`);
  fs.writeFileSync(path.join(own, "owner"), self);
  try {
    fs.renameSync(own, lock);
    return true;
  } catch {
    fs.rmSync(own, { recursive: true });
  }
  const owner = readIfThere(path.join(lock, "owner"));
  if (owner === undefined || isAlive(owner)) return false;
  try {
    fs.mkdirSync(path.join(lock, `after ${owner}`));
  } catch {
    return false;
  }
  if (readIfThere(path.join(lock, "owner")) !== owner) return false;
  fs.writeFileSync(path.join(lock, "owner"), self);
  return true;
}

/** Does something that only one process at a time may do; others wait. */
export async function withLock(lock, action) {
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  const { setTimeout: sleep } = await import("node:timers/promises");
  const self = [os.hostname(), process.pid, randomUUID()].join(" ");
  const giveUpAt = Date.now() + LOCK_LIMIT_MILLISECONDS;
  while (!takeLock(lock, self)) {
    if (Date.now() > giveUpAt)
      throw userError(`${lock} is held by another process: remove it when none runs`);
    await sleep(LOCK_POLL_MILLISECONDS);
  }
  try {
    return await action();
  } finally {
    const released = `${lock}-${randomUUID()}`;
    fs.renameSync(lock, released);
    fs.rmSync(released, { recursive: true });
  }
}

/** `node lib/cli/setup.mjs`: sets up, and says what else is missing that some commands need. */
async function command() {
  try {
    await setUp();
    const lacking = lackOf(ROOT, "terraform", OLDEST_TERRAFORM);
    if (lacking !== undefined) complain(`${lacking} (only \`cdktf deploy\` needs it)`);
  } catch (error) {
    if (error.name !== "UserError") throw error;
    complain(error.message);
    process.exitCode = 1;
  }
}

if (isStarted(import.meta.url)) void command();
