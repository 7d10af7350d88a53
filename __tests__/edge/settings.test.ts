import { Duration, Share, Size } from "../../lib/definition/units";
import { edgePart } from "../../lib/edge/settings";

function faults(change: Record<string, unknown>): string[] {
  const parsed = edgePart.schema.safeParse(change);
  return (parsed.error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("targets.edge in landfall.yaml", () => {
  it("needs nothing to be said, and no cloud", () => {
    expect(edgePart.schema.parse({})).toEqual({
      enabled: true,
      architecture: "amd64",
      image: "rancher/k3s:v1.34.3-k3s1",
      replicas: 2,
      cpu: Share.percent(50),
      memory: Size.mebibytes(128),
      preStop: Duration.seconds(3),
      ports: { api: 16_443, http: 18_080, https: 18_443 },
      subnet: "10.92.0.0/24",
    });
    expect(edgePart.cloud).toBeUndefined();
  });

  it.each([
    ["architecture", "arm64", "arm64"],
    ["image", "registry.example.com:5000/k3s:v1", "registry.example.com:5000/k3s:v1"],
    [
      "image",
      `rancher/k3s:v1.34.3-k3s1@sha256:${"a".repeat(64)}`,
      `rancher/k3s:v1.34.3-k3s1@sha256:${"a".repeat(64)}`,
    ],
    ["replicas", 1, 1],
    ["replicas", 20, 20],
    ["cpu", "1%", Share.percent(1)],
    ["cpu", "1600%", Share.percent(1600)],
    ["memory", "32MiB", Size.mebibytes(32)],
    ["preStop", "1s", Duration.seconds(1)],
    ["preStop", "1m", Duration.seconds(60)],
    ["subnet", "172.31.255.0/24", "172.31.255.0/24"],
    ["subnet", "192.168.0.0/24", "192.168.0.0/24"],
    ["nameserver", "192.168.1.1", "192.168.1.1"],
  ])("takes %s: %s", (name, written, read) => {
    expect(edgePart.schema.parse({ [name]: written })).toHaveProperty(name, read);
  });

  it("takes every whole percent of a core", () => {
    for (let percent = 1; percent <= 1600; percent += 1) expect(faults({ cpu: `${percent}%` })).toEqual([]);
  });

  it.each(["api", "http", "https"] as const)("takes the port %s from its own property", (name) => {
    const { ports } = edgePart.schema.parse({ ports: { [name]: 20_000 } });
    expect(ports).toEqual({ api: 16_443, http: 18_080, https: 18_443, [name]: 20_000 });
  });

  it.each([
    ["image", "rancher/k3s", /an image with its tag/],
    ["image", "rancher/k3s:v1@sha256:abc", /an image with its tag/],
    ["image", "Rancher/k3s:v1", /an image with its tag/],
    ["replicas", 0, /a whole number from 1 to 20/],
    ["replicas", 21, /a whole number from 1 to 20/],
    ["replicas", 1.5, /a whole number from 1 to 20/],
    ["cpu", "0%", /whole percent of one core from 1% to 1600%/],
    ["cpu", "1601%", /whole percent of one core/],
    ["cpu", "0.5%", /whole percent of one core/],
    ["memory", "31MiB", /32MiB or more/],
    ["memory", "32.5MiB", /whole MiB/],
    ["preStop", "0s", /whole seconds from 1s to 60s/],
    ["preStop", "61s", /whole seconds/],
    ["preStop", "500ms", /whole seconds/],
    ["subnet", "10.92.0.0/16", /a private network of 256 addresses/],
    ["subnet", "8.8.8.0/24", /a private network/],
    ["subnet", "172.32.0.0/24", /a private network/],
    ["subnet", "10.42.7.0/24", /which K3s gives to pods and Services/],
    ["subnet", "10.43.0.0/24", /which K3s gives to pods and Services/],
    ["nameserver", "resolver.example.com", /an IPv4 address/],
    ["nameserver", "256.1.1.1", /an IPv4 address/],
    ["ports", { api: 80 }, /a port from 1024 to 65535/],
    ["ports", { api: 65_536 }, /a port from 1024 to 65535/],
    ["ports", { http: 16_443 }, /ports\.http: a port that api does not have/],
    ["ports", { web: 80 }, /web/],
    ["agents", 3, /agents/],
  ])("refuses %s: %j", (name, written, message) => {
    expect(faults({ [name]: written })).toEqual([expect.stringMatching(message)]);
  });
});
