import { z } from "zod";
import type { Fault } from "./errors";
import { didYouMean } from "./suggestion";
import type { YamlPath, YamlSource } from "./yaml-source";

/** Translates what the schema found into faults with the place in the file, the value found and what is allowed. */
export function faultsOf(error: z.ZodError, source: YamlSource, schema: z.ZodType): Fault[] {
  return error.issues.flatMap((issue) => faultsOfIssue(issue, source, schema));
}

function faultsOfIssue(issue: z.core.$ZodIssue, source: YamlSource, schema: z.ZodType): Fault[] {
  const path = issue.path.filter((step) => typeof step !== "symbol");
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, path);
    return issue.keys.map((key) =>
      source.fault([...path, key], {
        message: "is not known here",
        allowed: known.length === 0 ? "nothing" : known.join(", "),
        action: didYouMean(key, known) ?? "take it out, or look up its name in the file's schema",
      }),
    );
  }
  if (issue.code === "invalid_key") {
    const key = String(path.at(-1));
    const allowed = issue.issues.map((each) => each.message).join("; ");
    return [source.fault(path, { message: `the name ${JSON.stringify(key)} cannot be used`, allowed })];
  }
  const found = source.valueAt(path);
  if (found === undefined || found === null) {
    return [source.fault(path, { message: "is missing", allowed: allowedBy(issue) })];
  }
  return [
    source.fault(path, {
      message: "cannot be used",
      found,
      allowed: allowedBy(issue),
      ...actionFor(issue, found),
    }),
  ];
}

function allowedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") {
    return issue.values.length === 1 ? issue.message : `one of ${issue.values.map(String).join(", ")}`;
  }
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid input")) {
    return EXPECTED_TYPES[issue.expected] ?? issue.expected;
  }
  return issue.message;
}

const EXPECTED_TYPES: Readonly<Record<string, string>> = {
  object: "a block of keys and values",
  record: "a block of names and values",
  array: "a list",
  string: "a text",
  number: "a number",
  boolean: "true or false",
};

function actionFor(issue: z.core.$ZodIssue, found: unknown): { action?: string } {
  if (issue.code === "invalid_type" && issue.expected === "string" && typeof found === "number") {
    return { action: "write it in quotes" };
  }
  if (issue.code === "invalid_value" && typeof found === "string") {
    const action = didYouMean(found, issue.values.map(String));
    return action === undefined ? {} : { action };
  }
  return {};
}

/** Keys that the schema knows at a path, by way of its JSON Schema, which is plain data. */
function keysAt(schema: z.ZodType, path: YamlPath): string[] {
  let here: JsonSchema | undefined = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
  }) as JsonSchema;
  for (const step of path) {
    here = stepInto(here, step);
  }
  const branches = [here, ...(here?.anyOf ?? []), ...(here?.oneOf ?? [])];
  return [...new Set(branches.flatMap((branch) => Object.keys(branch?.properties ?? {})))];
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

function stepInto(schema: JsonSchema | undefined, step: string | number): JsonSchema | undefined {
  if (schema === undefined) return undefined;
  if (typeof step === "number") return schema.items;
  const known = schema.properties?.[step];
  if (known !== undefined) return known;
  return typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
}
