import type { Cluster } from "../../support/kubernetes/cluster";
import type { TerraformJson } from "../../support/stacks";
import { localOf, toLocals } from "./manifests";
import { apply, mapExpressions } from "./terraform";

interface Postcondition {
  readonly condition: string;
  readonly error_message: string;
}

/** A data source that reads an object by its name, and may check it. */
interface ReadObject {
  readonly kind: string;
  readonly metadata: OneOrList<{ readonly name: string; readonly namespace: string }>;
  readonly lifecycle?: { readonly postcondition?: OneOrList<Postcondition> };
}

/** A data source that reads objects by their labels. */
interface ReadObjects {
  readonly kind: string;
  readonly namespace: string;
  readonly label_selector: string;
  readonly limit: number;
}

type OneOrList<T> = T | readonly T[];

/**
 * What the stack's own check of a Deployment says of the cluster, as `terraform apply` would: undefined when it holds.
 *
 * Terraform itself evaluates the stack's postcondition, with what the cluster's API says where the provider's data
 * sources would be.
 */
export async function rolloutFault(stack: TerraformJson, cluster: Cluster): Promise<string | undefined> {
  const checks = dataOf<ReadObject>(stack, "kubernetes_resource").filter(
    ([, { kind }]) => kind === "Deployment",
  );
  const [check, ...more] = checks;
  if (check === undefined || more.length > 0) {
    throw new Error(`the stack makes ${checks.length} checks of Deployments, not one`);
  }
  const [, { metadata, lifecycle }] = check;
  const [{ name, namespace }] = listOf(metadata) as [{ name: string; namespace: string }];
  const self = { object: await cluster.get("deployment", name, `--namespace=${namespace}`) };
  const { fault } = await apply({
    locals: { self: asData(self), ...(await observed(stack, cluster)) },
    output: {
      check: {
        value: true,
        precondition: mapExpressions(listOf(lifecycle?.postcondition ?? []), (expression) =>
          toLocals(expression.replace(/(?<![\w.])self\./g, "local.self.")),
        ),
      },
    },
  });
  return fault;
}

/** What the stack's other data sources would read, under the names that {@link toLocals} gives them. */
async function observed(stack: TerraformJson, cluster: Cluster): Promise<Record<string, unknown>> {
  const all = dataOf<ReadObjects>(stack, "kubernetes_resources").map(async ([name, source]) => {
    const { kind, namespace, label_selector: labels, limit } = source;
    const where = [`--namespace=${namespace}`, `--selector=${labels}`];
    const { items } = await cluster.get<{ items: unknown[] }>(kind, ...where);
    return [
      localOf(`data.kubernetes_resources.${name}`),
      asData({ objects: items.slice(0, limit) }),
    ] as const;
  });
  return Object.fromEntries(await Promise.all(all));
}

function dataOf<T>(stack: TerraformJson, type: string): [string, T][] {
  return Object.entries(stack.data?.[type] ?? {}) as [string, T][];
}

/** A value whose texts Terraform takes as they are. */
function asData(value: unknown): string {
  const text = JSON.stringify(JSON.stringify(value)).replaceAll("${", "$${").replaceAll("%{", "%%{");
  return `\${jsondecode(${text})}`;
}

function listOf<T>(value: OneOrList<T>): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
