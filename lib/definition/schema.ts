import { z } from "zod";
import { calendarDate, hostName, projectPath, quantity, resourceName, text, urlPath } from "./fields";
import type { Part, TargetPart } from "./part";
import { forecastFields, planFields } from "./plan-schema";
import { maxPriceAgeDays, prices } from "./price-schema";
import { monthlyAmountForm, requestRateForm, shareForm, termForm } from "./units";

/** Processors that a program can be built for, by Go's names. */
export const ARCHITECTURES = ["amd64", "arm64"] as const;

/** Processor that a program is built for, by Go's name. */
export type Architecture = (typeof ARCHITECTURES)[number];

/** Verbs and objects that a role's permissions are made of. */
const PERMISSION = /^(?:read:(?:logs|metrics|cost)|write:code|execute:(?:tests|release))$/;

/** Names of settings, without those that the targets or their systems give: these would change more than the program. */
const SETTING = /^(?!(?:HOST|PORT|PATH|GOMEMLIMIT|GOMAXPROCS)$)(?!LD_|AWS_|LAMBDA_)[A-Z][A-Z0-9_]{0,63}$/;

/**
 * Without hyphens, which stand between the parts of a resource's name: else the app `eu-shop` in `dev` and the app
 * `shop` in `dev-eu` would be one resource.
 */
const environmentName = text(/^[a-z][a-z0-9]{1,9}$/, "2 to 10 characters: a-z and 0-9, a letter first");

const program = z.strictObject({
  package: projectPath.describe("Folder of the Go package (package main)"),
  health: urlPath.default("/healthz").describe("Path that answers 200 as long as the program lives"),
  ready: urlPath.default("/readyz").describe("Path that answers 200 while the program may have traffic"),
  settings: z
    .record(
      text(
        SETTING,
        "a name of capital letters, digits and underscores; the targets' own are HOST, PORT, PATH, GOMEMLIMIT, " +
          "GOMAXPROCS and what begins with LD_, AWS_ or LAMBDA_",
      ),
      z.string({ error: () => "a text; write numbers and true or false in quotes" }),
    )
    .default({})
    .describe("Environment variables for the program; no secrets"),
});

const app = z.strictObject({
  name: resourceName(16).describe("Name of the app, used in names of resources, users and folders"),
  program: program.optional().describe("A Go program that answers the host names"),
  site: projectPath.optional().describe("A folder of static files, in a program's place"),
  hosts: z.array(hostName).min(1, { error: "at least one host name" }),
});

const localState = z.strictObject({ backend: z.literal("local") });
const s3State = z.strictObject({
  backend: z.literal("s3"),
  bucket: text(/^[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9]$/, "the name of an S3 bucket, 3 to 63 characters"),
  region: text(/^[a-z]{2}(?:-[a-z]+)+-\d$/, "the bucket's region, such as us-east-1"),
});

const state = z
  .discriminatedUnion("backend", [localState, s3State], {
    error: () => "backend: local, or backend: s3 with bucket and region",
  })
  .default({ backend: "local" });

const load = z.strictObject({
  ...forecastFields,
  instanceServes: quantity(requestRateForm).describe("What one instance serves"),
  headroom: quantity(shareForm).describe("Capacity kept free above the forecast"),
});

const cost = z.strictObject({
  prices,
  maxPriceAgeDays,
  terms: z
    .array(quantity(termForm))
    .min(1, { error: "at least one term: 1y or 3y" })
    .describe("Commitments that may be bought"),
  discountRate: quantity(shareForm).describe("Interest, per year, at which later payments weigh less"),
  budget: quantity(monthlyAmountForm).describe("What all targets together may cost"),
  ...planFields,
});

const access = z.strictObject({
  roles: z.record(
    resourceName(24),
    z.array(
      text(
        PERMISSION,
        "one of read:logs, read:metrics, read:cost, write:code, execute:tests, execute:release",
      ),
    ),
  ),
});

/** What the parts of targets and clouds add to landfall.yaml. */
export interface DefinitionParts {
  readonly targets: readonly TargetPart<unknown>[];
  readonly clouds: readonly Part<unknown>[];
}

function partShape(parts: readonly Part<unknown>[]): Record<string, z.ZodType> {
  return Object.fromEntries(parts.map((part) => [part.name, part.schema.optional()]));
}

/** Schemas of the sections of landfall.yaml, by key. */
export function sectionSchemas(parts: DefinitionParts) {
  const environment = z.strictObject({
    debug: z.boolean({ error: () => "true or false" }),
    optimize: z.boolean({ error: () => "true or false" }),
    state,
    ...partShape(parts.clouds),
  });
  return {
    version: z.literal(1, { error: () => "1, the version of this format" }),
    name: resourceName(20).describe("Goes into the name of every resource"),
    asOf: calendarDate.describe("The date that all money and terms are reckoned from"),
    environment: z
      .string({ error: () => "the name of one of the environments" })
      .describe("The environment that commands act on"),
    apps: z.array(app).min(1, { error: "at least one app" }),
    environments: z
      .record(environmentName, environment)
      .refine((environments) => Object.keys(environments).length > 0, { error: "at least one environment" }),
    targets: z.strictObject(partShape(parts.targets)),
    load: z.record(z.string(), load).default({}),
    cost,
    access: access.default({ roles: {} }),
  };
}

/** The sections of landfall.yaml after reading: units read, defaults filled in. */
export type Sections = z.infer<z.ZodObject<ReturnType<typeof sectionSchemas>>>;

/** The schema of the whole file. */
export function definitionSchema(parts: DefinitionParts): z.ZodType<Sections> {
  return z.strictObject(sectionSchemas(parts));
}
