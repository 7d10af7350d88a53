import { createHash } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

/** SHA-256 in lower-case hexadecimal. */
export function sha256(content: Buffer | Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Writes beside the target, then renames: a reader finds the old file or the new one, never half of it. */
export function writeWhole(file: string, content: string | Uint8Array, mode = 0o644): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, content, { mode });
    renameSync(beside, file);
  } finally {
    rmSync(beside, { force: true });
  }
}

/**
 * Fills a folder beside the target, then renames it into place. Where somebody else was quicker, theirs stays:
 * folders made this way are named by the digest of what they hold.
 */
export async function writeFolderWhole(
  folder: string,
  fill: (beside: string) => Promise<void>,
): Promise<void> {
  mkdirSync(path.dirname(folder), { recursive: true });
  const beside = mkdtempSync(`${folder}.tmp-`);
  try {
    await fill(beside);
    rmSync(folder, { recursive: true, force: true });
    renameSync(beside, folder);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

/** Every file below a folder, relative to it, with forward slashes, sorted by code point. Links are not followed. */
export function filesBelow(folder: string, skip: (name: string) => boolean = () => false): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !skip(entry.name))
    .flatMap((entry) =>
      entry.isDirectory()
        ? filesBelow(path.join(folder, entry.name), skip).map((below) => `${entry.name}/${below}`)
        : entry.isFile()
          ? [entry.name]
          : [],
    )
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Digest of a folder's files: their names and contents, whatever their times and modes. */
export function digestOfFolder(folder: string, skip?: (name: string) => boolean): string {
  const hash = createHash("sha256");
  for (const file of filesBelow(folder, skip)) {
    hash.update(`${file}\0${sha256(readFileSync(path.join(folder, file)))}\0`);
  }
  return hash.digest("hex");
}
