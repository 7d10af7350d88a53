import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Definition } from "../definition/definition";
import { stateFile } from "../terraform/state";
import { API_PORT } from "./layout";
import { edgePart, type EdgeSettings } from "./settings";
import { succeed, type Terraform } from "./terraform-cli";

/** What Terraform's state knows of a cluster. */
export interface ClusterState {
  /** True when objects in the cluster are known: every plan then asks the API for them. */
  readonly hasObjects: boolean;
  /** Port of this machine at which the API answers. */
  readonly apiPort: number;
  /** Addresses of all that is managed. */
  readonly addresses: readonly string[];
}

/** Terraform's state as far as it is looked at here. Source: Terraform, state format version 4. */
interface StateFile {
  readonly resources?: readonly {
    readonly mode: "managed" | "data";
    readonly type: string;
    readonly name: string;
    readonly instances: readonly {
      readonly attributes?: {
        readonly ports?: readonly { readonly internal: number; readonly external: number }[];
      };
    }[];
  }[];
}

/** Types of what lies in the cluster. */
const OBJECT = /^kubernetes_/;

/**
 * Reads the state of the edge stack.
 *
 * A local one is a file. One in a bucket is asked for only where the stack's folder knows it already, so that a fresh
 * clone asks nobody.
 *
 * @returns undefined when nothing is deployed, as far as this machine can know
 */
export async function clusterState(
  definition: Definition,
  settings: EdgeSettings,
  terraform: Terraform,
): Promise<ClusterState | undefined> {
  const text = await readState(definition, terraform);
  if (text === undefined || text.trim() === "") return undefined;
  const resources = ((JSON.parse(text) as StateFile).resources ?? []).filter(
    ({ mode, instances }) => mode === "managed" && instances.length > 0,
  );
  if (resources.length === 0) return undefined;
  const ports = resources
    .filter(({ type }) => type === "docker_container")
    .flatMap(({ instances }) => instances.flatMap(({ attributes }) => attributes?.ports ?? []));
  return {
    hasObjects: resources.some(({ type }) => OBJECT.test(type)),
    apiPort: ports.find(({ internal }) => internal === API_PORT)?.external ?? settings.ports.api,
    addresses: resources.map(({ type, name }) => `${type}.${name}`),
  };
}

async function readState(definition: Definition, terraform: Terraform): Promise<string | undefined> {
  if (definition.environment.state.backend === "local") {
    const file = stateFile(definition, edgePart.name);
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  }
  if (!existsSync(path.join(terraform.folder, ".terraform"))) return undefined;
  return (await succeed(terraform, ["state", "pull"])).stdout;
}

/** Addresses in the state of all that lies in the cluster, what was only read included. */
export async function objectAddresses(terraform: Terraform): Promise<string[]> {
  const { stdout } = await succeed(terraform, ["state", "list"]);
  return stdout.split("\n").filter((address) => OBJECT.test(address.replace(/^data\./, "")));
}
