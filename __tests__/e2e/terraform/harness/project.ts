import {
  appendFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { parse, parseDocument, type Document } from "yaml";
import { ROOT } from "../../../../lib/cli/setup.mjs";
import type { Architecture } from "../../../../lib/definition/schema";
import { filesBelow, sha256 } from "../../../../lib/program/files";
import type { CostReport } from "../../../../lib/report/report-schema";
import { ownEnvironment } from "./environment";
import { run, type Ended } from "./processes";

/** What lies in the project's folder without belonging to it: made from it, installed, or the tests themselves. */
const NOT_COPIED = new Set([
  "node_modules",
  ".git",
  ".landfall",
  "cdktf.out",
  "reports",
  "coverage",
  "__tests__",
]);

/** A copy of the project, in a folder of its own, that a test may change. */
export class Project {
  private constructor(readonly folder: string) {}

  /** Copies the project as a fresh clone has it, and lets it use the npm packages that are installed here. */
  static copyTo(folder: string): Project {
    cpSync(ROOT, folder, {
      recursive: true,
      filter: (source) => !NOT_COPIED.has(path.relative(ROOT, source)),
    });
    symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
    return new Project(folder);
  }

  /** The command that synthesizes, as cdktf.json has it. */
  get app(): string {
    return (JSON.parse(readFileSync(this.at("cdktf.json"), "utf8")) as { app: string }).app;
  }

  /** Absolute path of something in the project. */
  at(...place: string[]): string {
    return path.join(this.folder, ...place);
  }

  /** Folder of a stack's configuration. */
  stackFolder(environment: string, stack: string): string {
    return this.at("cdktf.out", "environments", environment, stack);
  }

  /** Changes the definition. */
  edit(change: (definition: Document) => void): void {
    const file = this.at("landfall.yaml");
    const definition = parseDocument(readFileSync(file, "utf8"));
    change(definition);
    writeFileSync(file, String(definition));
  }

  /** Names of the definition's targets, enabled or not. */
  targets(): string[] {
    const { targets } = parse(readFileSync(this.at("landfall.yaml"), "utf8")) as { targets: object };
    return Object.keys(targets);
  }

  /** SHA-256 of the executable that was built last for a processor, reckoned from the file. */
  lastBuilt(architecture: Architecture): string {
    const builds = this.at(".landfall", "build");
    const times = readdirSync(builds, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => ({ name, time: statSync(path.join(builds, name)).mtimeMs }))
      .sort((a, b) => a.time - b.time);
    const newest = times.at(-1)?.name ?? "";
    return sha256(readFileSync(path.join(builds, newest, `linux-${architecture}`, "app")));
  }

  /** Appends to the main file of the Go program. */
  editProgram(text: string): void {
    appendFileSync(this.at("go-app/cmd/app/main.go"), text);
  }

  /** Runs a command line in the project's folder, whatever its status. */
  run(commandLine: string, more: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return run(["sh", "-c", commandLine], {
      folder: this.folder,
      environment: { ...ownEnvironment(), ...more },
    });
  }

  /** Runs the app command for an environment, whatever its status. */
  synthesize(environment: string): Promise<Ended> {
    return this.run(this.app, { LANDFALL_ENVIRONMENT: environment });
  }

  /** Runs the main job for an environment. Returns the report that finance reads. */
  async report(environment: string): Promise<CostReport> {
    const { status, stdout, stderr } = await this.run("node lib/cli/landfall.mjs start --json", {
      LANDFALL_ENVIRONMENT: environment,
    });
    if (status !== 0) throw new Error(`cannot start ${environment}:\n${stderr}`);
    return JSON.parse(stdout) as CostReport;
  }

  /** SHA-256 of each file below a folder of the project, by its path. */
  digests(folder: string): Record<string, string> {
    return Object.fromEntries(
      filesBelow(this.at(folder)).map((name) => [name, sha256(readFileSync(this.at(folder, name)))]),
    );
  }
}
