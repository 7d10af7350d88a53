import { block, directive, expression, type Directive } from "./directive";
import type { NginxProps } from "./virtual-host";

/** Shape of a request ID that is taken over from a client, the same as the sample program's. */
const REQUEST_ID = "~^[A-Za-z0-9_-]{1,64}$";

/** True when proxies in front are believed. */
function believesProxies(props: NginxProps): boolean {
  return (props.trustedProxies ?? []).length > 0;
}

/** Value of X-Forwarded-For towards a program. */
export function forwardedFor(props: NginxProps): string {
  return believesProxies(props) ? "$landfall_forwarded_for" : "$remote_addr";
}

/** Value of X-Forwarded-Proto towards a program. */
export function forwardedProto(props: NginxProps): string {
  return believesProxies(props) ? "$landfall_forwarded_proto" : "$scheme";
}

/** Variables that all virtual hosts share, and which peers may say who the client is. Stands outside every server block. */
export function sharedVariables(props: NginxProps): Directive[] {
  return [
    map("$http_upgrade", "$landfall_connection", [
      ["default", "upgrade"],
      ["", ""],
    ]),
    map("$http_x_request_id", "$landfall_request_id", [
      ["default", "$request_id"],
      [REQUEST_ID, "$http_x_request_id"],
    ]),
    ...(believesProxies(props) ? trust(props.trustedProxies ?? []) : []),
  ];
}

function trust(proxies: readonly string[]): Directive[] {
  return [
    ...proxies.map((proxy) => directive("set_real_ip_from", proxy)),
    directive("real_ip_header", "X-Forwarded-For"),
    directive("real_ip_recursive", "on"),
    block(
      "geo",
      [expression("$realip_remote_addr"), expression("$landfall_trusted")],
      [directive("default", 0), ...proxies.map((proxy) => directive(proxy, 1))],
    ),
    map("$landfall_trusted:$http_x_forwarded_for", "$landfall_forwarded_for", [
      ["default", "$remote_addr"],
      ["~^1:.", "$http_x_forwarded_for, $realip_remote_addr"],
    ]),
    map("$landfall_trusted:$http_x_forwarded_proto", "$landfall_forwarded_proto", [
      ["default", "$scheme"],
      ["1:http", "http"],
      ["1:https", "https"],
    ]),
  ];
}

function map(source: string, target: string, entries: readonly (readonly [string, string])[]): Directive {
  return block(
    "map",
    [expression(source), expression(target)],
    entries.map(([from, to]) => directive(expression(from), expression(to))),
  );
}
