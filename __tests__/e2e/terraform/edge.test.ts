import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { stateOf } from "../../edge/commands";
import { needs } from "../../support/parts";
import { EdgeBench } from "../edge/stand-in/bench";
import { printedInReadme } from "../edge/stand-in/readme";

jest.setTimeout(300_000);

const GONE = /the server of the edge is gone: nothing answers at https:\/\/127\.0\.0\.1:(\d+)/;

needs("go", "terraform", "openssl").describe("the cdktf command and the edge", () => {
  let bench: EdgeBench;

  beforeAll(async () => {
    bench = await EdgeBench.start();
  });

  afterAll(() => bench.end());

  describe("without a state", () => {
    it("synthesizes, and asks nobody for a server", async () => {
      const { status, stdout, stderr } = await bench.cdktf("synth");
      expect(status).toBe(0);
      expect(stdout).toContain("Generated Terraform code for the stacks: edge");
      expect(stdout + stderr).not.toMatch(GONE);
    });

    it("plans everything, and asks nobody for a server", async () => {
      const { status, stdout, stderr } = await bench.cdktf("diff edge");
      expect(status).toBe(0);
      expect(stdout).toContain("Plan: 40 to add, 0 to change, 0 to destroy.");
      expect(stdout + stderr).not.toMatch(GONE);
    });
  });

  describe("with a state whose server is gone", () => {
    let state: string;
    let port: number;

    beforeAll(async () => {
      port = await closedPort();
      state = bench.project.at(".landfall/state/dev/edge.tfstate");
      mkdirSync(path.dirname(state), { recursive: true });
      const server = { ports: [{ internal: 6443, external: port }] };
      writeFileSync(
        state,
        stateOf([
          { type: "docker_container", name: "server", attributes: server },
          { type: "kubernetes_namespace_v1", name: "landfall" },
        ]),
      );
    });

    afterAll(() => {
      rmSync(state);
    });

    it.each(["diff edge", "deploy edge --auto-approve"])(
      "%s makes no plan: it says where the server was and which command mends it",
      async (words) => {
        const { status, stdout, stderr } = await bench.cdktf(words);
        expect(status).not.toBe(0);
        expect(GONE.exec(stdout + stderr)?.[1]).toBe(String(port));
        expect(stdout + stderr).toMatch(/else run `npx landfall edge heal`/);
        expect(stdout).not.toContain("Plan:");
      },
    );

    it.each(["list", "synth"])("%s works: it plans nothing", async (words) => {
      const { status, stdout, stderr } = await bench.cdktf(words);
      expect(status).toBe(0);
      expect(stdout).toContain("edge");
      expect(stdout + stderr).not.toMatch(GONE);
    });
  });

  describe("cdktf deploy edge", () => {
    let lines: string[];

    beforeAll(async () => {
      const { status, stdout, stderr } = await bench.cdktf("deploy edge --auto-approve");
      if (status !== 0) throw new Error(stdout + stderr);
      lines = stdout.split("\n").map((line) => line.replace(/^edge\b/, "").trim());
    });

    it("tells of everything that it makes, by its address", () => {
      const made = lines.map((line) => /^(\S+): Creation complete/.exec(line)?.[1]).filter(Boolean);
      expect(made.sort()).toEqual(Object.keys(bench.ids()).sort());
      expect(lines).toContain("Apply complete! Resources: 40 added, 0 changed, 0 destroyed.");
    });

    it("makes the authorities before the server, then agent, objects and the wait, and looks at last", () => {
      const order = [
        "tls_self_signed_cert.server_ca: Creation complete",
        "docker_container.server: Creation complete",
        "docker_container.agent: Creation complete",
        "terraform_data.ready: Creation complete",
        "kubernetes_namespace_v1.landfall: Creation complete",
        "kubernetes_deployment_v1.app: Creation complete",
        "docker_container.app_rollout: Creation complete",
        "data.kubernetes_resource.app_rollout (app_rollout/check): Read complete",
        "Apply complete!",
      ];
      const places = order.map((words) => lines.findIndex((line) => line.startsWith(words)));
      expect(places).not.toContain(-1);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    });

    it("ends with the stack's outputs", () => {
      const end = lines.slice(lines.lastIndexOf("edge") + 1);
      expect(end.map((line) => /^(\w+) = /.exec(line)?.[1]).filter(Boolean)).toEqual([
        "app_url",
        "break_even_utilisation",
        "monthly_cost",
        "on_demand_cost",
        "on_demand_count",
        "reserved_count",
        "saving",
        "web_ca",
      ]);
      expect(end).toContain("app_url = http://127.0.0.1:18080/");
    });

    it("prints what the manual shows", () => {
      const shown = printedInReadme();
      expect(shown.length).toBeGreaterThan(0);
      let from = 0;
      for (const line of shown) {
        const at = lines.findIndex((each, place) => place >= from && line.test(each));
        if (at === -1) throw new Error(`not printed after line ${from}: ${String(line)}`);
        from = at + 1;
      }
    });

    it("changes nothing the second time", async () => {
      const { status, stdout } = await bench.cdktf("deploy edge --auto-approve");
      expect(status).toBe(0);
      expect(stdout).toContain("No changes. Your infrastructure matches the configuration.");
    });

    it("brings a changed program by the courier and touches no node", async () => {
      const before = bench.ids();
      bench.project.editProgram("\n// A change.\n\nvar _ = 1\n");
      const { status, stdout } = await bench.cdktf("deploy edge --auto-approve");
      expect(status).toBe(0);
      expect(stdout).toContain("Apply complete! Resources: 2 added, 1 changed, 2 destroyed.");
      const after = bench.ids();
      expect(Object.keys(after).filter((address) => after[address] !== before[address])).toEqual([
        "docker_container.app_rollout",
        "docker_container.courier",
      ]);
    });

    it("is undone by cdktf destroy, which leaves nothing", async () => {
      const { status, stdout } = await bench.cdktf("destroy edge --auto-approve");
      expect(status).toBe(0);
      expect(stdout).toContain("Plan: 0 to add, 0 to change, 40 to destroy.");
      expect(bench.ids()).toEqual({});
      expect(bench.machine.things).toEqual([]);
    });
  });
});

/** A port of this machine at which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
