import { Duration } from "../definition/units";
import { block, directive, expression, type Directive } from "./directive";
import { serverBlock } from "./server-block";
import type { NginxProps, SiteVirtualHost } from "./virtual-host";

/** What browsers may keep for a while; everything else counts as a page. */
const ASSETS = String.raw`\.(?:avif|css|gif|ico|jpe?g|js|mjs|png|svg|ttf|wasm|webp|woff2?)$`;

/** Files and folders whose name starts with a dot, less `.well-known` (RFC 8615), which is there to be read. */
const DOTFILES = String.raw`/\.(?!well-known(?:/|$))`;

/** A virtual host that serves a folder. */
export function siteHost(props: NginxProps, host: SiteVirtualHost): Directive[] {
  const freshSeconds = (host.assetsFreshFor ?? Duration.seconds(3600)).seconds;
  return [
    serverBlock(props, host, [
      directive("root", host.root),
      directive("index", host.index ?? "index.html"),
      directive("autoindex", "off"),
      // Behind a proxy that ends TLS, an absolute redirect would lead back to http.
      directive("absolute_redirect", "off"),
      directive("disable_symlinks", "on", `from=${host.root}`),
      directive("charset", "utf-8"),
      block("location", ["~", expression(DOTFILES)], [directive("return", 404)]),
      block("location", ["~*", expression(ASSETS)], files("=404", `public, max-age=${freshSeconds}`)),
      block("location", ["/"], files("$uri/ =404", "no-cache")),
    ]),
  ];
}

function files(fallbacks: string, cacheControl: string): Directive[] {
  return [
    directive("try_files", expression("$uri"), ...fallbacks.split(" ").map(expression)),
    directive("add_header", "Cache-Control", cacheControl),
    directive("add_header", "X-Content-Type-Options", "nosniff"),
  ];
}
