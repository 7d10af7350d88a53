import { existsSync, mkdtempSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { destroyEdge } from "../../lib/edge/destroy";
import { PROTECTED_ADDRESSES } from "../../lib/edge/identity";
import { temporaryFolder } from "../support/stacks";
import { DEPLOYED, stage } from "./commands";
import { edgeJson } from "./edge";

const parent = temporaryFolder();

function folder(): string {
  return mkdtempSync(path.join(parent, "project-"));
}

const LISTED =
  "data.kubernetes_nodes.all\ndocker_container.server\nkubernetes_deployment_v1.app\ntls_private_key.server_ca\n";

describe("landfall edge destroy", () => {
  it("is a plain destroy while the server answers", async () => {
    const { command, terraform } = stage(folder());
    expect(await destroyEdge(command, { alsoProtected: false })).toBe("the edge is gone");
    expect(terraform.asked).toEqual(["init", "destroy"]);
  });

  it("strikes what lay in the cluster off the state when the server is gone, then takes the nodes, then all", async () => {
    const { command, terraform } = stage(folder(), {
      isApiThere: false,
      answers: { "state list": { stdout: LISTED } },
    });
    expect(await destroyEdge(command, { alsoProtected: false })).toBe(
      "the edge is gone; its server was gone before",
    );
    expect(terraform.asked).toEqual([
      "init",
      "state list",
      "state rm data.kubernetes_nodes.all kubernetes_deployment_v1.app",
      "destroy -target=docker_container.server",
      "destroy",
    ]);
  });

  it("strikes nothing off where nothing of the cluster is left in the state", async () => {
    const { command, terraform } = stage(folder(), { isApiThere: false });
    await destroyEdge(command, { alsoProtected: false });
    expect(terraform.asked).toEqual([
      "init",
      "state list",
      "destroy -target=docker_container.server",
      "destroy",
    ]);
  });

  it("takes no for an answer", async () => {
    const { command, terraform } = stage(folder(), { says: false });
    await expect(destroyEdge(command, { alsoProtected: false })).rejects.toThrow("nothing was changed");
    expect(terraform.asked).toEqual([]);
  });

  describe("in production", () => {
    it("refuses to take the cluster's authorities, before it asks or does anything", async () => {
      const { command, terraform, questions } = stage(folder(), { environment: "prod" });
      await expect(destroyEdge(command, { alsoProtected: false })).rejects.toThrow(
        /the environment prod protects the cluster's authorities[^]*--also-protected/,
      );
      expect(terraform.asked).toEqual(["state pull"]);
      expect(questions).toEqual([]);
    });

    it("takes them when told to, by a file beside the stack that is gone afterwards", async () => {
      const project = folder();
      const file = path.join(project, "stack/landfall_destroy_override.tf.json");
      let override: unknown;
      const { command } = stage(project, {
        environment: "prod",
        answers: {
          destroy: () => {
            override = JSON.parse(readFileSync(file, "utf8"));
            return {};
          },
        },
      });
      await destroyEdge(command, { alsoProtected: true });
      const lifecycle = { prevent_destroy: false };
      expect(override).toEqual({
        resource: {
          tls_private_key: { server_ca: { lifecycle } },
          random_password: { token: { lifecycle } },
        },
      });
      expect(existsSync(file)).toBe(false);
    });

    it("leaves no such file when Terraform fails", async () => {
      const project = folder();
      const { command } = stage(project, { environment: "prod", answers: { destroy: { status: 1 } } });
      await expect(destroyEdge(command, { alsoProtected: true })).rejects.toThrow("terraform destroy");
      expect(readdirSync(path.join(project, "stack")).sort()).toEqual([".terraform", "cdk.tf.json"]);
    });

    it("has nothing to protect when none of it was ever made", async () => {
      const { command } = stage(folder(), {
        environment: "prod",
        state: DEPLOYED.filter(({ type }) => !/^(?:tls|random)_/.test(type)),
      });
      expect(await destroyEdge(command, { alsoProtected: false })).toBe("the edge is gone");
    });

    it("knows exactly what the stack protects", () => {
      const { resource = {} } = edgeJson(folder(), { environment: "prod" });
      const kept = Object.entries(resource).flatMap(([type, named]) =>
        Object.entries(named)
          .filter(([, body]) => JSON.stringify(body["lifecycle"] ?? {}).includes("prevent_destroy"))
          .map(([name]) => `${type}.${name}`),
      );
      expect(kept.sort()).toEqual([...PROTECTED_ADDRESSES].sort());
    });
  });
});
