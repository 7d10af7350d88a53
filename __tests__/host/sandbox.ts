import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { hostSpec } from "../../lib/host";
import { props } from "./apps";

/** How a script ended. */
export interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/**
 * The scripts of a host inside a folder, with stand-ins for the commands that reach out of it.
 *
 * A stand-in is a shell script; all of them log how they were called.
 */
export class Sandbox {
  readonly folder = mkdtempSync(path.join(tmpdir(), "landfall-scripts-"));

  constructor() {
    for (const each of ["bin", "opt", "state", "units"]) mkdirSync(path.join(this.folder, each));
    this.standIn("logger", 'shift 4; echo "$*" >&2');
    this.standIn("sleep", ":");
  }

  /** Puts a stand-in in a command's place. */
  standIn(command: string, body: string): void {
    const file = path.join(this.folder, "bin", command);
    const log = `printf '%s\\n' "${command} $*" >>${this.folder}/calls`;
    writeFileSync(file, `#!/bin/bash\n${log}\n${body}\n`);
    chmodSync(file, 0o755);
  }

  /** Writes a file, and returns its path. */
  write(name: string, content: string | Buffer): string {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  /** A file's content, or undefined when it is not there. */
  read(name: string): string | undefined {
    const file = path.join(this.folder, name);
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  }

  /** How the stand-ins were called since the last time, less the logger's calls. */
  calls(): string[] {
    const lines = (this.read("calls") ?? "")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("logger"));
    this.write("calls", "");
    return lines;
  }

  /** Runs a script of the host. */
  run(script: "fetch" | "start" | "serve", ...args: string[]): Ended {
    const spec = hostSpec(props());
    const text = spec.files.find((file) => file.path === `/usr/local/lib/landfall/${script}`)?.content ?? "";
    const inside = text
      .replaceAll("/opt/landfall", path.join(this.folder, "opt"))
      .replaceAll("/var/lib/landfall", path.join(this.folder, "state"))
      .replaceAll("/etc/systemd/system", path.join(this.folder, "units"));
    const ended = spawnSync("bash", [this.write("script", inside), ...args], {
      encoding: "utf8",
      env: { PATH: `${this.folder}/bin:/usr/bin:/bin`, LC_ALL: "C.UTF-8" },
    });
    return { status: ended.status, output: ended.stdout + ended.stderr };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
