import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";

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

/** Runs a command to its end, whatever its status. */
export function run(command: readonly string[], surroundings: Surroundings): Promise<Ended> {
  const child = start(command, surroundings, ["ignore", "pipe", "pipe"]);
  const texts = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]?.setEncoding("utf8").on("data", (text: string) => (texts[stream] += text));
  }
  const limit = setTimeout(() => {
    texts.stderr += `\nstopped: it still ran after ${LIMIT_MILLISECONDS / 1000} s\n`;
    void end(child);
  }, LIMIT_MILLISECONDS);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => {
      clearTimeout(limit);
      resolve({ status: status ?? 1, ...texts });
    });
  });
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
