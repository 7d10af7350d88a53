import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PROJECT } from "../support/stacks";

/** What a command left behind. */
export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A user's project: the example, in a folder of its own. */
export class ExampleProject {
  constructor(readonly folder: string) {
    mkdirSync(folder, { recursive: true });
    for (const part of ["landfall.yaml", "go-app", "examples"]) {
      cpSync(path.join(PROJECT, part), path.join(folder, part), { recursive: true });
    }
  }

  /** Runs `landfall` in the project, as a user does. */
  landfall(
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<CommandResult> {
    return this.run([path.join(PROJECT, "lib/cli/landfall.mjs"), ...args], environment);
  }

  /** Runs the app command of cdktf.json in the project. */
  app(environment: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
    return this.run([path.join(PROJECT, "lib/cli/launch.mjs"), path.join(PROJECT, "main.ts")], environment);
  }

  /** Changes a file; a text that is not there is a mistake of the test. */
  change(file: string, from: string, to: string): void {
    const text = this.read(file);
    if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
    writeFileSync(path.join(this.folder, file), text.replaceAll(from, to));
  }

  read(file: string): string {
    return readFileSync(path.join(this.folder, file), "utf8");
  }

  has(file: string): boolean {
    return existsSync(path.join(this.folder, file));
  }

  private run(
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): Promise<CommandResult> {
    const env = { ...process.env, LANDFALL_ENVIRONMENT: "", ...environment };
    return new Promise((resolve) => {
      execFile(process.execPath, args, { cwd: this.folder, env }, (error, stdout, stderr) => {
        resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  }
}
