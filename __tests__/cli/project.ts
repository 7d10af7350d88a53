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

/** What {@link ExampleProject.useMixedPrices} makes of the prices of instances. */
export const MIXED_SENTENCE =
  "prices of different sources or days are mixed: quote 4711 of 2026-10-01; a page of 2026-09-15";

const MIXED_BOOK = `version: 1
sources:
  quote: { title: quote 4711 }
  page: { title: a page }
onDemand:
  - { source: page, date: 2026-09-15, region: us-east-1, currency: USD, rows: { r6i.2xlarge: "0.50" } }
reserved:
  - source: quote
    date: 2026-10-01
    region: us-east-1
    currency: USD
    basis: upfrontAndHourly
    offerings: [standard-1y-noUpfront]
    rows: { r6i.2xlarge: [{ upfront: "0", hourly: "0.30" }] }
`;

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

  /** Takes the prices of instances from a book that has those on demand from another source than reservations. */
  useMixedPrices(): void {
    writeFileSync(path.join(this.folder, "mixed.yaml"), MIXED_BOOK);
    const definition = this.read("landfall.yaml");
    const inline = /^ {2}prices:\n(?: {4}.*\n)+/m;
    if (!inline.test(definition)) throw new Error("landfall.yaml has no prices of its own");
    writeFileSync(
      path.join(this.folder, "landfall.yaml"),
      definition.replace(inline, "  prices: { book: mixed.yaml }\n"),
    );
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
