import { DIGEST, only, temporaryFolder } from "../support/stacks";
import { container, edgeJson, objects, resource, type Body } from "./edge";

const folder = temporaryFolder();
const json = edgeJson(folder, { environment: "dev" });

describe("the courier", () => {
  const courier = container(json, "courier");

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
    const next = container(edgeJson(folder, { digest: "f".repeat(64) }), "courier");
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
    for (const [type, named] of objects(json)) {
      if (type === "kubernetes_namespace_v1") continue;
      for (const body of Object.values(named)) {
        expect(body["metadata"]).toMatchObject({
          namespace: "${kubernetes_namespace_v1.landfall.metadata[0].name}",
        });
      }
    }
  });
});
