import type { NginxProps, VirtualHost } from "../nginx/virtual-host";
import type { ProgramServiceProps } from "../systemd/program-service-props";
import { PROGRAM_READY_PATH, type HostApp, type HostProgram, type HostProps } from "./host-props";
import { appUser, currentRelease, LOGS } from "./layout";
import { programSettings } from "./program-settings";

/** What Nginx has to know of a host. */
export function nginxProps(props: HostProps): NginxProps {
  return {
    hosts: props.apps.map(virtualHost),
    logDirectory: LOGS,
    ...(props.healthPath === undefined ? {} : { healthPath: props.healthPath }),
    ...(props.trustedProxies === undefined ? {} : { trustedProxies: props.trustedProxies }),
  };
}

function virtualHost(app: HostApp): VirtualHost {
  const base = { name: app.name, serverNames: app.hosts };
  if (app.kind === "site") return { ...base, kind: "site", root: currentRelease(app.name) };
  return {
    ...base,
    kind: "program",
    port: app.port,
    readyPath: app.readyPath ?? PROGRAM_READY_PATH,
    bodyLimit: programSettings(app.environment ?? {}).bodyLimit,
  };
}

/** What systemd has to know of a program. */
export function serviceProps(program: HostProgram): ProgramServiceProps {
  const { name, port, environment = {}, memory, cpuQuota, instanceMetadata = false } = program;
  return {
    description: `${name} (landfall)`,
    identifier: name,
    user: appUser(name),
    group: appUser(name),
    executable: `${currentRelease(name)}/${name}`,
    port,
    environment,
    instanceMetadata,
    stopTimeout: programSettings(environment).stopTimeout,
    ...(memory === undefined ? {} : { memory }),
    ...(cpuQuota === undefined ? {} : { cpuQuota }),
  };
}
