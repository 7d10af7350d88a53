import { Container } from "@cdktf/provider-docker/lib/container";
import { DataKubernetesNodes } from "@cdktf/provider-kubernetes/lib/data-kubernetes-nodes";
import { DataKubernetesResource } from "@cdktf/provider-kubernetes/lib/data-kubernetes-resource";
import { DataKubernetesResources } from "@cdktf/provider-kubernetes/lib/data-kubernetes-resources";
import type { DeploymentV1 } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { Duration } from "../definition/units";
import { Construct, type ITerraformDependable } from "../terraform/cdktf";
import { addressOf, named } from "./addresses";
import type { ClusterAccess } from "./identity";
import { API_PORT, LOOPBACK, type EdgeNode } from "./layout";
import { KUBECTL } from "./nodes";
import { VERSION_LABEL } from "./pod";

export interface RolloutProps {
  /** Name of the app, of its Deployment, and the beginning of the addresses in the state. */
  readonly app: string;
  readonly namespace: string;
  readonly deployment: DeploymentV1;
  /** Value of {@link VERSION_LABEL} of the pods that are asked for. */
  readonly version: string;
  /** Name of the container that waits. */
  readonly name: string;
  /** Id of the image that the nodes run, which has kubectl. */
  readonly image: string;
  readonly network: string;
  readonly server: EdgeNode;
  readonly access: ClusterAccess;
}

/** After which time without any progress a rollout has failed. */
export const PROGRESS_DEADLINE = Duration.seconds(60);

/** Longest that a rollout is waited for: above the deadline, so that its end is seen. */
const LONGEST_WAIT = Duration.seconds(90);

/**
 * Label of the waiting container that holds the Deployment's uid. What is triggered by a replacement is not by a creation:
 * without it, a Deployment that was lost and is made again would not be waited for. Source: Terraform, lifecycle,
 * replace_triggered_by; seen with 1.11.
 */
const DEPLOYMENT_LABEL = "landfall.deployment";

/** Where the waiting container finds the administrator's certificate. */
const ACCESS_FOLDER = "/etc/landfall";

/**
 * Waits for a rollout, and fails every plan and every apply for as long as it has not succeeded, with the pod's own
 * words.
 *
 * Neither part does without the other. The container waits but fails nothing. The data source looks once, after the
 * wait or with each plan, and its postcondition fails; when anything changes it looks after the change, so a fault never
 * stands in the way of its own mending.
 */
export class Rollout extends Construct {
  /** The wait; what looks at the cluster after it finds it at rest. */
  readonly wait: Container;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: RolloutProps,
  ) {
    super(scope, id);
    const { app, namespace, deployment, version } = props;
    this.wait = this.waitingContainer();
    const pods = `${app}_pods`;
    const dependsOn = [deployment, this.wait];
    named(
      new DataKubernetesResources(this, "pods", {
        apiVersion: "v1",
        kind: "Pod",
        namespace,
        labelSelector: `app=${app},${VERSION_LABEL}=${version}`,
        // One speaks for all: they fail alike.
        limit: 1,
        dependsOn,
      }),
      pods,
    );
    const check = new DataKubernetesResource(this, "check", {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: app, namespace },
      dependsOn,
      lifecycle: {
        postcondition: [
          {
            condition: SUCCEEDED,
            errorMessage: `${app} is not rolled out. ${CONDITIONS} ${podWords(`data.kubernetes_resources.${pods}`)}`,
          },
        ],
      },
    });
    named(check, `${app}_rollout`);
  }

  private waitingContainer(): Container {
    const { app, namespace, deployment, name, image, network, server, access } = this.props;
    const files = {
      "authority.crt": access.authority,
      "admin.crt": access.certificate,
      "admin.key": access.key,
    };
    const container = new Container(this, "wait", {
      name,
      image,
      entrypoint: KUBECTL,
      command: [
        // By address, since no name is needed then; held to the name that the Kubernetes provider holds the server to.
        `--server=https://${server.address}:${API_PORT}`,
        `--tls-server-name=${LOOPBACK}`,
        `--certificate-authority=${ACCESS_FOLDER}/authority.crt`,
        `--client-certificate=${ACCESS_FOLDER}/admin.crt`,
        `--client-key=${ACCESS_FOLDER}/admin.key`,
        `--namespace=${namespace}`,
        "rollout",
        "status",
        `deployment/${app}`,
        `--timeout=${LONGEST_WAIT.seconds}s`,
      ],
      attach: true,
      mustRun: false,
      networksAdvanced: [{ name: network }],
      labels: [{ label: DEPLOYMENT_LABEL, value: deployment.metadata.uid }],
      upload: Object.entries(files).map(([file, content]) => ({
        file: `${ACCESS_FOLDER}/${file}`,
        content,
        permissions: "0600",
      })),
      lifecycle: { replaceTriggeredBy: [addressOf(deployment)] },
    });
    return named(container, `${app}_rollout`);
  }
}

/**
 * Holds when the version asked for is the one that is rolled out. A rollout that failed leaves the old one serving, so
 * the number of ready pods tells nothing. Source: Kubernetes, Deployments, complete deployment.
 */
const SUCCEEDED =
  "${try(self.object.status.observedGeneration >= self.object.metadata.generation && anytrue([for c in " +
  'self.object.status.conditions : c.type == "Progressing" && c.reason == "NewReplicaSetAvailable"]), false)}';

/** What the Deployment says of itself. */
const CONDITIONS =
  '${try(join(" ", [for c in self.object.status.conditions : "${c.type} is ${c.status}: ${c.message}"]), "It has no status.")}';

/** What a pod says of why it does not run: what it waits for, how it ended last, and the last lines of its log. */
function podWords(pods: string): string {
  const state = (path: string): string =>
    ["reason", "message"].map((field) => `try(s.${path}.${field}, "")`).join(", ");
  const words = `compact([${state("state.waiting")}, ${state("state.terminated")}, ${state("lastState.terminated")}])`;
  const ofContainer = `[for s in p.status.containerStatuses : join(": ", ${words})]`;
  const unmet = '[for c in p.status.conditions : try(c.message, "") if c.status == "False"]';
  return (
    `\${try(join(" ", [for p in ${pods}.objects : "Pod \${p.metadata.name}: ` +
    `\${join(" ", compact(concat(try(${ofContainer}, []), try(${unmet}, []))))}"]), "")}`
  );
}

export interface NodeCheckProps {
  /** Names of all nodes. */
  readonly nodes: readonly string[];
  readonly dependsOn: readonly ITerraformDependable[];
}

/** What the check of the nodes says, by which `landfall edge heal` knows it. */
export const NODE_IS_MISSING = "A node is missing from the cluster";

/**
 * Fails every plan and every apply while a node has not joined: a datastore that was lost and made anew does not know the
 * agent, which never registers a second time, and nothing else would ever tell.
 */
export class NodeCheck extends Construct {
  constructor(scope: Construct, id: string, { nodes, dependsOn }: NodeCheckProps) {
    super(scope, id);
    const names = "[for node in self.nodes : node.metadata[0].name]";
    const check = new DataKubernetesNodes(this, "nodes", {
      dependsOn: [...dependsOn],
      lifecycle: {
        postcondition: [
          {
            condition: `\${alltrue([for name in ${JSON.stringify(nodes)} : contains(${names}, name)])}`,
            errorMessage: `${NODE_IS_MISSING}: \${join(", ", setsubtract(${JSON.stringify(nodes)}, ${names}))}. Run: npx landfall edge heal`,
          },
        ],
      },
    });
    named(check, "all");
  }
}
