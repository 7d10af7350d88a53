import type { Fault } from "../definition/errors";
import { Duration } from "../definition/units";
import { nginxFaults } from "../nginx/faults";
import { programServiceFaults } from "../systemd/program-service-faults";
import { nginxProps, serviceProps } from "./composition";
import type { HostApp, HostProgram, HostProps } from "./host-props";
import { programSettingsFaults } from "./program-settings";

const BUCKET = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/;
const SHA256 = /^[0-9a-f]{64}$/;
/** No empty, `.` or `..` segment, which clients take out of a URL before they sign it. Source: RFC 3986, section 5.2.4. */
const OBJECT_KEY = /^(?!.*(?:^|\/)\.{0,2}(?:\/|$))[A-Za-z0-9._/-]{1,1024}$/;
const MOST_READY_SECONDS = 600;

/** Everything that is wrong with the properties, with the path of each value, such as `apps[0].hosts[1]`. */
export function hostFaults(props: HostProps): Fault[] {
  return [
    ...storeFaults(props),
    ...readyFaults(props.readyWithin ?? Duration.seconds(1)),
    ...props.apps.flatMap((app, index) => appFaults(app, `apps[${index}].`)),
    ...portFaults(props.apps),
    ...nginxFaults(nginxProps(props)).map((fault) => ({ ...fault, path: asWritten(fault.path ?? "") })),
  ];
}

/** Nginx's model calls an app's host names server names. */
function asWritten(path: string): string {
  return path.replace(/^hosts\[(\d+)\]\.serverNames/, "apps[$1].hosts").replace(/^hosts\[/, "apps[");
}

function storeFaults({ region, bucket, dnsSuffix }: HostProps): Fault[] {
  const faults: Fault[] = [];
  if (!BUCKET.test(bucket))
    faults.push({
      path: "bucket",
      found: bucket,
      message: "cannot be reached over TLS by its name",
      allowed: "3 to 63 characters: a-z, 0-9 and hyphens, no dots",
    });
  if (!REGION.test(region))
    faults.push({ path: "region", found: region, message: "is not a region", allowed: "such as us-east-1" });
  const expected = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  if (dnsSuffix !== expected)
    faults.push({
      path: "dnsSuffix",
      found: dnsSuffix,
      message: `does not belong to ${region}`,
      allowed: expected,
    });
  return faults;
}

function readyFaults({ seconds }: Duration): Fault[] {
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= MOST_READY_SECONDS
    ? []
    : [
        {
          path: "readyWithin",
          found: `${seconds} s`,
          message: "is not allowed",
          allowed: `whole seconds from 1 to ${MOST_READY_SECONDS}`,
        },
      ];
}

function appFaults(app: HostApp, path: string): Fault[] {
  const faults: Fault[] = [];
  if (!SHA256.test(app.sha256))
    faults.push({
      path: `${path}sha256`,
      found: app.sha256,
      message: "is not a SHA-256 digest",
      allowed: "64 digits 0-9 and a-f",
    });
  if (!OBJECT_KEY.test(app.objectKey))
    faults.push({
      path: `${path}objectKey`,
      found: app.objectKey,
      message: "is not a key that needs no escape",
      allowed: "1 to 1024 characters: letters, digits and . _ - /, without empty, . or .. segments",
    });
  return app.kind === "program" ? [...faults, ...programFaults(app, path)] : faults;
}

function programFaults(program: HostProgram, path: string): Fault[] {
  const settings = programSettingsFaults(program.environment ?? {}, `${path}environment.`);
  // Of the service's properties, user, group, executable and description follow from the name, which is checked once.
  const service = programServiceFaults({ ...serviceProps(program), ...NAMED }, path);
  return [...settings, ...service, ...healthPathFaults(program, path)];
}

const NAMED = { description: "", identifier: "", user: "lf", group: "lf", executable: "/lf" };

function healthPathFaults({ healthPath }: HostProgram, path: string): Fault[] {
  return healthPath === undefined || /^\/[A-Za-z0-9._~/-]*$/.test(healthPath)
    ? []
    : [
        {
          path: `${path}healthPath`,
          found: healthPath,
          message: "is not a path of a URL",
          allowed: "such as /healthz",
        },
      ];
}

function portFaults(apps: readonly HostApp[]): Fault[] {
  const ports = apps.map((app) => (app.kind === "program" ? app.port : undefined));
  return ports.flatMap((port, index) => {
    const first = ports.indexOf(port);
    if (port === undefined || first === index) return [];
    return [
      {
        path: `apps[${index}].port`,
        found: port,
        message: `is already at apps[${first}].port`,
        allowed: "a port for each program",
      },
    ];
  });
}
