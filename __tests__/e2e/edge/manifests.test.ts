import * as configMap from "@cdktf/provider-kubernetes/lib/config-map-v1";
import * as deployment from "@cdktf/provider-kubernetes/lib/deployment-v1";
import * as ingress from "@cdktf/provider-kubernetes/lib/ingress-v1";
import * as namespace from "@cdktf/provider-kubernetes/lib/namespace-v1";
import * as secret from "@cdktf/provider-kubernetes/lib/secret-v1";
import * as service from "@cdktf/provider-kubernetes/lib/service-v1";
import { needs } from "../../support/parts";
import type { TerraformJson } from "../../support/stacks";
import type { Fields } from "./fields";
import { KINDS, manifestsOf, type Known } from "./manifests";

/** A stack that holds what a test puts in. */
function stack(resource: TerraformJson["resource"]): TerraformJson {
  return { terraform: {}, provider: {}, resource };
}

/** The only object of one resource. */
async function objectOf(
  type: string,
  attributes: Record<string, unknown>,
  known: Known = {},
): Promise<unknown> {
  const [only, ...more] = await manifestsOf(stack({ [type]: { app: attributes } }), known);
  expect(more).toEqual([]);
  return only;
}

/** A Deployment with one container. */
function deploymentOf(
  container: Record<string, unknown>,
  spec: Record<string, unknown> = {},
): Promise<unknown> {
  return objectOf("kubernetes_deployment_v1", {
    metadata: { name: "app" },
    spec: {
      selector: { match_labels: { app: "app" } },
      template: {
        metadata: { labels: { app: "app" } },
        spec: { container: [{ name: "app", ...container }] },
      },
      ...spec,
    },
  });
}

const METADATA = { name: "app", namespace: "landfall" };

needs("terraform").describe("objects that the Kubernetes provider sends", () => {
  it("a Namespace keeps its labels", async () => {
    const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
    expect(
      await objectOf("kubernetes_namespace_v1", {
        metadata: { name: "landfall", labels },
        timeouts: { delete: "1m" },
      }),
    ).toEqual({ apiVersion: "v1", kind: "Namespace", metadata: { name: "landfall", labels } });
  });

  it("namespaces come first", async () => {
    const manifests = await manifestsOf(
      stack({
        kubernetes_config_map_v1: { app: { metadata: METADATA } },
        kubernetes_namespace_v1: { app: { metadata: { name: "landfall" } } },
      }),
      {},
    );
    expect(manifests.map(({ kind }) => kind)).toEqual(["Namespace", "ConfigMap"]);
  });

  it("an object without a namespace goes into default", async () => {
    expect(
      await objectOf("kubernetes_config_map_v1", { metadata: { name: "app" }, data: { A: "1" } }),
    ).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "app", namespace: "default" },
      data: { A: "1" },
    });
  });

  it("a Secret's texts are sent in base64", async () => {
    expect(await objectOf("kubernetes_secret_v1", { metadata: METADATA, data: { key: "PEM" } })).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata: METADATA,
      data: { key: "UEVN" },
      type: "Opaque",
    });
  });

  it("a Secret with texts and with bytes is refused", async () => {
    const attributes = { metadata: METADATA, data: { a: "1" }, binary_data: { b: "Mg==" } };
    await expect(objectOf("kubernetes_secret_v1", attributes)).rejects.toThrow(
      "kubernetes_secret_v1.app: two attributes give data",
    );
  });

  it("a Deployment is sent with the provider's own defaults", async () => {
    expect(await deploymentOf({ image: "landfall.invalid/app:1" }, { replicas: "2" })).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "app", namespace: "default" },
      spec: {
        progressDeadlineSeconds: 600,
        replicas: 2,
        revisionHistoryLimit: 10,
        selector: { matchLabels: { app: "app" } },
        template: {
          metadata: { labels: { app: "app" } },
          spec: {
            automountServiceAccountToken: true,
            containers: [
              {
                name: "app",
                image: "landfall.invalid/app:1",
                terminationMessagePath: "/dev/termination-log",
              },
            ],
            dnsPolicy: "ClusterFirst",
            enableServiceLinks: true,
            restartPolicy: "Always",
            shareProcessNamespace: false,
            terminationGracePeriodSeconds: 30,
          },
        },
      },
    });
  });

  it("a container's security is sent whole, so that what it leaves out undoes what the pod says", async () => {
    expect(
      await deploymentOf({ security_context: { capabilities: { drop: ["ALL"] }, run_as_user: "65532" } }),
    ).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [
              {
                securityContext: {
                  allowPrivilegeEscalation: true,
                  capabilities: { drop: ["ALL"] },
                  privileged: false,
                  readOnlyRootFilesystem: false,
                  runAsNonRoot: false,
                  runAsUser: 65532,
                },
              },
            ],
          },
        },
      },
    });
  });

  it("a probe's port is a number or a name, and a hook runs a command", async () => {
    const container = {
      readiness_probe: { http_get: { path: "/readyz", port: "8080" }, period_seconds: 1 },
      liveness_probe: { http_get: { path: "/healthz", port: "http" }, period_seconds: 5 },
      lifecycle: { pre_stop: [{ exec: { command: ["/app", "sleep", "3s"] } }] },
    };
    const thresholds = { failureThreshold: 3, successThreshold: 1, timeoutSeconds: 1 };
    expect(await deploymentOf(container)).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [
              {
                readinessProbe: {
                  httpGet: { path: "/readyz", port: 8080, scheme: "HTTP" },
                  periodSeconds: 1,
                  ...thresholds,
                },
                livenessProbe: {
                  httpGet: { path: "/healthz", port: "http", scheme: "HTTP" },
                  periodSeconds: 5,
                  ...thresholds,
                },
                lifecycle: { preStop: { exec: { command: ["/app", "sleep", "3s"] } } },
              },
            ],
          },
        },
      },
    });
  });

  it("a surge is a number or a percentage", async () => {
    const strategy = { rolling_update: { max_surge: "1", max_unavailable: "0" } };
    expect(await deploymentOf({}, { strategy })).toMatchObject({
      spec: { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
    });
    expect(await deploymentOf({}, { strategy: { rolling_update: {} } })).toMatchObject({
      spec: { strategy: { rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } } },
    });
  });

  it("a Service's ports are sent in full", async () => {
    const spec = {
      type: "NodePort",
      selector: { app: "app" },
      port: { port: 80, target_port: "8080", node_port: 30080 },
    };
    expect(await objectOf("kubernetes_service_v1", { metadata: METADATA, spec })).toEqual({
      apiVersion: "v1",
      kind: "Service",
      metadata: METADATA,
      spec: {
        type: "NodePort",
        sessionAffinity: "None",
        selector: { app: "app" },
        ports: [{ port: 80, targetPort: 8080, nodePort: 30080, protocol: "TCP" }],
      },
    });
  });

  it("an Ingress keeps its rules and its certificate", async () => {
    const spec = {
      ingress_class_name: "traefik",
      tls: [{ hosts: ["app.test"], secret_name: "tls" }],
      rule: [
        {
          host: "app.test",
          http: {
            path: [
              { path: "/", path_type: "Prefix", backend: { service: { name: "app", port: { number: 80 } } } },
            ],
          },
        },
      ],
    };
    expect(await objectOf("kubernetes_ingress_v1", { metadata: METADATA, spec })).toMatchObject({
      apiVersion: "networking.k8s.io/v1",
      spec: {
        ingressClassName: "traefik",
        tls: [{ hosts: ["app.test"], secretName: "tls" }],
        rules: [
          {
            host: "app.test",
            http: {
              paths: [
                {
                  path: "/",
                  pathType: "Prefix",
                  backend: { service: { name: "app", port: { number: 80 } } },
                },
              ],
            },
          },
        ],
      },
    });
  });

  describe("with references", () => {
    const CONFIG_MAP = { metadata: METADATA, data: { GREETING: "hello" } };

    it("they lead to the stack's other objects, through Terraform's functions too", async () => {
      const manifests = await manifestsOf(
        stack({
          kubernetes_config_map_v1: { app: CONFIG_MAP },
          kubernetes_service_v1: {
            app: {
              metadata: {
                name: "${kubernetes_config_map_v1.app.metadata[0].name}",
                namespace: "${kubernetes_config_map_v1.app.metadata.0.namespace}",
                annotations: { config: "${sha256(jsonencode(kubernetes_config_map_v1.app.data))}" },
              },
            },
          },
        }),
        {},
      );
      expect(manifests[1]).toMatchObject({
        metadata: {
          ...METADATA,
          annotations: { config: "94399f4bd7308fe2043f96b80135da7d0e4d599fbcf2653f991ae79ca2d0e00e" },
        },
      });
    });

    it("they lead to what is known of other resources", async () => {
      const data = { "tls.crt": "${tls_locally_signed_cert.web.cert_pem}" };
      const known = { "tls_locally_signed_cert.web": { cert_pem: "PEM" } };
      expect(await objectOf("kubernetes_secret_v1", { metadata: METADATA, data }, known)).toMatchObject({
        data: { "tls.crt": "UEVN" },
      });
    });

    it("one that leads nowhere is refused", async () => {
      const data = { "tls.crt": "${tls_locally_signed_cert.web.cert_pem}" };
      await expect(objectOf("kubernetes_secret_v1", { metadata: METADATA, data })).rejects.toThrow(
        'name "tls_locally_signed_cert__web" has not been',
      );
    });

    it("a text that only looks like one stays", async () => {
      const data = {
        A: "tls_private_key.web is no reference, $${kubernetes_config_map_v1.app.data} neither",
      };
      expect(await objectOf("kubernetes_config_map_v1", { metadata: METADATA, data })).toMatchObject({
        data: { A: "tls_private_key.web is no reference, ${kubernetes_config_map_v1.app.data} neither" },
      });
    });
  });

  describe("what is not known is refused, not left out", () => {
    it.each([
      [{ replica: "2" }, {}, "kubernetes_deployment_v1.app.spec: no translation is known of replica"],
      [{}, { volume_device: [] }, "spec.container[0]: no translation is known of volume_device"],
      [
        { strategy: [{ type: "Recreate" }, { type: "Recreate" }] },
        {},
        "spec.strategy: the provider takes one of these blocks",
      ],
      [
        { progress_deadline_seconds: "soon" },
        {},
        'spec.progress_deadline_seconds: "soon" is not a whole number',
      ],
      [{}, { tty: "maybe" }, 'tty: "maybe" is neither true nor false'],
    ])("%j with container %j", async (spec, container, message) => {
      await expect(deploymentOf(container, spec)).rejects.toThrow(message);
    });

    it("a resource of another type", async () => {
      await expect(objectOf("kubernetes_manifest", { manifest: {} })).rejects.toThrow(
        "kubernetes_manifest.app: no translation is known of kubernetes_manifest",
      );
    });

    it("a resource that is there several times", async () => {
      await expect(
        objectOf("kubernetes_namespace_v1", { metadata: { name: "a" }, count: 2 }),
      ).rejects.toThrow("kubernetes_namespace_v1.app: no translation is known of count");
    });
  });
});

describe("translations of the provider's schema", () => {
  const MODULES: Readonly<Record<string, object>> = {
    kubernetes_namespace_v1: namespace,
    kubernetes_config_map_v1: configMap,
    kubernetes_secret_v1: secret,
    kubernetes_deployment_v1: deployment,
    kubernetes_service_v1: service,
    kubernetes_ingress_v1: ingress,
  };

  /** Names of a block's attributes and blocks, as the provider's bindings write them. */
  function namesOf(module: object, block: string): string[] | undefined {
    const write = (module as Record<string, unknown>)[`${block}ToTerraform`];
    return typeof write === "function" ? Object.keys((write as (empty: object) => object)({})) : undefined;
  }

  /** Names that are known here and that the provider does not have. */
  function strangers(module: object, block: string, fields: Fields): string[] {
    const names = namesOf(module, block);
    if (names === undefined) return [`block ${block}`];
    return Object.entries(fields).flatMap(([name, { fields: inner }]) => [
      ...(names.includes(name) ? [] : [`${block}: ${name}`]),
      ...(inner === undefined ? [] : strangers(module, block + pascalCase(name), inner)),
    ]);
  }

  function pascalCase(name: string): string {
    return name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  }

  it.each(Object.keys(KINDS))("%s knows only names that the provider has", (type) => {
    const module = MODULES[type]!;
    const prefix = pascalCase(type.replace("kubernetes_", "")).replace(/^./, (letter) =>
      letter.toLowerCase(),
    );
    const found = Object.entries(KINDS[type]!.fields).flatMap(([name, { fields }]) =>
      fields === undefined ? [] : strangers(module, prefix + pascalCase(name), fields),
    );
    expect(found).toEqual([]);
  });
});
