import { z } from "zod";
import type { Fault } from "./errors";
import { didYouMean } from "./suggestion";
import type { YamlSource } from "./yaml-source";

/** Translates what the schema found into faults with the place in the file, the value found and what is allowed. */
export function faultsOf(error: z.ZodError, source: YamlSource, schema: z.ZodType): Fault[] {
  const whole = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  return error.issues.flatMap((issue) => faultsOfIssue(issue, source, whole));
}

function faultsOfIssue(issue: z.core.$ZodIssue, source: YamlSource, schema: JsonSchema): Fault[] {
  const path = issue.path.filter((step) => typeof step !== "symbol");
  const here = path.reduce<JsonSchema | undefined>(stepInto, schema);
  if (issue.code === "unrecognized_keys") {
    const known = keysOf(here, source.valueAt(path));
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
    const message = found === undefined ? "is missing" : "has no value";
    return [source.fault(path, { message, allowed: allowedBy(issue) })];
  }
  return [
    source.fault(path, {
      message: "cannot be used",
      found,
      allowed: allowedBy(issue),
      ...actionFor(issue, found, here, source.writtenAt(path)),
    }),
  ];
}

function allowedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") {
    return isOwnMessage(issue) ? issue.message : `one of ${issue.values.map(String).join(", ")}`;
  }
  if (issue.code === "invalid_type" && !isOwnMessage(issue)) {
    return EXPECTED_TYPES[issue.expected] ?? issue.expected;
  }
  return issue.message;
}

/** Whether the schema says in words of its own what is allowed. */
function isOwnMessage(issue: z.core.$ZodIssue): boolean {
  return !issue.message.startsWith("Invalid ");
}

const EXPECTED_TYPES: Readonly<Record<string, string>> = {
  object: "a block of keys and values",
  record: "a block of names and values",
  array: "a list",
  string: "a text",
  number: "a number",
  boolean: "true or false",
};

function actionFor(
  issue: z.core.$ZodIssue,
  found: unknown,
  schema: JsonSchema | undefined,
  written: string | undefined,
): { action?: string } {
  if (issue.code === "invalid_type" && issue.expected === "string" && written !== undefined) {
    const fits = new RegExp(schema?.pattern ?? "").test(written);
    return fits ? { action: "write it in quotes" } : {};
  }
  if (issue.code === "invalid_value" && typeof found === "string") {
    const words = issue.values.map(String);
    const action = words.includes(found) ? "write it without quotes" : didYouMean(found, words);
    return action === undefined ? {} : { action };
  }
  return {};
}

/** The part of a JSON Schema that is of use here: it is plain data, so a path can be followed into it. */
interface JsonSchema {
  readonly pattern?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

function stepInto(schema: JsonSchema | undefined, step: string | number): JsonSchema | undefined {
  if (typeof step === "number") return schema?.items;
  const { properties = {}, additionalProperties } = schema ?? {};
  if (Object.hasOwn(properties, step)) return properties[step];
  return typeof additionalProperties === "object" ? additionalProperties : undefined;
}

/** Keys that a block may have; where it may be of several forms, those of the form that it has. */
function keysOf(schema: JsonSchema | undefined, value: unknown): string[] {
  const forms = [...(schema?.anyOf ?? []), ...(schema?.oneOf ?? [])].filter((form) =>
    Object.entries(form.properties ?? {}).every(
      ([key, property]) =>
        property.const === undefined || property.const === (value as Record<string, unknown>)[key],
    ),
  );
  return [schema, ...forms].flatMap((form) => Object.keys(form?.properties ?? {}));
}
