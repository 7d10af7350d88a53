import { mapExpressions } from "../e2e/edge/terraform";
import type { TerraformJson } from "../support/stacks";

/** A resource, data source or block as JSON. */
export type Body = Record<string, unknown>;

/** What a stand-in has besides the graph. */
export interface StandInParts {
  /** Backend and its settings of the state that is read in a data source's place, such as `kubernetes_nodes.all`. */
  readonly source: (source: string) => { readonly backend: string; readonly config: Body };
  /** Provisioners of a resource, by its address. @default none */
  readonly provisioners?: (address: string) => readonly Body[];
}

/** Providers that read every change of an argument as another resource. */
const REPLACING = /^(?:docker|tls|random)_/;

/** What providers fill in, another value each time a resource is made: the id of its stand-in. */
const FILLED_IN =
  /\b(terraform_data\.[\w-]+)\.output\.(?:image_id|result|private_key_pem|cert_pem|cert_request_pem|metadata\[0\]\.uid)(?!\w)/g;

const ADDRESS = /\b(data\.)?((?:docker|tls|random|kubernetes)_[a-z0-9_]+)\.([A-Za-z][\w-]*)/g;

/** The same graph without providers. See `StandIn`. */
export function standIn({ resource, data, output }: TerraformJson, parts: StandInParts): Body {
  const managed: Record<string, Body> = {};
  for (const [type, named] of Object.entries(resource ?? {})) {
    for (const [name, body] of Object.entries(named)) {
      managed[type === "terraform_data" ? name : `${type}__${name}`] =
        type === "terraform_data"
          ? withMeta(body, argumentsOf(body))
          : resourceStandIn(type, body, parts.provisioners?.(`${type}.${name}`) ?? []);
    }
  }
  const sources = Object.fromEntries(
    Object.entries(data ?? {}).flatMap(([type, named]) =>
      Object.entries(named).map(([name, body]) => [
        `${type}__${name}`,
        withMeta(body, { ...parts.source(`${type}.${name}`) }),
      ]),
    ),
  );
  return {
    resource: { terraform_data: managed },
    data: { terraform_remote_state: sources },
    output: expressions(output ?? {}),
  };
}

function resourceStandIn(type: string, body: Body, provisioners: readonly Body[]): Body {
  const given = expressions(argumentsOf(body)) as Body;
  const input = { ...given, ...("metadata" in given ? { metadata: [given["metadata"]] } : {}) };
  return withMeta(body, {
    input,
    ...(REPLACING.test(type) ? { triggers_replace: given } : {}),
    ...(provisioners.length === 0 ? {} : { provisioner: provisioners }),
  });
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

/** Addresses of the stack in a text as those of their stand-ins. */
export function plainAddress(address: string): string {
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
      .replace(FILLED_IN, "$1.id")
      .replace(
        /\b(self|data\.terraform_remote_state\.[\w-]+)\.(objects?|nodes)\b/g,
        "jsondecode($1.outputs.$2)",
      ),
  );
}

/** A state whose outputs hold these values as JSON: what a data source's stand-in reads. */
export function answerState(values: Readonly<Record<string, unknown>>): object {
  const outputs = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, { type: "string", value: JSON.stringify(value) }]),
  );
  return { version: 4, terraform_version: "1.10.0", serial: 1, lineage: "api", outputs, resources: [] };
}

/** The other way round: what Terraform says, in the addresses of the stack. */
export function stackAddresses(text: string): string {
  return text
    .replace(/data\.terraform_remote_state\.([a-z0-9_]+?)__/g, "data.$1.")
    .replace(/terraform_data\.([a-z0-9_]+?)__/g, "$1.");
}
