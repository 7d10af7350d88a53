import { createHash } from "node:crypto";
import type { Definition } from "./definition";

/** Hexadecimal digits that tell a shortened name from its neighbours. */
const TELL_APART_DIGITS = 6;

/**
 * The physical name of something in an environment: `<name>-<environment>-<part>-...`, cut to a length where a service
 * allows no more. Names of two environments differ, and so do two names that are cut.
 *
 * @param longest most characters that the service takes; at least 16
 */
export function physicalName(
  definition: Pick<Definition, "name" | "environment">,
  parts: readonly string[],
  longest = 63,
): string {
  const whole = [definition.name, definition.environment.name, ...parts].join("-");
  if (whole.length <= longest) return whole;
  const digest = createHash("sha256").update(whole).digest("hex").slice(0, TELL_APART_DIGITS);
  return `${whole.slice(0, longest - TELL_APART_DIGITS - 1).replace(/-+$/, "")}-${digest}`;
}
