import type { Cluster } from "../../support/kubernetes/cluster";

/** A pod as the API has it, as far as it is looked at here. */
export interface Pod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly spec: { readonly containers: readonly { readonly image: string }[] };
  readonly status: {
    readonly phase: string;
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly {
      readonly containerID?: string;
      readonly restartCount: number;
      readonly state: { readonly waiting?: { readonly reason: string } };
    }[];
  };
}

/** What the kernel says of the process of a pod's only container. */
export interface PodProcess {
  /** Real, effective, saved and file-system user. */
  readonly users: readonly number[];
  readonly groups: readonly number[];
  /** Capabilities, as bits. */
  readonly effective: bigint;
  /** Capabilities that it can ever have, as bits. */
  readonly bounding: bigint;
  readonly hasNoNewPrivileges: boolean;
  /** True when system calls are filtered. */
  readonly hasSeccompFilter: boolean;
  readonly isRootReadOnly: boolean;
  readonly environment: Readonly<Record<string, string>>;
}

/** True when traffic may be sent to a pod, and goes on to be. */
export function isReady({ metadata, status }: Pod): boolean {
  const ready = status.conditions?.find(({ type }) => type === "Ready");
  return ready?.status === "True" && metadata.deletionTimestamp === undefined;
}

/** Reads the process of a pod's container from the node. */
export async function processOf(cluster: Cluster, pod: Pod): Promise<PodProcess> {
  const container = pod.status.containerStatuses?.[0]?.containerID?.replace("containerd://", "");
  const tasks = await read(cluster, "ctr", "--namespace=k8s.io", "tasks", "list");
  const pid = new RegExp(`^${String(container)}\\s+(\\d+)`, "m").exec(tasks)?.[1];
  if (pid === undefined) throw new Error(`no process of ${pod.metadata.name} among\n${tasks}`);
  const status = await read(cluster, "cat", `/proc/${pid}/status`);
  const mounts = await read(cluster, "cat", `/proc/${pid}/mounts`);
  const environment = await read(cluster, "cat", `/proc/${pid}/environ`);
  const field = (name: string): string => new RegExp(`^${name}:\\s+(.*)$`, "m").exec(status)?.[1] ?? "";
  const numbers = (name: string): number[] => field(name).split(/\s+/).map(Number);
  const root = mounts
    .split("\n")
    .map((line) => line.split(" "))
    .find(([, place]) => place === "/");
  return {
    users: numbers("Uid"),
    groups: numbers("Gid"),
    effective: BigInt(`0x${field("CapEff")}`),
    bounding: BigInt(`0x${field("CapBnd")}`),
    hasNoNewPrivileges: field("NoNewPrivs") === "1",
    hasSeccompFilter: field("Seccomp") === "2",
    isRootReadOnly: root?.[3]?.split(",").includes("ro") === true,
    environment: Object.fromEntries(
      environment
        .split("\0")
        .filter((each) => each.includes("="))
        .map((each) => [each.slice(0, each.indexOf("=")), each.slice(each.indexOf("=") + 1)]),
    ),
  };
}

async function read(cluster: Cluster, ...command: string[]): Promise<string> {
  const { status, stdout, stderr } = await cluster.exec(...command);
  if (status !== 0) throw new Error(`${command.join(" ")}: ${stderr}`);
  return stdout;
}
