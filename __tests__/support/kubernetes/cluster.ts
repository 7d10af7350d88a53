import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { mustRun, run, type Ended } from "../../e2e/host/processes";
import { buildKube } from "./kube";

const SCRIPT = path.join(__dirname, "cluster.sh");

/** Linux allows 15 characters for a network interface; the script adds two. */
const LONGEST_NAME = 12;

/** A real Kubernetes of one node. It ends with {@link Cluster.down}, and also when this process ends without that. */
export class Cluster {
  /** Address of the node: NodePorts answer there. */
  readonly address: string;
  readonly apiServer: string;
  /** File with the rights of the cluster's administrator. */
  readonly kubeconfig: string;

  private constructor(
    private readonly folder: string,
    network: string,
    private readonly kube: string,
    private readonly keeper: Keeper,
    /** Process ID of the node's process 1, seen from outside. */
    private readonly node: string,
  ) {
    this.address = `${network}.2`;
    this.apiServer = `https://${this.address}:6443`;
    this.kubeconfig = path.join(folder, "pki/admin.kubeconfig");
  }

  /**
   * Starts a cluster, after building it where that was not done yet.
   *
   * @param name tells clusters apart that run at the same time; at most 12 characters
   * @param network first three octets of an IPv4 address; the node gets `.2`, this machine `.1`
   * @throws Error with the end of every log when it is not ready in time
   */
  static async up(name: string, network: string): Promise<Cluster> {
    if (name.length > LONGEST_NAME) throw new Error(`${name} is longer than ${LONGEST_NAME} characters`);
    const kube = await buildKube();
    const folder = path.join(tmpdir(), `landfall-kube-${randomUUID().slice(0, 8)}`);
    const keeper = new Keeper([name, network, folder, kube]);
    return new Cluster(folder, network, kube, keeper, await keeper.firstLine());
  }

  /** A certificate and its key, PEM, that were made for this cluster alone. */
  get webCertificate(): { readonly certificate: string; readonly key: string } {
    const read = (name: string): string => readFileSync(path.join(this.folder, "pki", name), "utf8");
    return { certificate: read("kubelet.crt"), key: read("kubelet.key") };
  }

  /** Runs kubectl as the cluster's administrator, whatever its status. */
  kubectl(...args: string[]): Promise<Ended> {
    return run(path.join(this.kube, "kube"), ...this.kubectlArgs(args));
  }

  /** What kubectl wrote; it must end with status 0. */
  mustKubectl(...args: string[]): Promise<string> {
    return mustRun(path.join(this.kube, "kube"), ...this.kubectlArgs(args));
  }

  /** An object, or a list of objects, as the API has it. */
  async get<T>(...what: string[]): Promise<T> {
    return JSON.parse(await this.mustKubectl("get", "--output=json", ...what)) as T;
  }

  /** Runs a command in all namespaces of the node, where containerd and the kubelet are, whatever its status. */
  exec(...command: string[]): Promise<Ended> {
    return run("nsenter", "--target", this.node, "--all", ...command);
  }

  /** Puts an archive of images into the node's store, as the kubelet uses it; returns the names that came in. */
  async load(archive: string): Promise<string[]> {
    const { status, stdout, stderr } = await this.exec(
      "ctr",
      "--namespace=k8s.io",
      "images",
      "import",
      archive,
    );
    if (status !== 0) throw new Error(`${archive} cannot be imported: ${stdout}${stderr}`);
    return [...stdout.matchAll(/^unpacking (\S+)/gm)].map(([, name]) => name!);
  }

  /**
   * Ends the cluster and takes away everything that it had.
   *
   * @throws Error with the end of every log when it had ended before
   */
  async down(): Promise<void> {
    await this.keeper.end();
  }

  private kubectlArgs(args: readonly string[]): string[] {
    const cache = path.join(this.folder, "kubectl");
    return ["kubectl", `--kubeconfig=${this.kubeconfig}`, `--cache-dir=${cache}`, ...args];
  }
}

/** The script that starts a cluster and ends it at the end of its input. */
class Keeper {
  private readonly script: ChildProcessWithoutNullStreams;
  private readonly ended: Promise<number | null>;
  private errors = "";

  constructor(args: readonly string[]) {
    // In a session of its own, so that a signal to the test's process group leaves it alive to take everything away.
    this.script = spawn(SCRIPT, args, { stdio: "pipe", detached: true });
    this.script.stderr.on("data", (data: Buffer) => (this.errors += data.toString()));
    this.ended = new Promise((resolve, reject) => {
      this.script.once("error", reject);
      this.script.once("close", resolve);
    });
  }

  /** What the script writes once pods can be started. */
  async firstLine(): Promise<string> {
    const written = new Promise<string>((resolve) => {
      this.script.stdout.once("data", (data: Buffer) => {
        resolve(data.toString().trim());
      });
    });
    const line = await Promise.race([written, this.ended]);
    if (typeof line === "string") return line;
    throw new Error(`the cluster did not start\n${this.errors}`);
  }

  async end(): Promise<void> {
    this.script.stdin.end();
    if ((await this.ended) !== 0) throw new Error(`the cluster ended by itself\n${this.errors}`);
  }
}
