import { only, temporaryFolder, type TerraformJson } from "../support/stacks";
import {
  edgeJson,
  objects,
  podContainer,
  podTemplate,
  replacedWith,
  resource,
  withSettings,
  type Body,
} from "./edge";

const folder = temporaryFolder();
const json = edgeJson(folder, { environment: "dev" });

describe("objects in the cluster", () => {
  it.each(objects(json).map(([type]) => type))("such as %s go and come with the datastore", (type) => {
    expect(replacedWith(only(json, type))).toEqual(["docker_volume.server_data"]);
  });

  it("are typed: a manifest would have to ask the API in the first plan", () => {
    expect(
      objects(json)
        .map(([type]) => type)
        .filter((type) => !type.endsWith("_v1")),
    ).toEqual([]);
  });

  it("live in a namespace that lets nobody be root", () => {
    expect(only(json, "kubernetes_namespace_v1")).toMatchObject({
      metadata: {
        name: "landfall",
        labels: {
          "pod-security.kubernetes.io/enforce": "restricted",
          "pod-security.kubernetes.io/warn": "restricted",
        },
      },
    });
  });
});

describe("pods", () => {
  it("run the program's image from the node, and ask for a missing one nowhere", () => {
    expect(podContainer(json)).toMatchObject({
      image: "landfall.invalid/app:0123456789ab",
      image_pull_policy: "IfNotPresent",
    });
  });

  it("are no root by the pod's word and by the container's, where the provider else says the opposite", () => {
    expect(podTemplate(json).spec["security_context"]).toEqual({
      run_as_non_root: true,
      run_as_user: "65532",
      run_as_group: "65532",
      seccomp_profile: { type: "RuntimeDefault" },
    });
    expect(podContainer(json)["security_context"]).toEqual({
      run_as_non_root: true,
      allow_privilege_escalation: false,
      read_only_root_filesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  it("have no token for the API, and no other Service in their environment", () => {
    expect(podTemplate(json).spec).toMatchObject({
      automount_service_account_token: false,
      enable_service_links: false,
    });
  });

  it("wait before they stop, by the program itself: the provider knows no pause, and there is no shell", () => {
    expect(podContainer(json)["lifecycle"]).toEqual({
      pre_stop: [{ exec: { command: ["/app", "sleep", "3s"] } }],
    });
  });

  it("are given the pause, the program's own limits and a margin until they are killed", () => {
    expect(podTemplate(json).spec["termination_grace_period_seconds"]).toBe(3 + 30);
    const longer = edgeJson(folder, { definition: (d) => withSettings(d, { SHUTDOWN_TIMEOUT: "1m" }) });
    expect(podTemplate(longer).spec["termination_grace_period_seconds"]).toBe(3 + 70);
  });

  it("have traffic while they are ready, and are restarted when they do not live", () => {
    expect(podContainer(json)["readiness_probe"]).toEqual({
      http_get: { path: "/readyz", port: "8080" },
      period_seconds: 1,
    });
    expect(podContainer(json)["liveness_probe"]).toEqual({
      http_get: { path: "/healthz", port: "8080" },
      timeout_seconds: 5,
    });
  });

  it("are spread over the nodes where they can be", () => {
    expect(podTemplate(json).spec["topology_spread_constraint"]).toEqual([
      {
        max_skew: 1,
        topology_key: "kubernetes.io/hostname",
        when_unsatisfiable: "ScheduleAnyway",
        label_selector: [{ match_labels: { app: "app" } }],
      },
    ]);
  });

  it("leave the last lines of their log when they fail", () => {
    expect(podContainer(json)["termination_message_policy"]).toBe("FallbackToLogsOnError");
  });

  it("are bounded as landfall.yaml says, in the spelling that comes back", () => {
    expect(podContainer(json)["resources"]).toEqual({
      limits: { cpu: "500m", memory: "128Mi" },
      requests: { cpu: "10m", memory: "128Mi" },
    });
  });
});

describe("the program's settings", () => {
  it("are all in the ConfigMap, with Go's limits by the pod's", () => {
    expect(only(json, "kubernetes_config_map_v1")["data"]).toEqual({
      GREETING: "hello",
      HOST: "0.0.0.0",
      PORT: "8080",
      GOMEMLIMIT: "120795955B",
      GOMAXPROCS: "1",
    });
    expect(podContainer(json)["env_from"]).toEqual([{ config_map_ref: { name: "app" } }]);
    expect(only(json, "kubernetes_deployment_v1")["depends_on"]).toEqual(["kubernetes_config_map_v1.app"]);
  });

  it("roll the Deployment when one changes: their digest is an annotation of the pods", () => {
    const annotations = (of: TerraformJson) => podTemplate(of).metadata["annotations"];
    const changed = edgeJson(folder, { definition: (d) => withSettings(d, { GREETING: "welcome" }) });
    expect(annotations(json)).toEqual({
      "landfall/config": expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(annotations(changed)).not.toEqual(annotations(json));
  });

  it("hold nothing that Terraform would take for its own", () => {
    const greeting = "a ${b} %{c}";
    const tricky = edgeJson(folder, { definition: (d) => withSettings(d, { GREETING: greeting }) });
    expect(only(tricky, "kubernetes_config_map_v1")["data"]).toMatchObject({ GREETING: "a $${b} %%{c}" });
  });

  it("cannot be what landfall itself sets", () => {
    const taken = () => edgeJson(folder, { definition: (d) => withSettings(d, { PORT: "1", HOST: "x" }) });
    expect(taken).toThrow("settings must not set what landfall itself sets, got: PORT, HOST");
  });

  it("must be readable where the pod's time to stop follows them", () => {
    const unread = () => edgeJson(folder, { definition: (d) => withSettings(d, { DRAIN_DELAY: "soon" }) });
    expect(unread).toThrow("settings.DRAIN_DELAY");
  });
});

describe("the Deployment", () => {
  const { spec } = only(json, "kubernetes_deployment_v1") as { spec: Body };

  it("has as many pods as landfall.yaml says, and never fewer while they change", () => {
    expect(spec).toMatchObject({
      replicas: "2",
      strategy: { type: "RollingUpdate", rolling_update: { max_surge: "1", max_unavailable: "0" } },
    });
    expect(only(edgeJson(folder, { settings: { replicas: 5 } }), "kubernetes_deployment_v1")).toMatchObject({
      spec: { replicas: "5" },
    });
  });

  it("has failed after one minute without progress, not after Kubernetes' ten", () => {
    expect(spec["progress_deadline_seconds"]).toBe(60);
  });

  it("is not waited for by the provider, whose error has no word of the pod and taints what it made", () => {
    expect(only(json, "kubernetes_deployment_v1")["wait_for_rollout"]).toBe(false);
  });
});

describe("the way in", () => {
  it("is a NodePort, which answers with any ingress controller and without one", () => {
    expect(only(json, "kubernetes_service_v1")["spec"]).toEqual({
      type: "NodePort",
      selector: { app: "app" },
      port: [{ port: 80, target_port: "8080", node_port: 30_080 }],
    });
    expect(json.output?.["app_url"]?.value).toBe("http://127.0.0.1:18080/");
  });

  it("is an Ingress for the host names by TLS, which does no harm where nobody acts on it", () => {
    expect(only(json, "kubernetes_ingress_v1")).toMatchObject({
      wait_for_load_balancer: false,
      spec: {
        ingress_class_name: "traefik",
        tls: [
          {
            hosts: ["app.example.com"],
            secret_name: "${kubernetes_secret_v1.app.metadata[0].name}",
          },
        ],
        rule: [
          {
            host: "app.example.com",
            http: {
              path: [
                {
                  path: "/",
                  path_type: "Prefix",
                  backend: {
                    service: {
                      name: "${kubernetes_service_v1.app.metadata[0].name}",
                      port: { number: 80 },
                    },
                  },
                },
              ],
            },
          },
        ],
      },
    });
  });

  it("has a certificate of the stack's own authority for every host name, which a deploy renews in time", () => {
    expect(resource(json, "tls_cert_request", "app_web")).toMatchObject({ dns_names: ["app.example.com"] });
    expect(resource(json, "tls_locally_signed_cert", "app_web")).toMatchObject({
      ca_cert_pem: "${tls_self_signed_cert.web_ca.cert_pem}",
      ca_private_key_pem: "${tls_private_key.web_ca.private_key_pem}",
      allowed_uses: ["digital_signature", "server_auth"],
      validity_period_hours: 825 * 24,
      early_renewal_hours: 30 * 24,
    });
    expect(only(json, "kubernetes_secret_v1")).toMatchObject({
      type: "kubernetes.io/tls",
      data: {
        "tls.crt": "${tls_locally_signed_cert.app_web.cert_pem}",
        "tls.key": "${tls_private_key.app_web.private_key_pem}",
      },
    });
  });

  it("tells the authority that clients are to trust", () => {
    expect(json.output?.["web_ca"]?.value).toBe("${tls_self_signed_cert.web_ca.cert_pem}");
  });
});
