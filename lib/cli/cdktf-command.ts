import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** What the cdktf command was asked for that runs this program. */
export interface CdktfCommand {
  /** Its name, such as `deploy`. */
  readonly name: string;
  /** Names of stacks, as they were written; with none, cdktf takes the only one there is. */
  readonly stacks: readonly string[];
}

/** Names under which cdktf makes a plan. Source: cdktf --help. */
const PLANNING = ["deploy", "apply", "diff", "plan"];

/** Processes between the cdktf command and this one: a shell, perhaps npx. */
const MOST_ANCESTORS = 4;

/**
 * Finds the cdktf command among the processes that started this one. It tells its app command nothing of what it was
 * asked for, so its own arguments have to say.
 *
 * @returns undefined when no cdktf command is found: this program was started in another way
 */
export function cdktfCommand(parent = process.ppid): CdktfCommand | undefined {
  let here = parent;
  for (let ancestor = 0; ancestor < MOST_ANCESTORS && here > 1; ancestor += 1) {
    const found = readProcess(here);
    if (found === undefined) return undefined;
    const command = parseCdktf(found.arguments);
    if (command !== undefined) return command;
    here = found.parent;
  }
  return undefined;
}

/** What the arguments of a process ask of cdktf; undefined when it is another program. */
export function parseCdktf(words: readonly string[]): CdktfCommand | undefined {
  const program = words.slice(0, 2).findIndex((word) => /(?:^|[/\\])cdktf(?:\.js)?$/.test(word));
  if (program === -1) return undefined;
  const [name, ...stacks] = words.slice(program + 1).filter((word) => !word.startsWith("-"));
  return name === undefined ? undefined : { name, stacks };
}

/** True when a plan of that stack is about to be made. */
export function isPlanned(command: CdktfCommand | undefined, stack: string): boolean {
  return command !== undefined && PLANNING.includes(command.name) && command.stacks.includes(stack);
}

interface ProcessFacts {
  readonly parent: number;
  readonly arguments: readonly string[];
}

function readProcess(id: number): ProcessFacts | undefined {
  return process.platform === "linux" ? readProc(id) : askPs(id);
}

function readProc(id: number): ProcessFacts | undefined {
  try {
    const parent = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1];
    const words = readFileSync(`/proc/${id}/cmdline`, "utf8").split("\0").slice(0, -1);
    return { parent: Number(parent ?? 0), arguments: words };
  } catch {
    return undefined;
  }
}

function askPs(id: number): ProcessFacts | undefined {
  const { stdout, status } = spawnSync("ps", ["-o", "ppid=,command=", "-p", String(id)], {
    encoding: "utf8",
  });
  const [parent, ...words] = stdout.trim().split(/\s+/);
  return status === 0 ? { parent: Number(parent), arguments: words } : undefined;
}
