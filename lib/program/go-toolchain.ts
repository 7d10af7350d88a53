import { execFile } from "node:child_process";
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { UserError } from "../definition/errors";
import { writeWhole } from "./files";

const run = promisify(execFile);

/** Longest that the question for Go's version may take. */
const TIMEOUT_MILLISECONDS = 60_000;

/**
 * The version of Go that builds a module, such as `go1.26.8`: the one installed, or the one that the module's go.mod
 * asks it to fetch.
 *
 * The answer is kept beside the builds for as long as neither the go command nor go.mod changes, since asking costs
 * more than a build with nothing to do may.
 *
 * @throws UserError when there is no go command
 */
export async function goVersion(module: string, cacheFolder: string): Promise<string> {
  const command = goCommand();
  const key = [
    command,
    statSync(command).mtimeMs,
    readFileSync(path.join(module, "go.mod"), "utf8"),
    process.env["GOTOOLCHAIN"],
  ]
    .map(String)
    .join("\n");
  const cache = path.join(cacheFolder, "go-version.json");
  const known = readCache(cache);
  if (known?.key === key) return known.version;
  const { stdout } = await run(command, ["env", "GOVERSION"], { cwd: module, timeout: TIMEOUT_MILLISECONDS });
  const version = stdout.trim();
  writeWhole(cache, JSON.stringify({ key, version }));
  return version;
}

/** Absolute path of the go command, links resolved. */
export function goCommand(): string {
  const found = (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .map((folder) => path.join(folder, process.platform === "win32" ? "go.exe" : "go"))
    .find((candidate) => existsSync(candidate));
  if (found === undefined) {
    throw new UserError([
      { message: "the go command is not on the PATH", action: "install Go: https://go.dev/dl" },
    ]);
  }
  return realpathSync(found);
}

function readCache(file: string): { key: string; version: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as { key: string; version: string };
  } catch {
    return undefined;
  }
}
