import { container, edgeJson, resource, type Body } from "../edge/edge";
import { only, resources, temporaryFolder } from "../support/stacks";

const folder = temporaryFolder();
const json = edgeJson(folder, { environment: "dev" });
const prod = edgeJson(folder, { environment: "prod" });

/** Resources of the example: two that were made under one name would be one. */
const RESOURCES = 40;

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
      expect(container(two, "server")["ports"]).toContainEqual({
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
      expect((container(two, "courier")["upload"] as Body[]).map(({ file }) => file)).toEqual([
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

  it("tells finance six times why there is no figure", () => {
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
        reason: expect.stringMatching(/no edge device|nothing to reserve/) as string,
      });
    }
  });

  it("gives each environment names and a state of its own", () => {
    expect(only(prod, "docker_network")["name"]).toBe("hello-prod-edge");
    expect(container(prod, "server")["name"]).toBe("hello-prod-edge-server");
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
