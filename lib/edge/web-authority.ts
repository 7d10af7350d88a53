import { CertRequest } from "@cdktf/provider-tls/lib/cert-request";
import { LocallySignedCert } from "@cdktf/provider-tls/lib/locally-signed-cert";
import { PrivateKey } from "@cdktf/provider-tls/lib/private-key";
import { SelfSignedCert } from "@cdktf/provider-tls/lib/self-signed-cert";
import type { ProgramApp } from "../definition/definition";
import { Construct } from "../terraform/cdktf";
import { named, webId } from "./addresses";
import { VALIDITY_HOURS } from "./identity";

/** A certificate for a program's host names, and its key; PEM. */
export interface WebCertificate {
  readonly certificate: string;
  readonly key: string;
}

const EC_KEY = { algorithm: "ECDSA", ecdsaCurve: "P256" };

const HOURS_PER_DAY = 24;

/** Longest that browsers of Apple take of an authority that a user added. Source: Apple, support document 103769. */
const LONGEST_VALIDITY_DAYS = 825;

/** From then on a deploy renews the certificate: other than the administrator's, it is in no provider's configuration. */
const RENEWAL_DAYS = 30;

/**
 * The authority for the programs' host names, the stack's own: an edge may have no uplink for a public one to look at
 * it, and the names need not be known outside.
 */
export class WebAuthority extends Construct {
  /** Certificate that clients are to trust; PEM. */
  readonly certificate: string;
  private readonly key: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = named(new PrivateKey(this, "key", EC_KEY), "web_ca").privateKeyPem;
    const certificate = new SelfSignedCert(this, "certificate", {
      privateKeyPem: this.key,
      isCaCertificate: true,
      validityPeriodHours: VALIDITY_HOURS,
      allowedUses: ["digital_signature", "cert_signing"],
      subject: [{ commonName: "landfall-web-ca" }],
    });
    this.certificate = named(certificate, "web_ca").certPem;
  }

  /** The certificate for all host names of a program. */
  issue({ name, hosts }: ProgramApp): WebCertificate {
    const key = named(new PrivateKey(this, `${name}_key`, EC_KEY), webId(name)).privateKeyPem;
    const request = new CertRequest(this, `${name}_request`, {
      privateKeyPem: key,
      subject: [{ commonName: name }],
      dnsNames: [...hosts],
    });
    const certificate = new LocallySignedCert(this, `${name}_certificate`, {
      certRequestPem: named(request, webId(name)).certRequestPem,
      caPrivateKeyPem: this.key,
      caCertPem: this.certificate,
      validityPeriodHours: LONGEST_VALIDITY_DAYS * HOURS_PER_DAY,
      earlyRenewalHours: RENEWAL_DAYS * HOURS_PER_DAY,
      allowedUses: ["digital_signature", "server_auth"],
    });
    return { certificate: named(certificate, webId(name)).certPem, key };
  }
}
