import type { Definition } from "../definition/definition";
import type { TargetPlan } from "../cost/target-plan";
import { App, TerraformStack, type Construct, type Node, type TerraformElement } from "./cdktf";
import { EnvironmentSynthesizer } from "./environment-synthesizer";
import { financeOutputs } from "./finance-outputs";
import { configureState } from "./state";

export interface LandfallStackProps {
  readonly definition: Definition;
  /** The decision for this target, which the stack's outputs tell. */
  readonly plan: Pick<TargetPlan, "target" | "figures">;
}

/** What the stacks of all targets share: a folder and a state of the environment's own, and the outputs for finance. */
export abstract class LandfallStack extends TerraformStack {
  private readonly logicalIds = new Map<string, string>();

  protected constructor(scope: Construct, { definition, plan }: LandfallStackProps) {
    super(scope, plan.target);
    this.synthesizer = new EnvironmentSynthesizer(this, definition.environment.name, this.synthesizer);
    configureState(this, definition, App.of(this).outdir);
    financeOutputs(this, plan.figures);
  }

  /**
   * The name of a resource in the state: its path in the stack, without the hash that cdktf would add, so that plans
   * and `-target` can be read and written by people.
   */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = "node" in element ? element.node : element;
    const below = node.scopes.slice(node.scopes.indexOf(this) + 1);
    const id = below.map((scope) => scope.node.id).join("_");
    const owner = this.logicalIds.get(id);
    if (owner !== undefined && owner !== node.path) {
      throw new Error(`${owner} and ${node.path} would both be called ${id} in Terraform's state`);
    }
    this.logicalIds.set(id, node.path);
    return id;
  }
}
