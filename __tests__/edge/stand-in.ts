import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { terraformIn, type Terraform, type TerraformResult } from "../../lib/edge/terraform-cli";
import type { TerraformJson } from "../support/stacks";
import { answerState, plainAddress, stackAddresses, standIn } from "./stand-in-json";

/**
 * The stack without its providers, for Terraform itself: each resource is a terraform_data that holds the arguments,
 * each data source reads a file in the API's place. Graph, references, conditions, replacements and what is deferred are
 * then the stack's own; what a provider does is not.
 */
export class StandIn {
  readonly terraform: Terraform;
  private readonly folder: string;

  constructor(
    private readonly parent: string,
    name: string,
  ) {
    this.folder = path.join(parent, name);
    mkdirSync(path.join(this.folder, "api"), { recursive: true });
    this.terraform = translated(terraformIn(this.folder));
  }

  /** The same stack as it is now, in a folder of its own. */
  copy(name: string): StandIn {
    cpSync(this.folder, path.join(this.parent, name), { recursive: true });
    return new StandIn(this.parent, name);
  }

  /** Puts a configuration in the last one's place. */
  use(json: TerraformJson): this {
    writeFileSync(
      path.join(this.folder, "cdk.tf.json"),
      JSON.stringify(standIn(json, READING_FILES), undefined, 2),
    );
    return this;
  }

  /** Lays a file over the configuration: lifecycles by the addresses of the stack. */
  override(lifecycles: Readonly<Record<string, object>>): this {
    const bodies = Object.entries(lifecycles).map(([address, lifecycle]) => [
      plainAddress(address).replace("terraform_data.", ""),
      { lifecycle },
    ]);
    const override = { resource: { terraform_data: Object.fromEntries(bodies) as unknown } };
    writeFileSync(path.join(this.folder, "test_override.tf.json"), JSON.stringify(override));
    return this;
  }

  /** What the API answers for a data source, such as `kubernetes_nodes.all`; undefined for no answer at all. */
  answer(source: string, values: Readonly<Record<string, unknown>> | undefined): this {
    const file = path.join(this.folder, "api", fileOf(source));
    if (values === undefined) {
      rmSync(file, { force: true });
      return this;
    }
    writeFileSync(file, JSON.stringify(answerState(values)));
    return this;
  }

  /** Runs a command that must succeed; returns what Terraform said. */
  async run(...args: string[]): Promise<string> {
    const { status, output } = await this.terraform.run(args);
    if (status !== 0) throw new Error(output);
    return output;
  }

  /** What a plan would do, by address; nothing for an empty plan. */
  async plan(...options: string[]): Promise<Record<string, string>> {
    await this.run("plan", "-input=false", "-out=plan", ...options);
    const { stdout } = await this.terraform.run(["show", "-json", "plan"]);
    const { resource_changes: changes = [] } = JSON.parse(stdout) as {
      resource_changes?: { address: string; mode: string; change: { actions: string[] } }[];
    };
    return Object.fromEntries(
      changes
        .filter(({ mode, change }) => mode === "managed" && change.actions.join() !== "no-op")
        .map(({ address, change }) => [address, ACTIONS[change.actions.join()] ?? change.actions.join()]),
    );
  }

  async apply(...options: string[]): Promise<TerraformResult> {
    return this.terraform.run(["apply", "-input=false", "-auto-approve", ...options]);
  }
}

const ACTIONS: Readonly<Record<string, string>> = { "delete,create": "replace", "create,delete": "replace" };

/** Terraform that is spoken to, and speaks, in the addresses of the stack itself. */
function translated({ folder, run }: Terraform): Terraform {
  return {
    folder,
    run: async (args) => {
      const { status, stdout, output } = await run(args.map(plainAddress));
      return { status, stdout: stackAddresses(stdout), output: stackAddresses(output) };
    },
  };
}

/** Each data source reads a file in the folder `api`. */
const READING_FILES = {
  source: (source: string) => ({ backend: "local", config: { path: `api/${fileOf(source)}` } }),
};

function fileOf(source: string): string {
  return `${source}.tfstate`;
}
