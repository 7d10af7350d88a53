import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Duration } from "../../../lib/definition/units";
import {
  hostSpec,
  renderCloudConfig,
  type HostApp,
  type HostProgram,
  type HostSite,
} from "../../../lib/host";
import { pathOf } from "../../support/parts";
import { Host } from "./host";
import { ObjectStore, type InstanceIdentity } from "./object-store";
import { mustRun } from "./processes";

/** A program's greeting with everything in it that means something to systemd, a shell, YAML or Nginx. */
export const GREETING = String.raw`it's 100% "quoted" $HOME $$ %h \n # ; {x} ${"`id`"} äöü 漢`;

const BUCKET = "landfall-test-releases";

/** Everything around the hosts: S3 with releases in it, and the hosts themselves. */
export class Scene {
  readonly folder = mkdtempSync(path.join(tmpdir(), "landfall-scene-"));
  readonly store = new ObjectStore(BUCKET, this.folder);
  readonly hosts: Host[] = [];
  private identity: InstanceIdentity | undefined;
  private readonly objects = new Map<string, Buffer>();

  /** Builds the program, packs the site and puts both into S3. */
  async prepare(): Promise<void> {
    const program = path.join(this.folder, "app");
    const goApp = path.join(__dirname, "../../../go-app");
    await mustRun(
      "env",
      "CGO_ENABLED=0",
      "go",
      "build",
      "-C",
      goApp,
      "-trimpath",
      "-ldflags=-s -w",
      "-o",
      program,
      "./cmd/app",
    );
    await this.store.start(pathOf("moto"));
    this.identity = await this.store.assumeRole();
    await this.put("programs/app", readFileSync(program));
    await this.put("programs/site.tar.gz", await this.packSite());
    await this.put("programs/forged", Buffer.from("#!/bin/sh\nexec sleep 1d\n"));
  }

  /** Puts an object into S3. */
  async put(key: string, body: Buffer): Promise<void> {
    this.objects.set(key, body);
    await this.store.relax();
    await this.store.put(key, body);
    await this.store.enforce();
  }

  /** An object that is there, by its key. */
  object(key: string): Buffer {
    const body = this.objects.get(key);
    if (body === undefined) throw new Error(`no object ${key}`);
    return body;
  }

  program(name: string, port: number, more: Partial<HostProgram> = {}): HostProgram {
    return { kind: "program", name, hosts: [`${name}.test`], port, ...this.release("programs/app"), ...more };
  }

  site(name: string): HostSite {
    return { kind: "site", name, hosts: [`${name}.test`], ...this.release("programs/site.tar.gz") };
  }

  /** An object and its digest. */
  release(objectKey: string): { objectKey: string; sha256: string } {
    return { objectKey, sha256: createHash("sha256").update(this.object(objectKey)).digest("hex") };
  }

  /** Boots a host whose user data is the rendered spec of these apps, and waits until cloud-init has ended. */
  async boot(apps: readonly HostApp[], failures = 0): Promise<Host> {
    const number = this.hosts.length;
    const third = 1 + ((process.pid * 4 + number) % 254);
    const host = new Host(`lf${process.pid}${"abcd"[number] ?? ""}`, `10.77.${third}`);
    this.hosts.push(host);
    await host.connect();
    await this.store.listen(host.gateway);
    await host.serveMetadata(this.identity);
    this.store.failures = failures;
    await host.up({
      "etc/hosts": `127.0.0.1 localhost\n127.0.1.1 ${host.name}\n${host.gateway} ${this.store.host}\n`,
      "usr/local/share/ca-certificates/landfall-test.crt": this.store.authority,
      "var/lib/cloud/seed/nocloud/meta-data": `instance-id: ${host.name}\nlocal-hostname: ${host.name}\n`,
      "var/lib/cloud/seed/nocloud/network-config": "network: { config: disabled }\n",
      "var/lib/cloud/seed/nocloud/user-data": this.userData(apps),
    });
    await host.cloudInit();
    return host;
  }

  userData(apps: readonly HostApp[]): string {
    return renderCloudConfig(
      hostSpec({
        region: "us-east-1",
        bucket: BUCKET,
        dnsSuffix: "amazonaws.com",
        apps,
        readyWithin: Duration.seconds(10),
      }),
    );
  }

  /** Takes everything away that {@link prepare} and {@link boot} made, however far they came. */
  async end(): Promise<void> {
    for (const host of this.hosts) await host.down();
    await this.store.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async packSite(): Promise<Buffer> {
    const site = path.join(this.folder, "site");
    mkdirSync(path.join(site, "guide"), { recursive: true });
    mkdirSync(path.join(site, "empty"));
    writeFileSync(path.join(site, "index.html"), "<h1>docs</h1>");
    writeFileSync(path.join(site, "guide/index.html"), "<h1>guide</h1>");
    writeFileSync(path.join(site, "style.css"), "body {}");
    writeFileSync(path.join(site, ".env"), "SECRET=1");
    symlinkSync("/etc/passwd", path.join(site, "users.txt"));
    await mustRun("tar", "-czf", path.join(this.folder, "site.tar.gz"), "-C", site, ".");
    return readFileSync(path.join(this.folder, "site.tar.gz"));
  }
}
