import type { Fault } from "./errors";
import { UserError } from "./errors";

/** One rule on the properties of a construct or a model: all rules run, and one error lists every broken one. */
export interface Rule<P> {
  /** Property that the rule is about, as the caller wrote it. */
  readonly property: string;
  /** True when the rule holds. A property that is left out holds every rule on it. */
  readonly holds: (props: P) => boolean;
  /** What is wrong, such as `must have 1 to 64 characters, got 65`. */
  readonly message: (props: P) => string;
}

/** Makes a {@link Rule}. */
export function rule<P>(
  property: string,
  holds: (props: P) => boolean,
  message: (props: P) => string,
): Rule<P> {
  return { property, holds, message };
}

/**
 * Checks every rule.
 *
 * @param path where the properties stand, such as a construct's path
 * @throws UserError that lists every broken rule
 */
export function checkRules<P>(path: string, props: P, rules: readonly Rule<P>[]): void {
  const faults = rules
    .filter((each) => !each.holds(props))
    .map((each): Fault => ({ path, message: `${each.property} ${each.message(props)}` }));
  UserError.throwIfAny(faults);
}
