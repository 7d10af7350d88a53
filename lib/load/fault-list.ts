import { UserError, type Fault } from "../definition/errors";

/** Faults of one kind that are listed one by one; the rest is counted, so that a file of bad lines stays readable. */
export const LISTED_FAULTS_PER_KIND = 20;

interface Kind {
  readonly listed: Fault[];
  count: number;
}

/** Collects what is wrong with one file, by kind and in the order found. */
export class FaultList {
  private readonly kinds = new Map<string, Kind>();

  /** @param file file that every fault is in, relative to the project's folder */
  constructor(readonly file: string) {}

  /**
   * Notes a fault.
   *
   * @param kind what faults are counted by, in the words that end "and 5 more ...", such as `negative values`
   */
  add(kind: string, fault: Omit<Fault, "file">): void {
    const entry = this.kinds.get(kind) ?? { listed: [], count: 0 };
    this.kinds.set(kind, entry);
    entry.count += 1;
    if (entry.count <= LISTED_FAULTS_PER_KIND) entry.listed.push({ file: this.file, ...fault });
  }

  /** Throws one UserError with every fault; does nothing when there is none. */
  throwIfAny(): void {
    UserError.throwIfAny(
      [...this.kinds].flatMap(([kind, { listed, count }]) =>
        count === listed.length
          ? listed
          : [...listed, { file: this.file, message: `and ${count - listed.length} more ${kind}` }],
      ),
    );
  }
}
