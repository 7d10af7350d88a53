import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../../../lib/cli/setup.mjs";
import { filesBelow } from "../../../lib/program/files";

/** Folder of the parts that are installed for this project alone. */
const PARTS_FOLDER = path.join(ROOT, ".landfall/parts");

const BUILD_SCRIPT = path.join(__dirname, "build.sh");
const TOOL_FOLDER = path.join(__dirname, "tool");

/**
 * Folder of kube and the image of pause for the sources of this checkout and the Go that is on PATH. It is there only
 * when both are built.
 */
export function kubeFolder(): string {
  const hash = createHash("sha256").update(goVersion()).update(readFileSync(BUILD_SCRIPT));
  for (const file of filesBelow(TOOL_FOLDER)) {
    hash.update(`\0${file}\0`).update(readFileSync(path.join(TOOL_FOLDER, file)));
  }
  return path.join(PARTS_FOLDER, `kube-${hash.digest("hex").slice(0, 12)}`);
}

function goVersion(): string {
  const { stdout, error } = spawnSync("go", ["env", "GOVERSION", "GOARCH"], {
    cwd: TOOL_FOLDER,
    encoding: "utf8",
  });
  if (error) throw error;
  return stdout;
}

/**
 * Builds kube and the image of pause, or finds them built. A second build at the same time waits for the first one.
 *
 * The first build of all takes about eight minutes of two cores and 3.2 GB in Go's build cache; one with other sources
 * of kube itself some seconds.
 */
export async function buildKube(): Promise<string> {
  const folder = kubeFolder();
  if (existsSync(folder)) return folder;
  await new Promise<void>((resolve, reject) => {
    const output: Buffer[] = [];
    const child = spawn(BUILD_SCRIPT, [folder], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (data: Buffer) => output.push(data));
    child.stderr.on("data", (data: Buffer) => output.push(data));
    child.once("error", reject);
    child.once("close", (status) => {
      if (status === 0) resolve();
      else
        reject(new Error(`building kube failed with status ${status}\n${Buffer.concat(output).toString()}`));
    });
  });
  sweep(path.basename(folder));
  return folder;
}

/** Removes builds of other sources. */
function sweep(kept: string): void {
  for (const name of readdirSync(PARTS_FOLDER)) {
    if (/^kube-[0-9a-f]{12}$/.test(name) && name !== kept) {
      rmSync(path.join(PARTS_FOLDER, name), { recursive: true, force: true });
    }
  }
}

/** `node lib/cli/launch.mjs __tests__/support/kubernetes/kube.ts`: builds, and says where. */
export async function main(): Promise<void> {
  process.stdout.write(`${await buildKube()}\n`);
}
