import { existsSync, lstatSync, realpathSync } from "node:fs";
import path from "node:path";
import { UserError } from "../../definition/errors";

/**
 * Checks where a history is to be written, before the work of importing it is done.
 *
 * @param folder the project's
 * @param file relative to that folder, or absolute
 * @param mayReplace true where a file that is there may be replaced
 * @returns the file, relative to the project's folder, with forward slashes
 * @throws UserError when the file lies outside of the folder, links followed, is no CSV file by its name, or is there
 */
export function checkTarget(folder: string, file: string, mayReplace: boolean): string {
  const full = path.resolve(folder, file);
  const relative = path.relative(realpathSync(folder), path.join(existingFolder(full), beyond(full)));
  const refuse = (message: string, allowed: string, action: string): never => {
    throw new UserError([{ path: "--out", message, found: file, allowed, action }]);
  };
  if (relative === ".." || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) {
    refuse(
      "the file lies outside of the project's folder",
      "a file such as examples/load/x.csv",
      "write it inside",
    );
  }
  if (!relative.endsWith(".csv")) {
    refuse("the name does not end with .csv", "a file such as examples/load/x.csv", "name a CSV file");
  }
  const found = lstatSync(full, { throwIfNoEntry: false });
  if (found && !found.isFile()) {
    refuse("this is there and no file", "a file, or nothing", "take another name");
  }
  if (found && !mayReplace) {
    refuse(
      "the file is there",
      "a file that is not there yet",
      "take another name, or replace it with --force",
    );
  }
  return relative.split(path.sep).join("/");
}

/** The deepest folder above a file that is there, links followed. */
function existingFolder(file: string): string {
  const folder = path.dirname(file);
  return existsSync(folder) ? realpathSync(folder) : existingFolder(folder);
}

/** What of a file's path lies below {@link existingFolder}. */
function beyond(file: string): string {
  const folder = path.dirname(file);
  const name = path.basename(file);
  return existsSync(folder) ? name : path.join(beyond(folder), name);
}
