import type { ProgramApp } from "../definition/definition";
import { UserError, type Fault } from "../definition/errors";
import { agentId } from "./addresses";
import type { EdgePorts } from "./settings";

/** One node of the cluster. */
export interface EdgeNode {
  /** What it is called in Terraform's state, such as `server`. */
  readonly id: string;
  /** What Docker, the cluster and its own host name call it. */
  readonly name: string;
  /** Its address, the same for ever: K3s refuses a server of a cluster's datastore that comes back with another one. */
  readonly address: string;
}

/** The nodes, and the network that they share. */
export interface EdgeLayout {
  readonly subnet: string;
  /** Address of the network on the machine itself. */
  readonly gateway: string;
  readonly server: EdgeNode;
  readonly agents: readonly EdgeNode[];
}

/** Agents of a cluster: one is enough for a pod to have somewhere else to go. */
export const AGENTS = 1;

/** Last numbers of the fixed addresses. Docker hands out the low ones to containers that ask for none. */
const HOST_NUMBER = { gateway: 1, server: 10, firstAgent: 11 };

/** Port of the Kubernetes API inside of the server. Source: K3s, `k3s server --https-listen-port`. */
export const API_PORT = 6443;

/** Port of every node on which K3s's ingress controller answers by TLS. Source: K3s, networking, Traefik and ServiceLB. */
export const TLS_PORT = 443;

/** Port of every node on which the first program answers; each further one has the next. Source: Kubernetes, NodePort, 30000 to 32767. */
export const FIRST_NODE_PORT = 30_080;

/** Address of this machine at which ports are published: nobody else reaches it. */
export const LOOPBACK = "127.0.0.1";

/**
 * Names and addresses of the nodes.
 *
 * @param prefix beginning of every name
 * @param subnet network of 256 addresses, such as `10.92.0.0/24`
 */
export function edgeLayout(prefix: string, subnet: string, agents = AGENTS): EdgeLayout {
  const network = subnet.slice(0, subnet.lastIndexOf("."));
  const node = (id: string, number: number): EdgeNode => ({
    id,
    name: `${prefix}-${id.replaceAll("_", "-")}`,
    address: `${network}.${number}`,
  });
  return {
    subnet,
    gateway: `${network}.${HOST_NUMBER.gateway}`,
    server: node("server", HOST_NUMBER.server),
    agents: Array.from({ length: agents }, (_, index) =>
      node(agentId(index + 1), HOST_NUMBER.firstAgent + index),
    ),
  };
}

/** Where one program answers. */
export interface ProgramPorts {
  readonly app: ProgramApp;
  /** Port of every node. */
  readonly nodePort: number;
  /** Port of this machine. */
  readonly localPort: number;
}

/**
 * Gives each program its ports, in the order of landfall.yaml.
 *
 * @throws UserError when the programs' ports run into another one or past the last
 */
export function programPorts(
  apps: readonly ProgramApp[],
  ports: EdgePorts,
  file: string,
): readonly ProgramPorts[] {
  const given = apps.map((app, index) => ({
    app,
    nodePort: FIRST_NODE_PORT + index,
    localPort: ports.http + index,
  }));
  const faults = given.flatMap(({ app, localPort }): Fault[] => {
    const taken = [ports.api, ports.https].includes(localPort) ? "which has another use" : undefined;
    const problem = localPort > 65_535 ? "which is past the last one" : taken;
    if (problem === undefined) return [];
    return [
      {
        file,
        path: "targets.edge.ports.http",
        message: `gives ${app.name} the port ${localPort}, ${problem}`,
        found: ports.http,
        allowed: `a port that has ${apps.length} free ones from it on: each program takes the next`,
      },
    ];
  });
  UserError.throwIfAny(faults);
  return given;
}
