import type { TerraformJson } from "../../support/stacks";
import { apply, mapExpressions } from "./terraform";

/** A check that the stack makes of one object after each apply, in Terraform's own words. */
export interface RolloutCheck {
  /** What kubectl calls the object, such as `deployment/app`. */
  readonly object: string;
  readonly namespace: string;
  readonly postcondition: Postcondition;
}

interface Postcondition {
  readonly condition: string;
  readonly error_message: string;
}

/** A data source that reads one object, as far as it is looked at here. */
interface ReadObject {
  readonly kind: string;
  readonly metadata: OneOrList<{ readonly name: string; readonly namespace: string }>;
  readonly lifecycle?: { readonly postcondition?: OneOrList<Postcondition> };
}

type OneOrList<T> = T | readonly T[];

/** The only check that a stack makes of a Deployment. */
export function rolloutCheckOf(stack: TerraformJson): RolloutCheck {
  const all = Object.values(stack.data?.["kubernetes_resource"] ?? {}) as unknown as ReadObject[];
  const checks = all
    .filter(({ kind }) => kind === "Deployment")
    .flatMap(({ metadata, lifecycle }) => {
      const { name, namespace } = listOf(metadata)[0]!;
      return listOf(lifecycle?.postcondition ?? []).map((postcondition) => ({
        object: `deployment/${name}`,
        namespace,
        postcondition,
      }));
    });
  if (checks.length !== 1) throw new Error(`the stack makes ${checks.length} checks of Deployments, not one`);
  return checks[0]!;
}

/**
 * What the check says of an object as the API has it; undefined when it holds. Terraform itself evaluates it, with the
 * object where the data source would be.
 */
export async function faultOf({ postcondition }: RolloutCheck, object: unknown): Promise<string | undefined> {
  const ofLocal = (expression: string): string => expression.replace(/(?<![\w.])self\./g, "local.self.");
  const { fault } = await apply({
    locals: { self: { object: asData(object) } },
    output: { check: { value: true, precondition: [mapExpressions(postcondition, ofLocal)] } },
  });
  return fault;
}

/** A value whose texts Terraform takes as they are. */
function asData(value: unknown): unknown {
  return `\${jsondecode(${JSON.stringify(JSON.stringify(value)).replaceAll("${", "$${").replaceAll("%{", "%%{")})}`;
}

function listOf<T>(value: OneOrList<T>): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
