import { UserError } from "../definition/errors";
import { Duration } from "../definition/units";
import { nginxConfiguration } from "../nginx/configuration";
import { CATCH_ALL, HEALTH_PATH } from "../nginx/virtual-host";
import { programService } from "../systemd/program-service";
import { renderUnit, setting } from "../systemd/unit";
import { nginxProps, serviceProps } from "./composition";
import { hostFaults } from "./faults";
import { fetchScript } from "./fetch-script";
import {
  PROGRAM_HEALTH_PATH,
  PROGRAM_READY_PATH,
  type HostApp,
  type HostProgram,
  type HostProps,
} from "./host-props";
import type { HostFile, HostPath, HostSpec, HostUser } from "./host-spec";
import {
  appFolder,
  APPS,
  appUser,
  LOGS,
  NGINX_USER,
  READY_MARKER,
  SCRIPTS,
  serviceName,
  STATE,
} from "./layout";
import { serveScript, startScript } from "./service-scripts";

/** Packages of Debian and Ubuntu that a host needs beyond a base system. */
const PACKAGES: readonly string[] = ["ca-certificates", "curl", "logrotate", "nginx"];

/** The distribution's virtual host, which would answer in the catch-all's place. */
const DEFAULT_SITE = "/etc/nginx/sites-enabled/default";

/** A program's time to become ready. */
const READY_WITHIN = Duration.seconds(60);

/**
 * What a host must have to serve the apps: each with a user, a folder and logs of its own, programs as services, all
 * behind Nginx.
 *
 * @throws UserError that lists every fault
 */
export function hostSpec(props: HostProps): HostSpec {
  UserError.throwIfAny(hostFaults(props));
  return {
    packages: PACKAGES,
    files: [
      ...scripts(props),
      nginxGate(),
      logRotation(),
      ...virtualHosts(props),
      ...props.apps.flatMap(service),
    ],
    users: props.apps.map(user),
    directories: [
      ...[APPS, STATE, LOGS, `${LOGS}/${CATCH_ALL}`].map((path) => directory(path, "0755", "root")),
      ...props.apps.flatMap(appDirectories),
    ],
    logFiles: [
      ...logFiles(CATCH_ALL, "adm"),
      ...props.apps.flatMap((app) => logFiles(app.name, appUser(app.name))),
    ],
    absent: [DEFAULT_SITE],
    commands: commands(props),
  };
}

function scripts(props: HostProps): HostFile[] {
  const script = (name: string, content: string): HostFile => ({
    path: `${SCRIPTS}/${name}`,
    mode: "0755",
    content,
  });
  return [
    script("fetch", fetchScript(props)),
    script("start", startScript()),
    script("serve", serveScript()),
  ];
}

/** Keeps Nginx down until the host is set up, even when its package or a boot would start it, and up from then on. */
function nginxGate(): HostFile {
  return {
    path: "/etc/systemd/system/nginx.service.d/landfall.conf",
    mode: "0644",
    content: renderUnit({
      sections: [
        { name: "Unit", settings: [setting("ConditionPathExists", READY_MARKER)] },
        { name: "Service", settings: [setting("Restart", "on-failure"), setting("RestartSec", 2)] },
      ],
    }),
  };
}

function logRotation(): HostFile {
  return {
    path: "/etc/logrotate.d/landfall",
    mode: "0644",
    content: `${LOGS}/*/*.log {
  daily
  rotate 14
  missingok
  notifempty
  compress
  delaycompress
  create
  sharedscripts
  postrotate
    [ ! -s /run/nginx.pid ] || kill -USR1 "$(cat /run/nginx.pid)"
  endscript
}
`,
  };
}

function virtualHosts(props: HostProps): HostFile[] {
  return nginxConfiguration(nginxProps(props)).map(({ name, content }) => ({
    path: `/etc/nginx/conf.d/${name}`,
    mode: "0644",
    content,
  }));
}

function service(app: HostApp): HostFile[] {
  if (app.kind === "site") return [];
  const path = `/etc/systemd/system/${serviceName(app.name)}`;
  return [{ path, mode: "0644", content: programService(serviceProps(app)) }];
}

/** Nginx reads the files of a site, never those of a program. */
function user(app: HostApp): HostUser {
  return {
    name: appUser(app.name),
    comment: `landfall app ${app.name}`,
    home: appFolder(app.name),
    members: app.kind === "site" ? [NGINX_USER] : [],
  };
}

function directory(path: string, mode: string, group: string): HostPath {
  return { path, mode, owner: "root", group };
}

/**
 * An app's folder is closed to other apps. Its logs' folder can be crossed, not read, by others: Nginx's workers open the
 * logs anew after a rotation. Both belong to root: a folder that a web server's user may write has led to root before
 * (CVE-2016-1247).
 */
function appDirectories(app: HostApp): HostPath[] {
  const group = appUser(app.name);
  return [
    directory(appFolder(app.name), "0750", group),
    directory(`${appFolder(app.name)}/releases`, "0755", "root"),
    directory(`${LOGS}/${app.name}`, "0751", group),
  ];
}

function logFiles(name: string, group: string): HostPath[] {
  return ["access.log", "error.log"].map((file) => ({
    path: `${LOGS}/${name}/${file}`,
    mode: "0640",
    owner: NGINX_USER,
    group,
  }));
}

/** Every release is there before the first program starts, and every program is ready before Nginx serves. */
function commands(props: HostProps): string[][] {
  const seconds = (props.readyWithin ?? READY_WITHIN).seconds;
  const isProgram = (app: HostApp): app is HostProgram => app.kind === "program";
  return [
    ...props.apps.map((app) => [`${SCRIPTS}/fetch`, app.kind, app.name, app.sha256, app.objectKey]),
    ...props.apps
      .filter(isProgram)
      .map(({ name, port, readyPath = PROGRAM_READY_PATH, healthPath = PROGRAM_HEALTH_PATH }) => [
        ...[`${SCRIPTS}/start`, name, String(port), String(seconds), readyPath, healthPath],
      ]),
    [`${SCRIPTS}/serve`, props.healthPath ?? HEALTH_PATH],
  ];
}
