import type { ProgramVirtualHost, SiteVirtualHost } from "../../lib/nginx/virtual-host";

/** A program's virtual host with what must be given, and more. */
export function program(more: Partial<ProgramVirtualHost> = {}): ProgramVirtualHost {
  return {
    kind: "program",
    name: "shop",
    serverNames: ["shop.test"],
    port: 8080,
    readyPath: "/readyz",
    ...more,
  };
}

/** A site's virtual host with what must be given, and more. */
export function site(more: Partial<SiteVirtualHost> = {}): SiteVirtualHost {
  return { kind: "site", name: "docs", serverNames: ["docs.test"], root: "/srv/docs", ...more };
}
