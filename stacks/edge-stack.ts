import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { programsOf } from "../lib/definition/definition";
import { physicalName } from "../lib/definition/names";
import { addressOf, named } from "../lib/edge/addresses";
import { Courier } from "../lib/edge/courier";
import { ClusterIdentity, isProtected } from "../lib/edge/identity";
import { edgeLayout, LOOPBACK, programPorts, type ProgramPorts } from "../lib/edge/layout";
import { Nodes } from "../lib/edge/nodes";
import { ProgramWorkload } from "../lib/edge/program-workload";
import { clusterProvider, localProviders } from "../lib/edge/providers";
import { NodeCheck, Rollout } from "../lib/edge/rollout";
import type { EdgeSettings } from "../lib/edge/settings";
import { WebAuthority } from "../lib/edge/web-authority";
import type { OciImage } from "../lib/program/oci-image";
import {
  DataResource,
  TerraformOutput,
  type Construct,
  type ITerraformDependable,
  type TerraformResource,
} from "../lib/terraform/cdktf";
import { LandfallStack, type LandfallStackProps } from "../lib/terraform/landfall-stack";

export interface EdgeStackProps extends LandfallStackProps {
  readonly settings: EdgeSettings;
  /** Image of each program, by app. */
  readonly images: ReadonlyMap<string, OciImage>;
}

/** Namespace of all programs: the cluster is one environment's, so it needs no other name. */
const NAMESPACE = "landfall";

/**
 * Every program on a K3s cluster in containers of this machine: from nothing to serving pods in one apply.
 *
 * Static sites are not landed here: they are a web server's business, which a VPS has.
 */
export class EdgeStack extends LandfallStack {
  constructor(
    scope: Construct,
    private readonly props: EdgeStackProps,
  ) {
    super(scope, props);
    const { definition, settings, images } = props;
    const programs = programPorts(programsOf(definition), settings.ports, definition.file);
    const prefix = physicalName(definition, ["edge"]);
    const layout = edgeLayout(prefix, settings.subnet);
    localProviders(this);
    const identity = new ClusterIdentity(this, "identity", {
      isProtected: isProtected(definition.environment),
    });
    clusterProvider(this, settings.ports.api, identity.access);
    const { image, ports, nameserver } = settings;
    const nodes = new Nodes(this, "nodes", { prefix, layout, image, identity, ports, programs, nameserver });
    const courier = new Courier(this, "courier", {
      name: `${prefix}-courier`,
      image: nodes.image.imageId,
      imagesVolume: nodes.imagesVolume.name,
      programs: images,
    });
    const ready = this.gate([...nodes.containers, courier.container]);
    const namespace = this.namespace(ready, nodes.datastore);
    const authority = new WebAuthority(this, "web");
    const waits = programs.map((program) => {
      const workload = this.workload(program, { namespace, authority, datastore: nodes.datastore });
      return new Rollout(this, `${program.app.name}_rollout`, {
        app: program.app.name,
        namespace: NAMESPACE,
        deployment: workload.deployment,
        version: workload.version,
        name: `${prefix}-${program.app.name}-rollout`,
        image: nodes.image.imageId,
        network: nodes.network.name,
        server: layout.server,
        access: identity.access,
      }).wait;
    });
    new NodeCheck(this, "node_check", {
      nodes: [layout.server, ...layout.agents].map(({ name }) => name),
      dependsOn: [ready, ...waits],
    });
    new TerraformOutput(this, "web_ca", {
      value: authority.certificate,
      description: "Certificate to trust for the programs' host names",
    });
  }

  /** What every object in the cluster waits for: all nodes are well, and have seen the programs' images. */
  private gate(dependsOn: ITerraformDependable[]): DataResource {
    return named(new DataResource(this, "gate", { input: { nodes: "are up" }, dependsOn }), "ready");
  }

  private namespace(ready: DataResource, datastore: TerraformResource): string {
    const level = "restricted";
    const namespace = new NamespaceV1(this, "namespace", {
      metadata: {
        name: NAMESPACE,
        labels: {
          "pod-security.kubernetes.io/enforce": level,
          "pod-security.kubernetes.io/warn": level,
        },
      },
      dependsOn: [ready],
      lifecycle: { replaceTriggeredBy: [addressOf(datastore)] },
    });
    return named(namespace, NAMESPACE).metadata.name;
  }

  private workload(
    { app, nodePort, localPort }: ProgramPorts,
    cluster: { namespace: string; authority: WebAuthority; datastore: TerraformResource },
  ): ProgramWorkload {
    const { settings, images } = this.props;
    const image = images.get(app.name);
    if (image === undefined) throw new Error(`app ${app.name} has no image`);
    new TerraformOutput(this, `${app.name}_url`, {
      value: `http://${LOOPBACK}:${localPort}/`,
      description: `Address of ${app.name} on this machine; by TLS and host name it answers on port ${settings.ports.https}`,
    });
    return new ProgramWorkload(this, app.name, {
      app,
      image,
      settings,
      namespace: cluster.namespace,
      nodePort,
      certificate: cluster.authority.issue(app),
      datastore: cluster.datastore,
    });
  }
}
