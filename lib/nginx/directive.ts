import { UserError } from "../definition/errors";

/**
 * Text in Nginx's own language: variables such as `$host`, keywords, regular expressions.
 *
 * Made from literals in this folder alone. What a user wrote goes in as a plain string, where a `$` is refused.
 */
export interface Expression {
  readonly expression: string;
}

/** One word after a directive's name. A string or a number stands for itself: nothing in it has a meaning to Nginx. */
export type Argument = string | number | Expression;

/** One directive: simple, or a block when {@link body} is there. */
export interface Directive {
  readonly name: Argument;
  readonly args: readonly Argument[];
  readonly body?: readonly Directive[];
}

/** Nginx reads its configuration through a buffer of 4,096 bytes; a longer word is refused. Source: ngx_conf_file.c, NGX_CONF_BUFFER. */
const LONGEST_WORD_BYTES = 4000;

const BARE_WORD = /^[A-Za-z0-9_./:=@~*+,^|$-]+$/;
/** Line breaks among them that only YAML knows (U+0085, U+2028, U+2029), since the text travels inside YAML. */
const UNWRITABLE = /[\p{Cc}\p{Surrogate}\p{Noncharacter_Code_Point}\u2028\u2029]/u;

/** Text in Nginx's own language. Never made from what a user wrote. */
export function expression(text: string): Expression {
  return { expression: text };
}

/** A simple directive, such as `listen 80;`. */
export function directive(name: Argument, ...args: readonly Argument[]): Directive {
  return { name, args };
}

/** A block directive, such as `server { ... }`. */
export function block(
  name: Argument,
  args: readonly Argument[],
  body: readonly (Directive | readonly Directive[])[],
): Directive {
  return { name, args, body: body.flat() };
}

/**
 * Why a text cannot stand in a configuration, or undefined when it can.
 *
 * Nginx has no escape for `$`, and nothing legitimate that users give needs one or a control character.
 */
export function unwritable(text: string): string | undefined {
  if (text.includes("$")) return "must not contain $, which starts a variable in Nginx's configuration";
  return unwritableEvenAsExpression(text);
}

function unwritableEvenAsExpression(text: string): string | undefined {
  if (UNWRITABLE.test(text)) return "must not contain line breaks or other control characters";
  if (Buffer.byteLength(text) > LONGEST_WORD_BYTES)
    return `must not be longer than ${LONGEST_WORD_BYTES} bytes`;
  return undefined;
}

/**
 * An argument as Nginx reads it back: bare where that is safe, else in quotes, with quotes and `\` escaped.
 *
 * @throws UserError when the text holds `$`, a control character, half a surrogate pair or over 4,000 bytes
 */
export function renderArgument(argument: Argument): string {
  if (typeof argument === "number") return String(argument);
  const isText = typeof argument === "string";
  const text = isText ? argument : argument.expression;
  const reason = isText ? unwritable(text) : unwritableEvenAsExpression(text);
  if (reason !== undefined)
    throw new UserError([{ path: "Nginx configuration", found: text, message: reason }]);
  return BARE_WORD.test(text) ? text : quote(text);
}

function quote(text: string): string {
  const mark = text.includes('"') && !text.includes("'") ? "'" : '"';
  return (
    mark + text.replace(/["'\\]/g, (each) => (each === "\\" || each === mark ? `\\${each}` : each)) + mark
  );
}

/**
 * Directives as the text of a configuration file, two spaces a level.
 *
 * @throws UserError as {@link renderArgument}
 */
export function renderDirectives(directives: readonly Directive[]): string {
  return directives.map((each) => renderDirective(each, "")).join("");
}

function renderDirective(each: Directive, indent: string): string {
  const head = indent + [each.name, ...each.args].map(renderArgument).join(" ");
  if (each.body === undefined) return `${head};\n`;
  const body = each.body.map((inner) => renderDirective(inner, `${indent}  `)).join("");
  return `${head} {\n${body}${indent}}\n`;
}
