import type { DeploymentV1SpecTemplate } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import type { ProgramApp } from "../definition/definition";
import { programSettings } from "../host/program-settings";
import { sha256 } from "../program/files";
import { ENTRY_POINT, IMAGE_PORT, IMAGE_USER_ID, type OciImage } from "../program/oci-image";
import { goMemoryLimit } from "../systemd/program-service";
import { cpuQuantity, memoryQuantity } from "./quantities";
import type { EdgeSettings } from "./settings";

/** What a pod of a program is made of. */
export interface PodProps {
  readonly app: ProgramApp;
  readonly image: Pick<OciImage, "reference">;
  readonly settings: Pick<EdgeSettings, "cpu" | "memory" | "preStop">;
}

/** Labels that a program's Service and Deployment find its pods by. */
export function podSelector(app: ProgramApp): Record<string, string> {
  return { app: app.name };
}

/** Label that tells the pods of one version from those of another; its value follows from the whole template. */
export const VERSION_LABEL = "landfall/version";

const VERSION_DIGITS = 12;

/** Processor time that a node keeps for a pod: what is idle costs nobody room. */
const KEPT_CPU = "10m";

/**
 * All that the program is told by its environment. Go's own limits follow the pod's, so that garbage is collected before
 * the kernel kills.
 */
export function programEnvironment({ app, settings }: PodProps): Record<string, string> {
  const environment = {
    HOST: "0.0.0.0",
    PORT: String(IMAGE_PORT),
    GOMEMLIMIT: goMemoryLimit(settings.memory),
    GOMAXPROCS: String(Math.ceil(settings.cpu.ratio)),
    ...app.program.settings,
  };
  return Object.fromEntries(Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The template of a program's pods, which meets the pod security standard `restricted`.
 *
 * Changed settings change an annotation, and with it the template: pods read their environment at their start alone.
 * Source: Kubernetes, pod security standards.
 */
export function podTemplate(props: PodProps): DeploymentV1SpecTemplate {
  const { app } = props;
  const spec: DeploymentV1SpecTemplate["spec"] = {
    automountServiceAccountToken: false,
    // Else every Service of the namespace is in the environment, and one named like a setting of the program counts as it.
    enableServiceLinks: false,
    terminationGracePeriodSeconds: gracePeriodSeconds(props),
    topologySpreadConstraint: [
      {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: [{ matchLabels: podSelector(app) }],
      },
    ],
    securityContext: {
      runAsNonRoot: true,
      runAsUser: String(IMAGE_USER_ID),
      runAsGroup: String(IMAGE_USER_ID),
      seccompProfile: { type: "RuntimeDefault" },
    },
    container: [container(props)],
  };
  const annotations = { "landfall/config": sha256(JSON.stringify(programEnvironment(props))) };
  const version = sha256(JSON.stringify([spec, annotations])).slice(0, VERSION_DIGITS);
  return { metadata: { labels: { ...podSelector(app), [VERSION_LABEL]: version }, annotations }, spec };
}

/** The value of {@link VERSION_LABEL} in a template. */
export function versionOf(template: DeploymentV1SpecTemplate): string {
  return template.metadata.labels?.[VERSION_LABEL] ?? "";
}

/** The pause before the stop, and all that the program then takes for itself. */
function gracePeriodSeconds({ app, settings }: PodProps): number {
  return settings.preStop.seconds + programSettings(app.program.settings).stopTimeout.seconds;
}

function container({ app, image, settings }: PodProps) {
  const probe = (path: string) => ({ path, port: String(IMAGE_PORT) });
  return {
    name: app.name,
    image: image.reference,
    imagePullPolicy: "IfNotPresent",
    envFrom: [{ configMapRef: { name: app.name } }],
    port: [{ containerPort: IMAGE_PORT }],
    readinessProbe: { httpGet: probe(app.program.ready), periodSeconds: 1 },
    livenessProbe: { httpGet: probe(app.program.health), timeoutSeconds: 5 },
    resources: {
      requests: { cpu: KEPT_CPU, memory: memoryQuantity(settings.memory) },
      limits: { cpu: cpuQuantity(settings.cpu), memory: memoryQuantity(settings.memory) },
    },
    // The provider knows no pause of Kubernetes' own, and there is no shell: the program itself waits.
    lifecycle: {
      preStop: [{ exec: { command: [ENTRY_POINT, "sleep", `${settings.preStop.seconds}s`] } }],
    },
    // The last lines of a program that fails are what the check of the rollout quotes.
    terminationMessagePolicy: "FallbackToLogsOnError",
    securityContext: {
      // Left out, the provider sends false, which goes before the pod's true.
      runAsNonRoot: true,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
  };
}
