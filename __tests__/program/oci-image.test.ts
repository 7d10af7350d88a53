import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { extract } from "tar-stream";
import { ARCHITECTURES, type Architecture } from "../../lib/definition/schema";
import type { Program } from "../../lib/program/build";
import { sha256 } from "../../lib/program/files";
import { ociImage, type OciImage } from "../../lib/program/oci-image";
import { temporaryFolder } from "../support/stacks";

const folder = temporaryFolder();

/** A program whose executables hold what a test says. */
function program(change: Partial<Record<Architecture, string>> = {}, version = "0123456789ab"): Program {
  const contents = { amd64: "for amd64", arm64: "for arm64", ...change };
  const executables = Object.fromEntries(
    ARCHITECTURES.map((architecture) => {
      const content = contents[architecture];
      const file = path.join(folder, sha256(content));
      writeFileSync(file, content, { mode: 0o600 });
      return [architecture, { architecture, path: file, bytes: content.length, sha256: sha256(content) }];
    }),
  ) as Program["executables"];
  return { app: "app", goVersion: "go1.26.8", version, folder, executables, built: true };
}

const AMD64 = { name: "app", architecture: "amd64" } as const;

interface Entry {
  readonly content: Buffer;
  readonly mode: number | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly mtime: Date | undefined;
  readonly type: string | null | undefined;
}

async function entriesOf(tar: Buffer): Promise<Record<string, Entry>> {
  const entries: Record<string, Entry> = {};
  const reader = extract();
  reader.end(tar);
  for await (const entry of reader) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    const { name, mode, uid, gid, mtime, type } = entry.header;
    entries[name] = { content: Buffer.concat(chunks), mode, uid, gid, mtime, type };
  }
  return entries;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly architecture: string; readonly os: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An archive, read as a tool reads it: each blob by its descriptor, with size and digest checked. */
class Layout {
  private constructor(readonly entries: Record<string, Entry>) {}

  static async of({ path: file }: OciImage): Promise<Layout> {
    return new Layout(await entriesOf(readFileSync(file)));
  }

  json(name: string): unknown {
    return JSON.parse(this.entries[name]!.content.toString());
  }

  blob({ digest, size }: Descriptor): Buffer {
    const { content } = this.entries[`blobs/${digest.replace(":", "/")}`]!;
    expect(`sha256:${sha256(content)}`).toBe(digest);
    expect(content).toHaveLength(size);
    return content;
  }

  parsed(descriptor: Descriptor): unknown {
    return JSON.parse(this.blob(descriptor).toString());
  }

  get reference(): Descriptor {
    return (this.json("index.json") as { manifests: Descriptor[] }).manifests[0]!;
  }

  get platforms(): Descriptor[] {
    return (this.parsed(this.reference) as { manifests: Descriptor[] }).manifests;
  }

  image(architecture: Architecture): { config: Config; layers: Descriptor[]; configDescriptor: Descriptor } {
    const descriptor = this.platforms.find(({ platform }) => platform?.architecture === architecture)!;
    const manifest = this.parsed(descriptor) as { config: Descriptor; layers: Descriptor[] };
    return {
      config: this.parsed(manifest.config) as Config,
      layers: manifest.layers,
      configDescriptor: manifest.config,
    };
  }
}

interface Config {
  readonly created: string;
  readonly architecture: string;
  readonly os: string;
  readonly config: Record<string, unknown>;
  readonly rootfs: { readonly type: string; readonly diff_ids: string[] };
}

describe("the image of a program", () => {
  it("is an OCI layout of version 1.0.0 with one reference in its index", async () => {
    const layout = await Layout.of(await ociImage(program(), folder, AMD64));
    expect(layout.json("oci-layout")).toEqual({ imageLayoutVersion: "1.0.0" });
    expect(layout.json("index.json")).toMatchObject({
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.index.v1+json",
    });
    expect((layout.json("index.json") as { manifests: unknown[] }).manifests).toHaveLength(1);
  });

  it("carries its full name where K3s looks and where containerd looks", async () => {
    const image = await ociImage(program(), folder, AMD64);
    expect((await Layout.of(image)).reference.annotations).toEqual({
      "org.opencontainers.image.ref.name": image.reference,
      "io.containerd.image.name": image.reference,
    });
  });

  it("has a host in its name that cannot be resolved, so that a missing image is asked for nowhere", async () => {
    expect((await ociImage(program(), folder, AMD64)).reference).toMatch(
      /^landfall\.invalid\/app:[0-9a-f]{12}$/,
    );
  });

  it("has the beginning of the image index's digest as its tag", async () => {
    const image = await ociImage(program(), folder, AMD64);
    const { reference } = await Layout.of(image);
    expect(reference.digest).toBe(`sha256:${image.digest}`);
    expect(image.digest).toMatch(new RegExp(`^${image.tag}`));
  });

  it("is there for both processors", async () => {
    const { platforms } = await Layout.of(await ociImage(program(), folder, AMD64));
    expect(platforms.map(({ mediaType, platform }) => ({ mediaType, platform }))).toEqual(
      ["amd64", "arm64"].map((architecture) => ({
        mediaType: "application/vnd.oci.image.manifest.v1+json",
        platform: { architecture, os: "linux" },
      })),
    );
  });

  it("holds every blob under its own digest, and nothing that no descriptor names", async () => {
    const layout = await Layout.of(await ociImage(program(), folder, AMD64));
    const named = [
      layout.reference,
      ...layout.platforms,
      ...ARCHITECTURES.flatMap((each) => [layout.image(each).configDescriptor, ...layout.image(each).layers]),
    ];
    for (const descriptor of named) layout.blob(descriptor);
    expect(
      Object.keys(layout.entries)
        .filter((name) => name.startsWith("blobs/"))
        .sort(),
    ).toEqual(named.map(({ digest }) => `blobs/${digest.replace(":", "/")}`).sort());
  });

  it.each(ARCHITECTURES)(
    "has for %s one layer: the program's own bytes, which anybody may run and nobody may change",
    async (architecture) => {
      const built = program();
      const layout = await Layout.of(await ociImage(built, folder, AMD64));
      const { layers, config } = layout.image(architecture);
      expect(layers.map(({ mediaType }) => mediaType)).toEqual(["application/vnd.oci.image.layer.v1.tar"]);
      expect(config.rootfs).toEqual({ type: "layers", diff_ids: [layers[0]!.digest] });
      const entries = await entriesOf(layout.blob(layers[0]!));
      expect(Object.keys(entries)).toEqual(["app"]);
      expect(entries["app"]).toMatchObject({ mode: 0o755, uid: 0, gid: 0, type: "file" });
      expect(sha256(entries["app"]!.content)).toBe(built.executables[architecture].sha256);
    },
  );

  it.each(ARCHITECTURES)(
    "starts the program on %s as a user without any right, on all addresses",
    async (architecture) => {
      const { config } = (await Layout.of(await ociImage(program(), folder, AMD64))).image(architecture);
      expect(config).toMatchObject({ architecture, os: "linux" });
      expect(config.config).toMatchObject({
        User: "65532:65532",
        Entrypoint: ["/app"],
        WorkingDir: "/",
        Env: ["HOST=0.0.0.0", "PORT=8080"],
        ExposedPorts: { "8080/tcp": {} },
      });
    },
  );

  it.each(ARCHITECTURES)(
    "says on %s which program it is, by name, version and digest",
    async (architecture) => {
      const built = program();
      const { config } = (await Layout.of(await ociImage(built, folder, AMD64))).image(architecture);
      expect(config.config["Labels"]).toEqual({
        "org.opencontainers.image.title": "app",
        "org.opencontainers.image.version": "0123456789ab",
        "org.opencontainers.image.revision": built.executables[architecture].sha256,
      });
    },
  );

  it("knows one time alone, the epoch", async () => {
    const layout = await Layout.of(await ociImage(program(), folder, AMD64));
    const { config, layers } = layout.image("amd64");
    const files = [
      ...Object.values(layout.entries),
      ...Object.values(await entriesOf(layout.blob(layers[0]!))),
    ];
    expect(config.created).toBe("1970-01-01T00:00:00Z");
    expect(files.map(({ mtime }) => mtime?.getTime())).toEqual(files.map(() => 0));
  });

  it.each(ARCHITECTURES)(
    "gives `docker load` the image for %s, which it reads by a manifest.json",
    async (architecture) => {
      const image = await ociImage(program(), folder, { name: "app", architecture });
      const layout = await Layout.of(image);
      const { configDescriptor, layers } = layout.image(architecture);
      const pathOf = ({ digest }: Descriptor): string => `blobs/${digest.replace(":", "/")}`;
      expect(layout.json("manifest.json")).toEqual([
        { Config: pathOf(configDescriptor), RepoTags: [image.reference], Layers: layers.map(pathOf) },
      ]);
    },
  );

  it("has the same bytes wherever and whenever it is made", async () => {
    const built = program();
    const first = await ociImage(built, folder, AMD64);
    const other = path.join(folder, "other");
    mkdirSync(other);
    for (const { path: file } of Object.values(built.executables)) utimesSync(file, 1, 1);
    const second = await ociImage(built, other, AMD64);
    expect({ ...second, path: "" }).toEqual({ ...first, path: "" });
    expect(readFileSync(second.path).equals(readFileSync(first.path))).toBe(true);
  });

  it("has these bytes and no others: a change of the format is a change of every deployed tag", async () => {
    const { digest, sha256: archive } = await ociImage(program(), folder, AMD64);
    expect({ digest, archive }).toMatchInlineSnapshot(`
      {
        "archive": "e9bd5cfaa4734fe5dbd4b48afd4bb7271c4fc48571db1d5f6d72195d2c48de44",
        "digest": "0ba558b1240f12000c7c70f5fc47b376db144b26b08265794704fbad0527f2f2",
      }
    `);
  });

  it.each(ARCHITECTURES)("differs with the program for %s", async (architecture) => {
    const one = await ociImage(program(), folder, AMD64);
    const two = await ociImage(program({ [architecture]: "changed" }), folder, AMD64);
    expect(two.reference).not.toBe(one.reference);
    expect(two.path).not.toBe(one.path);
  });

  it("differs with the name", async () => {
    const one = await ociImage(program(), folder, AMD64);
    const two = await ociImage(program(), folder, { ...AMD64, name: "shop" });
    expect(two.reference).toMatch(/^landfall\.invalid\/shop:/);
    expect(two.path).not.toBe(one.path);
  });

  it("tells size and digest of the file, which is not made a second time", async () => {
    const image = await ociImage(program(), folder, AMD64);
    const content = readFileSync(image.path);
    expect({ bytes: image.bytes, sha256: image.sha256 }).toEqual({
      bytes: content.length,
      sha256: sha256(content),
    });
    utimesSync(image.path, 1, 1);
    await ociImage(program(), folder, AMD64);
    expect(readFileSync(image.path).equals(content)).toBe(true);
    rmSync(image.path);
    expect((await ociImage(program(), folder, AMD64)).sha256).toBe(image.sha256);
  });
});
