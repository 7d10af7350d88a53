/**
 * Set-up of Go: fetches and compiles, once, what the example's program depends on. The standard library for two
 * processors takes half a minute, which belongs to the set-up and not to the first `npm start` after it.
 */
import { spawnSync } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { complain, readIfThere, sha256, userError, writeWhole } from "./setup.mjs";

const MARK = ".landfall/go-ready";
const ARCHITECTURES = ["amd64", "arm64"];

/**
 * @param root folder of the project
 * @param goVersion version of the go command
 * @throws UserError with Go's own words when modules cannot be fetched; a program that does not compile is not told here
 */
export function warmGo(root, goVersion) {
  const module = path.join(root, "go-app");
  const sums = readIfThere(path.join(module, "go.sum"));
  if (sums === undefined) return;
  const wanted = sha256(`${goVersion}\n${os.userInfo().username}\n${sums}`);
  if (readIfThere(path.join(root, MARK)) === wanted) return;
  if (process.stderr.isTTY)
    complain("compiling what the Go program depends on, for linux/amd64 and arm64; this is done once");
  const fetched = spawnSync("go", ["mod", "download"], { cwd: module, encoding: "utf8" });
  if (fetched.status !== 0) throw userError(`go mod download failed:\n${fetched.stderr}`.trimEnd());
  for (const GOARCH of ARCHITECTURES) {
    const env = { ...process.env, CGO_ENABLED: "0", GOOS: "linux", GOARCH, GOFLAGS: "", GOWORK: "off" };
    spawnSync("go", ["build", "-trimpath", "-buildvcs=false", "-o", os.devNull, "./..."], {
      cwd: module,
      env,
    });
  }
  writeWhole(path.join(root, MARK), wanted);
}
