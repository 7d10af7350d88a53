import type { TerraformElement, TerraformResource } from "../terraform/cdktf";

/**
 * Gives a resource the short name that plans show, that `-target` takes and that a file beside the stack overrides it
 * by: `docker_container.server`, whatever construct it stands in.
 */
export function named<R extends TerraformElement>(resource: R, name: string): R {
  resource.overrideLogicalId(name);
  if (resource.friendlyUniqueId !== name)
    throw new Error(`${resource.node.path} was referred to before it was named`);
  return resource;
}

/** Address of a resource as text: in a list of what a resource is replaced with, Terraform takes no expression. */
export function addressOf(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}

/** Addresses in Terraform's state that the commands of the edge name. */
export const SERVER_ADDRESS = "docker_container.server";
export const ADMIN_CERTIFICATE_ADDRESS = "tls_locally_signed_cert.admin";

/** Address of the container of an agent, counted from 1. */
export function agentAddress(agent: number): string {
  return `docker_container.${agentId(agent)}`;
}

/** What an agent, counted from 1, is called in the state: adding one moves none that is there. */
export function agentId(agent: number): string {
  return agent === 1 ? "agent" : `agent_${agent}`;
}

/** Address of the certificate for a program's host names. */
export function webCertificateAddress(app: string): string {
  return `tls_locally_signed_cert.${webId(app)}`;
}

/** What the key and the certificate for a program's host names are called in the state. */
export function webId(app: string): string {
  return `${app}_web`;
}
