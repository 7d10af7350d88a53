/** What of a log line is looked at. */
export const FIELDS = ["time", "status", "method", "request", "host"] as const;

/** Name of one of {@link FIELDS}. */
export type Field = (typeof FIELDS)[number];

/** Index of each field. */
export const FIELD_INDEX = { time: 0, status: 1, method: 2, request: 3, host: 4 } as const satisfies Record<
  Field,
  number
>;

/** Where the fields of a line stand, as bytes of the buffer that holds the line; written over by the next line. */
export class FieldPlaces {
  /** First byte of each field; -1 where the line has none. */
  private readonly starts = new Int32Array(FIELDS.length).fill(-1);
  /** Byte after the last one of each field. */
  private readonly ends = new Int32Array(FIELDS.length);

  /** Forgets the places of the line before. */
  clear(): void {
    this.starts.fill(-1);
  }

  /** Notes where a field stands. */
  set(field: number, start: number, end: number): void {
    this.starts[field] = start;
    this.ends[field] = end;
  }

  /** First byte of a field; -1 where the line has none. */
  start(field: number): number {
    return this.starts[field] ?? -1;
  }

  /** Byte after the last one of a field. */
  end(field: number): number {
    return this.ends[field] ?? -1;
  }
}

/** Finds the fields of a line. */
export interface LineReader {
  /** Where the fields of the line read last stand. */
  readonly places: FieldPlaces;
  /**
   * Looks for the fields and notes their places.
   *
   * @param end byte after the last one of the line
   * @returns false when the line is malformed: cut off, or of another format
   */
  read(bytes: Uint8Array, start: number, end: number): boolean;
}
