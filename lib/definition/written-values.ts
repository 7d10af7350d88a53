import type { Fault } from "./errors";
import type { TextForm } from "./units";
import type { YamlPath, YamlSource } from "./yaml-source";

/** The quantity at a path; undefined where there is none, which the schema tells. */
export function readAt<T>(source: YamlSource, at: YamlPath, form: TextForm<T>): T | undefined {
  const written = source.valueAt(at);
  return typeof written === "string" ? form.read(written) : undefined;
}

/** Whether a value is a block of keys and values. */
export function isBlock(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value where it is a block; one without keys where it is something else. */
export function block(value: unknown): Record<string, unknown> {
  return isBlock(value) ? value : {};
}

/** The value where it is a list; one without items where it is something else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A fault for every value that stands before it already; what is missing is equal to nothing. */
export function repeated(
  values: readonly { value: unknown; path: YamlPath }[],
  source: YamlSource,
  allowed: string,
): Fault[] {
  return values.flatMap(({ value, path: at }, index) => {
    const first = values.findIndex((other) => other.value === value);
    return value === undefined || value === null || first === index
      ? []
      : [
          source.fault(at, {
            message: `stands already in line ${source.lineOf(values[first]?.path ?? [])}`,
            found: value,
            allowed,
          }),
        ];
  });
}
