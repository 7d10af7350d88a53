import { UserError } from "../definition/errors";

/** One `Key=value` line. The value is the text after the sign, already in systemd's syntax. */
export interface Setting {
  readonly key: string;
  readonly value: string;
}

/** One `[Section]` of a unit. */
export interface Section {
  readonly name: "Unit" | "Service" | "Install";
  readonly settings: readonly Setting[];
}

/** A unit file, or a drop-in of one. */
export interface Unit {
  readonly sections: readonly Section[];
}

/** A longer line is refused. Source: systemd, src/basic/def.h, LONG_LINE_MAX (1 MiB); the kernel's limit for one variable is 128 KiB. */
const LONGEST_TEXT_BYTES = 65_536;

/** Line breaks among them that only YAML knows (U+0085, U+2028, U+2029), since the text travels inside YAML. */
const UNWRITABLE = /[\p{Cc}\p{Surrogate}\p{Noncharacter_Code_Point}\u2028\u2029]/u;

/** Why a text cannot stand in a unit, or undefined when it can. */
export function unwritable(text: string): string | undefined {
  if (UNWRITABLE.test(text)) return "must not contain line breaks or other control characters";
  if (Buffer.byteLength(text) > LONGEST_TEXT_BYTES)
    return `must not be longer than ${LONGEST_TEXT_BYTES} bytes`;
  return undefined;
}

/** A setting whose value is a constant of this folder, a number, or text from one of the functions below. */
export function setting(key: string, value: string | number): Setting {
  return { key, value: String(value) };
}

/**
 * A text for settings that take one as it is, such as `Description=`: only specifiers are escaped.
 *
 * @throws UserError when the text cannot stand in a unit
 */
export function plainText(text: string): string {
  return checked(text).replaceAll("%", "%%");
}

/**
 * One `NAME=value` of `Environment=`, in quotes: the program gets exactly that value.
 *
 * `$` has no meaning there. Source: systemd.exec(5), Environment=.
 * @throws UserError when the value cannot stand in a unit
 */
export function environmentAssignment(name: string, value: string): string {
  return quoted(`${name}=${checked(value)}`);
}

/**
 * One word of `ExecStart=`, in quotes: the program gets exactly that argument.
 *
 * Source: systemd.service(5), command lines: `$$` and `%%` stand for themselves.
 * @throws UserError when the word cannot stand in a unit
 */
export function commandWord(word: string): string {
  return quoted(checked(word)).replaceAll("$", "$$$$");
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, (character) => `\\${character}`).replaceAll("%", "%%")}"`;
}

function checked(text: string): string {
  const reason = unwritable(text);
  if (reason !== undefined) throw new UserError([{ path: "systemd unit", found: text, message: reason }]);
  return text;
}

/** A unit as the text of its file. */
export function renderUnit(unit: Unit): string {
  const sections = unit.sections.map(
    ({ name, settings }) => `[${name}]\n${settings.map(({ key, value }) => `${key}=${value}\n`).join("")}`,
  );
  return `# Written by landfall; changes are lost.\n${sections.join("\n")}`;
}
