import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { terraformIn, type Terraform, type TerraformResult } from "../../lib/edge/terraform-cli";
import { mapExpressions } from "../e2e/edge/terraform";
import type { TerraformJson } from "../support/stacks";

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
    writeFileSync(path.join(this.folder, "cdk.tf.json"), JSON.stringify(standIn(json), undefined, 2));
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
    const outputs = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, { type: "string", value: JSON.stringify(value) }]),
    );
    const state = {
      version: 4,
      terraform_version: "1.10.0",
      serial: 1,
      lineage: "api",
      outputs,
      resources: [],
    };
    writeFileSync(file, JSON.stringify(state));
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

type Body = Record<string, unknown>;

/** Providers that read every change of an argument as another resource. */
const REPLACING = /^(?:docker|tls|random)_/;

/** What providers fill in, by type. */
const COMPUTED: Readonly<Record<string, readonly string[]>> = {
  docker_image: ["image_id"],
  random_password: ["result"],
  tls_private_key: ["private_key_pem"],
  tls_self_signed_cert: ["cert_pem"],
  tls_cert_request: ["cert_request_pem"],
  tls_locally_signed_cert: ["cert_pem"],
};

const ADDRESS = /\b(data\.)?((?:docker|tls|random|kubernetes)_[a-z0-9_]+)\.([A-Za-z][\w-]*)/g;

function standIn({ resource, data, output }: TerraformJson): Body {
  const managed: Record<string, Body> = {};
  for (const [type, named] of Object.entries(resource ?? {})) {
    for (const [name, body] of Object.entries(named)) {
      managed[type === "terraform_data" ? name : `${type}__${name}`] =
        type === "terraform_data" ? withMeta(body, argumentsOf(body)) : resourceStandIn(type, name, body);
    }
  }
  const sources = Object.fromEntries(
    Object.entries(data ?? {}).flatMap(([type, named]) =>
      Object.entries(named).map(([name, body]) => [
        `${type}__${name}`,
        withMeta(body, { backend: "local", config: { path: `api/${fileOf(`${type}.${name}`)}` } }),
      ]),
    ),
  );
  return {
    resource: { terraform_data: managed },
    data: { terraform_remote_state: sources },
    output: expressions(output ?? {}),
  };
}

function resourceStandIn(type: string, name: string, body: Body): Body {
  const given = expressions(argumentsOf(body)) as Body;
  const computed = Object.fromEntries(
    (COMPUTED[type] ?? []).map((key) => [key, `${key} of ${type}.${name}`]),
  );
  const input = { ...given, ...computed, ...("metadata" in given ? { metadata: [given["metadata"]] } : {}) };
  return withMeta(body, { input, ...(REPLACING.test(type) ? { triggers_replace: given } : {}) });
}

function argumentsOf(body: Body): Body {
  const meta = ["//", "depends_on", "lifecycle"];
  return Object.fromEntries(Object.entries(body).filter(([key]) => !meta.includes(key)));
}

function withMeta({ depends_on: dependsOn, lifecycle }: Body, body: Body): Body {
  const { replace_triggered_by: triggers, ...rest } = (lifecycle ?? {}) as Body;
  return {
    ...body,
    ...(dependsOn === undefined ? {} : { depends_on: (dependsOn as string[]).map(plainAddress) }),
    lifecycle: {
      ...(expressions(rest) as Body),
      ...(triggers === undefined ? {} : { replace_triggered_by: (triggers as string[]).map(plainAddress) }),
    },
  };
}

function plainAddress(address: string): string {
  return address.replace(ADDRESS, (_, source: string | undefined, type: string, name: string) =>
    source === undefined ? `terraform_data.${type}__${name}` : `data.terraform_remote_state.${type}__${name}`,
  );
}

function expressions(value: unknown): unknown {
  return mapExpressions(value, (expression) =>
    expression
      .replace(ADDRESS, (_, source: string | undefined, type: string, name: string) =>
        source === undefined
          ? `terraform_data.${type}__${name}.output`
          : `data.terraform_remote_state.${type}__${name}`,
      )
      .replace(
        /\b(self|data\.terraform_remote_state\.[\w-]+)\.(objects?|nodes)\b/g,
        "jsondecode($1.outputs.$2)",
      ),
  );
}

function fileOf(source: string): string {
  return `${source}.tfstate`;
}

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

function stackAddresses(text: string): string {
  return text
    .replace(/data\.terraform_remote_state\.([a-z0-9_]+?)__/g, "data.$1.")
    .replace(/terraform_data\.([a-z0-9_]+?)__/g, "$1.");
}
