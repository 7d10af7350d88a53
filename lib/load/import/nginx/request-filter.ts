import { UserError, type Fault } from "../../../definition/errors";
import { FIELD_INDEX, type Field, type FieldPlaces } from "./log-line";

/** Which requests count; every one where nothing is said. */
export interface RequestFilterProps {
  /** Names of virtual hosts, in any case and without a port. */
  readonly hosts?: readonly string[] | undefined;
  /** Statuses such as `404`, or classes of them such as `2xx`. */
  readonly statuses?: readonly string[] | undefined;
  /** Methods such as `GET`. */
  readonly methods?: readonly string[] | undefined;
}

const STATUSES = 1000;
const ZERO = 0x30;
const SPACE = 0x20;
const COLON = 0x3a;
const STATUS = /^(?:\d\d\d|\dxx)$/i;
const METHOD = /^[A-Z]+$/i;

/** Tells which requests count. */
export class RequestFilter {
  private readonly hosts: ReadonlySet<string>;
  private readonly methods: ReadonlySet<string>;
  private readonly statuses: Uint8Array | undefined;

  /** @throws UserError that lists every status and method that cannot be */
  constructor({ hosts = [], statuses = [], methods = [] }: RequestFilterProps) {
    refuseWords(statuses, methods);
    this.hosts = new Set(hosts.map((host) => host.toLowerCase()));
    this.methods = new Set(methods.map((method) => method.toUpperCase()));
    this.statuses = statuses.length > 0 ? statusSet(statuses) : undefined;
  }

  /** Fields that a line must have for the filter to decide. */
  get fields(): Field[] {
    return [
      ...(this.hosts.size > 0 ? (["host"] as const) : []),
      ...(this.statuses ? (["status"] as const) : []),
      ...(this.methods.size > 0 ? (["method"] as const) : []),
    ];
  }

  /** True where the request of a line counts. */
  accepts(bytes: Buffer, places: FieldPlaces): boolean {
    if (this.statuses && this.statuses[readStatus(bytes, places)] !== 1) return false;
    if (this.methods.size > 0 && !this.methods.has(methodOf(bytes, places))) return false;
    return this.hosts.size === 0 || this.hosts.has(hostOf(bytes, places));
  }
}

/** The status of a line; -1 where its status is not three digits. */
export function readStatus(bytes: Uint8Array, places: FieldPlaces): number {
  const start = places.start(FIELD_INDEX.status);
  if (start < 0 || places.end(FIELD_INDEX.status) - start !== 3) return -1;
  let status = 0;
  for (let at = start; at < start + 3; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    status = status * 10 + digit;
  }
  return status;
}

/** The method, from a variable of its own or from the first word of the request. */
function methodOf(bytes: Buffer, places: FieldPlaces): string {
  const own = places.start(FIELD_INDEX.method);
  if (own >= 0) return bytes.toString("latin1", own, places.end(FIELD_INDEX.method));
  const start = places.start(FIELD_INDEX.request);
  if (start < 0) return "";
  const end = places.end(FIELD_INDEX.request);
  const space = bytes.subarray(start, end).indexOf(SPACE);
  return bytes.toString("latin1", start, space < 0 ? end : start + space);
}

/** The virtual host in lower case, without a port; colons inside of `[::1]` are none before a port. */
function hostOf(bytes: Buffer, places: FieldPlaces): string {
  const start = places.start(FIELD_INDEX.host);
  if (start < 0) return "";
  const end = places.end(FIELD_INDEX.host);
  const colon = bytes.subarray(start, end).lastIndexOf(COLON);
  const host = bytes.toString("latin1", start, end).toLowerCase();
  return colon > host.lastIndexOf("]") ? host.slice(0, colon) : host;
}

function statusSet(words: readonly string[]): Uint8Array {
  const set = new Uint8Array(STATUSES);
  for (const word of words) {
    const first = Number(word.slice(0, 1)) * 100;
    if (word.toLowerCase().endsWith("xx")) set.fill(1, first, first + 100);
    else set[Number(word)] = 1;
  }
  return set;
}

function refuseWords(statuses: readonly string[], methods: readonly string[]): void {
  const fault = (path: string, found: string, allowed: string): Fault => ({
    path,
    message: "no request has this",
    found,
    allowed,
    action: "correct the word",
  });
  UserError.throwIfAny([
    ...statuses
      .filter((word) => !STATUS.test(word))
      .map((word) => fault("--status", word, "a status of three digits such as 404, or a class such as 2xx")),
    ...methods
      .filter((word) => !METHOD.test(word))
      .map((word) => fault("--method", word, "letters, such as GET")),
  ]);
}
