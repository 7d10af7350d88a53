import { block, directive, type Directive } from "./directive";
import { upstreamName } from "./program-host";
import { serverBlock } from "./server-block";
import { CATCH_ALL, HEALTH_PATH, type NginxProps } from "./virtual-host";

/**
 * The virtual host of requests for no known host: the connection is closed without an answer (444), save for one path
 * that tells a load balancer whether this machine may have traffic.
 */
export function catchAllHost(props: NginxProps): Directive {
  return serverBlock(props, { name: CATCH_ALL, serverNames: ["_"] }, [
    block("location", ["=", props.healthPath ?? HEALTH_PATH], health(props)),
    block("location", ["/"], [directive("return", 444)]),
  ]);
}

/** The first program stands for the machine: a load balancer takes one path for all. */
function health(props: NginxProps): Directive[] {
  const quiet = directive("access_log", "off");
  const program = props.hosts.find((host) => host.kind === "program");
  if (program === undefined)
    return [quiet, directive("default_type", "text/plain"), directive("return", 200, "ok")];
  return [
    quiet,
    directive("proxy_pass", `http://${upstreamName(program.name)}${program.readyPath}`),
    directive("proxy_set_header", "Host", "localhost"),
    directive("proxy_set_header", "Connection", ""),
    directive("proxy_connect_timeout", "2s"),
    directive("proxy_read_timeout", "5s"),
  ];
}
