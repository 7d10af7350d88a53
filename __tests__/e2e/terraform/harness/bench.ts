import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { ROOT } from "../../../../lib/cli/setup.mjs";
import { versionOf } from "../../../support/parts";
import { changeConfigurations, type Change } from "./changes";
import { Cloud } from "./cloud";
import { terraformEnvironment } from "./environment";
import { requireLoopback } from "./loopback";
import { Moto } from "./moto";
import { endAll, type Ended } from "./processes";
import { Project } from "./project";
import { Terraform } from "./terraform";

/** The account that the definition's environment `dev` is deployed to. */
export const ACCOUNT = "111111111111";

/** Targets that lie in AWS. */
const AWS_TARGETS = ["serverless", "vps"];

/** A copy of the project, a simulated AWS, and Terraform between them. */
export class Bench {
  /** Environment of Terraform and of the cdktf command. */
  readonly environment: Readonly<Record<string, string>>;
  readonly cloud: Cloud;

  private constructor(
    private readonly folder: string,
    readonly project: Project,
    readonly moto: Moto,
  ) {
    this.environment = terraformEnvironment(moto.endpoint, folder);
    requireLoopback(this.environment);
    this.cloud = new Cloud(moto.endpoint);
  }

  static async start(): Promise<Bench> {
    const folder = temporaryFolder();
    try {
      const project = Project.copyTo(path.join(folder, "project"));
      for (const target of project.targets().filter((name) => !AWS_TARGETS.includes(name))) {
        project.edit((definition) => {
          definition.setIn(["targets", target, "enabled"], false);
        });
      }
      return new Bench(folder, project, await Moto.start(ACCOUNT, folder));
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Synthesizes an environment and makes the changes that the simulated AWS needs. */
  async synthesize(environment: string, more: readonly Change[] = []): Promise<void> {
    const { status, stderr } = await this.project.synthesize(environment);
    if (status !== 0) throw new Error(`cannot synthesize ${environment}:\n${stderr}`);
    changeConfigurations(this.project.at("cdktf.out"), this.providerVersion, more);
  }

  /** Version of the provider in the mirror. */
  private get providerVersion(): string {
    return versionOf("aws-provider") ?? "";
  }

  /** Terraform for a stack of an environment, which was synthesized. */
  terraform(environment: string, stack: string): Terraform {
    const plans = path.join(this.folder, "plans");
    mkdirSync(plans, { recursive: true });
    return new Terraform(this.project.stackFolder(environment, stack), plans, this.environment);
  }

  /**
   * Runs the cdktf command, whatever its status. Its app command is the project's, after which the changes that the
   * simulated AWS needs are made.
   *
   * @param words what is to be done, such as `deploy serverless --auto-approve`
   */
  async cdktf(words: string, more: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const change = [
      path.join(ROOT, "lib/cli/launch.mjs"),
      path.join(__dirname, "change-output.ts"),
      this.providerVersion,
    ];
    const app = `${this.project.app} && node ${change.map((word) => `'${word}'`).join(" ")}`;
    const { status, stdout, stderr } = await this.project.run(
      `node_modules/.bin/cdktf ${words} --app "${app}"`,
      { ...this.environment, ...more },
    );
    return {
      status,
      stdout: stripVTControlCharacters(stdout),
      stderr: stripVTControlCharacters(stderr),
    };
  }

  /** Ends everything that was started for it, and removes its folder. */
  async end(): Promise<void> {
    await this.moto.stop();
    await endAll();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A new folder, which its user removes; links resolved, so that it is the one that other programs name. */
export function temporaryFolder(): string {
  return mkdtempSync(path.join(tmpdir(), "landfall-terraform-"));
}
