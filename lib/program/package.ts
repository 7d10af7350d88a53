import { gzipSync, zipSync } from "fflate";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Executable } from "./build";
import { digestOfFolder, filesBelow, sha256, writeWhole } from "./files";
import { tarOf } from "./tar";

/** A file made for one way of delivery, named by the digest of what went into it. */
export interface Package {
  /** Absolute path of the file. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Time that every entry of an archive carries: the first that a zip can hold, so that bytes never depend on a clock. */
const ENTRY_TIME = new Date(1980, 0, 1);

const UNIX = 3;
const REGULAR_EXECUTABLE = 0o100755;
const COMPRESSION_LEVEL = 6;

/** Everybody may read a site's files: Nginx does. */
const SITE_FILE_MODE = 0o644;

/**
 * The zip that Lambda runs: one entry, `bootstrap`, that it may execute.
 * Source: AWS Lambda, building a custom runtime.
 *
 * @param folder absolute path of the project's folder
 */
export function lambdaZip(executable: Executable, folder: string): Package {
  return keep(path.join(folder, ".landfall", "packages", `lambda-${executable.sha256}.zip`), () =>
    zipSync(
      { bootstrap: readFileSync(executable.path) },
      { level: COMPRESSION_LEVEL, mtime: ENTRY_TIME, os: UNIX, attrs: REGULAR_EXECUTABLE << 16 },
    ),
  );
}

/**
 * A site's folder as a compressed tar: entries sorted, owned by root, of one time.
 *
 * @param site absolute path of the site's folder
 * @param folder absolute path of the project's folder
 */
export async function siteArchive(site: string, folder: string): Promise<Package> {
  const file = path.join(folder, ".landfall", "packages", `site-${digestOfFolder(site, isHidden)}.tar.gz`);
  const content = existsSync(file)
    ? undefined
    : gzipSync(await siteTar(site), { level: COMPRESSION_LEVEL, mtime: 0 });
  return keep(file, () => content ?? readFileSync(file));
}

function siteTar(site: string): Promise<Buffer> {
  return tarOf(
    filesBelow(site, isHidden).map((name) => ({
      name,
      content: readFileSync(path.join(site, name)),
      mode: SITE_FILE_MODE,
    })),
  );
}

/** Files that are nobody's business outside: version control, editors, secrets in dot files. */
function isHidden(name: string): boolean {
  return name.startsWith(".");
}

function keep(file: string, make: () => Uint8Array): Package {
  if (!existsSync(file)) writeWhole(file, make());
  const content = readFileSync(file);
  return { path: file, bytes: content.length, sha256: sha256(content) };
}
