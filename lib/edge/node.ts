import { Container, type ContainerPorts, type ContainerUpload } from "@cdktf/provider-docker/lib/container";
import { Volume } from "@cdktf/provider-docker/lib/volume";
import { Duration } from "../definition/units";
import {
  Construct,
  DataResource,
  type ITerraformDependable,
  type TerraformResource,
} from "../terraform/cdktf";
import { addressOf, named } from "./addresses";
import { goDuration } from "./go-duration";
import type { EdgeNode } from "./layout";

export interface NodeProps {
  readonly node: EdgeNode;
  /** Id of the image that Docker has. */
  readonly image: string;
  readonly network: string;
  /** Volume from which K3s takes images of programs, the same for all nodes. */
  readonly imagesVolume: string;
  /** What K3s is started as, and with which options. */
  readonly command: readonly string[];
  readonly environment: readonly string[];
  /** Command that ends with 0 while the node is well. */
  readonly healthCommand: readonly string[];
  /** Address that the node asks for names outside of the cluster. */
  readonly nameserver: string;
  /** @default [] */
  readonly ports?: readonly ContainerPorts[];
  /** Files that are there before the first start, besides the resolver's. @default [] */
  readonly files?: readonly ContainerUpload[];
  /** What the node is made anew with, besides its own volumes and health check. @default [] */
  readonly replacedWith?: readonly TerraformResource[];
  /** @default [] */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** Folder in which K3s keeps everything that must outlive its container. Source: K3s, `--data-dir`. */
export const K3S_FOLDER = "/var/lib/rancher/k3s";

/** Folder whose image archives K3s imports, at its start and when one comes. Source: K3s, air-gap install. */
export const IMAGES_FOLDER = `${K3S_FOLDER}/agent/images`;

/** Where K3s keeps the password by which a node proves that it is the one that joined before. */
const NODE_FOLDER = "/etc/rancher/node";

/**
 * Resolver file of pods, named to K3s: left alone, it takes any file with a loopback resolver, as Docker's is, for none
 * and asks 8.8.8.8, which an edge that is cut off does not have.
 */
const RESOLVER_FILE = "/etc/k3s-resolv.conf";

/** How long a node may take until it is well: beyond it, its creation has failed, and the next deploy makes it again. */
const WAIT_SECONDS = 180;

/** How long a node may take to stop. Without it the provider kills at once, and etcd with it. */
const STOP_SECONDS = 10;

const HEALTH = {
  interval: goDuration(Duration.seconds(2)),
  timeout: goDuration(Duration.seconds(5)),
  retries: 30,
  startPeriod: goDuration(Duration.seconds(10)),
};

/** A node of the cluster: a privileged container that runs K3s, and the volumes that outlive it. */
export class Node extends Construct {
  readonly container: Container;
  /** What the node knows of its cluster: on a server, the cluster itself. */
  readonly data: Volume;

  constructor(scope: Construct, id: string, props: NodeProps) {
    super(scope, id);
    const { node } = props;
    this.data = this.volume(node, "data");
    const identity = this.volume(node, "node");
    const healthcheck = { test: [...props.healthCommand], ...HEALTH };
    // The provider takes a changed health check for an update, and does nothing: in every plan from then on.
    const health = named(
      new DataResource(this, "healthcheck", { input: healthcheck }),
      `${node.id}_healthcheck`,
    );
    const container = new Container(this, "container", {
      name: node.name,
      hostname: node.name,
      image: props.image,
      command: [
        ...props.command,
        `--node-label=landfall/role=${props.command[0] ?? ""}`,
        `--resolv-conf=${RESOLVER_FILE}`,
      ],
      env: [...props.environment],
      privileged: true,
      usernsMode: "host",
      init: false,
      restart: "unless-stopped",
      destroyGraceSeconds: STOP_SECONDS,
      wait: true,
      waitTimeout: WAIT_SECONDS,
      tmpfs: { "/run": "", "/var/run": "" },
      healthcheck,
      networksAdvanced: [{ name: props.network, ipv4Address: node.address }],
      ...(props.ports === undefined ? {} : { ports: [...props.ports] }),
      volumes: [
        { volumeName: this.data.name, containerPath: K3S_FOLDER },
        { volumeName: identity.name, containerPath: NODE_FOLDER },
        { volumeName: props.imagesVolume, containerPath: IMAGES_FOLDER },
      ],
      upload: [...(props.files ?? []), { file: RESOLVER_FILE, content: `nameserver ${props.nameserver}\n` }],
      ...(props.dependsOn === undefined ? {} : { dependsOn: [...props.dependsOn] }),
      lifecycle: {
        replaceTriggeredBy: [this.data, identity, health, ...(props.replacedWith ?? [])].map(addressOf),
      },
    });
    this.container = named(container, node.id);
  }

  private volume({ id, name }: EdgeNode, kind: string): Volume {
    return named(new Volume(this, kind, { name: `${name}-${kind}` }), `${id}_${kind}`);
  }
}
