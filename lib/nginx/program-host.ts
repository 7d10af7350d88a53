import { Size } from "../definition/units";
import { block, directive, type Directive } from "./directive";
import { proxyTimeouts } from "./http-level";
import { serverBlock } from "./server-block";
import type { NginxProps, ProgramVirtualHost } from "./virtual-host";

/** Connections that each worker keeps open to a program, in number, and for how many seconds: less than Go's 90. */
const KEPT_CONNECTIONS = 32;
const KEPT_SECONDS = 60;

/** Name of a program's upstream. */
export function upstreamName(app: string): string {
  return `landfall-${app}`;
}

/** The program's upstream and its virtual host. */
export function programHost(props: NginxProps, host: ProgramVirtualHost): Directive[] {
  const upstream = upstreamName(host.name);
  return [
    block(
      "upstream",
      [upstream],
      [
        directive("server", `127.0.0.1:${host.port}`),
        directive("keepalive", KEPT_CONNECTIONS),
        directive("keepalive_timeout", `${KEPT_SECONDS}s`),
      ],
    ),
    serverBlock(props, host, [
      directive("client_max_body_size", (host.bodyLimit ?? Size.mebibytes(1)).bytes),
      proxyTimeouts(host.timeouts ?? {}),
      block("location", ["/"], [directive("proxy_pass", `http://${upstream}`)]),
    ]),
  ];
}
