import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { programsOf, type Definition } from "../../../lib/definition/definition";
import type { Architecture } from "../../../lib/definition/schema";
import { webCertificateAddress, webId } from "../../../lib/edge/addresses";
import { planEdge } from "../../../lib/edge/plan";
import { buildProgram, type Program } from "../../../lib/program/build";
import { ociImage, type OciImage } from "../../../lib/program/oci-image";
import { EdgeStack } from "../../../stacks/edge-stack";
import { edgeSettings } from "../../edge/edge";
import { Cluster } from "../../support/kubernetes/cluster";
import { PROJECT, exampleDefinition, synthesized, type TerraformJson } from "../../support/stacks";
import { until, type Ended } from "../host/processes";
import { manifestsOf, type Known, type Manifest } from "./manifests";
import { isReady, type Pod } from "./pods";
import { get } from "./requests";

const ARCHITECTURE: Architecture = process.arch === "arm64" ? "arm64" : "amd64";

/** A version of the program, and the image that it travels in. */
export interface Version {
  readonly image: OciImage;
  /** SHA-256 of the executable that runs here, as its build manifest has it. */
  readonly sha256: string;
}

/** What a test asks for. */
export interface Wish {
  readonly version: Version;
  /** Settings of the program, besides those of the example. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A stack, and the objects that the Kubernetes provider would send for it. */
export interface Landing {
  readonly stack: TerraformJson;
  readonly manifests: readonly Manifest[];
}

/** A Service as far as it is looked at here. */
type Service = Manifest & { readonly spec: { readonly ports: readonly { readonly nodePort: number }[] } };
/** A Deployment as far as it is looked at here. */
type Deployment = Manifest & {
  readonly spec: { readonly replicas: number; readonly selector: { readonly matchLabels: object } };
};

/** A cluster, two versions of the program, and the stack that lands them. */
export class EdgeScene {
  private folder: string | undefined;
  private started: Cluster | undefined;
  private readonly built: Version[] = [];

  /** Starts the cluster, builds both versions, and brings their images to the node as the stack's courier would. */
  async prepare(): Promise<void> {
    this.folder = mkdtempSync(path.join(tmpdir(), "landfall-edge-"));
    const network = `10.78.${1 + (process.pid % 254)}`;
    this.started = await Cluster.up(`lfe${process.pid}`, network);
    for (const optimize of [false, true]) {
      const version = await this.build(optimize);
      this.built.push(version);
      expect(await this.cluster.load(version.image.path)).toEqual([version.image.reference]);
    }
  }

  get cluster(): Cluster {
    if (this.started === undefined) throw new Error("the cluster is not up");
    return this.started;
  }

  /** The two versions; their executables differ. */
  get versions(): { readonly first: Version; readonly second: Version } {
    const [first, second] = this.built as [Version, Version];
    return { first, second };
  }

  /** The edge stack of the example, with the program and the settings that are wished for. */
  async landing({ version, settings = {} }: Wish): Promise<Landing> {
    const folder = this.ownFolder;
    const definition = withSettings(exampleDefinition(folder), settings);
    const images = new Map(programsOf(definition).map(({ name }) => [name, version.image]));
    const stack = synthesized(
      folder,
      (app) =>
        new EdgeStack(app, {
          definition,
          settings: edgeSettings({ architecture: ARCHITECTURE }),
          plan: planEdge(definition, []),
          images,
        }),
    );
    return { stack, manifests: await manifestsOf(stack, this.known(definition)) };
  }

  /** Asks the cluster for objects as strictly as it can: unknown fields and every warning are faults. */
  kubectlWith(manifests: readonly Manifest[], command: string, ...options: string[]): Promise<Ended> {
    const file = path.join(this.ownFolder, "objects.json");
    writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: manifests }));
    return this.cluster.kubectl(command, "--warnings-as-errors", `--filename=${file}`, ...options);
  }

  /** Applies a landing; fails where the cluster has anything against it. */
  async apply({ manifests }: Landing): Promise<void> {
    const applied = await this.kubectlWith(manifests, "apply", "--validate=strict");
    expect(applied).toMatchObject({ status: 0, stderr: "" });
  }

  /** Waits for a rollout with the very command of the stack's own container that waits. */
  wait({ stack }: Landing): Promise<Ended> {
    const containers = Object.values(stack.resource?.["docker_container"] ?? {});
    const commands = containers
      .map(({ command }) => command as string[])
      .filter((words) => words.includes("rollout"));
    expect(commands).toHaveLength(1);
    const access = /^--(?:server|certificate-authority|client-certificate|client-key)=/;
    return this.cluster.kubectl(...commands[0]!.filter((word) => !access.test(word)));
  }

  /** Applies a landing, and waits until only its pods are left. */
  async land(landing: Landing): Promise<void> {
    await this.apply(landing);
    expect(await this.wait(landing)).toMatchObject({ status: 0, stderr: "" });
    const { replicas } = deploymentOf(landing).spec;
    await until(
      () => this.pods(landing),
      (pods) => pods.length === replicas && pods.every(isReady),
      60,
    );
    await until(
      () => get(this.url(landing, "/readyz")),
      ({ status }) => status === 200,
      10,
    );
  }

  /** All pods of the program, of whatever version, those that leave too. */
  async pods(landing: Landing): Promise<readonly Pod[]> {
    const { metadata, spec } = deploymentOf(landing);
    const labels = Object.entries(spec.selector.matchLabels).map(
      ([name, value]) => `${name}=${String(value)}`,
    );
    const where = [`--namespace=${metadata.namespace!}`, `--selector=${labels.join(",")}`];
    return (await this.cluster.get<{ items: Pod[] }>("pods", ...where)).items;
  }

  /** Address of the program on the node's port. */
  url({ manifests }: Landing, target: string): string {
    const service = only(manifests, "Service") as Service;
    return `http://${this.cluster.address}:${service.spec.ports[0]!.nodePort}${target}`;
  }

  /** Takes everything away that {@link prepare} made, however far it came. */
  async end(): Promise<void> {
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true });
    await this.started?.down();
  }

  private get ownFolder(): string {
    if (this.folder === undefined) throw new Error("the scene is not prepared");
    return this.folder;
  }

  private async build(optimize: boolean): Promise<Version> {
    const program: Program = await buildProgram({
      app: "app",
      folder: PROJECT,
      package: "go-app/cmd/app",
      environment: "dev",
      debug: !optimize,
      optimize,
    });
    const image = await ociImage(program, PROJECT, { name: "app", architecture: ARCHITECTURE });
    return { image, sha256: program.executables[ARCHITECTURE].sha256 };
  }

  /** What other resources of the stack would be after an apply: a certificate that was made for this cluster. */
  private known(definition: Definition): Known {
    const { certificate, key } = this.cluster.webCertificate;
    return Object.fromEntries<unknown>(
      programsOf(definition).flatMap(({ name }) => [
        [webCertificateAddress(name), { cert_pem: certificate }],
        [`tls_private_key.${webId(name)}`, { private_key_pem: key }],
      ]),
    );
  }
}

/** The Deployment of a landing. */
export function deploymentOf({ manifests }: Landing): Deployment {
  return only(manifests, "Deployment") as Deployment;
}

function only(manifests: readonly Manifest[], kind: string): Manifest {
  const [found, ...more] = manifests.filter((each) => each.kind === kind);
  if (found === undefined || more.length > 0) throw new Error(`the stack has not one ${kind}`);
  return found;
}

/** The definition with further settings of every program. */
function withSettings(definition: Definition, settings: Readonly<Record<string, string>>): Definition {
  const apps = definition.apps.map((app) =>
    app.kind === "program"
      ? { ...app, program: { ...app.program, settings: { ...app.program.settings, ...settings } } }
      : app,
  );
  return { ...definition, apps };
}
