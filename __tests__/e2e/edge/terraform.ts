import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathOf } from "../../support/parts";
import { run, type Ended } from "../host/processes";

/** A configuration without providers and what becomes of it: its outputs, or what Terraform says against it. */
export interface Applied {
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Undefined when Terraform has nothing against it. */
  readonly fault?: string;
}

/** Applies a configuration that needs no provider: only locals, functions, outputs and their preconditions. */
export async function apply(configuration: unknown): Promise<Applied> {
  const folder = mkdtempSync(path.join(tmpdir(), "landfall-terraform-"));
  try {
    writeFileSync(path.join(folder, "main.tf.json"), JSON.stringify(configuration, undefined, 2));
    writeFileSync(path.join(folder, "terraformrc"), "");
    const applied = await terraform(folder, "apply", "-auto-approve", "-input=false", "-no-color");
    if (applied.status !== 0) return { outputs: {}, fault: unwrapped(applied.stderr) };
    const { stdout } = await terraform(folder, "output", "-json");
    const outputs = JSON.parse(stdout) as Record<string, { value: unknown }>;
    return { outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What Terraform says, without the line breaks that it puts in to fit a screen. */
function unwrapped(text: string): string {
  return text.replace(/(\S)\n(?=\S)/g, "$1 ").trim();
}

function terraform(folder: string, ...args: string[]): Promise<Ended> {
  const settings = ["CHECKPOINT_DISABLE=1", `TF_CLI_CONFIG_FILE=${path.join(folder, "terraformrc")}`];
  return run("env", ...settings, pathOf("terraform"), `-chdir=${folder}`, ...args);
}

/** Changes the expressions in a value's texts, which Terraform puts in for `${...}`, and nothing else in them. */
export function mapExpressions(value: unknown, change: (expression: string) => string): unknown {
  if (typeof value === "string") return mapText(value, change);
  if (Array.isArray(value)) return value.map((each) => mapExpressions(each, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapExpressions(each, change)]));
}

function mapText(text: string, change: (expression: string) => string): string {
  let mapped = "";
  let at = 0;
  while (at < text.length) {
    if (text.startsWith("$${", at)) {
      mapped += "$${";
      at += 3;
    } else if (text.startsWith("${", at)) {
      const end = endOfExpression(text, at + 2);
      mapped += `\${${change(text.slice(at + 2, end))}}`;
      at = end + 1;
    } else {
      mapped += text[at++]!;
    }
  }
  return mapped;
}

/** Place of the brace that closes an expression: braces in it nest, and those in its quoted texts do not count. */
function endOfExpression(text: string, from: number): number {
  let depth = 0;
  let isQuoted = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at]!;
    if (isQuoted && character === "\\") at++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === "{") depth++;
    else if (character === "}" && depth-- === 0) return at;
  }
  throw new Error(`no brace closes the expression at ${from} of ${text}`);
}
