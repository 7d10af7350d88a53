import { DIGEST, only, temporaryFolder } from "../support/stacks";
import { container, edgeJson, replacedWith, resource, type Body } from "./edge";

const folder = temporaryFolder();
const json = edgeJson(folder, { environment: "dev" });

const NODES = ["server", "agent"];

describe("the server", () => {
  const server = container(json, "server");

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
  const agent = container(json, "agent");

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
  const node = container(json, name);

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
    expect(container(moved, "server")["networks_advanced"]).toMatchObject([{ ipv4_address: "192.168.7.10" }]);
  });

  it("asks a resolver where landfall.yaml names one", () => {
    const resolved = edgeJson(folder, { settings: { nameserver: "192.168.1.1" } });
    for (const node of NODES) {
      expect(container(resolved, node)["upload"]).toContainEqual({
        file: "/etc/k3s-resolv.conf",
        content: "nameserver 192.168.1.1\n",
      });
    }
  });
});
