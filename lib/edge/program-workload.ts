import { ConfigMapV1 } from "@cdktf/provider-kubernetes/lib/config-map-v1";
import { DeploymentV1 } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { IngressV1 } from "@cdktf/provider-kubernetes/lib/ingress-v1";
import { SecretV1 } from "@cdktf/provider-kubernetes/lib/secret-v1";
import { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1";
import type { ProgramApp } from "../definition/definition";
import { UserError } from "../definition/errors";
import { checkRules, rule } from "../definition/rules";
import { programSettingsFaults } from "../host/program-settings";
import { IMAGE_PORT, type OciImage } from "../program/oci-image";
import { OWN_VARIABLES } from "../systemd/program-service-props";
import { Construct, type TerraformResource } from "../terraform/cdktf";
import { literal } from "../terraform/literal";
import { addressOf, named } from "./addresses";
import { podSelector, podTemplate, programEnvironment, versionOf } from "./pod";
import { PROGRESS_DEADLINE } from "./rollout";
import type { EdgeSettings } from "./settings";
import type { WebCertificate } from "./web-authority";

export interface ProgramWorkloadProps {
  readonly app: ProgramApp;
  readonly image: Pick<OciImage, "reference">;
  readonly settings: Pick<EdgeSettings, "replicas" | "cpu" | "memory" | "preStop">;
  readonly namespace: string;
  /** Port of every node on which the program answers. */
  readonly nodePort: number;
  readonly certificate: WebCertificate;
  /** What all objects are made anew with: with it, the cluster that has them is gone. */
  readonly datastore: TerraformResource;
}

/** Port of the Service inside of the cluster. */
const SERVICE_PORT = 80;

/** The ingress controller of K3s. Where there is none of that name, the Ingress is an object that nobody acts on. */
const INGRESS_CLASS = "traefik";

const rules = [
  rule<ProgramWorkloadProps>(
    "settings",
    ({ app }) => takenSettings(app).length === 0,
    ({ app }) => `must not set what landfall itself sets, got: ${takenSettings(app).join(", ")}`,
  ),
];

function takenSettings(app: ProgramApp): string[] {
  return Object.keys(app.program.settings).filter((name) => OWN_VARIABLES.includes(name));
}

/** A program in the cluster: its settings, its pods, and the two ways to them. */
export class ProgramWorkload extends Construct {
  readonly deployment: DeploymentV1;
  /** What tells this version's pods from another's. */
  readonly version: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ProgramWorkloadProps,
  ) {
    super(scope, id);
    checkRules(this.node.path, props, rules);
    const { app, namespace } = props;
    UserError.throwIfAny(programSettingsFaults(app.program.settings, `${this.node.path}.settings.`));
    const settings = named(
      new ConfigMapV1(this, "settings", {
        metadata: { name: app.name, namespace },
        data: literals(programEnvironment(props)),
        lifecycle: this.lifecycle,
      }),
      app.name,
    );
    const template = podTemplate(props);
    this.version = versionOf(template);
    this.deployment = named(
      new DeploymentV1(this, "deployment", {
        metadata: { name: app.name, namespace },
        spec: {
          replicas: String(props.settings.replicas),
          progressDeadlineSeconds: PROGRESS_DEADLINE.seconds,
          selector: { matchLabels: podSelector(app) },
          strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "1", maxUnavailable: "0" } },
          template,
        },
        // The provider's own wait ends without the pod's words, and taints what it has made: the check waits instead.
        waitForRollout: false,
        dependsOn: [settings],
        lifecycle: this.lifecycle,
      }),
      app.name,
    );
    this.publish();
  }

  /** A NodePort for plain HTTP, which works in any cluster; an Ingress for TLS and host names, where K3s's controller runs. */
  private publish(): void {
    const { app, namespace, nodePort, certificate } = this.props;
    const { lifecycle } = this;
    const service = named(
      new ServiceV1(this, "service", {
        metadata: { name: app.name, namespace },
        spec: {
          type: "NodePort",
          selector: podSelector(app),
          port: [{ port: SERVICE_PORT, targetPort: String(IMAGE_PORT), nodePort }],
        },
        lifecycle,
      }),
      app.name,
    );
    const secret = named(
      new SecretV1(this, "certificate", {
        metadata: { name: `${app.name}-tls`, namespace },
        type: "kubernetes.io/tls",
        data: { "tls.crt": certificate.certificate, "tls.key": certificate.key },
        lifecycle,
      }),
      app.name,
    );
    const ingress = new IngressV1(this, "ingress", {
      metadata: { name: app.name, namespace },
      waitForLoadBalancer: false,
      spec: {
        ingressClassName: INGRESS_CLASS,
        tls: [{ hosts: [...app.hosts], secretName: secret.metadata.name }],
        rule: app.hosts.map((host) => ({ host, http: { path: [everyPath(service)] } })),
      },
      lifecycle,
    });
    named(ingress, app.name);
  }

  private get lifecycle() {
    return { replaceTriggeredBy: [addressOf(this.props.datastore)] };
  }
}

function everyPath(service: ServiceV1) {
  const backend = { service: { name: service.metadata.name, port: { number: SERVICE_PORT } } };
  return { path: "/", pathType: "Prefix", backend };
}

function literals(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, literal(value)]));
}
