import { awsAccountPart } from "../lib/aws/account";
import type { TargetPlan } from "../lib/cost/target-plan";
import type { Definition } from "../lib/definition/definition";
import { describeFault, type Fault } from "../lib/definition/errors";
import type { Part, TargetPart } from "../lib/definition/part";
import type { DefinitionParts } from "../lib/definition/schema";
import { edgeFaults, planEdge } from "../lib/edge/plan";
import { edgePart } from "../lib/edge/settings";
import { terraformIn } from "../lib/edge/terraform-cli";
import { ociImage, type OciImage } from "../lib/program/oci-image";
import { lambdaZip } from "../lib/program/package";
import { planServerless } from "../lib/serverless/plan";
import { serverlessFaults } from "../lib/serverless/region-faults";
import { serverlessPart } from "../lib/serverless/settings";
import type { App } from "../lib/terraform/cdktf";
import { marketFaults } from "../lib/vps/market-faults";
import { leastBreakEven, planVps } from "../lib/vps/plan";
import { vpsPart } from "../lib/vps/settings";
import type { Landing } from "./landing";
import { stackFolder } from "./output-folder";
import { vpsFiles } from "./vps-files";

/** A kind of place that programs land on. A new one is a folder of constructs, a stack, and a line in {@link TARGETS}. */
export interface Target {
  /** Its part of landfall.yaml. */
  readonly part: TargetPart<unknown>;
  /** What the target cannot do with a definition; nothing when landfall.yaml does not enable it. */
  readonly faults: (definition: Definition) => readonly Fault[];
  /** Decides how it is paid for. Undefined when landfall.yaml does not enable it. */
  readonly plan: (landing: Landing) => PlannedTarget | undefined;
}

/** A target that is decided on, and whose stack can be made. */
export interface PlannedTarget {
  readonly plan: TargetPlan;
  /**
   * Looks for what would fail every plan of the stack, before one is made.
   * @throws UserError that says what to do
   */
  readonly preflight: () => Promise<void>;
  /** Makes the packages and the stack. Loads cdktf, which is why it waits until a stack is wanted. */
  readonly addStack: (app: App) => Promise<void>;
}

/** What a target is told of by its folder and its stack. */
interface TargetSteps<T, P extends TargetPlan> {
  /** @default - whatever passes the schema and the rules can be done */
  readonly faults?: (definition: Definition, settings: T) => readonly Fault[];
  readonly plan: (landing: Landing, settings: T) => P;
  readonly addStack: (app: App, landing: Landing, settings: T, plan: P) => Promise<void>;
  /** @default - nothing is looked for */
  readonly preflight?: (landing: Landing, settings: T) => Promise<void>;
}

function target<T, P extends TargetPlan>(
  part: TargetPart<T>,
  { faults = () => [], plan, addStack, preflight = () => Promise.resolve() }: TargetSteps<T, P>,
): Target {
  return {
    part,
    faults: (definition) => {
      const settings = definition.targets.get(part);
      return settings === undefined ? [] : faults(definition, settings);
    },
    plan: (landing) => {
      const settings = landing.definition.targets.get(part);
      if (settings === undefined) return undefined;
      const decided = plan(landing, settings);
      return {
        plan: decided,
        preflight: () => preflight(landing, settings),
        addStack: (app) => addStack(app, landing, settings, decided),
      };
    },
  };
}

const vps = target(vpsPart, {
  faults: marketFaults,
  plan: ({ definition, loads }, settings) => planVps(definition, settings, loads),
  addStack: async (app, landing, settings, plan) => {
    const { VpsStack } = await import("./vps-stack");
    const { definition } = landing;
    new VpsStack(app, { definition, settings, plan, files: await vpsFiles(landing, settings) });
  },
});

const serverless = target(serverlessPart, {
  faults: serverlessFaults,
  plan: ({ definition, loads }, settings) => planServerless(definition, settings, loads),
  addStack: async (app, { definition, programs }, settings, plan) => {
    const { ServerlessStack } = await import("./serverless-stack");
    const zips = new Map(
      [...programs].map(([name, { executables }]) => [
        name,
        lambdaZip(executables[settings.architecture], definition.folder),
      ]),
    );
    new ServerlessStack(app, { definition, settings, plan, zips });
  },
});

const edge = target(edgePart, {
  faults: edgeFaults,
  plan: ({ definition, loads }) => planEdge(definition, loads),
  addStack: async (app, { definition, programs }, settings, plan) => {
    const { EdgeStack } = await import("./edge-stack");
    const images = new Map<string, OciImage>();
    for (const [name, program] of programs) {
      const { architecture } = settings;
      images.set(name, await ociImage(program, definition.folder, { name, architecture }));
    }
    new EdgeStack(app, { definition, settings, plan, images });
  },
  preflight: async ({ definition }, settings) => {
    const { preflightEdge } = await import("../lib/edge/preflight");
    await preflightEdge({
      definition,
      settings,
      terraform: terraformIn(stackFolder(definition, edgePart.name)),
    });
  },
});

/** Every target, in the order in which they are told of. */
export const TARGETS: readonly Target[] = [vps, serverless, edge];

const CLOUDS: readonly Part<unknown>[] = [awsAccountPart];

/** What targets and clouds add to the schema of landfall.yaml. */
export const DEFINITION_PARTS: DefinitionParts = { targets: TARGETS.map(({ part }) => part), clouds: CLOUDS };

/** What the enabled targets cannot do with a definition, each fault once. */
export function targetFaults(definition: Definition): readonly Fault[] {
  const faults = TARGETS.flatMap((each) => each.faults(definition));
  return [...new Map(faults.map((fault) => [describeFault(fault), fault])).values()];
}

/** Where nothing can be committed to, the middle of the load counts. */
const MIDDLE = 0.5;

/** Share of hours in which an instance must be needed for a commitment to pay: what the load is foreseen for. */
export function breakEvenOf(definition: Definition): number {
  const settings = definition.targets.get(vpsPart);
  return (settings === undefined ? undefined : leastBreakEven(definition, settings)) ?? MIDDLE;
}

/** The decision for every enabled target. */
export function planTargets(landing: Landing): readonly PlannedTarget[] {
  return TARGETS.map((each) => each.plan(landing)).filter((planned) => planned !== undefined);
}
