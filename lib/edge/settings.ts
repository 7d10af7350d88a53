import { z } from "zod";
import { bounded, text } from "../definition/fields";
import type { TargetPart } from "../definition/part";
import { targetFields, type TargetSettings } from "../definition/target";
import { durationForm, shareForm, sizeForm, type Duration, type Share, type Size } from "../definition/units";

/** `targets.edge` in landfall.yaml. */
export interface EdgeSettings extends TargetSettings {
  /** Image that every node runs: K3s, by tag, or by tag and digest. */
  readonly image: string;
  /** Pods of each program. */
  readonly replicas: number;
  /** Processor time that one pod may use, where 100 % is one core. */
  readonly cpu: Share;
  /** Memory that one pod may use, and that a node keeps for it. */
  readonly memory: Size;
  /** How long a pod that leaves still serves before it is told to stop: what is on the way to it arrives. */
  readonly preStop: Duration;
  readonly ports: EdgePorts;
  /** Network of the nodes. The first address is Docker's, the server has .10, the agent .11. */
  readonly subnet: string;
  /** Where nodes ask for names outside of the cluster; undefined for nowhere. */
  readonly nameserver?: string | undefined;
}

/** Ports of this machine, on its loopback address. */
export interface EdgePorts {
  /** The Kubernetes API. */
  readonly api: number;
  /** The first program; each further one has the next port. */
  readonly http: number;
  /** Every program by TLS and by host name. */
  readonly https: number;
}

const DEFAULT_IMAGE = "rancher/k3s:v1.34.3-k3s1";
const REPLICAS = { least: 1, most: 20 };
const CPU_PERCENT = { least: 1, most: 1600 };
const LEAST_MEMORY_MEBIBYTES = 32;
const PRE_STOP_SECONDS = { least: 1, most: 60 };

/** Ports that no program needs a right for. */
const PORTS = { least: 1024, most: 65_535 };

/** Networks that K3s gives to pods and Services when nothing else is said. Source: K3s, `k3s server` options. */
const NETWORKS_OF_K3S = /^10\.4[23]\./;

const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1?\d?\d)`;
const ADDRESS = String.raw`${OCTET}(?:\.${OCTET}){3}`;
const PRIVATE_24 = new RegExp(
  String.raw`^(?:10\.${OCTET}|172\.(?:1[6-9]|2\d|3[01])|192\.168)\.${OCTET}\.0/24$`,
);

/** Name, tag, and digest if there is one. Source: OCI distribution specification 1.1, pulling manifests. */
const TAGGED_IMAGE = /^[a-z0-9]+(?:[._/:-]+[a-z0-9]+)*:[A-Za-z0-9_][\w.-]{0,127}(?:@sha256:[0-9a-f]{64})?$/;

/** Percent without the noise of binary fractions: 29 % is 29. */
function percentOf({ ratio }: Share): number {
  return Number((ratio * 100).toFixed(6));
}

interface Bounds {
  readonly least: number;
  readonly most: number;
}

function wholeNumber({ least, most }: Bounds, what = "a whole number"): z.ZodNumber {
  const error = `${what} from ${least} to ${most}`;
  return z
    .int({ error: () => error })
    .min(least, { error })
    .max(most, { error });
}

function port(what: string, otherwise: number): z.ZodDefault<z.ZodNumber> {
  return wholeNumber(PORTS, "a port").default(otherwise).describe(what);
}

function portsDiffer(ports: EdgePorts, context: z.core.$RefinementCtx<EdgePorts>): void {
  const taken = new Map<number, string>();
  for (const [name, number] of Object.entries(ports) as [string, number][]) {
    const other = taken.get(number);
    if (other !== undefined) {
      context.addIssue({ code: "custom", path: [name], message: `a port that ${other} does not have` });
    }
    taken.set(number, name);
  }
}

const ports = z
  .strictObject({
    api: port("The Kubernetes API", 16_443),
    http: port("The first program; each further one has the next port", 18_080),
    https: port("Every program by TLS and by host name", 18_443),
  })
  .superRefine(portsDiffer);

export const edgePart: TargetPart<EdgeSettings> = {
  name: "edge",
  schema: z.strictObject({
    ...targetFields,
    image: text(
      TAGGED_IMAGE,
      `an image with its tag, such as ${DEFAULT_IMAGE}, and its digest if it must stay the same`,
    )
      .default(DEFAULT_IMAGE)
      .describe("Image that every node runs"),
    replicas: wholeNumber(REPLICAS).default(2).describe("Pods of each program"),
    cpu: bounded(
      shareForm,
      (share) =>
        Number.isInteger(percentOf(share)) &&
        percentOf(share) >= CPU_PERCENT.least &&
        percentOf(share) <= CPU_PERCENT.most,
      `whole percent of one core from ${CPU_PERCENT.least}% to ${CPU_PERCENT.most}%`,
    )
      .prefault("50%")
      .describe("Processor time that one pod may use, where 100% is one core"),
    memory: bounded(
      sizeForm,
      ({ mebibytes }) => Number.isInteger(mebibytes) && mebibytes >= LEAST_MEMORY_MEBIBYTES,
      `whole MiB, ${LEAST_MEMORY_MEBIBYTES}MiB or more`,
    )
      .prefault("128MiB")
      .describe("Memory that one pod may use"),
    preStop: bounded(
      durationForm,
      ({ seconds }) =>
        Number.isInteger(seconds) && seconds >= PRE_STOP_SECONDS.least && seconds <= PRE_STOP_SECONDS.most,
      `whole seconds from ${PRE_STOP_SECONDS.least}s to ${PRE_STOP_SECONDS.most}s`,
    )
      .prefault("3s")
      .describe("How long a pod that leaves still serves before it is told to stop"),
    ports: ports.prefault({}).describe("Ports of this machine, on its loopback address"),
    subnet: text(PRIVATE_24, "a private network of 256 addresses, such as 10.92.0.0/24")
      .refine((network) => !NETWORKS_OF_K3S.test(network), {
        error: "a network outside of 10.42.0.0/16 and 10.43.0.0/16, which K3s gives to pods and Services",
      })
      .default("10.92.0.0/24")
      .describe("Network of the nodes"),
    nameserver: text(new RegExp(`^${ADDRESS}$`), "an IPv4 address")
      .optional()
      .describe("Where nodes ask for names outside of the cluster; nowhere when left out"),
  }),
};
