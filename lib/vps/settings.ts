import { z } from "zod";
import { awsAccountPart } from "../aws/account";
import { instanceTypeField, instanceTypeOf } from "../aws/instance-types";
import { bounded } from "../definition/fields";
import type { TargetPart } from "../definition/part";
import { targetFields, type TargetSettings } from "../definition/target";
import { sizeForm, type Size } from "../definition/units";

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
    .superRefine((settings, context) => {
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
    }),
};
