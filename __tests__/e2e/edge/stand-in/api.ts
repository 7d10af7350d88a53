import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { answerState } from "../../../edge/stand-in-json";
import { pathOf } from "../../../support/parts";
import type { Machine } from "./machine";

/** Node names of the example's edge. */
const NODES = { server: "hello-dev-edge-server", agent: "hello-dev-edge-agent" };

const ROLLED_OUT = {
  metadata: { generation: 1 },
  status: {
    observedGeneration: 1,
    conditions: [{ type: "Progressing", status: "True", reason: "NewReplicaSetAvailable", message: "done" }],
  },
};

/**
 * The API of the cluster, at a port of this machine, by TLS. It answers while the machine has a server; without one it
 * hangs up, as Docker does for a container that does not listen.
 */
export class Api {
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** @param folder for its key */
  static async start(machine: Machine, folder: string): Promise<Api> {
    const [key = "", cert = ""] = ["api.key", "api.crt"].map((name) => path.join(folder, name));
    const subject = ["-x509", "-nodes", "-days", "1", "-subj", "/CN=stand-in"];
    const keys = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", key, "-out", cert];
    execFileSync(pathOf("openssl"), ["req", ...subject, ...keys], { stdio: "ignore" });
    const pair = { key: readFileSync(key), cert: readFileSync(cert) };
    const server = createServer(pair, (request, response) => {
      answer(machine, request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new Api(server, (server.address() as AddressInfo).port);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function answer(machine: Machine, { url = "", socket }: IncomingMessage, response: ServerResponse): void {
  if (!machine.isApiThere) {
    socket.destroy();
    return;
  }
  response.setHeader("connection", "close");
  response.end(JSON.stringify(answerState(ANSWERS[url.slice(1)]?.(machine) ?? {})));
}

/** Answers to the stack's data sources. */
const ANSWERS: Readonly<Record<string, (machine: Machine) => Record<string, unknown>>> = {
  "kubernetes_nodes.all": (machine) => ({
    nodes: [NODES.server, ...(machine.hasAgentJoined ? [NODES.agent] : [])].map((name) => ({
      metadata: [{ name }],
    })),
  }),
  "kubernetes_resource.app_rollout": (machine) => ({
    object: machine.isRolledOut ? ROLLED_OUT : null,
  }),
  "kubernetes_resources.app_pods": () => ({ objects: [] }),
};
