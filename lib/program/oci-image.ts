import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ARCHITECTURES, type Architecture } from "../definition/schema";
import type { Executable, Program } from "./build";
import { sha256, writeWhole } from "./files";
import type { Package } from "./package";
import { tarOf } from "./tar";

/** What an image is called, and which of its two programs a tool takes that knows one processor alone. */
export interface OciImageOptions {
  /** Name of the image and its title: the app's. */
  readonly name: string;
  /** Processor of the image that `docker load` takes, which reads one image out of an archive. */
  readonly architecture: Architecture;
}

/** An image of a program as one file, and the name that a node knows it by once it has read the file. */
export interface OciImage extends Package {
  /** Name and tag, such as `landfall.invalid/app:0123456789ab`. No registry has it, and none can. */
  readonly reference: string;
  /** The beginning of {@link digest}: another content is another tag. */
  readonly tag: string;
  /** SHA-256 of the image index in hexadecimal: it covers every byte of both images. */
  readonly digest: string;
}

/** Where the program lies in its image: the entry point, and what a hook before the stop runs. */
export const ENTRY_POINT = "/app";

/** Port on which a program listens in its image. */
export const IMAGE_PORT = 8080;

/** User and group that a program runs as: nobody's, as images without a distribution have it. Source: distroless, nonroot. */
export const IMAGE_USER_ID = 65532;

/**
 * Host part of every image's name: a top-level domain that never resolves. An image that is missing on a node is then
 * looked for nowhere, rather than at a public registry under a name that anybody may take there.
 * Source: RFC 2606, section 2.
 */
const UNRESOLVABLE_HOST = "landfall.invalid";

/** Digits of the index's digest that make the tag. */
const TAG_DIGITS = 12;

/** Media types. Source: OCI image specification 1.1, media types. */
const MEDIA_TYPE = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar",
} as const;

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly architecture: Architecture; readonly os: "linux" };
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Content that others name by its digest. */
interface Blob {
  readonly descriptor: Descriptor;
  readonly content: Buffer;
}

/** The image of one processor. */
interface PlatformImage {
  readonly manifest: Blob;
  readonly config: Blob;
  readonly layer: Blob;
}

/**
 * The OCI archive of a program: one image for each processor, each of one layer that holds the program and nothing else.
 *
 * It takes no Docker to make, and the same program gives the same bytes everywhere: the layers are not compressed, so
 * that no version of a compressor has a part in the digest. containerd and K3s read the image index, `docker load` the
 * manifest.json beside it, skopeo either. There is no shell, no libc, and there are no certificates of public
 * authorities in it: a program that calls others by TLS brings its own.
 *
 * @param folder absolute path of the project's folder
 */
export async function ociImage(
  program: Program,
  folder: string,
  { name, architecture }: OciImageOptions,
): Promise<OciImage> {
  const images = {} as Record<Architecture, PlatformImage>;
  for (const each of ARCHITECTURES) images[each] = await platformImage(program, name, each);
  const index = imageIndex(ARCHITECTURES.map((each) => images[each].manifest));
  const digest = index.descriptor.digest.replace("sha256:", "");
  const tag = digest.slice(0, TAG_DIGITS);
  const reference = `${UNRESOLVABLE_HOST}/${name}:${tag}`;
  const file = path.join(folder, ".landfall", "packages", `image-${name}-${architecture}-${digest}.tar`);
  if (!existsSync(file)) {
    writeWhole(file, await layout(Object.values(images), index, reference, images[architecture]));
  }
  const archive = readFileSync(file);
  return { path: file, bytes: archive.length, sha256: sha256(archive), reference, tag, digest };
}

async function platformImage(
  program: Program,
  name: string,
  architecture: Architecture,
): Promise<PlatformImage> {
  const executable = program.executables[architecture];
  const layer = blob(
    MEDIA_TYPE.layer,
    await tarOf([{ name: ENTRY_POINT.slice(1), content: readFileSync(executable.path), mode: 0o755 }]),
  );
  const config = json(MEDIA_TYPE.config, imageConfig(program, name, executable, layer.descriptor.digest));
  const manifest = json(MEDIA_TYPE.manifest, {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    config: config.descriptor,
    layers: [layer.descriptor],
  });
  const platform = { architecture, os: "linux" } as const;
  return {
    manifest: { ...manifest, descriptor: { ...manifest.descriptor, platform } },
    config,
    layer,
  };
}

/** How a container of the image starts. Its one time is the epoch. Source: OCI image specification 1.1, config. */
function imageConfig(program: Program, name: string, executable: Executable, layerDigest: string): object {
  return {
    created: "1970-01-01T00:00:00Z",
    architecture: executable.architecture,
    os: "linux",
    config: {
      User: `${IMAGE_USER_ID}:${IMAGE_USER_ID}`,
      ExposedPorts: { [`${IMAGE_PORT}/tcp`]: {} },
      // Inside of a container the loopback address would be nobody's.
      Env: ["HOST=0.0.0.0", `PORT=${IMAGE_PORT}`],
      Entrypoint: [ENTRY_POINT],
      WorkingDir: "/",
      Labels: {
        "org.opencontainers.image.title": name,
        "org.opencontainers.image.version": program.version,
        "org.opencontainers.image.revision": executable.sha256,
      },
    },
    rootfs: { type: "layers", diff_ids: [layerDigest] },
  };
}

function imageIndex(manifests: readonly Blob[]): Blob {
  return json(MEDIA_TYPE.index, {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.index,
    manifests: manifests.map(({ descriptor }) => descriptor),
  });
}

/** The archive: an OCI layout, and the manifest.json of `docker save` beside it. Source: OCI image specification 1.1, layout. */
function layout(
  images: readonly PlatformImage[],
  index: Blob,
  reference: string,
  forDocker: PlatformImage,
): Promise<Buffer> {
  const blobs = [index, ...images.flatMap(({ manifest, config, layer }) => [manifest, config, layer])];
  // K3s takes the name from the first annotation, `ctr images import` from the second.
  const annotations = {
    "org.opencontainers.image.ref.name": reference,
    "io.containerd.image.name": reference,
  };
  const entries = {
    "oci-layout": text({ imageLayoutVersion: "1.0.0" }),
    "index.json": text({
      schemaVersion: 2,
      mediaType: MEDIA_TYPE.index,
      manifests: [{ ...index.descriptor, annotations }],
    }),
    "manifest.json": text([
      {
        Config: blobPath(forDocker.config),
        RepoTags: [reference],
        Layers: [blobPath(forDocker.layer)],
      },
    ]),
    ...Object.fromEntries(blobs.map((each) => [blobPath(each), each.content])),
  };
  return tarOf(Object.entries(entries).map(([name, content]) => ({ name, content, mode: 0o644 })));
}

function blobPath({ descriptor }: Blob): string {
  return `blobs/${descriptor.digest.replace(":", "/")}`;
}

function json(mediaType: string, value: unknown): Blob {
  return blob(mediaType, text(value));
}

function text(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function blob(mediaType: string, content: Buffer): Blob {
  return { descriptor: { mediaType, digest: `sha256:${sha256(content)}`, size: content.length }, content };
}
