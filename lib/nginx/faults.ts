import { isIP } from "node:net";
import type { Fault } from "../definition/errors";
import { unwritable } from "./directive";
import {
  CATCH_ALL,
  type NginxProps,
  type ProgramVirtualHost,
  type SiteVirtualHost,
  type VirtualHost,
} from "./virtual-host";

const NAME = /^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,27}$/;
const URL_PATH = /^\/[A-Za-z0-9._~/-]*$/;
const ABSOLUTE_PATH = /^(?:\/[A-Za-z0-9._@+-]+)+$/;
const FILE_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;
/** Labels of RFC 1123, section 2.1; a name has at most 253 characters in all. */
const SERVER_NAME =
  /^(?=.{1,253}$)(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const NAME_ALLOWED = "1 to 28 characters: a-z, 0-9 and single hyphens inside, a letter first";
const SERVER_NAME_ALLOWED =
  "a host name in lower case such as www.example.com or *.example.com: letters, digits and hyphens, labels of at most 63 characters, 253 in all";
const URL_PATH_ALLOWED = "a path of letters, digits and . _ ~ / - such as /healthz";
const PORT_ALLOWED = "a whole number from 1 to 65535";

/** What can be wrong with a value: nothing, or a fault without its place. */
type Check = Omit<Fault, "path"> | undefined;

/**
 * Everything that is wrong with the properties, with the path of each value, such as `hosts[1].serverNames[0]`.
 *
 * @param path where the properties stand; "" at the top
 */
export function nginxFaults(props: NginxProps, path = ""): Fault[] {
  return [
    ...at(`${path}port`, port(props.port ?? 80)),
    ...at(`${path}healthPath`, props.healthPath === undefined ? undefined : urlPath(props.healthPath)),
    ...at(
      `${path}logDirectory`,
      props.logDirectory === undefined ? undefined : absolutePath(props.logDirectory),
    ),
    ...(props.trustedProxies ?? []).flatMap((proxy, index) =>
      at(`${path}trustedProxies[${index}]`, network(proxy)),
    ),
    ...props.hosts.flatMap((host, index) => hostFaults(host, `${path}hosts[${index}].`)),
    ...repeated(
      props.hosts.map((host, index) => ({ value: host.name, path: `${path}hosts[${index}].name` })),
    ),
    ...repeated(
      props.hosts.flatMap((host, index) =>
        host.serverNames.map((value, n) => ({ value, path: `${path}hosts[${index}].serverNames[${n}]` })),
      ),
    ),
  ];
}

function hostFaults(host: VirtualHost, path: string): Fault[] {
  return [
    ...at(`${path}name`, name(host.name)),
    ...at(
      `${path}serverNames`,
      host.serverNames.length === 0 ? { message: "is empty", allowed: "at least one host name" } : undefined,
    ),
    ...host.serverNames.flatMap((each, index) => at(`${path}serverNames[${index}]`, serverName(each))),
    ...(host.kind === "program" ? programFaults(host, path) : siteFaults(host, path)),
  ];
}

function programFaults(host: ProgramVirtualHost, path: string): Fault[] {
  const { bodyLimit, timeouts = {} } = host;
  return [
    ...at(`${path}port`, port(host.port)),
    ...at(`${path}readyPath`, urlPath(host.readyPath)),
    ...at(
      `${path}bodyLimit`,
      bodyLimit === undefined ? undefined : whole(bodyLimit.bytes, "byte", Number.MAX_SAFE_INTEGER),
    ),
    ...(["connect", "send", "read"] as const).flatMap((which) => {
      const timeout = timeouts[which];
      return at(
        `${path}timeouts.${which}`,
        timeout === undefined
          ? undefined
          : whole(milliseconds(timeout.seconds), "millisecond", 24 * 3_600_000),
      );
    }),
  ];
}

function siteFaults(host: SiteVirtualHost, path: string): Fault[] {
  return [
    ...at(`${path}root`, absolutePath(host.root)),
    ...at(
      `${path}index`,
      host.index === undefined || FILE_NAME.test(host.index)
        ? undefined
        : { found: host.index, message: "is not a file name", allowed: "a name such as index.html" },
    ),
    ...at(
      `${path}assetsFreshFor`,
      host.assetsFreshFor === undefined || host.assetsFreshFor.seconds === 0
        ? undefined
        : whole(host.assetsFreshFor.seconds, "second", 365 * 86_400),
    ),
  ];
}

/** Milliseconds of a time in seconds, free of the noise that 0.1 + 0.2 has. */
export function milliseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e3;
}

function at(path: string, check: Check): Fault[] {
  return check === undefined ? [] : [{ path, ...check }];
}

function name(found: string): Check {
  if (found === CATCH_ALL)
    return { found, message: "is the name of the catch-all virtual host", allowed: "another name" };
  return NAME.test(found) ? undefined : { found, message: "is not a name for an app", allowed: NAME_ALLOWED };
}

function serverName(found: string): Check {
  return SERVER_NAME.test(found)
    ? undefined
    : { found, message: unwritable(found) ?? "is not a host name", allowed: SERVER_NAME_ALLOWED };
}

function urlPath(found: string): Check {
  return URL_PATH.test(found)
    ? undefined
    : { found, message: "is not a path of a URL", allowed: URL_PATH_ALLOWED };
}

function absolutePath(found: string): Check {
  return ABSOLUTE_PATH.test(found) && !found.split("/").includes("..")
    ? undefined
    : { found, message: "is not an absolute path", allowed: "a path such as /srv/www/shop, without .." };
}

function port(found: number): Check {
  return Number.isInteger(found) && found >= 1 && found <= 65_535
    ? undefined
    : { found, message: "is not a TCP port", allowed: PORT_ALLOWED };
}

function whole(found: number, unit: string, most: number): Check {
  return Number.isInteger(found) && found >= 1 && found <= most
    ? undefined
    : { found, message: `is not a whole number of ${unit}s`, allowed: `1 to ${most} ${unit}s` };
}

function network(found: string): Check {
  const [address = "", bits, ...rest] = found.split("/");
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  const bitsHold = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
  return family !== 0 && rest.length === 0 && bitsHold && !address.includes("%")
    ? undefined
    : {
        found,
        message: "is not an address or network",
        allowed: "an IP address or CIDR such as 10.0.0.0/16",
      };
}

function repeated(values: readonly { value: string; path: string }[]): Fault[] {
  return values.flatMap(({ value, path }, index) => {
    const first = values.findIndex((each) => each.value === value);
    if (first === index) return [];
    return [
      {
        path,
        found: value,
        message: `is already at ${values[first]?.path ?? ""}`,
        allowed: "each name once",
      },
    ];
  });
}
