import type { ProgramApp } from "../../lib/definition/definition";
import { edgeLayout, programPorts } from "../../lib/edge/layout";

const PORTS = { api: 16_443, http: 18_080, https: 18_443 };

function program(name: string): ProgramApp {
  const settings = { package: "cmd", health: "/healthz", ready: "/readyz", settings: {} };
  return { kind: "program", name, hosts: [`${name}.example.com`], program: settings };
}

describe("the layout of a cluster", () => {
  it("gives every node a name and an address of its own", () => {
    expect(edgeLayout("hello-dev-edge", "10.92.0.0/24", 3)).toEqual({
      subnet: "10.92.0.0/24",
      gateway: "10.92.0.1",
      server: { id: "server", name: "hello-dev-edge-server", address: "10.92.0.10" },
      agents: [
        { id: "agent", name: "hello-dev-edge-agent", address: "10.92.0.11" },
        { id: "agent_2", name: "hello-dev-edge-agent-2", address: "10.92.0.12" },
        { id: "agent_3", name: "hello-dev-edge-agent-3", address: "10.92.0.13" },
      ],
    });
  });

  it("moves no node when there is one agent more", () => {
    const [one, two] = [1, 2].map((agents) => edgeLayout("a", "10.92.0.0/24", agents));
    expect(two!.agents.slice(0, 1)).toEqual(one!.agents);
    expect(two!.server).toEqual(one!.server);
  });

  it("has one agent when nothing is said", () => {
    expect(edgeLayout("a", "10.92.0.0/24").agents).toHaveLength(1);
  });
});

describe("ports of programs", () => {
  it("follow each other in the file's order, on the nodes and on this machine", () => {
    const ports = programPorts([program("app"), program("shop")], PORTS, "landfall.yaml");
    expect(ports.map(({ app, nodePort, localPort }) => [app.name, nodePort, localPort])).toEqual([
      ["app", 30_080, 18_080],
      ["shop", 30_081, 18_081],
    ]);
  });

  it("must not run into the other two: every fault is told", () => {
    const apps = [program("app"), program("shop"), program("docs")];
    expect(() => programPorts(apps, { http: 18_080, api: 18_081, https: 18_082 }, "landfall.yaml")).toThrow(
      /^landfall\.yaml: targets\.edge\.ports\.http: gives shop the port 18081, which has another use[^]*gives docs the port 18082/,
    );
  });

  it("must not run past the last one", () => {
    expect(() =>
      programPorts([program("app"), program("shop")], { ...PORTS, http: 65_535 }, "landfall.yaml"),
    ).toThrow("gives shop the port 65536, which is past the last one");
  });
});
