import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Definition } from "../../lib/definition/definition";
import { loadDefinition } from "../../lib/definition/load-definition";
import { App, Testing, type TerraformStack } from "../../lib/terraform/cdktf";
import { TerraformStack as PlainStack, type Construct } from "../../lib/terraform/cdktf";
import { DEFINITION_PARTS } from "../../stacks/targets";

/** Folder of the project. */
export const PROJECT = path.resolve(__dirname, "../..");

/** A digest that stands in a program's place, so that a snapshot does not change with the program. */
export const DIGEST = "0123456789abcdef".repeat(4);

/** A folder that is gone after the test file's run. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "landfall-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** The example's definition, as if it stood in another folder. */
export function exampleDefinition(folder: string, environment = "dev"): Definition {
  const file = path.join(PROJECT, "landfall.yaml");
  return { ...loadDefinition({ file, parts: DEFINITION_PARTS, environment }), folder };
}

/** A small file with a digest of its own choosing. */
export function fakeFile(folder: string, name: string): { path: string; sha256: string; bytes: number } {
  const file = path.join(folder, name);
  writeFileSync(file, "x");
  return { path: file, sha256: DIGEST, bytes: 1 };
}

/** The Terraform configuration of a stack, validated. */
export function synthesized(folder: string, make: (app: App) => TerraformStack): TerraformJson {
  const app = new App({ outdir: path.join(folder, "cdktf.out"), stackTraces: false });
  return JSON.parse(Testing.synth(make(app), true)) as TerraformJson;
}

/** The configuration of a plain stack that holds what a test puts in. */
export function synthesizedIn(folder: string, fill: (scope: Construct) => unknown): TerraformJson {
  return synthesized(folder, (app) => {
    const stack = new PlainStack(app, "test");
    new AwsProvider(stack, "aws", { region: "us-east-1" });
    fill(stack);
    return stack;
  });
}

/** A configuration as far as the tests look into it. */
export interface TerraformJson {
  readonly terraform: Record<string, Record<string, Record<string, unknown>>>;
  readonly provider: Record<string, Record<string, unknown>[]>;
  readonly resource?: Record<string, Record<string, Record<string, unknown>>>;
  readonly data?: Record<string, Record<string, Record<string, unknown>>>;
  readonly output?: Record<string, { value: unknown; description?: string }>;
}

/** Resources of a type. */
export function resources(json: TerraformJson, type: string): Record<string, unknown>[] {
  return Object.values(json.resource?.[type] ?? {});
}

/** The only resource of a type. */
export function only(json: TerraformJson, type: string): Record<string, unknown> {
  const found = resources(json, type);
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} resources of ${type}, not one`);
  return found[0];
}
