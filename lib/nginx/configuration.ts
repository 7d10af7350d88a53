import { UserError } from "../definition/errors";
import { catchAllHost } from "./catch-all-host";
import { renderDirectives, type Directive } from "./directive";
import { nginxFaults } from "./faults";
import { sharedVariables } from "./forwarded";
import { clientLimits, proxyDefaults } from "./http-level";
import { programHost } from "./program-host";
import { accessLogFormat } from "./server-block";
import { siteHost } from "./site-host";
import type { NginxProps, VirtualHost } from "./virtual-host";

/** One file of a configuration, for a folder that nginx.conf includes inside its `http` block. */
export interface ConfigurationFile {
  /** `00-landfall.conf` for what all share, to be read first, `landfall-<app>.conf` for a virtual host. */
  readonly name: string;
  readonly content: string;
}

/**
 * The configuration of name-based virtual hosts, for Nginx 1.18 or later of Debian or Ubuntu.
 *
 * It leaves the distribution's nginx.conf alone: a changed one would hold back the security updates of the package.
 * @throws UserError that lists every fault, among them a server name that two virtual hosts claim (`nginx -t` merely warns)
 */
export function nginxConfiguration(props: NginxProps): ConfigurationFile[] {
  UserError.throwIfAny(nginxFaults(props));
  return [
    file("00-landfall.conf", [
      ...clientLimits(),
      accessLogFormat(),
      ...sharedVariables(props),
      ...proxyDefaults(props),
      catchAllHost(props),
    ]),
    ...props.hosts.map((host) => file(`landfall-${host.name}.conf`, virtualHost(props, host))),
  ];
}

function virtualHost(props: NginxProps, host: VirtualHost): Directive[] {
  return host.kind === "program" ? programHost(props, host) : siteHost(props, host);
}

function file(name: string, directives: readonly Directive[]): ConfigurationFile {
  return { name, content: `# Written by landfall; changes are lost.\n${renderDirectives(directives)}` };
}
