import type { Container } from "@cdktf/provider-docker/lib/container";
import { Image } from "@cdktf/provider-docker/lib/image";
import { Network } from "@cdktf/provider-docker/lib/network";
import { Volume } from "@cdktf/provider-docker/lib/volume";
import { Construct } from "../terraform/cdktf";
import { named } from "./addresses";
import type { ClusterIdentity } from "./identity";
import { API_PORT, LOOPBACK, TLS_PORT, type EdgeLayout, type ProgramPorts } from "./layout";
import { K3S_FOLDER, Node, type NodeProps } from "./node";

export interface NodesProps {
  /** Beginning of the names of what all nodes share. */
  readonly prefix: string;
  readonly layout: EdgeLayout;
  /** Image that every node runs, such as `rancher/k3s:v1.34.3-k3s1`. */
  readonly image: string;
  readonly identity: ClusterIdentity;
  /** Ports of this machine for the API and for TLS. */
  readonly ports: { readonly api: number; readonly https: number };
  readonly programs: readonly ProgramPorts[];
  /**
   * Where nodes ask for names outside of the cluster.
   * @default - the network's own address on this machine, where as a rule nobody answers
   */
  readonly nameserver?: string | undefined;
}

/** `kubectl` in the image of K3s. */
export const KUBECTL = ["/bin/k3s", "kubectl"];

/** What is well about a server: its API says that it can be asked. */
const SERVER_HEALTH = ["CMD", ...KUBECTL, "get", "--raw=/readyz"];

/**
 * What is well about an agent: its own kubelet. Not its node object, which stays ready for 40 s after the node has died:
 * an agent that the server refuses would pass.
 */
const AGENT_HEALTH = ["CMD", ...KUBECTL, "--server=http://127.0.0.1:10248", "get", "--raw=/healthz"];

/** Parts of K3s that nothing here uses. Its ingress controller and ServiceLB stay: programs answer by TLS through them. */
const UNUSED_PARTS = "local-storage,metrics-server";

/**
 * The nodes of the cluster in containers of this machine's Docker, on a network of their own.
 *
 * The server starts a datastore of etcd, which unlike SQLite can be backed up while it runs, and encrypts Secrets from
 * the start: with that flag taken away later, the API could read none of them.
 */
export class Nodes extends Construct {
  readonly image: Image;
  readonly network: Network;
  /** Volume from which the nodes take images of programs. */
  readonly imagesVolume: Volume;
  /** What the cluster itself is: everything in it goes when this does. */
  readonly datastore: Volume;
  readonly containers: readonly Container[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: NodesProps,
  ) {
    super(scope, id);
    const { prefix, layout } = props;
    this.image = named(new Image(this, "image", { name: props.image, keepLocally: true }), "k3s");
    const ipamConfig = [{ subnet: layout.subnet, gateway: layout.gateway }];
    this.network = named(new Network(this, "network", { name: prefix, ipamConfig }), "edge");
    this.imagesVolume = named(new Volume(this, "images", { name: `${prefix}-images` }), "images");
    const server = this.server();
    this.datastore = server.data;
    const agents = layout.agents.map((agent) => this.agent(agent, server));
    this.containers = [server, ...agents].map(({ container }) => container);
  }

  private server(): Node {
    const { layout, identity, ports, programs } = this.props;
    return new Node(this, layout.server.id, {
      ...this.shared(),
      node: layout.server,
      command: [
        "server",
        "--cluster-init",
        "--secrets-encryption",
        `--tls-san=${LOOPBACK}`,
        `--disable=${UNUSED_PARTS}`,
      ],
      environment: [`K3S_TOKEN=${identity.token}`],
      healthCommand: SERVER_HEALTH,
      // A NodePort answers with any ingress controller and without one; by TLS and host name K3s's own does.
      ports: [
        { internal: API_PORT, external: ports.api },
        ...programs.map(({ nodePort, localPort }) => ({ internal: nodePort, external: localPort })),
        { internal: TLS_PORT, external: ports.https },
      ].map((port) => ({ ...port, ip: LOOPBACK })),
      files: identity.files.map(({ name, content }) => ({
        file: `${K3S_FOLDER}/server/tls/${name}`,
        content,
        permissions: "0600",
      })),
    });
  }

  private agent(node: NodeProps["node"], server: Node): Node {
    const { layout, identity } = this.props;
    return new Node(this, node.id, {
      ...this.shared(),
      node,
      command: ["agent"],
      environment: [`K3S_TOKEN=${identity.token}`, `K3S_URL=https://${layout.server.name}:${API_PORT}`],
      healthCommand: AGENT_HEALTH,
      // A kubelet that runs never registers a second time: with a new datastore it would stay outside.
      replacedWith: [server.data],
      dependsOn: [server.container],
    });
  }

  private shared(): Pick<NodeProps, "image" | "network" | "imagesVolume" | "nameserver"> {
    return {
      image: this.image.imageId,
      network: this.network.name,
      imagesVolume: this.imagesVolume.name,
      nameserver: this.props.nameserver ?? this.props.layout.gateway,
    };
  }
}
