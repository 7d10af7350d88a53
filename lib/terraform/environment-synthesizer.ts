import { chmodSync, mkdirSync } from "node:fs";
import path from "node:path";
import type { IStackSynthesizer, ISynthesisSession, StackManifest, TerraformStack } from "./cdktf";

/** Folder of a stack's Terraform files, relative to the output folder: one for each environment. */
export function workingDirectory(environment: string, stack: string): string {
  return path.posix.join("environments", environment, stack);
}

/** Terraform leaves plans in a stack's folder, which hold what the state holds. */
const OWNER_ONLY_FOLDER = 0o700;

/**
 * Writes a stack into a folder of its environment's own.
 *
 * Terraform remembers in that folder which state it works on. With one folder for all environments, every switch would
 * have it ask whether to copy the state of one environment into the other's.
 */
export class EnvironmentSynthesizer implements IStackSynthesizer {
  constructor(
    private readonly stack: TerraformStack,
    private readonly environment: string,
    private readonly standard: IStackSynthesizer,
  ) {}

  synthesize(session: ISynthesisSession): void {
    const manifest: Mutable<StackManifest> = session.manifest.forStack(this.stack);
    const folder = workingDirectory(this.environment, manifest.name);
    manifest.workingDirectory = folder;
    manifest.synthesizedStackPath = path.posix.join(folder, path.basename(manifest.synthesizedStackPath));
    manifest.stackMetadataPath = path.posix.join(folder, path.basename(manifest.stackMetadataPath));
    mkdirSync(path.join(session.outdir, folder), { recursive: true });
    chmodSync(path.join(session.outdir, folder), OWNER_ONLY_FOLDER);
    this.standard.synthesize(session);
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
