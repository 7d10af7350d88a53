import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { ROOT } from "../../../../lib/cli/setup.mjs";
import type { Body } from "../../../edge/stand-in-json";

/** What {@link Machine} holds is made and taken away by this script. */
const SCRIPT = "machine.sh";

/** Types of what lies in Docker or in the cluster. */
const HELD = /^(?:docker|kubernetes)_/;
const IN_DOCKER = /^docker_/;

const SERVER = "docker_container.server";
const DATASTORE = "docker_volume.server_data";
const AGENT = "docker_container.agent";
const DEPLOYMENT = "kubernetes_deployment_v1.app";
const WAIT = "docker_container.app_rollout";

/**
 * The machine that the edge is deployed to, as files: one for each thing in Docker and in the cluster, by its address in
 * the stack. What is in a cluster holds the id of its datastore, so that it is not there any more in another one.
 */
export class Machine {
  /** @param folder that Terraform runs in */
  constructor(readonly folder: string) {
    mkdirSync(this.at("machine"), { recursive: true });
    mkdirSync(this.at("broken"), { recursive: true });
    copyFileSync(path.join(ROOT, "__tests__/e2e/edge/stand-in", SCRIPT), this.at(SCRIPT));
  }

  /** What makes a resource and takes it away. */
  static provisioners(address: string): readonly Body[] {
    if (!HELD.test(address)) return [];
    const local = { interpreter: ["/bin/sh", "-c"], quiet: true };
    return [
      { "local-exec": { ...local, command: `sh ${SCRIPT} make ${address} \${self.id}` } },
      { "local-exec": { ...local, command: `sh ${SCRIPT} take ${address}`, when: "destroy" } },
    ];
  }

  /** Whether the API answers: it is the server's. */
  get isApiThere(): boolean {
    return this.has(SERVER);
  }

  /** True when the agent is in the cluster of the server: it never joins a second one. */
  get hasAgentJoined(): boolean {
    return this.isInCluster(AGENT);
  }

  /** True when the Deployment that is there was waited for: before that its pods may be on their way. */
  get isRolledOut(): boolean {
    return (
      this.isInCluster(DEPLOYMENT) && this.has(WAIT) && this.contentOf(WAIT) === this.contentOf(DEPLOYMENT)
    );
  }

  /** Which of these a provider would no longer find. Of what lies in a cluster without an API nobody knows. */
  lostOf(addresses: readonly string[]): string[] {
    return addresses
      .filter((address) => HELD.test(address))
      .filter((address) =>
        IN_DOCKER.test(address) ? !this.has(address) : this.isApiThere && !this.isInCluster(address),
      );
  }

  /** Everything that is there, sorted. */
  get things(): string[] {
    return readdirSync(this.at("machine")).sort();
  }

  /** Takes something away past Terraform, as `docker rm -f` does. */
  lose(...things: readonly string[]): void {
    for (const thing of things) rmSync(this.at("machine", thing));
  }

  /**
   * Has the making or the taking away of something fail with these words, until it is {@link mend}ed. What could not be
   * made leaves nothing, since Terraform does not run the script that would take it away; a real container may be left.
   */
  breakDown(action: "make" | "take", thing: string, words: string): void {
    writeFileSync(this.at("broken", `${action} ${thing}`), words);
  }

  mend(): void {
    for (const name of readdirSync(this.at("broken"))) rmSync(this.at("broken", name));
  }

  /** True when something is in the cluster that is there. */
  private isInCluster(address: string): boolean {
    return (
      this.has(address) &&
      this.has(DATASTORE) &&
      this.contentOf(address).startsWith(this.contentOf(DATASTORE))
    );
  }

  private has(address: string): boolean {
    return existsSync(this.at("machine", address));
  }

  private contentOf(address: string): string {
    return readFileSync(this.at("machine", address), "utf8");
  }

  private at(...place: string[]): string {
    return path.join(this.folder, ...place);
  }
}
