import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { UserError } from "../definition/errors";

/** How a run of Terraform ended. */
export interface TerraformResult {
  readonly status: number;
  /** What it wrote to stdout. */
  readonly stdout: string;
  /** All that it wrote, in one text. */
  readonly output: string;
}

/** Terraform in a stack's folder. */
export interface Terraform {
  /** Absolute path of the folder, which synthesis has filled. */
  readonly folder: string;
  /** Runs a command, such as `["state", "list"]`. */
  readonly run: (args: readonly string[]) => Promise<TerraformResult>;
}

/** File that synthesis leaves in a stack's folder. */
const CONFIGURATION = "cdk.tf.json";

/**
 * The terraform command in a folder: the one that cdktf takes too.
 *
 * @param echo takes what Terraform says while it runs; nothing is told when it is left out
 */
export function terraformIn(folder: string, echo?: { write: (text: string) => unknown }): Terraform {
  const program = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";
  const env = { ...process.env, TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" };
  const run = (args: readonly string[]): Promise<TerraformResult> =>
    new Promise((resolve, reject) => {
      const child = spawn(program, [...args], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
      // Ctrl-C reaches Terraform too, which then ends in order and leaves a state that the next run goes on from.
      process.on("SIGINT", stayForTheEnd);
      const written: { stdout: string[]; all: string[] } = { stdout: [], all: [] };
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => {
          if (stream === child.stdout) written.stdout.push(text);
          written.all.push(text);
          echo?.write(text);
        });
      }
      child.once("error", (error) => {
        process.off("SIGINT", stayForTheEnd);
        reject(cannotRun(program, error));
      });
      child.once("close", (status) => {
        process.off("SIGINT", stayForTheEnd);
        resolve({ status: status ?? 1, stdout: written.stdout.join(""), output: written.all.join("") });
      });
    });
  return { folder, run };
}

function stayForTheEnd(): void {
  // The child ends by itself.
}

function cannotRun(program: string, { message }: Error): UserError {
  const action = "install Terraform: https://developer.hashicorp.com/terraform/install";
  return new UserError([{ message: `${program} cannot be run: ${message}`, action }]);
}

/**
 * Gets a folder ready for commands that need the providers.
 *
 * @throws UserError when nothing was synthesized into the folder, or when Terraform cannot get what it needs
 */
export async function initialize(terraform: Terraform): Promise<void> {
  if (!existsSync(path.join(terraform.folder, CONFIGURATION))) {
    throw new UserError([
      {
        message: "the edge stack is not synthesized",
        action: "run `npx landfall start`, then this command again",
      },
    ]);
  }
  await succeed(terraform, ["init", "-input=false"]);
}

/** Runs `terraform apply` without a question. */
export function apply(terraform: Terraform, ...options: readonly string[]): Promise<TerraformResult> {
  return terraform.run(["apply", "-input=false", "-auto-approve", ...options]);
}

/**
 * Runs a command that has to succeed.
 *
 * @throws UserError that says which command failed, why in Terraform's own words, and how to go on
 */
export async function succeed(terraform: Terraform, args: readonly string[]): Promise<TerraformResult> {
  return succeeded(args, await terraform.run(args));
}

/** The result of a command that has to have succeeded. See {@link succeed}. */
export function succeeded(args: readonly string[], result: TerraformResult): TerraformResult {
  if (result.status === 0) return result;
  throw new UserError([
    {
      message: `terraform ${args.join(" ")} failed (status ${result.status}); the end of its own words:\n${lastWords(result)}`,
      action: "mend what it names, then run the same command again: it goes on from what is done",
    },
  ]);
}

const LAST_LINES = 30;

function lastWords({ output }: TerraformResult): string {
  return output.trimEnd().split("\n").slice(-LAST_LINES).join("\n");
}

/** What Terraform said as one line: it breaks sentences to the width of a terminal, and draws a line beside them. */
export function inOneLine({ output }: TerraformResult): string {
  return stripVTControlCharacters(output).replace(/[\s│╷╵]+/g, " ");
}
