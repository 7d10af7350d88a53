import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { ROOT } from "../../../../lib/cli/setup.mjs";
import { pathOf } from "../../../support/parts";
import { temporaryFolder } from "../../terraform/harness/bench";
import { endAll, run, type Ended } from "../../terraform/harness/processes";
import { ownEnvironment } from "../../terraform/harness/environment";
import { Project } from "../../terraform/harness/project";
import { Api } from "./api";
import { Machine } from "./machine";

const ENVIRONMENT = "dev";
const STACK = "edge";
const STATE = `.landfall/state/${ENVIRONMENT}/${STACK}.tfstate`;

/** What Terraform's state holds of a resource. */
interface StateResource {
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly instances: readonly { readonly attributes: { readonly id: string } }[];
}

/**
 * A copy of the project in which the edge alone is enabled, and a `terraform` first on PATH that runs the real one on the
 * stack's stand-in: the commands know nothing of it.
 */
export class EdgeBench {
  private constructor(
    private readonly folder: string,
    readonly project: Project,
    readonly machine: Machine,
    private readonly api: Api,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  static async start(): Promise<EdgeBench> {
    const folder = temporaryFolder();
    const project = Project.copyTo(path.join(folder, "project"));
    const machine = new Machine(path.join(folder, "stand-in"));
    const api = await Api.start(machine, folder);
    project.edit((definition) => {
      for (const target of project.targets())
        definition.setIn(["targets", target, "enabled"], target === STACK);
      definition.setIn(["targets", STACK, "ports", "api"], api.port);
    });
    return new EdgeBench(folder, project, machine, api, environmentIn(folder, machine));
  }

  /** Runs `npx cdktf` with these words, whatever its status. */
  async cdktf(words: string): Promise<Ended> {
    return this.runs(`node_modules/.bin/cdktf ${words}`);
  }

  /** Runs `npx landfall` with these words, whatever its status. */
  async landfall(words: string): Promise<Ended> {
    return this.runs(`node lib/cli/landfall.mjs ${words}`);
  }

  /** Status of a plan: 0 for an empty one, 2 for changes, 1 for a fault. Source: Terraform, plan, -detailed-exitcode. */
  async plan(): Promise<Ended> {
    const command = [path.join(this.folder, "bin/terraform"), "plan", "-input=false", "-detailed-exitcode"];
    const stack = this.project.stackFolder(ENVIRONMENT, STACK);
    return run(command, { folder: stack, environment: { ...ownEnvironment(), ...this.environment } });
  }

  /** Id of everything in the state that is managed, by its address: another one when it was made anew. */
  ids(): Record<string, string> {
    const text = readFileSync(this.project.at(STATE), "utf8");
    const { resources } = JSON.parse(text) as { resources: StateResource[] };
    return Object.fromEntries(
      resources
        .filter(({ mode }) => mode === "managed")
        .map(({ type, name, instances }) => [`${type}.${name}`, instances[0]?.attributes.id ?? ""]),
    );
  }

  /** Keeps all that was deployed, for {@link restore}. */
  save(): void {
    for (const [from, to] of this.kept()) cpSync(from, to, { recursive: true });
  }

  /** Has everything be as it was when it was saved. */
  restore(): void {
    for (const [to, from] of this.kept()) {
      rmSync(to, { recursive: true, force: true });
      cpSync(from, to, { recursive: true });
    }
  }

  /** Ends everything that was started for it, and removes its folder. */
  async end(): Promise<void> {
    await this.api.stop();
    await endAll();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private kept(): [string, string][] {
    return [
      [this.machine.folder, path.join(this.folder, "saved/stand-in")],
      [this.project.at(STATE), path.join(this.folder, "saved/state")],
    ];
  }

  private async runs(commandLine: string): Promise<Ended> {
    const { status, stdout, stderr } = await this.project.run(commandLine, this.environment);
    return {
      status,
      stdout: stripVTControlCharacters(stdout),
      stderr: stripVTControlCharacters(stderr),
    };
  }
}

function environmentIn(folder: string, machine: Machine): Record<string, string> {
  const words = [
    process.execPath,
    path.join(ROOT, "lib/cli/launch.mjs"),
    path.join(__dirname, "terraform.ts"),
    pathOf("terraform"),
    machine.folder,
  ];
  mkdirSync(path.join(folder, "bin"));
  const script = `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(" ")} "$@"\n`;
  writeFileSync(path.join(folder, "bin/terraform"), script, { mode: 0o755 });
  writeFileSync(path.join(folder, "terraform.rc"), "");
  return {
    PATH: `${path.join(folder, "bin")}${path.delimiter}${process.env["PATH"] ?? ""}`,
    TF_CLI_CONFIG_FILE: path.join(folder, "terraform.rc"),
    CHECKPOINT_DISABLE: "1",
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
    CI: "1",
  };
}
