import type { z } from "zod";

/**
 * A part of landfall.yaml that a target or a cloud brings along: its key and its schema.
 *
 * The definition knows no target and no cloud by name, so a new one is a new folder with a part of its own.
 */
export interface Part<T> {
  /** Key under which the part stands in landfall.yaml. */
  readonly name: string;
  readonly schema: z.ZodType<T>;
}

/** A target's part of landfall.yaml. */
export interface TargetPart<T> extends Part<T> {
  /** Key of the cloud whose account every environment must name for it; undefined for a target that needs none. */
  readonly cloud?: string;
}

/** What was written under each {@link Part}'s key. */
export class Parts {
  constructor(private readonly values: ReadonlyMap<string, unknown>) {}

  /** Undefined when the part is not there. The value is the one that the part's own schema made. */
  get<T>(part: Part<T>): T | undefined {
    return this.values.get(part.name) as T | undefined;
  }

  /** Keys of the parts that are there, in the file's order. */
  get names(): readonly string[] {
    return [...this.values.keys()];
  }
}
