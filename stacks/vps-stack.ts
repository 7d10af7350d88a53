import { awsAccountOf } from "../lib/aws/account";
import { awsProvider } from "../lib/aws/provider";
import { regionOf } from "../lib/aws/regions";
import type { App, Definition } from "../lib/definition/definition";
import { physicalName } from "../lib/definition/names";
import { HEALTH_PATH, hostSpec, renderCloudConfig, type HostApp } from "../lib/host";
import { TerraformOutput, type Construct } from "../lib/terraform/cdktf";
import { LandfallStack, type LandfallStackProps } from "../lib/terraform/landfall-stack";
import { ArtefactStore, type Artefact } from "../lib/vps/artefacts";
import { Fleet } from "../lib/vps/fleet";
import { FrontDoor } from "../lib/vps/front-door";
import { InstanceRole } from "../lib/vps/instance-role";
import { Network } from "../lib/vps/network";
import type { DecidedFleet } from "../lib/vps/plan";
import type { VpsSettings } from "../lib/vps/settings";

export interface VpsStackProps extends LandfallStackProps {
  readonly settings: VpsSettings;
  readonly plan: DecidedFleet;
  /** What the hosts fetch: one file for each app. */
  readonly files: readonly Artefact[];
}

/** Longest names. Sources: Elastic Load Balancing, CreateLoadBalancer; IAM quotas. */
const BALANCER_NAME_CHARACTERS = 32;
const ROLE_NAME_CHARACTERS = 64;

/** Port of the first program on a host; the next ones follow. Nobody outside the host reaches it. */
const FIRST_PORT = 8080;

/** Every app on virtual hosts behind Nginx, on as many instances as the decision asks for. */
export class VpsStack extends LandfallStack {
  constructor(scope: Construct, props: VpsStackProps) {
    super(scope, props);
    const { definition, settings, plan, files } = props;
    const { account, region } = awsAccountOf(definition.environment);
    const { partition, dnsSuffix } = regionOf(region);
    awsProvider(this, definition, "vps");

    const name = physicalName(definition, ["vps"]);
    const store = new ArtefactStore(this, "artefacts", {
      bucket: physicalName(definition, ["vps", account]),
      partition,
      artefacts: files,
    });
    const role = new InstanceRole(this, "instance", {
      // Longer than an app's name can be, so that no function's role is called the same.
      name: physicalName(definition, ["vps-instance", region], ROLE_NAME_CHARACTERS),
      dnsSuffix,
      readableObjectArns: store.objectArns,
    });
    const network = new Network(this, "network", { name, region });
    const door = new FrontDoor(this, "front", {
      name: physicalName(definition, ["vps"], BALANCER_NAME_CHARACTERS),
      vpcId: network.vpcId,
      subnetIds: network.subnetIds,
      healthPath: HEALTH_PATH,
    });
    const host = hostSpec({
      region,
      bucket: store.bucket,
      dnsSuffix,
      apps: hostApps(definition, settings, files),
    });
    new Fleet(this, "fleet", {
      name,
      instanceType: plan.fleet.instanceType,
      architecture: settings.architecture,
      minInstances: plan.minInstances,
      maxInstances: plan.maxInstances,
      schedule: plan.schedule,
      guaranteedInstances: settings.guaranteeCapacity ? plan.minInstances : 0,
      platform: plan.fleet.platform,
      diskGibibytes: settings.disk.gibibytes,
      userData: renderCloudConfig(host),
      instanceProfileArn: role.profileArn,
      securityGroupId: door.instanceSecurityGroupId,
      subnetIds: network.subnetIds,
      subnetZones: network.subnetZones,
      targetGroupArn: door.targetGroupArn,
      dependsOn: [...store.objects, role.policy, door.listener],
    });
    new TerraformOutput(this, "url", {
      value: `http://${door.dnsName}/`,
      description: "Address of the balancer: point the DNS names of the apps at it",
    });
  }
}

/** The apps as a host takes them, each program on a port of its own. */
export function hostApps(
  definition: Definition,
  settings: VpsSettings,
  files: readonly Artefact[],
): readonly HostApp[] {
  let port = FIRST_PORT;
  return definition.apps.map((app) => {
    const file = files.find((each) => each.app === app.name);
    if (file === undefined) throw new Error(`app ${app.name} has no file for the hosts`);
    return hostApp(app, settings, file, app.kind === "program" ? port++ : port);
  });
}

function hostApp(app: App, settings: VpsSettings, file: Artefact, port: number): HostApp {
  const base = { name: app.name, hosts: app.hosts, sha256: file.sha256, objectKey: file.key };
  if (app.kind === "site") return { kind: "site", ...base };
  return {
    kind: "program",
    ...base,
    port,
    healthPath: app.program.health,
    readyPath: app.program.ready,
    environment: app.program.settings,
    memory: settings.memory,
  };
}
