/**
 * How attributes of the Kubernetes provider become fields of the objects that it sends. A field that the provider's
 * own types leave out when it is empty is left out here; one that they always send is sent here.
 */

/** Value of a field, undefined where the provider leaves it out. */
type Expand = (value: unknown, at: string) => unknown;

/** One attribute or block. */
export interface Field {
  /** Name of the field where it is not the attribute's own in camel case. */
  readonly as?: string;
  readonly expand: Expand;
  /** What is known of a block. */
  readonly fields?: Fields;
  /** What the provider takes where the attribute is not given. */
  readonly otherwise?: unknown;
}

/** Every attribute and block of a block that is known here. */
export type Fields = Readonly<Record<string, Field>>;

/** An attribute whose value is for the provider itself and is not sent. */
export const notSent: Field = { expand: () => undefined };

/** A text; the empty one is not sent. */
export function text(otherwise?: string): Field {
  return { expand: (value, at) => asText(value, at) || undefined, otherwise };
}

/** A whole number; 0 is not sent. */
export function number(otherwise?: number): Field {
  return { expand: (value, at) => asNumber(value, at) || undefined, otherwise };
}

/** A whole number that is sent, 0 too. */
export function sentNumber(otherwise?: number): Field {
  return { expand: asNumber, otherwise };
}

/** A switch; false is not sent. */
export function flag(): Field {
  return { expand: (value, at) => asFlag(value, at) || undefined };
}

/** A switch that is sent, as false too where nothing else is said. */
export function sentFlag(otherwise: boolean | undefined = false): Field {
  return { expand: asFlag, otherwise };
}

/** A number that the provider takes as a text, so that nothing differs from 0. */
export function numberText(): Field {
  return { expand: (value, at) => (value === "" ? undefined : asNumber(value, at)) };
}

/** A number or a name or a percentage, in one text. */
export function numberOrText(otherwise?: string): Field {
  const expand: Expand = (value, at) => {
    const given = asText(value, at);
    if (given === "") return undefined;
    return /^\d+$/.test(given) ? Number(given) : given;
  };
  return { expand, otherwise };
}

/** Rights of a file, as an octal number in a text. */
export function fileMode(otherwise?: string): Field {
  const expand: Expand = (value, at) => {
    const given = asText(value, at);
    if (!/^0?[0-7]{3}$/.test(given)) throw new Error(`${at}: ${given} is not an octal number`);
    return parseInt(given, 8);
  };
  return { expand, otherwise };
}

/** Texts, or numbers, in a list; the empty one is not sent. */
export function texts(as?: string): Field {
  const expand: Expand = (value, at) => notEmpty(asList(value, at).map((each) => asText(each, at)));
  return { as, expand };
}

/** Texts by key; the empty map is not sent. */
export function textMap(encode: (value: string) => string = (value) => value): Field {
  const expand: Expand = (value, at) => {
    const entries = Object.entries(asObject(value, at));
    const sent = entries.map(([key, each]) => [key, encode(asText(each, `${at}.${key}`))] as const);
    return sent.length === 0 ? undefined : Object.fromEntries(sent);
  };
  return { expand };
}

/** A block that is there at most once. */
export function block(fields: Fields, as?: string): Field {
  const expand: Expand = (value, at) => {
    const [only, ...more] = Array.isArray(value) ? (value as unknown[]) : [value];
    if (more.length > 0) throw new Error(`${at}: the provider takes one of these blocks`);
    return only === undefined ? undefined : expandFields(only, fields, at);
  };
  return { as, expand, fields };
}

/** A block that may be there several times. */
export function blocks(fields: Fields, as: string): Field {
  const expand: Expand = (value, at) => {
    const all = Array.isArray(value) ? (value as unknown[]) : [value];
    return notEmpty(all.map((each, index) => expandFields(each, fields, `${at}[${index}]`)));
  };
  return { as, expand, fields };
}

/** The object of a block. An attribute that is not known here is an error, not left out. */
export function expandFields(value: unknown, fields: Fields, at: string): Record<string, unknown> {
  const given = asObject(value, at);
  const unknown = Object.keys(given).filter((name) => given[name] !== null && fields[name] === undefined);
  if (unknown.length > 0) throw new Error(`${at}: no translation is known of ${unknown.join(", ")}`);
  const object: Record<string, unknown> = {};
  for (const [name, { as = camelCase(name), expand, otherwise }] of Object.entries(fields)) {
    const attribute = given[name] ?? otherwise;
    const sent = attribute === undefined ? undefined : expand(attribute, `${at}.${name}`);
    if (sent === undefined) continue;
    if (as in object) throw new Error(`${at}: two attributes give ${as}`);
    object[as] = sent;
  }
  return object;
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function notEmpty<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function asText(value: unknown, at: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Error(`${at}: ${JSON.stringify(value)} is not a text`);
}

function asNumber(value: unknown, at: string): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "number" && Number.isInteger(number)) return number;
  throw new Error(`${at}: ${JSON.stringify(value)} is not a whole number`);
}

function asFlag(value: unknown, at: string): boolean {
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw new Error(`${at}: ${JSON.stringify(value)} is neither true nor false`);
}

function asList(value: unknown, at: string): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  throw new Error(`${at}: ${JSON.stringify(value)} is not a list`);
}

function asObject(value: unknown, at: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new Error(`${at}: ${JSON.stringify(value)} is not an object`);
}
