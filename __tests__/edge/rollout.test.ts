import { Duration } from "../../lib/definition/units";
import { temporaryFolder, type TerraformJson } from "../support/stacks";
import {
  container,
  edgeJson,
  podTemplate,
  postcondition,
  replacedWith,
  withSettings,
  type Body,
} from "./edge";

const folder = temporaryFolder();
const json = edgeJson(folder, { environment: "dev" });

describe("the check of the rollout", () => {
  const wait = container(json, "app_rollout");

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

  it("waits for a Deployment that is made again, too: it bears its uid", () => {
    expect(wait["labels"]).toEqual([
      { label: "landfall.deployment", value: "${kubernetes_deployment_v1.app.metadata[0].uid}" },
    ]);
  });

  it("lets a wait without success be no fault: what it waited for is looked at then", () => {
    expect(wait).toMatchObject({ attach: true, must_run: false });
  });

  it("asks the server on the nodes' network as the administrator, by files that nobody else reads", () => {
    expect(wait["networks_advanced"]).toEqual([{ name: "${docker_network.edge.name}" }]);
    expect(wait["command"]).toContain("--server=https://10.92.0.10:6443");
    expect(wait["command"]).toContain("--tls-server-name=127.0.0.1");
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
    expect(postcondition(json, "kubernetes_resource", "app_rollout").condition).toContain(
      "NewReplicaSetAvailable",
    );
  });

  it("quotes a pod of the version asked for, and of no other", () => {
    const labels = podTemplate(json).metadata["labels"]!;
    expect(json.data!["kubernetes_resources"]!["app_pods"]).toMatchObject({
      kind: "Pod",
      namespace: "landfall",
      label_selector: `app=app,landfall/version=${labels["landfall/version"]}`,
      limit: 1,
      depends_on: ["kubernetes_deployment_v1.app", "docker_container.app_rollout"],
    });
    expect(postcondition(json, "kubernetes_resource", "app_rollout").error_message).toContain(
      "data.kubernetes_resources.app_pods.objects",
    );
  });

  const version = (of: TerraformJson) => podTemplate(of).metadata["labels"]!["landfall/version"];

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
    expect(postcondition(json, "kubernetes_nodes", "all").condition).toContain(
      '["hello-dev-edge-server","hello-dev-edge-agent"]',
    );
  });

  it("names the command that mends it", () => {
    expect(postcondition(json, "kubernetes_nodes", "all").error_message).toContain("npx landfall edge heal");
  });
});
