import { z } from "zod";
import { awsAccountPart } from "../aws/account";
import { instanceTypeField, instanceTypeOf } from "../aws/instance-types";
import { bounded, oneOf } from "../definition/fields";
import type { TargetPart } from "../definition/part";
import { ARCHITECTURES } from "../definition/schema";
import { targetFields, type TargetSettings } from "../definition/target";
import { Size, sizeForm } from "../definition/units";

/** `targets.vps` in landfall.yaml. */
export interface VpsSettings extends TargetSettings {
  /** EC2 instance type of every instance: the one that the prices are for. */
  readonly instanceType: string;
  /** Root volume of each instance. */
  readonly disk: Size;
  /** Memory that each program may use on the host. */
  readonly memory: Size;
}

/** What a VPS must have at least. Source: landfall's specification of the VPS role. */
const LEAST_DISK_GIBIBYTES = 20;
const LEAST_MEMORY_MEBIBYTES = 4096;

/** Largest gp3 volume. Source: Amazon EBS, volume types. */
const LARGEST_DISK_GIBIBYTES = 16_384;

/** What the rules between two fields need; each holds whatever is wrong with the other fields. */
const TYPE_AND_ARCHITECTURE = z.looseObject({
  instanceType: instanceTypeField,
  architecture: oneOf(ARCHITECTURES),
});
const TYPE_AND_MEMORY = z.looseObject({
  instanceType: instanceTypeField,
  memory: z.custom<Size>((value) => value instanceof Size),
});

function instanceTypeFits(settings: VpsSettings, context: z.core.$RefinementCtx<VpsSettings>): void {
  const type = instanceTypeOf(settings.instanceType);
  if (type === undefined) return;
  if (type.architecture !== settings.architecture) {
    context.addIssue({
      code: "custom",
      path: ["architecture"],
      message: `${type.architecture}, the processor of ${type.name}; or an instance type with ${settings.architecture}`,
    });
  }
  if (type.memoryMebibytes < LEAST_MEMORY_MEBIBYTES) {
    context.addIssue({
      code: "custom",
      path: ["instanceType"],
      message: `a type with ${LEAST_MEMORY_MEBIBYTES} MiB of memory or more; ${type.name} has ${type.memoryMebibytes}`,
    });
  }
}

function memoryFits(settings: VpsSettings, context: z.core.$RefinementCtx<VpsSettings>): void {
  const type = instanceTypeOf(settings.instanceType);
  if (type === undefined || settings.memory.mebibytes < type.memoryMebibytes) return;
  context.addIssue({
    code: "custom",
    path: ["memory"],
    message: `less than the ${type.memoryMebibytes} MiB of ${type.name}`,
  });
}

export const vpsPart: TargetPart<VpsSettings> = {
  name: "vps",
  cloud: awsAccountPart.name,
  schema: z
    .strictObject({
      ...targetFields,
      instanceType: instanceTypeField.describe("EC2 instance type, the one that the prices are for"),
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
    })
    .superRefine(instanceTypeFits, {
      when: ({ value }) => TYPE_AND_ARCHITECTURE.safeParse(value).success,
    })
    .superRefine(memoryFits, { when: ({ value }) => TYPE_AND_MEMORY.safeParse(value).success }),
};
