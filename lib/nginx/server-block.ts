import { block, directive, expression, type Directive } from "./directive";
import { CATCH_ALL, LOG_DIRECTORY, type NginxProps } from "./virtual-host";

/**
 * What distributions set at the top of nginx.conf, where a second time is an error (Ubuntu 20.04 `keepalive_timeout 65`,
 * Debian 13 `server_tokens off`): so it stands in every server block.
 */
const SET_ELSEWHERE: readonly Directive[] = [
  directive("server_tokens", "off"),
  // Longer than the 60 s after which an AWS load balancer drops an idle connection, else it meets closed ones.
  directive("keepalive_timeout", "75s"),
];

/** A server block: who it answers, its own logs, then its own directives. */
export function serverBlock(
  props: NginxProps,
  host: { readonly name: string; readonly serverNames: readonly string[] },
  body: readonly (Directive | readonly Directive[])[],
): Directive {
  const port = props.port ?? 80;
  const isDefault = host.name === CATCH_ALL ? ["default_server"] : [];
  const logs = `${props.logDirectory ?? LOG_DIRECTORY}/${host.name}`;
  return block(
    "server",
    [],
    [
      directive("listen", port, ...isDefault),
      directive("listen", `[::]:${port}`, ...isDefault),
      directive("server_name", ...host.serverNames),
      directive("access_log", `${logs}/access.log`, ACCESS_LOG_FORMAT),
      directive("error_log", `${logs}/error.log`),
      SET_ELSEWHERE,
      ...body,
    ],
  );
}

/** Name of the format of all access logs: one JSON object a line, with the keys of {@link ACCESS_LOG_FIELDS}. */
export const ACCESS_LOG_FORMAT = "landfall";

/**
 * What an access log says of a request: key and Nginx's variable.
 *
 * Every value is a text, a number too: Nginx writes a status such as `009` for a malformed request, which is no JSON
 * number. `seconds` and `upstream_seconds` are in seconds with three decimals, the latter empty when no program was asked.
 */
export const ACCESS_LOG_FIELDS: Readonly<Record<string, string>> = {
  time: "$time_iso8601",
  request_id: "$landfall_request_id",
  client: "$remote_addr",
  host: "$host",
  method: "$request_method",
  uri: "$request_uri",
  protocol: "$server_protocol",
  status: "$status",
  bytes: "$body_bytes_sent",
  seconds: "$request_time",
  upstream_seconds: "$upstream_response_time",
  referer: "$http_referer",
  user_agent: "$http_user_agent",
};

/** The `log_format` directive of {@link ACCESS_LOG_FORMAT}. */
export function accessLogFormat(): Directive {
  return directive(
    "log_format",
    ACCESS_LOG_FORMAT,
    "escape=json",
    expression(JSON.stringify(ACCESS_LOG_FIELDS)),
  );
}
