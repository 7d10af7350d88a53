import { UserError, type Fault } from "../definition/errors";
import { readDefinition } from "./prepare";

/** What a check found, for a program to read. */
export interface CheckResult {
  /** Every fault; empty when all is well. */
  readonly faults: readonly Fault[];
  /** What was put right in the histories, as sentences with the file's name. */
  readonly repairs: readonly string[];
}

/** Reads the definition and the files that it names, and writes nothing. */
export function check(file: string): CheckResult {
  try {
    const { histories } = readDefinition(file);
    const repairs = [...histories.values()].flatMap((history) =>
      history.repairs.map(({ message }) => `${history.file}: repaired: ${message}`),
    );
    return { faults: [], repairs };
  } catch (error) {
    if (error instanceof UserError) return { faults: error.faults, repairs: [] };
    throw error;
  }
}
