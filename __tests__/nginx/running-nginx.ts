import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { nginxConfiguration } from "../../lib/nginx/configuration";
import { pathOf } from "../support/parts";
import type { NginxProps } from "../../lib/nginx/virtual-host";

/** What distributions' nginx.conf has inside `http`, before it includes conf.d. */
export const DISTRIBUTIONS: Readonly<Record<string, string>> = {
  "Ubuntu 20.04":
    "sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_timeout 65; types_hash_max_size 2048; gzip on;",
  "Ubuntu 24.04, Debian 12": "sendfile on; tcp_nopush on; types_hash_max_size 2048; gzip on;",
  "Debian 13": "sendfile on; tcp_nopush on; types_hash_max_size 2048; server_tokens off; gzip on;",
};

/** A folder with a whole configuration, as a distribution would include it. */
export class NginxFolder {
  readonly path = mkdtempSync(path.join(tmpdir(), "landfall-nginx-"));
  private process: ChildProcess | undefined;

  constructor() {
    // Workers run as another user and have to reach the sites inside.
    chmodSync(this.path, 0o755);
  }

  /** Writes a configuration with its logs in this folder. */
  write(props: NginxProps, distribution = "Ubuntu 24.04, Debian 12", more = ""): void {
    const logDirectory = path.join(this.path, "logs");
    mkdirSync(path.join(this.path, "conf.d"), { recursive: true });
    for (const name of ["catch-all", ...props.hosts.map((host) => host.name)])
      mkdirSync(path.join(logDirectory, name), { recursive: true });
    for (const { name, content } of nginxConfiguration({ ...props, logDirectory }))
      writeFileSync(path.join(this.path, "conf.d", name), content);
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map((name) => `${name}_temp_path ${this.path}/${name};`)
      .join(" ");
    writeFileSync(
      path.join(this.path, "nginx.conf"),
      `pid ${this.path}/pid; error_log ${this.path}/error.log; daemon off;
events { worker_connections 768; }
http {
  ${DISTRIBUTIONS[distribution] ?? ""} access_log ${this.path}/access.log; ${temporary}
  types { text/html html; text/css css; } default_type application/octet-stream;
  include ${this.path}/conf.d/*.conf;
  ${more}
}\n`,
    );
  }

  /** What `nginx -t` says, and its status. */
  test(): { status: number | null; output: string } {
    const ended = spawnSync(pathOf("nginx"), ["-t", ...this.arguments()], { encoding: "utf8" });
    return { status: ended.status, output: ended.stdout + ended.stderr };
  }

  /** Starts Nginx and waits until it listens on the port. */
  async start(port: number): Promise<void> {
    this.process = spawn(pathOf("nginx"), this.arguments(), { stdio: "ignore" });
    for (let tries = 0; tries < 100; tries += 1) {
      if (await accepts(port)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(this.log("error.log"));
  }

  /** A file of this folder as text. */
  log(file: string): string {
    return readFileSync(path.join(this.path, file), "utf8");
  }

  /** Ends Nginx and removes the folder. */
  async remove(): Promise<void> {
    const running = this.process;
    if (running !== undefined && running.exitCode === null) {
      const ended = new Promise((resolve) => running.once("exit", resolve));
      running.kill("SIGTERM");
      await ended;
    }
    rmSync(this.path, { recursive: true, force: true });
  }

  private arguments(): string[] {
    return [
      "-p",
      this.path,
      "-c",
      path.join(this.path, "nginx.conf"),
      "-e",
      path.join(this.path, "error.log"),
    ];
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
}

/** A port on which nobody listens now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
