import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { end, mustRun, run, start, until, type Ended } from "./processes";

const SCRIPT = path.join(__dirname, "host.sh");
const BASE_RECIPE = path.join(__dirname, "base.sh");
const METADATA = path.join(__dirname, "metadata.mjs");
const PROJECT = path.join(__dirname, "../../..");

/** Debian release of the hosts; Ubuntu 24.04 lies between bookworm and trixie in every part that matters here. */
const SUITE = process.env["LANDFALL_HOST_SUITE"] ?? "bookworm";

/** Answer of a web server; status 0 when it closed the connection without one. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** The base system of all hosts, made once for each state of its recipe. */
export async function baseSystem(): Promise<string> {
  const hash = createHash("sha256")
    .update(readFileSync(BASE_RECIPE))
    .update(SUITE)
    .digest("hex")
    .slice(0, 12);
  const folder = path.join(PROJECT, ".landfall/parts", `host-base-${hash}`);
  if (!existsSync(folder)) await mustRun(BASE_RECIPE, folder, SUITE);
  return folder;
}

/** A Debian host with systemd as PID 1 and cloud-init, in a network of its own. */
export class Host {
  readonly address: string;
  /** Address by which the host reaches this machine. */
  readonly gateway: string;
  private readonly folder: string;
  private readonly state: string;
  private metadata: ChildProcess | undefined;

  constructor(
    readonly name: string,
    private readonly network: string,
  ) {
    this.address = `${network}.2`;
    this.gateway = `${network}.1`;
    this.folder = mkdtempSync(path.join(tmpdir(), `landfall-${name}-`));
    this.state = path.join(this.folder, "state");
  }

  /** Makes the host's network, so that others can answer there before the host asks. */
  async connect(): Promise<void> {
    await mustRun(SCRIPT, "net", this.name, this.network);
  }

  /** Starts the host; its files are laid over the base system, and cloud-init finds its user data among them. */
  async up(files: Readonly<Record<string, string>>): Promise<void> {
    const tree = path.join(this.folder, "files");
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(tree, file)), { recursive: true });
      writeFileSync(path.join(tree, file), content);
    }
    await mustRun(SCRIPT, "up", await baseSystem(), this.state, this.name, tree);
  }

  /** Answers for the instance metadata service to the host. */
  async serveMetadata(content: unknown): Promise<void> {
    const file = path.join(this.folder, "metadata.json");
    writeFileSync(file, JSON.stringify(content));
    const child = start("ip", ["netns", "exec", `${this.name}m`, process.execPath, METADATA, file]);
    this.metadata = child;
    await new Promise((resolve, reject) => {
      child.stdout?.once("data", resolve);
      child.once("exit", reject);
    });
  }

  /**
   * Process ID of the host's PID 1, seen from outside.
   *
   * The kernel may leave children out of its lists while others come and go, so that one look is not enough.
   */
  private async pid(): Promise<string> {
    const found = await until(
      () => run(SCRIPT, "pid", this.state),
      ({ status }) => status === 0,
      30,
    );
    return found.stdout.trim();
  }

  /** Runs a command on the host. */
  async run(...command: string[]): Promise<Ended> {
    const environment = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"];
    return run("nsenter", "--target", await this.pid(), "--all", "--wd=/", ...environment, ...command);
  }

  /** What a command on the host wrote; it must end with status 0. */
  async output(...command: string[]): Promise<string> {
    const ended = await this.run(...command);
    if (ended.status !== 0)
      throw new Error(`${command.join(" ")}: status ${ended.status}\n${ended.stdout}${ended.stderr}`);
    return ended.stdout.trim();
  }

  /** Waits until cloud-init has ended, well or not. */
  async cloudInit(): Promise<Ended> {
    await until(
      () => this.run("test", "-e", "/run/cloud-init/result.json"),
      ({ status }) => status === 0,
      180,
    );
    return this.run("cloud-init", "status", "--long");
  }

  /** Asks the host for a page, from outside. */
  async get(host: string | undefined, target: string, headers: Record<string, string> = {}): Promise<Answer> {
    return new Promise((resolve) => {
      const asked = request(
        {
          host: this.address,
          port: 80,
          path: target,
          agent: false,
          timeout: 10_000,
          headers: { ...(host === undefined ? {} : { host }), ...headers },
        },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on("data", (part: Buffer) => parts.push(part));
          answer.once("end", () => {
            const body = Buffer.concat(parts).toString();
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body });
          });
        },
      );
      asked.once("timeout", () => asked.destroy());
      asked.once("error", (error) => {
        resolve({ status: 0, headers: {}, body: (error as NodeJS.ErrnoException).code ?? error.message });
      });
      asked.end();
    });
  }

  /** Starts the host anew and waits until systemd is done. */
  async reboot(): Promise<void> {
    const before = await this.pid();
    await this.run("systemctl", "reboot");
    await until(
      () => this.pid(),
      (pid) => pid !== before,
      60,
    );
    await until(
      () => this.run("systemctl", "is-system-running"),
      ({ stdout }) => /^(?:running|degraded)/.test(stdout),
      60,
    );
  }

  /** What the host wrote on its console. */
  console(): string {
    return readFileSync(path.join(this.state, "log"), "utf8");
  }

  /** Stops the host and takes away everything that it had, however far it came. */
  async down(): Promise<void> {
    await end(this.metadata);
    await run(SCRIPT, "down", this.state, this.name);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
