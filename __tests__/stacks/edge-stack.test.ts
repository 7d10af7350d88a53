import { Duration } from "../../lib/definition/units";
import { edgeJson, withSettings } from "../edge/edge";
import { DIGEST, only, resources, temporaryFolder, type TerraformJson } from "../support/stacks";

const folder = temporaryFolder();
const json = edgeJson(folder, { environment: "dev" });
const prod = edgeJson(folder, { environment: "prod" });

type Body = Record<string, unknown>;

function resource(of: TerraformJson, type: string, name: string): Body {
  const found = of.resource?.[type]?.[name];
  if (found === undefined) throw new Error(`there is no ${type}.${name}`);
  return found;
}

function container(name: string, of = json): Body {
  return resource(of, "docker_container", name);
}

/** The template of the program's pods. */
function template(of = json): Body {
  const { spec } = only(of, "kubernetes_deployment_v1") as { spec: { template: Body } };
  return spec.template;
}

function podSpec(of = json): Body {
  return template(of)["spec"] as Body;
}

function podContainer(of = json): Body {
  return (podSpec(of)["container"] as Body[])[0]!;
}

function postcondition(source: string, name: string): { condition: string; error_message: string } {
  const { lifecycle } = json.data![source]![name] as {
    lifecycle: { postcondition: { condition: string; error_message: string }[] };
  };
  return lifecycle.postcondition[0]!;
}

function replacedWith(body: Body): unknown {
  return (body["lifecycle"] as Body)["replace_triggered_by"];
}

const AUTHORITIES = ["server_ca", "client_ca", "request_header_ca", "etcd_server_ca", "etcd_peer_ca"];
const NODES = ["server", "agent"];
/** Resources of the example: two that were made under one name would be one. */
const RESOURCES = 40;
const OBJECTS = Object.entries(json.resource ?? {}).filter(([type]) => type.startsWith("kubernetes_"));

describe("the edge stack", () => {
  it("matches its snapshot", () => {
    expect(json).toMatchSnapshot();
  });

  describe("providers", () => {
    it("are taken from the versions that were tried to the next major ones", () => {
      expect(json.terraform["required_providers"]).toEqual({
        docker: { source: "kreuzwerker/docker", version: ">= 3.6.2, < 4.0.0" },
        kubernetes: { source: "kubernetes", version: ">= 2.38.0, < 3.0.0" },
        random: { source: "hashicorp/random", version: ">= 3.7.2, < 4.0.0" },
        tls: { source: "hashicorp/tls", version: ">= 4.1.0, < 5.0.0" },
      });
    });

    it("find Docker where the machine has it", () => {
      expect(json.provider["docker"]).toEqual([{}]);
    });

    it("reach the cluster by what was made before it, which the state knows in every plan", () => {
      expect(json.provider["kubernetes"]).toEqual([
        {
          host: "https://127.0.0.1:16443",
          cluster_ca_certificate: "${tls_self_signed_cert.server_ca.cert_pem}",
          client_certificate: "${tls_locally_signed_cert.admin.cert_pem}",
          client_key: "${tls_private_key.admin.private_key_pem}",
        },
      ]);
    });
  });

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
        expect(container(node)["env"]).toContain(
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

  describe("the server", () => {
    const server = container("server");

    it("starts a datastore that can be backed up, with Secrets encrypted from the start", () => {
      expect(server["command"]).toEqual(expect.arrayContaining(["--cluster-init", "--secrets-encryption"]));
      expect((server["command"] as string[])[0]).toBe("server");
    });

    it("keeps K3s's ingress controller and ServiceLB", () => {
      expect(server["command"]).toContain("--disable=local-storage,metrics-server");
    });

    it("has the address in its certificate at which this machine asks", () => {
      expect(server["command"]).toContain("--tls-san=127.0.0.1");
    });

    it("finds every authority and the service key before its first start, readable for nobody else", () => {
      const files = (server["upload"] as Body[]).filter(({ file }) => String(file).includes("/server/tls/"));
      const tls = "/var/lib/rancher/k3s/server/tls";
      const pair = (file: string, name: string) => [
        {
          file: `${tls}/${file}.crt`,
          content: `\${tls_self_signed_cert.${name}.cert_pem}`,
          permissions: "0600",
        },
        {
          file: `${tls}/${file}.key`,
          content: `\${tls_private_key.${name}.private_key_pem}`,
          permissions: "0600",
        },
      ];
      expect(files).toEqual([
        ...pair("server-ca", "server_ca"),
        ...pair("client-ca", "client_ca"),
        ...pair("request-header-ca", "request_header_ca"),
        ...pair("etcd/server-ca", "etcd_server_ca"),
        ...pair("etcd/peer-ca", "etcd_peer_ca"),
        {
          file: `${tls}/service.key`,
          content: "${tls_private_key.service.private_key_pem}",
          permissions: "0600",
        },
      ]);
    });

    it("is well when its API says so", () => {
      expect(server["healthcheck"]).toMatchObject({
        test: ["CMD", "/bin/k3s", "kubectl", "get", "--raw=/readyz"],
      });
    });

    it("publishes API, program and TLS on this machine's loopback address alone", () => {
      expect(server["ports"]).toEqual([
        { internal: 6443, external: 16_443, ip: "127.0.0.1" },
        { internal: 30_080, external: 18_080, ip: "127.0.0.1" },
        { internal: 443, external: 18_443, ip: "127.0.0.1" },
      ]);
    });

    it("is made anew with its volumes", () => {
      expect(replacedWith(server)).toEqual([
        "docker_volume.server_data",
        "docker_volume.server_node",
        "terraform_data.server_healthcheck",
      ]);
    });
  });

  describe("the agent", () => {
    const agent = container("agent");

    it("joins the server by its name, once that is well", () => {
      expect((agent["command"] as string[])[0]).toBe("agent");
      expect(agent["env"]).toContain("K3S_URL=https://hello-dev-edge-server:6443");
      expect(agent["depends_on"]).toEqual(["docker_container.server"]);
    });

    it("is well when its own kubelet says so, not when the cluster still believes it", () => {
      expect(agent["healthcheck"]).toMatchObject({
        test: ["CMD", "/bin/k3s", "kubectl", "--server=http://127.0.0.1:10248", "get", "--raw=/healthz"],
      });
    });

    it("is made anew with its volumes and with the server's datastore, which would not know it", () => {
      expect(replacedWith(agent)).toEqual([
        "docker_volume.agent_data",
        "docker_volume.agent_node",
        "terraform_data.agent_healthcheck",
        "docker_volume.server_data",
      ]);
    });

    it("publishes nothing", () => {
      expect(agent).not.toHaveProperty("ports");
    });

    it("has no file of the cluster's identity", () => {
      expect(JSON.stringify(agent["upload"])).not.toContain("tls_");
    });
  });

  describe.each(NODES)("each node, such as the %s,", (name) => {
    const node = container(name);

    it("has an address that never changes", () => {
      const ipv4_address = { server: "10.92.0.10", agent: "10.92.0.11" }[name];
      expect(node["networks_advanced"]).toEqual([{ name: "${docker_network.edge.name}", ipv4_address }]);
    });

    it("is called the same by Docker and by itself", () => {
      expect(node).toMatchObject({ name: `hello-dev-edge-${name}`, hostname: `hello-dev-edge-${name}` });
    });

    it("keeps in volumes what it knows of its cluster, and the password by which it is known there", () => {
      expect(node["volumes"]).toEqual([
        { volume_name: `\${docker_volume.${name}_data.name}`, container_path: "/var/lib/rancher/k3s" },
        { volume_name: `\${docker_volume.${name}_node.name}`, container_path: "/etc/rancher/node" },
        { volume_name: "${docker_volume.images.name}", container_path: "/var/lib/rancher/k3s/agent/images" },
      ]);
    });

    it("is privileged, in the host's users, with run folders of its own and no init", () => {
      expect(node).toMatchObject({
        privileged: true,
        userns_mode: "host",
        init: false,
        tmpfs: { "/run": "", "/var/run": "" },
      });
    });

    it("comes back by itself when Docker was stopped", () => {
      expect(node["restart"]).toBe("unless-stopped");
    });

    it("is given time to stop, which the provider else does not", () => {
      expect(node["destroy_grace_seconds"]).toBe(10);
    });

    it("has failed when it is not well within three minutes, and is made again by the next apply", () => {
      expect(node).toMatchObject({ wait: true, wait_timeout: 180 });
    });

    it("has a health check that a data resource holds too, since the provider would not act on a change", () => {
      const { test, interval, timeout, retries, start_period } = node["healthcheck"] as Body;
      expect(resource(json, "terraform_data", `${name}_healthcheck`)["input"]).toEqual({
        test,
        interval,
        timeout,
        retries,
        startPeriod: start_period,
      });
      expect(replacedWith(node)).toContain(`terraform_data.${name}_healthcheck`);
    });

    it("is told where pods ask for names, so that K3s does not ask a public resolver", () => {
      expect(node["command"]).toContain("--resolv-conf=/etc/k3s-resolv.conf");
      expect(node["upload"]).toContainEqual({
        file: "/etc/k3s-resolv.conf",
        content: "nameserver 10.92.0.1\n",
      });
    });

    it("bears its role as a label", () => {
      expect(node["command"]).toContain(`--node-label=landfall/role=${name}`);
    });

    it("holds no program: a new one replaces no node", () => {
      expect(JSON.stringify(node)).not.toContain(DIGEST.slice(0, 12));
    });
  });

  describe("containers", () => {
    const all = Object.entries(json.resource!["docker_container"]!);

    it("are called by short names in the state, so that -target and a file beside the stack are easy to write", () => {
      expect(all.map(([name]) => name).sort()).toEqual(["agent", "app_rollout", "courier", "server"]);
    });

    it("run the image that Docker has by its id, and leave it there when they go", () => {
      expect(all.map(([, { image }]) => image)).toEqual(all.map(() => "${docker_image.k3s.image_id}"));
      expect(only(json, "docker_image")).toMatchObject({
        name: "rancher/k3s:v1.34.3-k3s1",
        keep_locally: true,
      });
    });

    it("can run an image by its digest", () => {
      const image = `rancher/k3s:v1.34.3-k3s1@sha256:${DIGEST}`;
      expect(only(edgeJson(folder, { settings: { image } }), "docker_image")["name"]).toBe(image);
    });

    it("write every time as Go does, since another spelling is an update in every plan", () => {
      const times = all.flatMap(([, { healthcheck }]) =>
        Object.entries((healthcheck ?? {}) as Body).filter(([key]) => /interval|timeout|period/.test(key)),
      );
      expect(times.map(([, time]) => time)).toHaveLength(6);
      for (const [, time] of times)
        expect(time).toMatch(/^(?:[1-9]\d*h)?(?:[1-5]?\dm)?(?:[1-5]?\d(?:\.\d+)?)s$/);
    });

    it("name capabilities with their prefix, since without it they are replaced in every plan", () => {
      for (const [, { capabilities }] of all) {
        const { add = [], drop = [] } = (capabilities ?? {}) as { add?: string[]; drop?: string[] };
        for (const capability of [...add, ...drop]) expect(capability).toMatch(/^(?:CAP_[A-Z_]+|ALL)$/);
      }
    });

    it("never limit memory without swap, which is an update in every plan", () => {
      for (const [, body] of all) expect("memory" in body).toBe("memory_swap" in body);
    });

    it("never set cpus, which makes the provider panic", () => {
      for (const [, body] of all) expect(body).not.toHaveProperty("cpus");
    });
  });

  describe("the network", () => {
    it("has fixed addresses, other ones where landfall.yaml says so", () => {
      expect(only(json, "docker_network")).toMatchObject({
        name: "hello-dev-edge",
        ipam_config: [{ subnet: "10.92.0.0/24", gateway: "10.92.0.1" }],
      });
      const moved = edgeJson(folder, { settings: { subnet: "192.168.7.0/24" } });
      expect(only(moved, "docker_network")["ipam_config"]).toEqual([
        { subnet: "192.168.7.0/24", gateway: "192.168.7.1" },
      ]);
      expect(container("server", moved)["networks_advanced"]).toMatchObject([
        { ipv4_address: "192.168.7.10" },
      ]);
    });

    it("asks a resolver where landfall.yaml names one", () => {
      const resolved = edgeJson(folder, { settings: { nameserver: "192.168.1.1" } });
      for (const node of NODES) {
        expect(container(node, resolved)["upload"]).toContainEqual({
          file: "/etc/k3s-resolv.conf",
          content: "nameserver 192.168.1.1\n",
        });
      }
    });
  });

  describe("the courier", () => {
    const courier = container("courier");

    it("fills the volume that all nodes take images from, before it starts", () => {
      expect(courier["volumes"]).toEqual([
        { volume_name: "${docker_volume.images.name}", container_path: "/images" },
      ]);
      expect(courier["upload"]).toEqual([
        {
          file: "/images/app-0123456789ab.tar",
          source: `assets/courier_app_image/${DIGEST}/app.tar`,
          source_hash: DIGEST,
        },
      ]);
    });

    it("has the digest in the file's name: K3s takes a file of the same name for the old one", () => {
      const next = container("courier", edgeJson(folder, { digest: "f".repeat(64) }));
      expect((next["upload"] as Body[])[0]!["file"]).toBe(`/images/app-${"f".repeat(12)}.tar`);
    });

    it("names the file by a path that is the same on every machine", () => {
      const { source } = (courier["upload"] as Body[])[0]!;
      expect(source).not.toMatch(/^\/|\.\.|landfall-/);
    });

    it("waits until the nodes have looked, then ends, which is no fault", () => {
      expect(courier).toMatchObject({
        entrypoint: ["/bin/sh", "-c"],
        command: ["sleep 5"],
        attach: true,
        must_run: false,
      });
    });
  });

  describe("the gate", () => {
    it("opens once all nodes are well and have the programs' images", () => {
      expect(resource(json, "terraform_data", "ready")["depends_on"]).toEqual([
        "docker_container.server",
        "docker_container.agent",
        "docker_container.courier",
      ]);
    });

    it("is before every object, through the namespace", () => {
      expect(only(json, "kubernetes_namespace_v1")["depends_on"]).toEqual(["terraform_data.ready"]);
      for (const [type, named] of OBJECTS) {
        if (type === "kubernetes_namespace_v1") continue;
        for (const body of Object.values(named)) {
          expect(body["metadata"]).toMatchObject({
            namespace: "${kubernetes_namespace_v1.landfall.metadata[0].name}",
          });
        }
      }
    });
  });

  describe("objects in the cluster", () => {
    it.each(OBJECTS.map(([type]) => type))("such as %s go and come with the datastore", (type) => {
      expect(replacedWith(only(json, type))).toEqual(["docker_volume.server_data"]);
    });

    it("are typed: a manifest would have to ask the API in the first plan", () => {
      expect(OBJECTS.map(([type]) => type).filter((type) => !type.endsWith("_v1"))).toEqual([]);
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
      expect(podContainer()).toMatchObject({
        image: "landfall.invalid/app:0123456789ab",
        image_pull_policy: "IfNotPresent",
      });
    });

    it("are no root by the pod's word and by the container's, where the provider else says the opposite", () => {
      expect(podSpec()["security_context"]).toEqual({
        run_as_non_root: true,
        run_as_user: "65532",
        run_as_group: "65532",
        seccomp_profile: { type: "RuntimeDefault" },
      });
      expect(podContainer()["security_context"]).toEqual({
        run_as_non_root: true,
        allow_privilege_escalation: false,
        read_only_root_filesystem: true,
        capabilities: { drop: ["ALL"] },
      });
    });

    it("have no token for the API, and no other Service in their environment", () => {
      expect(podSpec()).toMatchObject({
        automount_service_account_token: false,
        enable_service_links: false,
      });
    });

    it("wait before they stop, by the program itself: the provider knows no pause, and there is no shell", () => {
      expect(podContainer()["lifecycle"]).toEqual({
        pre_stop: [{ exec: { command: ["/app", "sleep", "3s"] } }],
      });
    });

    it("are given the pause, the program's own limits and a margin until they are killed", () => {
      expect(podSpec()["termination_grace_period_seconds"]).toBe(3 + 30);
      const longer = edgeJson(folder, { definition: (d) => withSettings(d, { SHUTDOWN_TIMEOUT: "1m" }) });
      expect(podSpec(longer)["termination_grace_period_seconds"]).toBe(3 + 70);
    });

    it("have traffic while they are ready, and are restarted when they do not live", () => {
      expect(podContainer()["readiness_probe"]).toEqual({
        http_get: { path: "/readyz", port: "8080" },
        period_seconds: 1,
      });
      expect(podContainer()["liveness_probe"]).toEqual({
        http_get: { path: "/healthz", port: "8080" },
        timeout_seconds: 5,
      });
    });

    it("are spread over the nodes where they can be", () => {
      expect(podSpec()["topology_spread_constraint"]).toEqual([
        {
          max_skew: 1,
          topology_key: "kubernetes.io/hostname",
          when_unsatisfiable: "ScheduleAnyway",
          label_selector: [{ match_labels: { app: "app" } }],
        },
      ]);
    });

    it("leave the last lines of their log when they fail", () => {
      expect(podContainer()["termination_message_policy"]).toBe("FallbackToLogsOnError");
    });

    it("are bounded as landfall.yaml says, in the spelling that comes back", () => {
      expect(podContainer()["resources"]).toEqual({
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
      expect(podContainer()["env_from"]).toEqual([{ config_map_ref: { name: "app" } }]);
      expect(only(json, "kubernetes_deployment_v1")["depends_on"]).toEqual(["kubernetes_config_map_v1.app"]);
    });

    it("roll the Deployment when one changes: their digest is an annotation of the pods", () => {
      const annotations = (of: TerraformJson) => (template(of)["metadata"] as Body)["annotations"];
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
      expect(only(edgeJson(folder, { settings: { replicas: 5 } }), "kubernetes_deployment_v1")).toMatchObject(
        {
          spec: { replicas: "5" },
        },
      );
    });

    it("has failed after one minute without progress, not after Kubernetes' ten", () => {
      expect(spec["progress_deadline_seconds"]).toBe(60);
    });

    it("is not waited for by the provider, whose error has no word of the pod and taints what it made", () => {
      expect(only(json, "kubernetes_deployment_v1")["wait_for_rollout"]).toBe(false);
    });
  });

  describe("the check of the rollout", () => {
    const wait = container("app_rollout");

    it("waits beyond the deadline in a container of its own, made anew with every change of the Deployment", () => {
      expect(wait["command"]).toEqual(
        expect.arrayContaining([
          "rollout",
          "status",
          "deployment/app",
          "--namespace=landfall",
          "--timeout=90s",
        ]),
      );
      expect(wait["entrypoint"]).toEqual(["/bin/k3s", "kubectl"]);
      expect(replacedWith(wait)).toEqual(["kubernetes_deployment_v1.app"]);
    });

    it("lets a wait without success be no fault: what it waited for is looked at then", () => {
      expect(wait).toMatchObject({ attach: true, must_run: false });
    });

    it("asks the server on the nodes' network as the administrator, by files that nobody else reads", () => {
      expect(wait["networks_advanced"]).toEqual([{ name: "${docker_network.edge.name}" }]);
      expect(wait["command"]).toContain("--server=https://hello-dev-edge-server:6443");
      expect((wait["upload"] as Body[]).map(({ permissions }) => permissions)).toEqual([
        "0600",
        "0600",
        "0600",
      ]);
    });

    it("looks at the Deployment after the wait, in every plan and every apply", () => {
      expect(json.data!["kubernetes_resource"]!["app_rollout"]).toMatchObject({
        api_version: "apps/v1",
        kind: "Deployment",
        metadata: { name: "app", namespace: "landfall" },
        depends_on: ["kubernetes_deployment_v1.app", "docker_container.app_rollout"],
      });
      expect(postcondition("kubernetes_resource", "app_rollout").condition).toContain(
        "NewReplicaSetAvailable",
      );
    });

    it("quotes a pod of the version asked for, and of no other", () => {
      const labels = (template()["metadata"] as { labels: Record<string, string> }).labels;
      expect(json.data!["kubernetes_resources"]!["app_pods"]).toMatchObject({
        kind: "Pod",
        namespace: "landfall",
        label_selector: `app=app,landfall/version=${labels["landfall/version"]}`,
        limit: 1,
        depends_on: ["kubernetes_deployment_v1.app", "docker_container.app_rollout"],
      });
      expect(postcondition("kubernetes_resource", "app_rollout").error_message).toContain(
        "data.kubernetes_resources.app_pods.objects",
      );
    });

    const version = (of: TerraformJson) =>
      (template(of)["metadata"] as { labels: Record<string, string> }).labels["landfall/version"];

    it.each([
      ["program", { digest: "f".repeat(64) }],
      ["setting", { definition: (d) => withSettings(d, { GREETING: "other" }) }],
      ["pause", { settings: { preStop: Duration.seconds(9) } }],
    ] as [string, Parameters<typeof edgeJson>[1]][])(
      "knows the pods of another %s as another version",
      (_, change) => {
        expect(version(edgeJson(folder, change))).not.toBe(version(json));
      },
    );

    it("knows the same pods as the same version", () => {
      expect(version(edgeJson(folder))).toBe(version(json));
    });
  });

  describe("the check of the nodes", () => {
    it("counts every node, after the gate and after the rollouts", () => {
      expect(json.data!["kubernetes_nodes"]!["all"]!["depends_on"]).toEqual([
        "terraform_data.ready",
        "docker_container.app_rollout",
      ]);
      expect(postcondition("kubernetes_nodes", "all").condition).toContain(
        '["hello-dev-edge-server","hello-dev-edge-agent"]',
      );
    });

    it("names the command that mends it", () => {
      expect(postcondition("kubernetes_nodes", "all").error_message).toContain("npx landfall edge heal");
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

  describe("several programs", () => {
    const two = edgeJson(folder, {
      definition: (d) => ({
        ...d,
        apps: [...d.apps, { ...d.apps[0]!, name: "my-shop", hosts: ["shop.example.com"] }],
      }),
    });

    it.each([
      "kubernetes_config_map_v1",
      "kubernetes_deployment_v1",
      "kubernetes_service_v1",
      "kubernetes_ingress_v1",
      "kubernetes_secret_v1",
    ])("have a %s each", (type) => {
      expect(Object.keys(two.resource![type]!).sort()).toEqual(["app", "my-shop"]);
    });

    it("have the next port each", () => {
      expect(container("server", two)["ports"]).toContainEqual({
        internal: 30_081,
        external: 18_081,
        ip: "127.0.0.1",
      });
      expect(two.output?.["my-shop_url"]?.value).toBe("http://127.0.0.1:18081/");
    });

    it("are checked each by itself", () => {
      expect(Object.keys(two.data!["kubernetes_resource"]!).sort()).toEqual([
        "app_rollout",
        "my-shop_rollout",
      ]);
      expect(Object.keys(two.data!["kubernetes_nodes"]!)).toEqual(["all"]);
    });

    it("travel with one courier", () => {
      expect((container("courier", two)["upload"] as Body[]).map(({ file }) => file)).toEqual([
        "/images/app-0123456789ab.tar",
        "/images/my-shop-0123456789ab.tar",
      ]);
    });
  });

  it("lands no static site", () => {
    expect(JSON.stringify(json.resource)).not.toContain("docs.example.com");
  });

  it("refers to nothing that it does not have", () => {
    const text = JSON.stringify(json);
    const addresses = [
      ...text.matchAll(/(?<!data\.)\b((?:docker|tls|random|kubernetes)_\w+)\.([a-z][\w-]*)/g),
    ];
    expect(addresses.length).toBeGreaterThan(50);
    for (const [, type = "", name = ""] of addresses) {
      expect([type, json.resource?.[type]?.[name] ?? json.data?.[type]?.[name]]).toEqual([
        type,
        expect.any(Object),
      ]);
    }
  });

  it("tells finance six times that nothing is rented", () => {
    const figures = [
      "monthly_cost",
      "on_demand_cost",
      "saving",
      "reserved_count",
      "on_demand_count",
      "break_even_utilisation",
    ];
    for (const name of figures) {
      expect(json.output?.[name]?.value).toEqual({
        value: null,
        unit: null,
        reason: expect.stringContaining("nothing is rented") as string,
      });
    }
  });

  it("gives each environment names and a state of its own", () => {
    expect(only(prod, "docker_network")["name"]).toBe("hello-prod-edge");
    expect(container("server", prod)["name"]).toBe("hello-prod-edge-server");
    expect(resource(prod, "docker_volume", "server_data")["name"]).toBe("hello-prod-edge-server-data");
    expect(json.terraform["backend"]).toEqual({
      local: { path: "../../../../.landfall/state/dev/edge.tfstate" },
    });
    expect(prod.terraform["backend"]).toMatchObject({ s3: { key: "landfall/hello/prod/edge.tfstate" } });
  });

  it("names every resource once", () => {
    const count = Object.values(json.resource ?? {}).reduce(
      (sum, named) => sum + Object.keys(named).length,
      0,
    );
    expect(count).toBe(RESOURCES);
    expect(resources(json, "docker_volume")).toHaveLength(5);
  });
});
