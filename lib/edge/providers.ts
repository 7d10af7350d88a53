import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TlsProvider } from "@cdktf/provider-tls/lib/provider";
import type { TerraformStack } from "../terraform/cdktf";
import type { ClusterAccess } from "./identity";
import { LOOPBACK } from "./layout";

/** Versions of the providers that the stack can be applied with: from those that it was tried with to the next major. */
export const PROVIDER_VERSIONS = {
  docker: ">= 3.6.2, < 4.0.0",
  kubernetes: ">= 2.38.0, < 3.0.0",
  random: ">= 3.7.2, < 4.0.0",
  tls: ">= 4.1.0, < 5.0.0",
} as const;

/** Docker, keys and random text. Where Docker answers is the machine's business: `DOCKER_HOST`, or its usual socket. */
export function localProviders(stack: TerraformStack): void {
  new DockerProvider(stack, "docker");
  new RandomProvider(stack, "random");
  new TlsProvider(stack, "tls");
  for (const [name, version] of Object.entries(PROVIDER_VERSIONS)) {
    stack.addOverride(`terraform.required_providers.${name}.version`, version);
  }
}

/**
 * The cluster's API, by what was made before the cluster: all of it stands in the state, so every later plan can ask the
 * API, also when a node is to be replaced.
 */
export function clusterProvider(stack: TerraformStack, apiPort: number, access: ClusterAccess): void {
  new KubernetesProvider(stack, "kubernetes", {
    host: `https://${LOOPBACK}:${apiPort}`,
    clusterCaCertificate: access.authority,
    clientCertificate: access.certificate,
    clientKey: access.key,
  });
}
