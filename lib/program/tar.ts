import { pack } from "tar-stream";

/** A regular file of an archive. */
export interface TarEntry {
  /** Path inside the archive, relative, with forward slashes. */
  readonly name: string;
  readonly content: Buffer;
  /** Permissions, such as 0o644. */
  readonly mode: number;
}

/** A tar of files that belong to root and carry one time, so that its bytes depend on nothing but the entries. */
export async function tarOf(entries: readonly TarEntry[]): Promise<Buffer> {
  const archive = pack();
  for (const { name, content, mode } of entries) {
    archive.entry({ name, mode, uid: 0, gid: 0, uname: "root", gname: "root", mtime: new Date(0) }, content);
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
