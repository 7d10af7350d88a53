import { readFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { definitionJsonSchema } from "../../lib/definition/load-definition";
import { DEFINITION_PARTS } from "../../stacks/targets";
import { minimalWith, project, type Change } from "./project";

const ROOT = path.resolve(__dirname, "../..");
const COMMITTED = readFileSync(path.join(ROOT, "lib/definition/landfall.schema.json"), "utf8");
const SCHEMA = JSON.parse(COMMITTED) as Schema;

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

/** What each keyword asks of a value; those that only tell people something ask nothing. */
const KEYWORDS: Readonly<Record<string, (schema: Schema, value: unknown) => boolean>> = {
  $schema: () => true,
  title: () => true,
  description: () => true,
  default: () => true,
  type: ({ type }, value) => (type === "integer" ? Number.isInteger(value) : typeOf(value) === type),
  const: (schema, value) => isDeepStrictEqual(schema.const, value),
  enum: (schema, value) => schema.enum!.some((each) => isDeepStrictEqual(each, value)),
  pattern: ({ pattern }, value) => typeof value !== "string" || new RegExp(pattern!, "u").test(value),
  minLength: ({ minLength }, value) => typeof value !== "string" || value.length >= minLength!,
  minimum: ({ minimum }, value) => typeof value !== "number" || value >= minimum!,
  maximum: ({ maximum }, value) => typeof value !== "number" || value <= maximum!,
  minItems: ({ minItems }, value) => !Array.isArray(value) || value.length >= minItems!,
  items: ({ items }, value) => !Array.isArray(value) || value.every((each) => isValid(items!, each)),
  required: ({ required }, value) => required!.every((key) => key in objectOf(value)),
  properties: ({ properties }, value) =>
    Object.entries(objectOf(value)).every(
      ([key, each]) => !(key in properties!) || isValid(properties![key]!, each),
    ),
  propertyNames: ({ propertyNames }, value) =>
    Object.keys(objectOf(value)).every((key) => isValid(propertyNames!, key)),
  additionalProperties: ({ additionalProperties, properties = {} }, value) =>
    Object.entries(objectOf(value))
      .filter(([key]) => !(key in properties))
      .every(([, each]) =>
        typeof additionalProperties === "object" ? isValid(additionalProperties, each) : additionalProperties,
      ),
  anyOf: ({ anyOf }, value) => anyOf!.some((each) => isValid(each, value)),
  oneOf: ({ oneOf }, value) => oneOf!.filter((each) => isValid(each, value)).length === 1,
};

/** Judges a value by a schema of JSON Schema 2020-12, as far as landfall's schema uses it. */
function isValid(schema: Schema, value: unknown): boolean {
  return Object.keys(schema).every((keyword) => {
    const holds = KEYWORDS[keyword];
    if (holds === undefined) throw new Error(`the schema uses ${keyword}, which this test cannot judge`);
    return holds(schema, value);
  });
}

function typeOf(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeOf(value) === "object" ? (value as Readonly<Record<string, unknown>>) : {};
}

describe("the committed JSON Schema", () => {
  it("is what `landfall schema` writes, byte for byte", () => {
    expect(COMMITTED).toBe(`${JSON.stringify(definitionJsonSchema(DEFINITION_PARTS), undefined, 2)}\n`);
  });

  it("says which JSON Schema it is written in", () => {
    expect(SCHEMA).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema" });
  });

  it("has no pattern that another engine could not read: only what ECMA-262 knows, with the u flag", () => {
    const patterns = [...COMMITTED.matchAll(/"pattern": (".*")/g)].map(
      ([, text]) => JSON.parse(text!) as string,
    );
    expect(patterns.length).toBeGreaterThan(10);
    for (const pattern of patterns) expect(() => new RegExp(pattern, "u")).not.toThrow();
  });

  it("is named by the shipped definition, for editors", () => {
    const text = readFileSync(path.join(ROOT, "landfall.yaml"), "utf8");
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=./lib/definition/landfall.schema.json");
  });
});

describe("by the JSON Schema", () => {
  const { faultsOf } = project();

  it("the shipped definition is good", () => {
    expect(isValid(SCHEMA, parse(readFileSync(path.join(ROOT, "landfall.yaml"), "utf8")))).toBe(true);
  });

  it("the smallest definition is good", () => {
    expect(isValid(SCHEMA, parse(minimalWith()))).toBe(true);
  });

  const broken: readonly (readonly [string, Change])[] = [
    ["a version to come", [["version"], 2]],
    ["a name of one letter", [["name"], "a"]],
    ["a date in another order", [["asOf"], "01.11.2026"]],
    ["no apps", [["apps"], []]],
    ["an unknown key", [["unknown"], 1]],
    ["an unknown key of an app", [["apps", 0, "host"], "a.b"]],
    ["a missing key", [["cost", "budget"], undefined]],
    ["a host name in capitals", [["apps", 0, "hosts", 0], "WEB.example.com"]],
    ["a path upwards", [["apps", 1, "site"], "../site"]],
    ["a setting in small letters", [["apps", 0, "program", "settings"], { port: "1" }]],
    ["a setting that is a number", [["apps", 0, "program", "settings"], { LIMIT: 1 }]],
    ["an environment with a hyphen", [["environments", "dev-eu"], {}]],
    ["a switch in words", [["environments", "dev", "debug"], "yes"]],
    ["an unknown region", [["environments", "dev", "aws", "region"], "eu-central-9"]],
    ["an account that is a number", [["environments", "dev", "aws", "account"], 111111111111]],
    ["an unknown backend", [["environments", "dev", "state"], { backend: "gcs" }]],
    ["a local state in a bucket", [["environments", "dev", "state"], { backend: "local", bucket: "abc" }]],
    ["an unknown target", [["targets", "mainframe"], {}]],
    ["an unknown architecture", [["targets", "vps", "architecture"], "x86_64"]],
    ["a size without a unit", [["targets", "vps", "disk"], 20]],
    ["a size of another unit", [["targets", "vps", "disk"], "20GB"]],
    ["a time without a unit", [["targets", "serverless", "timeout"], 10]],
    ["a rate without its requests", [["load", "web", "instanceServes"], "600/h"]],
    ["a share without its sign", [["load", "web", "headroom"], 0.2]],
    ["a price without its hour", [["cost", "prices", "onDemand"], "0.50 USD"]],
    ["a term that is not sold", [["cost", "terms", 0], "2y"]],
    ["a payment that is not sold", [["cost", "prices", "reservations", 0, "payment"], "monthly"]],
    ["prices without their day", [["cost", "prices", "date"], undefined]],
    ["prices beside a book", [["cost", "prices", "book"], "list"]],
    ["a permission that does not exist", [["access"], { roles: { auditor: ["write:logs"] } }]],
  ];

  it.each(broken)("%s is refused, as it is by landfall itself", (_, change) => {
    const text = minimalWith(change);
    expect(isValid(SCHEMA, parse(text))).toBe(false);
    expect(faultsOf(text).length).toBeGreaterThan(0);
  });
});
