import { programsOf } from "../definition/definition";
import { ADMIN_CERTIFICATE_ADDRESS, agentAddress, SERVER_ADDRESS, webCertificateAddress } from "./addresses";
import { askFor, deployedCluster, type ChangingEdgeCommand } from "./edge-command";
import { AGENTS } from "./layout";
import { requireServer } from "./preflight";
import { apply, initialize, succeeded } from "./terraform-cli";

/** What {@link renewEdge} renews besides the certificates that Terraform made. */
export interface RenewOptions {
  /** K3s's own certificates, which it renews when it starts: the nodes are made anew, one after the other. */
  readonly nodes: boolean;
}

/**
 * Renews the certificates: the administrator's, and the programs' for their host names.
 *
 * The administrator's is renewed alone and without a look at anything: a plan in which it is to change does not know how
 * to reach the API.
 *
 * @returns what was done, as a sentence
 * @throws UserError when nothing is deployed, when the server is gone, when the answer is no, or when Terraform fails
 */
export async function renewEdge(command: ChangingEdgeCommand, { nodes }: RenewOptions): Promise<string> {
  const state = await deployedCluster(command);
  await requireServer(command, state);
  const interruption = nodes ? " Makes each node anew: for some seconds each, requests fail." : "";
  await askFor(command, `Renews the administrator's and the programs' certificates.${interruption}`);
  await initialize(command.terraform);
  const web = programsOf(command.definition)
    .map(({ name }) => webCertificateAddress(name))
    .filter((address) => state.addresses.includes(address));
  const runs = [
    ["-refresh=false", `-target=${ADMIN_CERTIFICATE_ADDRESS}`, `-replace=${ADMIN_CERTIFICATE_ADDRESS}`],
    web.map((address) => `-replace=${address}`),
    ...(nodes ? [SERVER_ADDRESS, ...agentAddresses()].map((address) => [`-replace=${address}`]) : []),
  ];
  for (const options of runs) succeeded(["apply", ...options], await apply(command.terraform, ...options));
  return nodes
    ? "the certificates are renewed, and the nodes have started with new ones"
    : "the certificates are renewed";
}

function agentAddresses(): string[] {
  return Array.from({ length: AGENTS }, (_, index) => agentAddress(index + 1));
}
