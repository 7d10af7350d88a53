import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "../../lib/cli/setup.mjs";

/** What a process has left behind. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const LOCK = JSON.stringify({ name: "small", version: "1.0.0", lockfileVersion: 3, packages: {} });

/** A small project in a folder of its own, with the real launcher and set-up. */
export class SmallProject {
  constructor(public folder = realpathSync(mkdtempSync(path.join(tmpdir(), "landfall-")))) {
    for (const name of ["setup.mjs", "setup-go.mjs", "launch.mjs", "landfall.mjs"]) {
      cpSync(path.join(ROOT, "lib/cli", name), this.path(`lib/cli/${name}`));
    }
    this.write("package.json", JSON.stringify({ name: "small", version: "1.0.0", private: true }));
    this.write("package-lock.json", LOCK);
  }

  /** Makes packages of the real project importable, as if they had been installed from the lock. */
  install(...packages: string[]): this {
    this.write("node_modules/.landfall-lock", createHash("sha256").update(LOCK).digest("hex"));
    for (const name of packages) {
      mkdirSync(path.dirname(this.path(`node_modules/${name}`)), { recursive: true });
      symlinkSync(path.join(ROOT, "node_modules", name), this.path(`node_modules/${name}`));
    }
    return this;
  }

  path(place: string): string {
    return path.join(this.folder, place);
  }

  write(place: string, content: string): void {
    mkdirSync(path.dirname(this.path(place)), { recursive: true });
    writeFileSync(this.path(place), content);
  }

  /** Every file under a folder with its content. */
  readTree(place: string): Record<string, string> {
    const names = readdirSync(this.path(place), { recursive: true, encoding: "utf8" }).sort();
    const files = names.filter((name) => statSync(this.path(`${place}/${name}`)).isFile());
    return Object.fromEntries(
      files.map((name) => [name, readFileSync(this.path(`${place}/${name}`), "utf8")]),
    );
  }

  /** Runs Node.js in the project's folder. */
  node(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Ended {
    return spawnSync(process.execPath, args, {
      cwd: this.folder,
      encoding: "utf8",
      env: { ...process.env, ...environment },
    });
  }

  /** Runs an entry through the launcher. */
  launch(entry: string, ...argv: string[]): Ended {
    return this.node(["lib/cli/launch.mjs", entry, ...argv]);
  }

  /** Takes the compiler away: what runs after this runs from a bundle that was kept. */
  forbidBuilding(): void {
    rmSync(this.path("node_modules/esbuild"));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
