import { Duration } from "../definition/units";
import { directive, expression, type Directive } from "./directive";
import { milliseconds } from "./faults";
import { forwardedFor, forwardedProto } from "./forwarded";
import type { NginxProps, ProxyTimeouts } from "./virtual-host";

/**
 * Time-outs towards a program: reading takes longer than the sample program's own limit of 30 s for a response, so that
 * the program's answer wins.
 */
export const DEFAULT_PROXY_TIMEOUTS: ProxyTimeouts = {
  connect: Duration.seconds(5),
  send: Duration.seconds(60),
  read: Duration.seconds(60),
};

/**
 * Room for the longest server name (253 characters) and its list pointers.
 *
 * Nginx's own 64 bytes refuse to start with a name of about 50 characters. Source: ngx_hash.c, NGX_HASH_ELT_SIZE.
 */
const SERVER_NAMES_BUCKET_BYTES = 512;

/** Limits on every client. */
export function clientLimits(): Directive[] {
  return [
    directive("server_names_hash_bucket_size", SERVER_NAMES_BUCKET_BYTES),
    directive("client_header_timeout", "10s"),
    directive("client_body_timeout", "30s"),
    directive("send_timeout", "30s"),
    directive("large_client_header_buffers", 4, "16k"),
    directive("reset_timedout_connection", "on"),
  ];
}

/** How programs are asked: over connections that are kept, and told who asked. */
export function proxyDefaults(props: NginxProps): Directive[] {
  const header = (name: string, value: string): Directive =>
    directive("proxy_set_header", name, expression(value));
  return [
    directive("proxy_http_version", "1.1"),
    header("Host", "$http_host"),
    header("X-Real-IP", "$remote_addr"),
    header("X-Forwarded-For", forwardedFor(props)),
    header("X-Forwarded-Proto", forwardedProto(props)),
    header("X-Request-Id", "$landfall_request_id"),
    header("Upgrade", "$http_upgrade"),
    header("Connection", "$landfall_connection"),
    directive("proxy_redirect", "off"),
    ...proxyTimeouts(DEFAULT_PROXY_TIMEOUTS),
  ];
}

/** Those time-outs that are given, as directives. */
export function proxyTimeouts(timeouts: Partial<ProxyTimeouts>): Directive[] {
  return (["connect", "send", "read"] as const).flatMap((which) => {
    const timeout = timeouts[which];
    return timeout === undefined ? [] : [directive(`proxy_${which}_timeout`, time(timeout))];
  });
}

function time({ seconds }: Duration): string {
  return Number.isInteger(seconds) ? `${seconds}s` : `${milliseconds(seconds)}ms`;
}
