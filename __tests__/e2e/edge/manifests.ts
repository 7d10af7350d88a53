import type { TerraformJson } from "../../support/stacks";
import {
  block,
  blocks,
  expandFields,
  flag,
  notSent,
  number,
  numberOrText,
  numberText,
  sentNumber,
  text,
  textMap,
  texts,
  type Fields,
} from "./fields";
import { labelSelector, podSpec } from "./pod-fields";
import { apply, mapExpressions } from "./terraform";

/** A Kubernetes object as it is sent to the API. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Attributes of other resources by their address, such as `tls_private_key.web`: what they would be after an apply. */
export type Known = Readonly<Record<string, unknown>>;

interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly fields: Fields;
}

const metadata: Fields = { annotations: textMap(), generate_name: text(), labels: textMap(), name: text() };
const namespaced = block({ ...metadata, namespace: text("default") });
const timeouts = notSent;

const base64 = (value: string): string => Buffer.from(value).toString("base64");

const serviceBackend: Fields = {
  name: text(),
  port: block({ name: text(), number: number() }),
};

const ingressBackend = block({
  service: block(serviceBackend),
  resource: block({ api_group: text(), kind: text(), name: text() }),
});

const ingressPath: Fields = {
  backend: ingressBackend,
  path: text(),
  path_type: text("ImplementationSpecific"),
};

const servicePort: Fields = {
  app_protocol: text(),
  name: text(),
  node_port: number(),
  port: number(),
  protocol: text("TCP"),
  target_port: numberOrText(),
};

/** Every kind of resource that is known here. */
export const KINDS: Readonly<Record<string, Kind>> = {
  kubernetes_namespace_v1: {
    apiVersion: "v1",
    kind: "Namespace",
    fields: { metadata: block(metadata), wait_for_default_service_account: notSent, timeouts },
  },
  kubernetes_config_map_v1: {
    apiVersion: "v1",
    kind: "ConfigMap",
    fields: { metadata: namespaced, data: textMap(), binary_data: textMap(), immutable: flag() },
  },
  kubernetes_secret_v1: {
    apiVersion: "v1",
    kind: "Secret",
    fields: {
      metadata: namespaced,
      data: textMap(base64),
      binary_data: { ...textMap(), as: "data" },
      immutable: flag(),
      type: text("Opaque"),
      wait_for_service_account_token: notSent,
      timeouts,
    },
  },
  kubernetes_deployment_v1: {
    apiVersion: "apps/v1",
    kind: "Deployment",
    fields: {
      metadata: namespaced,
      spec: block({
        min_ready_seconds: number(),
        paused: flag(),
        progress_deadline_seconds: sentNumber(600),
        replicas: numberText(),
        revision_history_limit: sentNumber(10),
        selector: block(labelSelector),
        strategy: block({
          type: text("RollingUpdate"),
          rolling_update: block({ max_surge: numberOrText("25%"), max_unavailable: numberOrText("25%") }),
        }),
        template: block({ metadata: block({ ...metadata, namespace: text() }), spec: block(podSpec) }),
      }),
      wait_for_rollout: notSent,
      timeouts,
    },
  },
  kubernetes_service_v1: {
    apiVersion: "v1",
    kind: "Service",
    fields: {
      metadata: namespaced,
      spec: block({
        cluster_ip: { ...text(), as: "clusterIP" },
        external_name: text(),
        external_traffic_policy: text(),
        internal_traffic_policy: text(),
        ip_family_policy: text(),
        port: blocks(servicePort, "ports"),
        publish_not_ready_addresses: flag(),
        selector: textMap(),
        session_affinity: text("None"),
        type: text("ClusterIP"),
      }),
      wait_for_load_balancer: notSent,
      timeouts,
    },
  },
  kubernetes_ingress_v1: {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    fields: {
      metadata: namespaced,
      spec: block({
        default_backend: ingressBackend,
        ingress_class_name: text(),
        rule: blocks({ host: text(), http: block({ path: blocks(ingressPath, "paths") }) }, "rules"),
        tls: blocks({ hosts: texts(), secret_name: text() }, "tls"),
      }),
      wait_for_load_balancer: notSent,
      timeouts,
    },
  },
};

/** What Terraform itself reads of a resource. One that would be there several times, or under conditions, is refused. */
const META_ARGUMENTS = ["//", "depends_on", "lifecycle", "provider"];

/** A resource's address in a configuration. */
const ADDRESS = /(?<![\w.])((?:data\.)?[a-z0-9]+(?:_[a-z0-9]+)+)\.([A-Za-z_][\w-]*)/g;

/**
 * The objects that the Kubernetes provider would send for a stack, those first that others need.
 *
 * References and functions are left to Terraform itself, which finds every Kubernetes resource of the stack, its
 * locals, and what is known of the others.
 *
 * @throws Error that names the resource or attribute for which no translation is known, or what Terraform has against it
 */
export async function manifestsOf(stack: TerraformJson, known: Known): Promise<Manifest[]> {
  const all = Object.entries(stack.resource ?? {})
    .filter(([type]) => type.startsWith("kubernetes_"))
    .flatMap(([type, named]) =>
      Object.entries(named).map(([name, each]) => ({ type, name, ...partsOf(each) })),
    );
  const values = await evaluate(stack, all, known);
  const manifests = all.map(({ type, name }, index) => manifestOf(type, `${type}.${name}`, values[index]));
  return manifests.sort((a, b) => rankOf(a) - rankOf(b));
}

/** What others need comes first. */
function rankOf({ kind }: Manifest): number {
  const first = ["Namespace", "ConfigMap", "Secret"];
  return first.includes(kind) ? first.indexOf(kind) : first.length;
}

interface Resource {
  readonly type: string;
  readonly name: string;
  readonly attributes: unknown;
}

function partsOf(resource: Record<string, unknown>): { attributes: unknown } {
  const entries = Object.entries(resource).filter(([name]) => !META_ARGUMENTS.includes(name));
  return { attributes: Object.fromEntries(entries) };
}

async function evaluate(
  stack: TerraformJson,
  resources: readonly Resource[],
  known: Known,
): Promise<unknown[]> {
  const names = resources.map(({ type, name }) => localOf(`${type}.${name}`));
  const locals = Object.fromEntries<unknown>([
    ...Object.entries(stackLocals(stack)),
    ...Object.entries(known).map(([address, value]) => [localOf(address), value] as const),
    ...resources.map(({ attributes }, index) => [names[index]!, asInState(attributes)] as const),
  ]);
  const { outputs, fault } = await apply({
    locals: mapExpressions(locals, toLocals),
    output: { objects: { value: names.map((name) => `\${local.${name}}`) } },
  });
  if (fault !== undefined)
    throw new Error(`Terraform cannot evaluate the stack's Kubernetes resources:\n${fault}`);
  return outputs["objects"] as unknown[];
}

/** An expression in which resources are locals. */
export function toLocals(expression: string): string {
  return expression.replace(ADDRESS, (address) => `local.${localOf(address)}`);
}

/** Name of the local that stands for a resource. */
export function localOf(address: string): string {
  return address.replaceAll(".", "__");
}

function stackLocals(stack: TerraformJson): Record<string, unknown> {
  return (stack as { locals?: Record<string, unknown> }).locals ?? {};
}

/** Attributes as other resources refer to them: a block is a list there. */
function asInState(attributes: unknown): unknown {
  const { metadata: given, ...others } = attributes as Record<string, unknown>;
  return { ...others, metadata: Array.isArray(given) ? (given as unknown) : [given] };
}

function manifestOf(type: string, address: string, attributes: unknown): Manifest {
  const known = KINDS[type];
  if (known === undefined) throw new Error(`${address}: no translation is known of ${type}`);
  const { apiVersion, kind, fields } = known;
  // The fields of a kind are data here, so that its type cannot follow from them; the API server checks the object.
  return { apiVersion, kind, ...expandFields(attributes, fields, address) } as unknown as Manifest;
}
