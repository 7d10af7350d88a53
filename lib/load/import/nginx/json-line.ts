import { FIELD_INDEX, FIELDS, FieldPlaces, type Field, type LineReader } from "./log-line";

/** Keys that are looked for when nothing is said, the first that a line has counts. */
export const JSON_KEYS = {
  time: ["time_iso8601", "time", "timestamp", "@timestamp", "msec", "time_local", "ts"],
  status: ["status"],
  method: ["request_method", "method"],
  request: ["request"],
  host: ["host", "http_host", "server_name", "vhost"],
} as const satisfies Record<Field, readonly string[]>;

/** Keys of each field, the first that a line has counts; those of {@link JSON_KEYS} for a field left out. */
export type JsonKeys = Readonly<Partial<Record<Field, readonly string[] | undefined>>>;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/** Rank of a field that no key was found for yet. */
const LAST_RANK = 0x7fff_ffff;

interface Key {
  readonly name: Uint8Array;
  readonly field: number;
  /** Place among the keys of the same field: a smaller one goes before. */
  readonly rank: number;
}

/**
 * Reads lines that hold one JSON object each, such as those of `log_format ... escape=json`.
 *
 * Only the outermost keys are looked at. Values other than the wanted ones need not be JSON: Nginx writes `"a":-` or
 * `"a":` for a variable without a value where the format puts no quotes around it. A line that does not end with the
 * object's brace is malformed.
 */
export class JsonReader implements LineReader {
  readonly places = new FieldPlaces();
  /** Keys by their length in bytes. */
  private readonly keys = new Map<number, Key[]>();
  private readonly ranks = new Int32Array(FIELDS.length);

  constructor(keys: JsonKeys = {}) {
    for (const field of FIELDS) {
      (keys[field] ?? JSON_KEYS[field]).forEach((name, rank) => {
        const key = { name: Buffer.from(name), field: FIELD_INDEX[field], rank };
        this.keys.set(key.name.length, [...(this.keys.get(key.name.length) ?? []), key]);
      });
    }
  }

  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.places.clear();
    this.ranks.fill(LAST_RANK);
    let at = skipSpace(bytes, start, end);
    if (bytes[at] !== OPENING_BRACE || at >= end) return false;
    do {
      const keyStart = skipSpace(bytes, at + 1, end);
      if (bytes[keyStart] !== QUOTE || keyStart >= end) return false;
      const keyEnd = endOfString(bytes, keyStart, end);
      const colon = skipSpace(bytes, keyEnd + 1, end);
      if (bytes[colon] !== COLON || colon >= end) return false;
      const valueStart = skipSpace(bytes, colon + 1, end);
      const valueEnd = endOfValue(bytes, valueStart, end);
      this.note(bytes, keyStart + 1, keyEnd, valueStart, valueEnd);
      at = skipSpace(bytes, valueEnd, end);
    } while (at < end && bytes[at] === COMMA);
    return at < end && bytes[at] === CLOSING_BRACE && skipSpace(bytes, at + 1, end) === end;
  }

  private note(
    bytes: Uint8Array,
    keyStart: number,
    keyEnd: number,
    valueStart: number,
    valueEnd: number,
  ): void {
    const key = this.keys.get(keyEnd - keyStart)?.find(({ name }) => isNameAt(bytes, keyStart, name));
    if (!key || key.rank > (this.ranks[key.field] ?? -1)) return;
    this.ranks[key.field] = key.rank;
    const isText = bytes[valueStart] === QUOTE;
    this.places.set(key.field, isText ? valueStart + 1 : valueStart, isText ? valueEnd - 1 : valueEnd);
  }
}

function isNameAt(bytes: Uint8Array, start: number, name: Uint8Array): boolean {
  for (let at = 0; at < name.length; at += 1) {
    if (bytes[start + at] !== name[at]) return false;
  }
  return true;
}

function skipSpace(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] ?? 0) <= SPACE) at += 1;
  return at;
}

/** Place of the quote that ends a string, or the line's end where it is cut. */
function endOfString(bytes: Uint8Array, start: number, end: number): number {
  let at = start + 1;
  while (at < end && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return Math.min(at, end);
}

/** Byte after a value: a string with its quotes, an object or list with all in it, or what stands up to a comma. */
function endOfValue(bytes: Uint8Array, start: number, end: number): number {
  if (start < end && bytes[start] === QUOTE) return Math.min(endOfString(bytes, start, end) + 1, end);
  let depth = 0;
  let at = start;
  for (; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) at = endOfString(bytes, at, end);
    else if (OPENING.has(byte)) depth += 1;
    else if (depth === 0 && (byte === COMMA || CLOSING.has(byte))) return trimSpace(bytes, start, at);
    else if (CLOSING.has(byte)) depth -= 1;
  }
  return end;
}

function trimSpace(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && (bytes[at - 1] ?? 0) <= SPACE) at -= 1;
  return at;
}
