import path from "node:path";
import { pathOf } from "../../../support/parts";
import { requireLoopback } from "./loopback";
import { mustRun, run, type Ended, type Surroundings } from "./processes";

/** What Terraform would do to one resource. Source: Terraform, JSON output format 1.2. */
export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Readonly<Record<string, unknown>> | null;
    readonly after: Readonly<Record<string, unknown>> | null;
    /** True, or something that holds it, where a value is known after apply only. */
    readonly after_unknown: Readonly<Record<string, unknown>>;
  };
}

/** What Terraform would do. */
export interface Plan {
  readonly resource_changes?: readonly ResourceChange[];
  readonly output_changes?: Readonly<Record<string, { readonly actions: readonly string[] }>>;
}

/** A resource in the state. */
export interface StateResource {
  readonly address: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What the state holds. Source: Terraform, state format 4. */
interface State {
  readonly outputs: Readonly<Record<string, { readonly value: unknown }>>;
  readonly resources: readonly {
    readonly mode: "managed" | "data";
    readonly type: string;
    readonly name: string;
    readonly instances: readonly Pick<StateResource, "attributes">[];
  }[];
}

/** Statuses of a plan. Source: Terraform, command plan, -detailed-exitcode. */
const PLAN_IS_EMPTY = 0;
const PLAN_HAS_CHANGES = 2;

/** Terraform in the folder of one stack. */
export class Terraform {
  private readonly surroundings: Surroundings;
  private readonly planFile: string;

  /**
   * @param folder of the stack
   * @param aside folder for the plan, which the stack's folder is kept clean of
   * @throws Error when the environment leads elsewhere than to loopback
   */
  constructor(
    readonly folder: string,
    aside: string,
    environment: Readonly<Record<string, string>>,
  ) {
    requireLoopback(environment);
    this.surroundings = { folder, environment };
    this.planFile = path.join(aside, `${folder.split(path.sep).slice(-2).join("-")}.plan`);
  }

  async init(): Promise<void> {
    await mustRun(this.command("init", "-input=false"), this.surroundings);
  }

  /** @returns everything that Terraform finds fault with, warnings too */
  async validate(): Promise<readonly unknown[]> {
    const text = await mustRun(this.command("validate", "-json"), this.surroundings);
    return (JSON.parse(text) as { diagnostics: readonly unknown[] }).diagnostics;
  }

  /** Plans what {@link apply} then does. An empty plan has neither changes of resources nor of outputs. */
  async plan(): Promise<Plan> {
    const command = this.command("plan", "-input=false", "-detailed-exitcode", `-out=${this.planFile}`);
    const { status, stdout, stderr } = await run(command, this.surroundings);
    if (status === PLAN_IS_EMPTY) return {};
    if (status !== PLAN_HAS_CHANGES) throw new Error(`cannot plan: status ${status}\n${stdout}${stderr}`);
    return JSON.parse(await mustRun(this.command("show", "-json", this.planFile), this.surroundings)) as Plan;
  }

  /** Does what was planned last. */
  async apply(): Promise<void> {
    await mustRun(this.command("apply", "-input=false", this.planFile), this.surroundings);
  }

  /** Plans and applies in one go, whatever the outcome. */
  tryApply(): Promise<Ended> {
    return run(this.command("apply", "-input=false", "-auto-approve"), this.surroundings);
  }

  async destroy(): Promise<void> {
    await mustRun(this.command("destroy", "-input=false", "-auto-approve"), this.surroundings);
  }

  /** Resources that the state holds, data sources left out. */
  async resources(): Promise<readonly StateResource[]> {
    return (await this.state()).resources
      .filter(({ mode }) => mode === "managed")
      .flatMap(({ type, name, instances }) =>
        instances.map(({ attributes }) => ({ address: `${type}.${name}`, type, attributes })),
      );
  }

  /** Values of the outputs in the state. */
  async outputs(): Promise<Readonly<Record<string, unknown>>> {
    const { outputs } = await this.state();
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  private async state(): Promise<State> {
    return JSON.parse(await mustRun([pathOf("terraform"), "state", "pull"], this.surroundings)) as State;
  }

  private command(verb: string, ...options: string[]): string[] {
    const colourless = verb === "show" ? [] : ["-no-color"];
    return [pathOf("terraform"), verb, ...colourless, ...options];
  }
}
