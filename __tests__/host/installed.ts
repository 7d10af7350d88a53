import { spawnSync } from "node:child_process";

/** True when a command is on the path. */
export function isInstalled(command: string): boolean {
  return spawnSync("sh", ["-c", 'command -v "$1"', "sh", command]).status === 0;
}

/** `describe` where all the commands are there, else `describe.skip`. */
export function describeWith(...commands: string[]): jest.Describe {
  return commands.every(isInstalled) ? describe : describe.skip;
}
