import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { UserError, type Fault } from "../../definition/errors";

/** Stands for standard input among the names of files. */
export const STANDARD_INPUT = "-";

/** Something to read, told what becomes of it. */
export interface InputOptions {
  /** What {@link STANDARD_INPUT} stands for. */
  readonly stdin?: Readable | undefined;
  /** Called with the name of a file when it is begun, and now and then with the bytes read so far. */
  readonly onProgress?: ((file: string, bytes: number) => void) | undefined;
}

/** Chunks are read into two pieces of memory of this size, so that a log of any size takes no more. */
const CHUNK_BYTES = 1024 * 1024;
const UNPACKED_CHUNK_BYTES = 256 * 1024;

/** First two bytes of a gzip file. Source: RFC 1952, 2.3.1. */
const GZIP_MAGIC = [0x1f, 0x8b] as const;

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: "the file does not exist",
  ENOTDIR: "the file does not exist",
  EACCES: "the file may not be read",
  EISDIR: "this is a folder, not a file",
};

/**
 * Checks that every file is there, and none is named twice.
 *
 * @throws UserError with the fault of each file
 */
export async function checkFiles(files: readonly string[], action: string): Promise<void> {
  const seen = new Map<string, string>();
  const faults: Fault[] = [];
  for (const file of files) {
    const { fault, identity } = await inspectFile(file, action);
    const before = identity === undefined ? undefined : seen.get(identity);
    if (fault) faults.push(fault);
    if (identity === undefined) continue;
    if (before === undefined) seen.set(identity, file);
    else {
      faults.push({ file, message: `this is ${before} once more`, action: "name each file once" });
    }
  }
  UserError.throwIfAny(faults);
}

async function inspectFile(file: string, action: string): Promise<{ fault?: Fault; identity?: string }> {
  if (file === STANDARD_INPUT) return { identity: STANDARD_INPUT };
  try {
    const found = await stat(file);
    if (found.isDirectory()) return { fault: { file, message: "this is a folder, not a file", action } };
    return { identity: `${found.dev}:${found.ino}` };
  } catch (error) {
    return { fault: unreadable(file, error, action) };
  }
}

/**
 * The bytes of a file or of standard input, unpacked where they begin as a gzip file does.
 *
 * A chunk may be used only until the next one is asked for: its memory is written over.
 *
 * @throws UserError when the file cannot be read, or what was packed cannot be unpacked
 */
export async function* chunksOf(file: string, { stdin, onProgress }: InputOptions): AsyncGenerator<Buffer> {
  let bytes = 0;
  onProgress?.(file, bytes);
  try {
    const chunks = file === STANDARD_INPUT ? streamChunks(stdin ?? process.stdin) : fileChunks(file);
    for await (const chunk of chunks) {
      yield chunk;
      bytes += chunk.length;
      onProgress?.(file, bytes);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError([unreadable(file, error, "correct the path, or pack the file again")]);
  }
}

/** While a chunk is in use, the next one is read into the other of two pieces of memory. */
async function* fileChunks(file: string): AsyncGenerator<Buffer> {
  const handle = await open(file);
  let [buffer, other] = [Buffer.allocUnsafe(CHUNK_BYTES), Buffer.allocUnsafe(CHUNK_BYTES)];
  const read = (into: Buffer): ReturnType<typeof handle.read<Buffer>> => {
    const reading = handle.read(into, 0, CHUNK_BYTES, null);
    // A fault is thrown where the chunk is waited for, which may be later than it happens.
    reading.catch(() => undefined);
    return reading;
  };
  let reading = read(buffer);
  try {
    for (let isFirst = true; ; isFirst = false) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      const chunk = buffer.subarray(0, bytesRead);
      if (isFirst && isGzip(chunk)) {
        yield* unpacked(createReadStream(file));
        return;
      }
      [buffer, other] = [other, buffer];
      reading = read(buffer);
      yield chunk;
    }
  } finally {
    await Promise.allSettled([reading]);
    await handle.close();
  }
}

async function* streamChunks(stream: Readable): AsyncGenerator<Buffer> {
  let first: Buffer = Buffer.alloc(0);
  const iterator = stream[Symbol.asyncIterator]() as AsyncIterableIterator<Buffer>;
  while (first.length < GZIP_MAGIC.length) {
    const next = await iterator.next();
    if (next.done === true) break;
    first = Buffer.concat([first, next.value]);
  }
  const all = async function* (): AsyncGenerator<Buffer> {
    yield first;
    yield* iterator;
  };
  yield* isGzip(first) ? unpacked(all()) : all();
}

async function* unpacked(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: UNPACKED_CHUNK_BYTES });
  pipeline(packed, gunzip, () => {
    // An error ends gunzip too, and is thrown below by reading from it.
  });
  yield* gunzip as AsyncIterable<Buffer>;
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === GZIP_MAGIC[0] && bytes[1] === GZIP_MAGIC[1];
}

function unreadable(file: string, error: unknown, action: string): Fault {
  const { code = "unknown", message } = error as NodeJS.ErrnoException;
  const isPacked = code.startsWith("Z_");
  return {
    file,
    message: isPacked
      ? `the file cannot be unpacked: ${message}`
      : (UNREADABLE[code] ?? `the file cannot be read (${code})`),
    action,
  };
}
