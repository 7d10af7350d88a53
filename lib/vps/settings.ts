import { z } from "zod";
import { awsAccountPart } from "../aws/account";
import { instanceTypeField, instanceTypeOf, type InstanceType } from "../aws/instance-types";
import { DEFAULT_SWITCHING_THRESHOLD } from "../cost/planner/instance-type";
import type { Definition } from "../definition/definition";
import { UserError } from "../definition/errors";
import { bounded, oneOf, quantity } from "../definition/fields";
import type { TargetPart } from "../definition/part";
import { ARCHITECTURES } from "../definition/schema";
import { targetFields, type TargetSettings } from "../definition/target";
import { shareForm, Size, sizeForm, type Share } from "../definition/units";

/** Another type that the instances may be of. */
export interface InstanceAlternative {
  /** EC2 instance type, of the target's architecture. */
  readonly instanceType: string;
  /** What one serves, as a share of what one of {@link VpsSettings.instanceType} serves; above 0, more than 1 for more. */
  readonly serves: Share;
}

/** `targets.vps` in landfall.yaml. */
export interface VpsSettings extends TargetSettings {
  /** EC2 instance type that runs now, and that `instanceServes` of the loads and prices in landfall.yaml are for. */
  readonly instanceType: string;
  /** Types that are changed to where that saves more than {@link switchingThreshold}; empty for none. */
  readonly alternatives: readonly InstanceAlternative[];
  /** Share of the present type's cost that another must save for a switch: 0.05 is 5 %. */
  readonly switchingThreshold: Share;
  /** Root volume of each instance. */
  readonly disk: Size;
  /** Memory that each program may use on the host. */
  readonly memory: Size;
  /** Whether AWS is to keep capacity free for the instances that always run. */
  readonly guaranteeCapacity: boolean;
}

/** What a VPS must have at least. Source: landfall's specification of the VPS role. */
const LEAST_DISK_GIBIBYTES = 20;
const LEAST_MEMORY_MEBIBYTES = 4096;

/** Largest gp3 volume. Source: Amazon EBS, volume types. */
const LARGEST_DISK_GIBIBYTES = 16_384;

/** What the rules between two fields need; each holds whatever is wrong with the other fields. */
const typeOnly = z.looseObject({ instanceType: instanceTypeField });
const architectureOnly = z.looseObject({ architecture: oneOf(ARCHITECTURES) });
const memoryOnly = z.looseObject({ memory: z.custom<Size>((value) => value instanceof Size) });
const alternativesOnly = z.looseObject({ alternatives: z.array(z.unknown()) });

type Context = z.core.$RefinementCtx<VpsSettings>;

/** A type that landfall.yaml names, and where. */
interface NamedType {
  readonly type: InstanceType;
  readonly path: readonly (string | number)[];
}

/** The types of the settings, less those that cannot be read: these have a fault of their own. */
function namedTypes(settings: VpsSettings): readonly NamedType[] {
  const written: readonly unknown[] = alternativesOnly.safeParse(settings).data?.alternatives ?? [];
  return [
    { value: settings as unknown, path: [] },
    ...written.map((value, index) => ({ value, path: ["alternatives", index] })),
  ].flatMap(({ value, path }) => {
    const name = typeOnly.safeParse(value).data?.instanceType;
    const type = name === undefined ? undefined : instanceTypeOf(name);
    return type === undefined ? [] : [{ type, path: [...path, "instanceType"] }];
  });
}

function architectureFits(settings: VpsSettings, context: Context): void {
  for (const { type, path } of namedTypes(settings)) {
    if (type.architecture === settings.architecture) continue;
    const isPresent = path.length === 1;
    context.addIssue({
      code: "custom",
      path: isPresent ? ["architecture"] : [...path],
      message: isPresent
        ? `${type.architecture}, the processor of ${type.name}; or an instance type with ${settings.architecture}`
        : `an instance type with ${settings.architecture}; ${type.name} has ${type.architecture}`,
    });
  }
}

function memoryIsEnough(settings: VpsSettings, context: Context): void {
  for (const { type, path } of namedTypes(settings)) {
    if (type.memoryMebibytes >= LEAST_MEMORY_MEBIBYTES) continue;
    context.addIssue({
      code: "custom",
      path: [...path],
      message: `a type with ${LEAST_MEMORY_MEBIBYTES} MiB of memory or more; ${type.name} has ${type.memoryMebibytes}`,
    });
  }
}

function programFits(settings: VpsSettings, context: Context): void {
  const { memory } = settings;
  for (const { type, path } of namedTypes(settings)) {
    if (memory.mebibytes < type.memoryMebibytes) continue;
    const isPresent = path.length === 1;
    context.addIssue({
      code: "custom",
      path: isPresent ? ["memory"] : [...path],
      message: isPresent
        ? `less than the ${type.memoryMebibytes} MiB of ${type.name}`
        : `a type with more than the ${memory.mebibytes} MiB that a program may use; ${type.name} has ${type.memoryMebibytes}`,
    });
  }
}

function typesDiffer(settings: VpsSettings, context: Context): void {
  const types = namedTypes(settings);
  for (const [index, { type, path }] of types.entries()) {
    if (types.findIndex((other) => other.type === type) === index) continue;
    context.addIssue({
      code: "custom",
      path: [...path],
      message: `each type once; ${type.name} stands above`,
    });
  }
}

const alternative = z.strictObject({
  instanceType: instanceTypeField.describe("EC2 instance type, of the same architecture"),
  serves: bounded(shareForm, ({ ratio }) => ratio > 0, "a percentage above 0%, such as 55%").describe(
    "What one serves, as a share of what one of instanceType serves",
  ),
});

export const vpsPart: TargetPart<VpsSettings> = {
  name: "vps",
  cloud: awsAccountPart.name,
  schema: z
    .strictObject({
      ...targetFields,
      instanceType: instanceTypeField.describe("EC2 instance type, the one that the prices are for"),
      alternatives: z
        .array(alternative)
        .default([])
        .describe(
          "Types that are changed to where that saves enough; none if left out. Needs cost.prices.book",
        ),
      switchingThreshold: quantity(shareForm)
        .prefault(`${DEFAULT_SWITCHING_THRESHOLD * 100}%`)
        .describe("Share of the present type's cost that another must save for a switch; 5% if left out"),
      disk: bounded(
        sizeForm,
        (size) =>
          Number.isInteger(size.gibibytes) &&
          size.gibibytes >= LEAST_DISK_GIBIBYTES &&
          size.gibibytes <= LARGEST_DISK_GIBIBYTES,
        `whole GiB from ${LEAST_DISK_GIBIBYTES}GiB to ${LARGEST_DISK_GIBIBYTES}GiB`,
      ).describe("Root volume of each instance"),
      memory: bounded(
        sizeForm,
        (size) => Number.isInteger(size.mebibytes) && size.mebibytes >= 32,
        "whole MiB, 32MiB or more",
      ).describe("What one program may use on the host"),
      guaranteeCapacity: z
        .boolean({ error: () => "true or false" })
        .default(false)
        .describe("true: an on-demand capacity reservation for the instances that always run"),
    })
    .superRefine(architectureFits, {
      when: ({ value }) => architectureOnly.safeParse(value).success,
    })
    .superRefine(memoryIsEnough, { when: () => true })
    .superRefine(programFits, { when: ({ value }) => memoryOnly.safeParse(value).success })
    .superRefine(typesDiffer, { when: () => true }),
};

/** @throws UserError when the definition has no VPS that is enabled */
export function vpsSettingsOf({ file, targets }: Pick<Definition, "file" | "targets">): VpsSettings {
  const settings = targets.get(vpsPart);
  if (settings !== undefined) return settings;
  throw new UserError([
    {
      file,
      path: "targets.vps",
      message: "is not enabled: there are no instances to reserve",
      action: "add it, or set enabled: true",
    },
  ]);
}
