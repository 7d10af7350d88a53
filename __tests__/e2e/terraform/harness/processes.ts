import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** How a command ended. */
export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and with what a command runs. */
export interface Surroundings {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** After this a command is stopped: the longest that is run here takes a third of it. */
const LIMIT_MILLISECONDS = 300_000;

/** How long a process may take to end by itself when it is asked to. */
const GRACE_MILLISECONDS = 10_000;

/** Processes that run now. */
const running = new Set<ChildProcess>();

/** Starts a process that runs beside the test, or until {@link run} sees its end. */
export function start(
  [program = "", ...args]: readonly string[],
  { folder, environment }: Surroundings,
  stdio: StdioOptions,
): ChildProcess {
  const child = spawn(program, args, { cwd: folder, env: environment, stdio });
  running.add(child);
  child.once("close", () => running.delete(child));
  return child;
}

/**
 * Runs a command to its end, whatever its status. It writes to files: what a Node.js program has written to a pipe when
 * it ends by `process.exit` may never arrive.
 */
export async function run(command: readonly string[], surroundings: Surroundings): Promise<Ended> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "landfall-run-"));
  const files = ["stdout", "stderr"].map((name) => path.join(folder, name));
  const written = files.map((file) => openSync(file, "w"));
  const child = start(command, surroundings, ["ignore", ...written]);
  for (const descriptor of written) closeSync(descriptor);
  let stopped = "";
  const limit = setTimeout(() => {
    stopped = `\nstopped: it still ran after ${LIMIT_MILLISECONDS / 1000} s\n`;
    void end(child);
  }, LIMIT_MILLISECONDS);
  try {
    const [status] = (await once(child, "close")) as [number | null];
    const [stdout = "", stderr = ""] = files.map((file) => readFileSync(file, "utf8"));
    return { status: status ?? 1, stdout, stderr: stderr + stopped };
  } finally {
    clearTimeout(limit);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a command that must end with status 0, and returns what it wrote to stdout. */
export async function mustRun(command: readonly string[], surroundings: Surroundings): Promise<string> {
  const { status, stdout, stderr } = await run(command, surroundings);
  if (status !== 0) throw new Error(`${command.join(" ")}: status ${status}\n${stdout}${stderr}`);
  return stdout;
}

/** Ends a process that {@link start} started: it may clean up first, but not for ever. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const patience = setTimeout(() => child.kill("SIGKILL"), GRACE_MILLISECONDS);
  await ended;
  clearTimeout(patience);
}

/** Ends what a test that failed has left running. */
export async function endAll(): Promise<void> {
  await Promise.all([...running].map(end));
}
