import { z } from "zod";
import { ARCHITECTURES, type Architecture } from "../definition/schema";
import { didYouMean } from "../definition/suggestion";
import table from "./data/instance-types.json";

/** A size of EC2 instance. */
export interface InstanceType {
  readonly name: string;
  readonly vcpus: number;
  readonly memoryMebibytes: number;
  readonly architecture: Architecture;
}

const INSTANCE_TYPES: ReadonlyMap<string, InstanceType> = new Map(
  (table.rows as [string, number, number, string][])
    .filter(([, , , architecture]) => ARCHITECTURES.some((known) => known === architecture))
    .map(([name, vcpus, memoryMebibytes, architecture]) => [
      name,
      { name, vcpus, memoryMebibytes, architecture: architecture as Architecture },
    ]),
);

/** Undefined for a name that the table does not have. The table's source and date stand in data/instance-types.json. */
export function instanceTypeOf(name: string): InstanceType | undefined {
  return INSTANCE_TYPES.get(name);
}

/** The known types as a message lists them: the sizes of the family that was written, else of every family. */
export function knownInstanceTypes(written: string): string {
  const [family = ""] = written.split(".");
  const families = new Map<string, string[]>();
  for (const name of INSTANCE_TYPES.keys()) {
    const [its = "", size = ""] = name.split(".");
    families.set(its, [...(families.get(its) ?? []), size]);
  }
  const sizes = families.get(family);
  return sizes === undefined
    ? [...families].map(([name, each]) => `${name}.{${each.join(",")}}`).join(" ")
    : sizes.map((size) => `${family}.${size}`).join(", ");
}

/** A field of landfall.yaml that names an instance type. */
export const instanceTypeField: z.ZodType<string> = z
  .string({ error: () => "an EC2 instance type, such as m7i.large" })
  .superRefine((written, context) => {
    if (INSTANCE_TYPES.has(written)) return;
    const near = didYouMean(written, [...INSTANCE_TYPES.keys()]);
    const known = `one of ${knownInstanceTypes(written)}`;
    context.addIssue({ code: "custom", message: near === undefined ? known : `${known} (${near})` });
  });
