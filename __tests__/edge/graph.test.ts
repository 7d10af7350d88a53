import { writeFileSync } from "node:fs";
import path from "node:path";
import type { TerraformJson } from "../support/stacks";
import { temporaryFolder } from "../support/stacks";
import { needs } from "../support/parts";
import { edgeJson, type EdgeChange } from "./edge";
import { StandIn } from "./stand-in";

const folder = temporaryFolder();
let count = 0;

const ROLLED_OUT = {
  metadata: { generation: 2 },
  status: {
    observedGeneration: 2,
    conditions: [
      { type: "Available", status: "True", message: "Deployment has minimum availability." },
      { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable", message: "it has progressed." },
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
const BOTH_NODES = nodes("hello-dev-edge-server", "hello-dev-edge-agent");

function other(change: EdgeChange = {}): TerraformJson {
  return edgeJson(folder, change);
}

/** A stack that is deployed and well. */
async function deployed(json: TerraformJson): Promise<StandIn> {
  const stack = new StandIn(folder, `stack-${count++}`)
    .use(json)
    .answer("kubernetes_resource.app_rollout", { object: ROLLED_OUT })
    .answer("kubernetes_resources.app_pods", { objects: [] })
    .answer("kubernetes_nodes.all", BOTH_NODES);
  await stack.run("init", "-input=false");
  const { status, output } = await stack.apply();
  if (status !== 0) throw new Error(output);
  return stack;
}

beforeAll(() => {
  process.env["TF_CLI_CONFIG_FILE"] = path.join(folder, "terraformrc");
  writeFileSync(path.join(folder, "terraformrc"), "");
});

needs("terraform").describe("the edge stack, as Terraform sees it", () => {
  it("is applied from nothing in one go, with an empty plan after it", async () => {
    const stack = await deployed(other());
    expect(await stack.plan()).toEqual({});
  });

  it("brings a new program with the courier alone, and waits for its rollout", async () => {
    const stack = await deployed(other());
    expect(await stack.use(other({ digest: "f".repeat(64) })).plan()).toEqual({
      "docker_container.courier": "replace",
      "kubernetes_deployment_v1.app": "update",
      "docker_container.app_rollout": "replace",
    });
  });
});
