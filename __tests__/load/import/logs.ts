import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describeFault, UserError, type Fault } from "../../../lib/definition/errors";
import { describeSecond } from "../../../lib/load/calendar";
import type { ImportedHistory } from "../../../lib/load/import/imported-history";

/** A line in combined format. */
export function combinedLine(
  time: string,
  {
    address = "192.0.2.1",
    user = "-",
    request = "GET / HTTP/1.1",
    status = "200",
    referer = "-",
    agent = "curl/8.5.0",
  }: Partial<Record<"address" | "user" | "request" | "status" | "referer" | "agent", string>> = {},
): string {
  return `${address} - ${user} [${time}] "${request}" ${status} 612 "${referer}" "${agent}"`;
}

/** A folder for the files of one test file, which {@link Folder.remove} takes away. */
export class Folder {
  readonly path = realpathSync(mkdtempSync(path.join(tmpdir(), "landfall-import-")));

  /** Writes a file and returns its path. */
  write(name: string, content: string | Uint8Array): string {
    const file = path.join(this.path, name);
    writeFileSync(file, content);
    return file;
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

/** Rows as `2024-01-01 13:00=5`. */
export function rowsOf({ rows }: ImportedHistory): string[] {
  return rows.map(({ second, requests }) => `${describeSecond(second)}=${requests}`);
}

/** The faults that something ends with. */
export async function faultsOf(work: Promise<unknown>): Promise<readonly Fault[]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof UserError) return error.faults;
    throw error;
  }
  throw new Error("it did not fail");
}

/** The text that a user reads when something fails. */
export async function messageOf(work: Promise<unknown>): Promise<string> {
  return (await faultsOf(work)).map(describeFault).join("\n");
}
