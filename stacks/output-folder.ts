import path from "node:path";
import type { Definition } from "../lib/definition/definition";
import { workingDirectory } from "../lib/terraform/environment-synthesizer";

/** Where cdktf puts what is synthesized when nothing else is said, relative to the project's folder. */
export const OUTPUT_FOLDER = "cdktf.out";

/** The folder that stacks are synthesized into: the cdktf command's, or {@link OUTPUT_FOLDER}. */
export function outputFolder(): string {
  return process.env["CDKTF_OUTDIR"] ?? OUTPUT_FOLDER;
}

/** Absolute path of the folder that a stack is synthesized to. */
export function stackFolder(definition: Definition, stack: string): string {
  return path.resolve(
    definition.folder,
    outputFolder(),
    workingDirectory(definition.environment.name, stack),
  );
}
