import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Definition } from "../definition/definition";
import { LocalBackend, S3Backend, type TerraformStack } from "./cdktf";
import { workingDirectory } from "./environment-synthesizer";

/** Where the local state of every environment lies, relative to the project's folder. */
const STATE_FOLDER = ".landfall/state";

const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/**
 * Gives a stack its state: a file of this environment and stack, or an object in a bucket with a lock file beside it.
 *
 * @param outdir output folder of the app, which the path of a local state is reckoned from
 */
export function configureState(stack: TerraformStack, definition: Definition, outdir: string): void {
  const { environment } = definition;
  const name = stack.node.id;
  if (environment.state.backend === "s3") {
    const { bucket, region } = environment.state;
    const key = `landfall/${definition.name}/${environment.name}/${name}.tfstate`;
    new S3Backend(stack, { bucket, region, key, encrypt: true });
    stack.addOverride("terraform.backend.s3.use_lockfile", true);
    return;
  }
  const from = path.resolve(outdir, workingDirectory(environment.name, name));
  const to = stateFile(definition, name);
  new LocalBackend(stack, { path: path.relative(from, to).split(path.sep).join("/") });
}

/** Absolute path of a stack's local state. */
export function stateFile(definition: Pick<Definition, "folder" | "environment">, stack: string): string {
  return path.join(definition.folder, STATE_FOLDER, definition.environment.name, `${stack}.tfstate`);
}

/**
 * Makes the files of a stack's local state before Terraform does, so that only their owner can read them: Terraform
 * keeps the mode of a file that is there, and takes an empty one for no state.
 */
export function protectLocalState(definition: Definition, stack: string): void {
  if (definition.environment.state.backend !== "local") return;
  const file = stateFile(definition, stack);
  mkdirSync(path.dirname(file), { recursive: true, mode: OWNER_ONLY_FOLDER });
  for (const each of [file, `${file}.backup`]) {
    if (!existsSync(each)) writeFileSync(each, "", { mode: OWNER_ONLY_FILE });
    chmodSync(each, OWNER_ONLY_FILE);
  }
}
