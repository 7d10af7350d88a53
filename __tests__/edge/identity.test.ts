import { temporaryFolder } from "../support/stacks";
import { container, edgeJson, resource } from "./edge";

const folder = temporaryFolder();
const json = edgeJson(folder, { environment: "dev" });
const prod = edgeJson(folder, { environment: "prod" });

const AUTHORITIES = ["server_ca", "client_ca", "request_header_ca", "etcd_server_ca", "etcd_peer_ca"];

const NODES = ["server", "agent"];

describe("the cluster's identity", () => {
  it.each(AUTHORITIES)("has the authority %s, which signs itself and lasts ten years", (name) => {
    expect(resource(json, "tls_private_key", name)).toMatchObject({
      algorithm: "ECDSA",
      ecdsa_curve: "P256",
    });
    expect(resource(json, "tls_self_signed_cert", name)).toMatchObject({
      private_key_pem: `\${tls_private_key.${name}.private_key_pem}`,
      is_ca_certificate: true,
      validity_period_hours: 87_600,
      allowed_uses: ["digital_signature", "key_encipherment", "cert_signing"],
      subject: [{ common_name: `landfall-${name.replaceAll("_", "-")}` }],
    });
  });

  it("signs tokens of service accounts with an RSA key", () => {
    expect(resource(json, "tls_private_key", "service")).toMatchObject({
      algorithm: "RSA",
      rsa_bits: 2048,
    });
  });

  it("has an administrator of the group that may do everything, signed for clients", () => {
    expect(resource(json, "tls_cert_request", "admin")).toMatchObject({
      subject: [{ common_name: "landfall-admin", organization: "system:masters" }],
    });
    expect(resource(json, "tls_locally_signed_cert", "admin")).toMatchObject({
      ca_cert_pem: "${tls_self_signed_cert.client_ca.cert_pem}",
      ca_private_key_pem: "${tls_private_key.client_ca.private_key_pem}",
      validity_period_hours: 87_600,
      allowed_uses: ["digital_signature", "key_encipherment", "client_auth"],
    });
  });

  it.each([
    ...AUTHORITIES.map((name) => ["tls_self_signed_cert", name]),
    ["tls_locally_signed_cert", "admin"],
  ])("never plans to renew %s.%s by itself, which would make the stack unplannable", (type, name) => {
    expect(resource(json, type, name)).not.toHaveProperty("early_renewal_hours");
  });

  it("computes the token: the digest of the server's authority, then a password without special characters", () => {
    expect(resource(json, "random_password", "token")).toMatchObject({ length: 32, special: false });
    for (const node of NODES) {
      expect(container(json, node)["env"]).toContain(
        "K3S_TOKEN=K10${sha256(tls_self_signed_cert.server_ca.cert_pem)}::server:${random_password.token.result}",
      );
    }
  });

  const kept = [
    ...AUTHORITIES.flatMap((name) => [
      ["tls_private_key", name],
      ["tls_self_signed_cert", name],
    ]),
    ["tls_private_key", "service"],
    ["random_password", "token"],
  ] as [string, string][];

  it.each(kept)("keeps %s.%s from being destroyed in production", (type, name) => {
    expect(resource(prod, type, name)).toMatchObject({ lifecycle: { prevent_destroy: true } });
  });

  it("can be destroyed everywhere else", () => {
    expect(JSON.stringify(json)).not.toContain("prevent_destroy");
  });

  it("shows no key, no token and no password in an output", () => {
    expect(Object.keys(json.output ?? {})).not.toContainEqual(
      expect.stringMatching(/key|token|password|kubeconfig/),
    );
    expect(JSON.stringify(json.output)).not.toMatch(/tls_private_key|random_password|admin/);
  });
});
