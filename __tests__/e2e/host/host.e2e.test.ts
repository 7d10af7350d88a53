import type { Host } from "./host";
import { until } from "./processes";
import { GREETING, missingParts, Scene } from "./scene";

const scene = new Scene();
let ready = false;

beforeAll(async () => {
  const missing = await missingParts();
  if (missing.length > 0) throw new Error(`missing: ${missing.join(", ")}`);
  await scene.prepare();
  ready = true;
}, 300_000);

afterAll(async () => {
  await scene.end();
}, 60_000);

describe("a host with a program and a site", () => {
  let host: Host;

  beforeAll(async () => {
    if (!ready) return;
    host = await scene.boot(
      [scene.program("shop", 8080, { environment: { GREETING } }), scene.site("docs")],
      2,
    );
  }, 300_000);

  it("x", async () => {
    console.log(
      await host.cloudInit(),
      await host.run("cat", "/var/log/cloud-init-output.log"),
      host.console(),
      scene.store.seen,
    );
    console.log(
      await host.get("shop.test", "/"),
      await host.get("docs.test", "/"),
      await host.get("no.test", "/"),
      await host.get(undefined, "/.landfall/health"),
    );
    console.log(
      await host.run("systemctl", "--failed"),
      await host.run("journalctl", "-b", "--no-pager", "-p", "5"),
    );
    console.log(await host.run("systemd-analyze", "security", "--no-pager", "landfall-shop"));
  }, 100_000);
});
