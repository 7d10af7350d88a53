import { writeFileSync } from "node:fs";
import path from "node:path";
import type { TerraformJson } from "../support/stacks";
import { temporaryFolder } from "../support/stacks";
import { needs } from "../support/parts";
import { inOneLine } from "../../lib/edge/terraform-cli";
import { PROTECTED_ADDRESSES } from "../../lib/edge/identity";
import { NODE_IS_MISSING } from "../../lib/edge/rollout";
import { edgeJson, withSettings, type EdgeChange } from "./edge";
import { StandIn } from "./stand-in";

const folder = temporaryFolder();
let count = 0;

const NEXT_DIGEST = "f".repeat(64);

const ROLLED_OUT = {
  metadata: { generation: 2 },
  status: {
    observedGeneration: 2,
    conditions: [
      {
        type: "Available",
        status: "True",
        reason: "MinimumReplicasAvailable",
        message: "Deployment has minimum availability.",
      },
      {
        type: "Progressing",
        status: "True",
        reason: "NewReplicaSetAvailable",
        message: "it has progressed.",
      },
    ],
  },
};
const FAILED = {
  metadata: { generation: 3 },
  status: {
    observedGeneration: 3,
    conditions: [
      {
        type: "Progressing",
        status: "False",
        reason: "ProgressDeadlineExceeded",
        message: 'ReplicaSet "app-2" has timed out progressing.',
      },
    ],
  },
};
const CRASHING_POD = {
  metadata: { name: "app-2-x" },
  status: {
    conditions: [{ type: "Ready", status: "False", message: "containers with unready status: [app]" }],
    containerStatuses: [
      {
        state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 20s" }, terminated: {} },
        lastState: { terminated: { reason: "Error", message: "no such table: orders\n" } },
      },
    ],
  },
};

function nodes(...names: string[]): { nodes: object[] } {
  return { nodes: names.map((name) => ({ metadata: [{ name }] })) };
}

function stackJson(change: EdgeChange = {}): TerraformJson {
  return edgeJson(folder, { environment: "dev", ...change });
}

/** Stacks that are deployed and well, by environment: each is deployed once, and every test has a copy. */
const originals = new Map<string, Promise<StandIn>>();

async function deployed(environment = "dev"): Promise<StandIn> {
  const original = originals.get(environment) ?? deploy(environment);
  originals.set(environment, original);
  return (await original).copy(`${environment}-${(count += 1)}`);
}

async function deploy(environment: string): Promise<StandIn> {
  const stack = new StandIn(folder, environment)
    .use(stackJson({ environment }))
    .answer("kubernetes_resource.app_rollout", { object: ROLLED_OUT })
    .answer("kubernetes_resources.app_pods", { objects: [] })
    .answer(
      "kubernetes_nodes.all",
      nodes(`hello-${environment}-edge-server`, `hello-${environment}-edge-agent`),
    );
  await stack.run("init", "-input=false");
  const { status, output } = await stack.apply();
  if (status !== 0) throw new Error(output);
  return stack;
}

/** A stack whose last rollout has failed: the old version still serves, the new one crashes. */
async function failed(): Promise<StandIn> {
  const stack = await deployed();
  return stack
    .use(stackJson({ digest: NEXT_DIGEST }))
    .answer("kubernetes_resource.app_rollout", { object: FAILED })
    .answer("kubernetes_resources.app_pods", { objects: [CRASHING_POD] });
}

jest.setTimeout(120_000);

beforeAll(() => {
  const file = path.join(folder, "terraformrc");
  writeFileSync(file, "");
  process.env["TF_CLI_CONFIG_FILE"] = file;
});

needs("terraform").describe("the edge stack, as Terraform sees it", () => {
  it("is applied from nothing in one go, with an empty plan after it", async () => {
    const stack = await deployed();
    expect(await stack.plan()).toEqual({});
  });

  it("brings a new program with the courier alone, and waits for its rollout", async () => {
    const stack = await deployed();
    expect(await stack.use(stackJson({ digest: NEXT_DIGEST })).plan()).toEqual({
      "docker_container.courier": "replace",
      "kubernetes_deployment_v1.app": "update",
      "docker_container.app_rollout": "replace",
    });
  });

  it("rolls out a changed setting without touching a node or the courier", async () => {
    const stack = await deployed();
    const json = stackJson({ definition: (d) => withSettings(d, { GREETING: "good morning" }) });
    expect(await stack.use(json).plan()).toEqual({
      "kubernetes_config_map_v1.app": "update",
      "kubernetes_deployment_v1.app": "update",
      "docker_container.app_rollout": "replace",
    });
  });

  it("makes the agent anew by itself", async () => {
    const stack = await deployed();
    expect(await stack.plan("-replace=docker_container.agent")).toEqual({
      "docker_container.agent": "replace",
    });
  });

  it("makes the server anew by itself: the agent lives on, and so does the cluster", async () => {
    const stack = await deployed();
    expect(await stack.plan("-replace=docker_container.server")).toEqual({
      "docker_container.server": "replace",
    });
  });

  it("makes all that was in a datastore anew with it, in one apply", async () => {
    const stack = await deployed();
    const replaced = await stack.plan("-replace=docker_volume.server_data");
    expect(Object.keys(replaced).sort()).toEqual([
      "docker_container.agent",
      "docker_container.app_rollout",
      "docker_container.server",
      "docker_volume.server_data",
      "kubernetes_config_map_v1.app",
      "kubernetes_deployment_v1.app",
      "kubernetes_ingress_v1.app",
      "kubernetes_namespace_v1.landfall",
      "kubernetes_secret_v1.app",
      "kubernetes_service_v1.app",
    ]);
    expect((await stack.apply("-replace=docker_volume.server_data")).status).toBe(0);
    expect(await stack.plan()).toEqual({});
  });

  it("makes a node anew when what tells its health changes, which the provider would not", async () => {
    const stack = await deployed();
    const json = stackJson();
    Object.assign(json.resource!["terraform_data"]!["agent_healthcheck"]!, { input: { retries: 60 } });
    expect(await stack.use(json).plan()).toEqual({
      "terraform_data.agent_healthcheck": "update",
      "docker_container.agent": "replace",
    });
  });

  it("heals an agent that was removed by hand with a plain apply", async () => {
    const stack = await deployed();
    await stack.run("state", "rm", "docker_container.agent");
    expect((await stack.apply()).status).toBe(0);
    expect(await stack.plan()).toEqual({});
  });

  it("makes a Deployment that was removed by hand again, and waits for it", async () => {
    const stack = await deployed();
    await stack.run("state", "rm", "kubernetes_deployment_v1.app");
    expect(await stack.plan()).toEqual({
      "kubernetes_deployment_v1.app": "create",
      "docker_container.app_rollout": "replace",
    });
  });

  it("uses a renewed administrator's certificate in what waits, and touches no node", async () => {
    const stack = await deployed();
    const admin = "tls_locally_signed_cert.admin";
    await stack.apply("-refresh=false", `-target=${admin}`, `-replace=${admin}`);
    expect(await stack.plan()).toEqual({ "docker_container.app_rollout": "replace" });
  });

  it("takes the server along when only the agent is asked for, and nothing of the cluster", async () => {
    const stack = await deployed();
    await stack.run("state", "rm", "docker_container.server");
    expect(await stack.plan("-target=docker_container.agent")).toEqual({
      "docker_container.server": "create",
    });
  });

  describe("a rollout that failed", () => {
    it("fails the apply that made it, with the pod's own words", async () => {
      const { status, output } = await (await failed()).apply();
      expect(status).toBe(1);
      const words = inOneLine({ status, output, stdout: "" });
      expect(words).toContain("app is not rolled out.");
      expect(words).toContain('Progressing is False: ReplicaSet "app-2" has timed out progressing.');
      expect(words).toContain("Pod app-2-x: CrashLoopBackOff: back-off 20s: Error: no such table: orders");
    });

    it("fails each further apply, though nothing is left to change", async () => {
      const stack = await failed();
      await stack.apply();
      const again = await stack.apply();
      expect(again.status).toBe(1);
      expect(inOneLine(again)).toContain("no such table: orders");
    });

    it("never stands in the way of a good one", async () => {
      const stack = await failed();
      await stack.apply();
      stack.use(stackJson()).answer("kubernetes_resource.app_rollout", { object: ROLLED_OUT });
      expect((await stack.apply()).status).toBe(0);
      expect(await stack.plan()).toEqual({});
    });

    it("is told of without a pod too: where none may be made, the Deployment says why", async () => {
      const stack = (await failed()).answer("kubernetes_resources.app_pods", { objects: [] });
      const result = await stack.apply();
      expect(result.status).toBe(1);
      expect(inOneLine(result)).toContain("has timed out progressing.");
    });

    it("is one whose Deployment is not there at all", async () => {
      const stack = (await deployed()).answer("kubernetes_resource.app_rollout", { object: null });
      expect(inOneLine(await stack.apply())).toContain("app is not rolled out. It has no status.");
    });

    it("is one that the controller has not yet looked at", async () => {
      const object = { ...ROLLED_OUT, metadata: { generation: 3 } };
      const stack = (await deployed()).answer("kubernetes_resource.app_rollout", { object });
      expect((await stack.apply()).status).toBe(1);
    });
  });

  describe("a node that is missing from its cluster", () => {
    it("fails each apply, with its name and the command that mends it", async () => {
      const stack = (await deployed()).answer("kubernetes_nodes.all", nodes("hello-dev-edge-server"));
      const result = await stack.apply();
      expect(result.status).toBe(1);
      expect(inOneLine(result)).toContain(
        `${NODE_IS_MISSING}: hello-dev-edge-agent. Run: npx landfall edge heal`,
      );
    });

    it("does not stand in the way of its being made anew", async () => {
      const stack = (await deployed()).answer("kubernetes_nodes.all", nodes("hello-dev-edge-server"));
      expect(await stack.plan("-replace=docker_container.agent")).toEqual({
        "docker_container.agent": "replace",
      });
    });
  });

  describe("with the API gone", () => {
    it("renews the administrator's certificate all the same, since it looks at nothing", async () => {
      const stack = (await deployed())
        .answer("kubernetes_nodes.all", undefined)
        .answer("kubernetes_resource.app_rollout", undefined);
      const admin = "tls_locally_signed_cert.admin";
      expect(await stack.plan("-refresh=false", `-target=${admin}`, `-replace=${admin}`)).toEqual({
        [admin]: "replace",
      });
    });

    it("takes the nodes away by themselves, which a destroy of everything would fail at", async () => {
      const stack = (await deployed()).answer("kubernetes_nodes.all", undefined);
      const all = ["destroy", "-input=false", "-auto-approve"];
      expect((await stack.terraform.run(all)).status).toBe(1);
      await stack.run(...all, "-target=docker_container.server");
      await stack.run(...all);
      expect((await stack.terraform.run(["state", "list"])).stdout).toBe("");
    });
  });

  describe("destroyed", () => {
    const destroy = ["destroy", "-input=false", "-auto-approve"];

    it("leaves nothing where the environment is for development", async () => {
      const stack = await deployed();
      await stack.run(...destroy);
      expect((await stack.terraform.run(["state", "list"])).stdout).toBe("");
    });

    it("leaves nothing in production either, once a file beside the stack takes the protection away", async () => {
      const stack = await deployed("prod");
      stack.override(
        Object.fromEntries(PROTECTED_ADDRESSES.map((address) => [address, { prevent_destroy: false }])),
      );
      await stack.run(...destroy);
      expect((await stack.terraform.run(["state", "list"])).stdout).toBe("");
    });

    it("is refused as a whole where the environment is production, and nothing is destroyed", async () => {
      const stack = await deployed("prod");
      const before = (await stack.terraform.run(["state", "list"])).stdout;
      const { status, output } = await stack.terraform.run(destroy);
      expect(status).toBe(1);
      expect(output).toContain("Instance cannot be destroyed");
      expect((await stack.terraform.run(["state", "list"])).stdout).toBe(before);
    });
  });
});
