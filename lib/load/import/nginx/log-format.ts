import { UserError } from "../../../definition/errors";
import { FIELD_INDEX, FieldPlaces, type LineReader } from "./log-line";

/** Nginx's own format `combined`, which is that of Apache too. Source: ngx_http_log_module. */
export const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent ' +
  '"$http_referer" "$http_user_agent"';

/** Combined with the virtual host in front, as Debian's `vhost_combined`. */
export const VHOST_COMBINED = `$host:$server_port ${COMBINED}`;

/** Formats that go by a name. */
export const NAMED_FORMATS: Readonly<Record<string, string>> = {
  combined: COMBINED,
  vhost_combined: VHOST_COMBINED,
};

/** Variables of Nginx that are looked at, and what of a line they tell. */
const VARIABLE_FIELDS: Readonly<Record<string, number>> = {
  time_local: FIELD_INDEX.time,
  time_iso8601: FIELD_INDEX.time,
  msec: FIELD_INDEX.time,
  status: FIELD_INDEX.status,
  request_method: FIELD_INDEX.method,
  request: FIELD_INDEX.request,
  host: FIELD_INDEX.host,
  http_host: FIELD_INDEX.host,
  server_name: FIELD_INDEX.host,
};

/** Times of fixed length: what is no digit, letter or sign of them stands at the same place in every line. */
const TIME_SHAPES: Readonly<Record<string, string>> = {
  time_local: "00/AAA/0000:00:00:00 +0000",
  time_iso8601: "0000-00-00T00:00:00+00:00",
};

const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/g;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A variable and the text up to the next one. */
interface Part {
  /** Index of the field; -1 for a variable that is not looked at. */
  readonly field: number;
  /** Text between this variable and the next one; empty only at the line's end. */
  readonly after: Uint8Array;
  /** True inside of quotes, where a quote of the value is written with a backslash. */
  readonly isQuoted: boolean;
  /** Length of a time of fixed length, in bytes; 0 for any other variable. */
  readonly timeBytes: number;
  /** Places in a time of fixed length that hold the same byte in every line, and that byte. */
  readonly marks: readonly { readonly at: number; readonly byte: number }[];
}

/**
 * Reads lines of a `log_format` of Nginx, byte by byte and without making a string.
 *
 * A value ends where the text that follows its variable begins. Inside of quotes a backslash and the byte after it
 * belong to the value: Nginx writes a quote as `\x22`, Apache as `\"`. A value before the time ends only where a time of
 * the right shape and the text after it follow, so that a user name such as `x [` does not shift the line. Whatever
 * comes after the last field that is looked at is not read: a line that was cut there still counts.
 */
export class FormatReader implements LineReader {
  readonly places = new FieldPlaces();

  private constructor(
    private readonly head: Uint8Array,
    private readonly parts: readonly Part[],
  ) {}

  /**
   * A reader of a format.
   *
   * @param format a name of {@link NAMED_FORMATS}, or what nginx.conf says after `log_format <name>`, its pieces joined
   * @throws UserError when the format has no time, or two variables touch each other
   */
  static of(format: string): FormatReader {
    const text = NAMED_FORMATS[format] ?? format;
    const variables = [...text.matchAll(VARIABLE)];
    refuseFormat(format, text, variables);
    const fields = variables.map((match) => VARIABLE_FIELDS[nameOf(match)] ?? -1);
    const looked = fields.findLastIndex((field) => field >= 0);
    const parts = variables.slice(0, looked + 1).map((match, index): Part => {
      const after = textAfter(text, variables, index);
      const before = text.slice(0, match.index);
      return {
        field: fields.indexOf(fields[index] ?? -1) === index ? (fields[index] ?? -1) : -1,
        after: Buffer.from(after),
        isQuoted: before.endsWith('"') && after.startsWith('"'),
        ...timeShape(TIME_SHAPES[nameOf(match)] ?? ""),
      };
    });
    return new FormatReader(Buffer.from(text.slice(0, variables[0]?.index ?? 0)), parts);
  }

  read(bytes: Uint8Array, start: number, end: number): boolean {
    if (!isTextAt(bytes, start, end, this.head)) return false;
    let from = start + this.head.length;
    for (let index = 0; index < this.parts.length; index += 1) {
      const part = this.parts[index];
      if (!part) return false;
      const valueEnd = this.endOf(part, index, bytes, from, end);
      if (valueEnd < 0) return false;
      if (part.field >= 0) this.places.set(part.field, from, valueEnd);
      from = valueEnd + part.after.length;
    }
    return true;
  }

  /** Byte after the last one of a value, -1 where there is none. */
  private endOf(part: Part, index: number, bytes: Uint8Array, start: number, end: number): number {
    if (part.timeBytes > 0) return isTimeAt(bytes, start, end, part) ? start + part.timeBytes : -1;
    if (part.after.length === 0) return end;
    const next = this.parts[index + 1];
    let at = findText(bytes, start, end, part.after, part.isQuoted);
    while (at >= 0 && next && next.timeBytes > 0 && !isTimeAt(bytes, at + part.after.length, end, next)) {
      at = findText(bytes, at + 1, end, part.after, part.isQuoted);
    }
    return at;
  }
}

function nameOf(match: RegExpExecArray): string {
  return match[1] ?? match[2] ?? "";
}

function textAfter(text: string, variables: readonly RegExpExecArray[], index: number): string {
  const match = variables[index];
  const from = (match?.index ?? 0) + (match?.[0].length ?? 0);
  return text.slice(from, variables[index + 1]?.index);
}

function timeShape(shape: string): Pick<Part, "timeBytes" | "marks"> {
  const marks = [...shape.matchAll(/[^0A+]/g)];
  return {
    timeBytes: shape.length,
    marks: marks.map(({ index, 0: mark }) => ({ at: index, byte: mark.charCodeAt(0) })),
  };
}

function refuseFormat(format: string, text: string, variables: readonly RegExpExecArray[]): void {
  const hasTime = variables.some((match) => VARIABLE_FIELDS[nameOf(match)] === FIELD_INDEX.time);
  const touching = variables.find(
    (_, index) => index < variables.length - 1 && textAfter(text, variables, index) === "",
  );
  UserError.throwIfAny([
    ...(hasTime
      ? []
      : [
          {
            path: "--log-format",
            message: "the format has no time",
            found: format,
            allowed:
              `${Object.keys(NAMED_FORMATS).join(", ")}, json, or a log_format of Nginx with ` +
              "$time_local, $time_iso8601 or $msec",
            action: "write the format as nginx.conf has it, in single quotes",
          },
        ]),
    ...(touching
      ? [
          {
            path: "--log-format",
            message: `nothing stands between ${touching[0]} and the next variable, so that no end of it can be seen`,
            found: format,
            action: "use a log format that separates its variables",
          },
        ]
      : []),
  ]);
}

function findText(
  bytes: Uint8Array,
  from: number,
  end: number,
  text: Uint8Array,
  skipsEscapes: boolean,
): number {
  const first = text[0];
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at];
    if (skipsEscapes && byte === BACKSLASH) at += 1;
    else if (byte === first && (text.length === 1 || isTextAt(bytes, at, end, text))) return at;
    else if (skipsEscapes && byte === QUOTE) return -1;
  }
  return -1;
}

function isTextAt(bytes: Uint8Array, start: number, end: number, text: Uint8Array): boolean {
  if (end - start < text.length) return false;
  for (let at = 0; at < text.length; at += 1) {
    if (bytes[start + at] !== text[at]) return false;
  }
  return true;
}

function isTimeAt(bytes: Uint8Array, start: number, end: number, { timeBytes, marks, after }: Part): boolean {
  if (end - start < timeBytes) return false;
  for (let index = 0; index < marks.length; index += 1) {
    const mark = marks[index];
    if (!mark || bytes[start + mark.at] !== mark.byte) return false;
  }
  return isTextAt(bytes, start + timeBytes, end, after);
}
