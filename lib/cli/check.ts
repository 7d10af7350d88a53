import { UserError, type Fault } from "../definition/errors";
import { readDefinition } from "./prepare";
import { priceWarnings } from "./prices";

/** What a check found, for a program to read. */
export interface CheckResult {
  /** Every fault; empty when all is well. */
  readonly faults: readonly Fault[];
  /** What was put right in the histories, as sentences with the file's name. */
  readonly repairs: readonly string[];
  /** Prices that are old, as sentences. */
  readonly warnings: readonly string[];
}

/** Reads the definition and the files that it names, and writes nothing. */
export function check(file: string): CheckResult {
  try {
    const { definition, histories } = readDefinition(file);
    const repairs = [...histories.values()].flatMap((history) =>
      history.repairs.map(({ message }) => `${history.file}: repaired: ${message}`),
    );
    return { faults: [], repairs, warnings: priceWarnings(definition) };
  } catch (error) {
    if (error instanceof UserError) return { faults: error.faults, repairs: [], warnings: [] };
    throw error;
  }
}
