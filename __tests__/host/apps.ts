import type { HostProgram, HostProps, HostSite } from "../../lib/host";

/** A program with what must be given, and more. */
export function program(more: Partial<HostProgram> = {}): HostProgram {
  return {
    kind: "program",
    name: "shop",
    hosts: ["shop.test"],
    port: 8080,
    sha256: "a".repeat(64),
    objectKey: "programs/shop",
    ...more,
  };
}

/** A site with what must be given, and more. */
export function site(more: Partial<HostSite> = {}): HostSite {
  return {
    kind: "site",
    name: "docs",
    hosts: ["docs.test"],
    sha256: "b".repeat(64),
    objectKey: "programs/docs.tar.gz",
    ...more,
  };
}

/** A host with a program and a site, and more. */
export function props(more: Partial<HostProps> = {}): HostProps {
  return {
    region: "us-east-1",
    bucket: "acme-releases",
    dnsSuffix: "amazonaws.com",
    apps: [program(), site()],
    ...more,
  };
}
