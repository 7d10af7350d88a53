import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "../../../lib/cli/setup.mjs";
import { ownEnvironment } from "../terraform/harness/environment";
import { run, type Ended } from "../terraform/harness/processes";

/** A new folder that stands for the project's, which its user removes. */
export function projectFolder(): string {
  return realpathSync(mkdtempSync(path.join(tmpdir(), "landfall-import-")));
}

/** Runs `landfall load import` in a folder, whatever its status. */
export function importInto(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return run([process.execPath, path.join(ROOT, "lib/cli/landfall.mjs"), "load", "import", ...args], {
    folder,
    environment: { ...ownEnvironment(), ...environment },
  });
}
