import { UserError } from "../definition/errors";

const SAFE_WORD = /^[A-Za-z0-9_./:@%+,-]+$/;
// eslint-disable-next-line no-control-regex -- NUL is what it looks for
const UNWRITABLE = /\u0000|\p{Surrogate}/u;

/**
 * A text as one word of a POSIX shell: in single quotes unless every character is harmless.
 *
 * @throws UserError when it holds NUL or half a surrogate pair, which no shell word can carry
 */
export function shellWord(text: string): string {
  if (UNWRITABLE.test(text))
    throw new UserError([
      { path: "shell script", found: text, message: "must not contain NUL or broken Unicode" },
    ]);
  return SAFE_WORD.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A command and its arguments as one line of a POSIX shell. */
export function shellCommand(words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}
