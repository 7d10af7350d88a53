import { Password } from "@cdktf/provider-random/lib/password";
import { CertRequest } from "@cdktf/provider-tls/lib/cert-request";
import { LocallySignedCert } from "@cdktf/provider-tls/lib/locally-signed-cert";
import { PrivateKey } from "@cdktf/provider-tls/lib/private-key";
import { SelfSignedCert } from "@cdktf/provider-tls/lib/self-signed-cert";
import type { Environment } from "../definition/definition";
import { Construct, Fn } from "../terraform/cdktf";
import { named } from "./addresses";

export interface ClusterIdentityProps {
  /**
   * Whether Terraform refuses to destroy what the cluster cannot be had back without.
   *
   * A destroy of the whole stack then fails and destroys nothing; `landfall edge destroy --also-protected` does it.
   */
  readonly isProtected: boolean;
}

/** How a client reaches the API as the cluster's administrator; PEM. */
export interface ClusterAccess {
  /** Certificate of the authority that signs the server's. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** A file that a server must find before its first start. */
export interface IdentityFile {
  /** Path below K3s's folder `server/tls`. */
  readonly name: string;
  readonly content: string;
}

/** One certificate authority: a key, and a certificate that signs itself. */
interface Authority {
  readonly key: PrivateKey;
  readonly certificate: SelfSignedCert;
}

/** The authorities of a cluster with etcd, by the names that K3s gives their files. Source: K3s, custom CA certificates. */
export const AUTHORITIES = [
  "server-ca",
  "client-ca",
  "request-header-ca",
  "etcd/server-ca",
  "etcd/peer-ca",
] as const;

type AuthorityName = (typeof AUTHORITIES)[number];

/** What an authority is called in Terraform's state. */
function authorityId(name: AuthorityName): string {
  return name.replace(/[-/]/g, "_");
}

/** What a cluster cannot be had back without, by its address in the state. */
export const PROTECTED_ADDRESSES: readonly string[] = [
  ...AUTHORITIES.flatMap((name) => [
    `tls_private_key.${authorityId(name)}`,
    `tls_self_signed_cert.${authorityId(name)}`,
  ]),
  "tls_private_key.service",
  "random_password.token",
];

/**
 * Whether an environment's cluster is protected: where programs are built without debugging aids they are built for
 * users, which is what tells production from the rest in landfall.yaml. Everywhere else a destroy ends clean.
 */
export function isProtected({ debug }: Pick<Environment, "debug">): boolean {
  return !debug;
}

/**
 * Ten years, as K3s itself gives to its authorities. A certificate that is about to expire would plan its own
 * replacement, and with that every plan fails, since the Kubernetes provider's configuration is then unknown: so none
 * has hours of early renewal, and `landfall edge renew` renews the administrator's.
 */
export const VALIDITY_HOURS = 87_600;

const EC_KEY = { algorithm: "ECDSA", ecdsaCurve: "P256" };

/** The key that signs the tokens of service accounts, which K3s expects to be RSA. */
const SERVICE_KEY = { algorithm: "RSA", rsaBits: 2048 };

/** The group that may do everything. Source: Kubernetes, RBAC, user-facing roles. */
const ADMINISTRATORS = "system:masters";

const PASSWORD_CHARACTERS = 32;

/**
 * All secrets of a cluster, made before any node: authorities, the service account key, the administrator's certificate
 * and the token by which nodes join.
 *
 * Whoever knows them before the first start needs no node to hand anything back. They never change afterwards: a
 * datastore that was made with one password is refused with another.
 */
export class ClusterIdentity extends Construct {
  readonly access: ClusterAccess;
  readonly files: readonly IdentityFile[];
  /** The whole token: it carries the digest of the server's authority, by which an agent knows that it joins the right one. */
  readonly token: string;

  constructor(scope: Construct, id: string, { isProtected }: ClusterIdentityProps) {
    super(scope, id);
    const kept = isProtected ? { lifecycle: { preventDestroy: true } } : {};
    const authorities = Object.fromEntries(
      AUTHORITIES.map((name) => [name, this.authority(name, kept)]),
    ) as Record<AuthorityName, Authority>;
    const service = named(new PrivateKey(this, "service", { ...SERVICE_KEY, ...kept }), "service");
    const password = new Password(this, "token", { length: PASSWORD_CHARACTERS, special: false, ...kept });
    const serverAuthority = authorities["server-ca"].certificate.certPem;
    this.access = this.administrator(authorities["client-ca"], serverAuthority);
    this.files = [
      ...AUTHORITIES.flatMap((name) => [
        { name: `${name}.crt`, content: authorities[name].certificate.certPem },
        { name: `${name}.key`, content: authorities[name].key.privateKeyPem },
      ]),
      { name: "service.key", content: service.privateKeyPem },
    ];
    this.token = `K10${Fn.sha256(serverAuthority)}::server:${named(password, "token").result}`;
  }

  private authority(name: AuthorityName, kept: { lifecycle?: { preventDestroy: boolean } }): Authority {
    const id = authorityId(name);
    const key = named(new PrivateKey(this, `${id}_key`, { ...EC_KEY, ...kept }), id);
    const certificate = new SelfSignedCert(this, id, {
      privateKeyPem: key.privateKeyPem,
      isCaCertificate: true,
      validityPeriodHours: VALIDITY_HOURS,
      allowedUses: ["digital_signature", "key_encipherment", "cert_signing"],
      subject: [{ commonName: `landfall-${name.replace("/", "-")}` }],
      ...kept,
    });
    return { key, certificate: named(certificate, id) };
  }

  private administrator(clients: Authority, authority: string): ClusterAccess {
    const key = named(new PrivateKey(this, "admin_key", EC_KEY), "admin");
    const request = new CertRequest(this, "admin_request", {
      privateKeyPem: key.privateKeyPem,
      subject: [{ commonName: "landfall-admin", organization: ADMINISTRATORS }],
    });
    const certificate = new LocallySignedCert(this, "admin", {
      certRequestPem: named(request, "admin").certRequestPem,
      caPrivateKeyPem: clients.key.privateKeyPem,
      caCertPem: clients.certificate.certPem,
      validityPeriodHours: VALIDITY_HOURS,
      allowedUses: ["digital_signature", "key_encipherment", "client_auth"],
    });
    return { authority, certificate: named(certificate, "admin").certPem, key: key.privateKeyPem };
  }
}
