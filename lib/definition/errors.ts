/**
 * One thing that is wrong with what the user gave: where it stands, what was found there, what is allowed, what to do.
 *
 * Paths are relative to the project's folder, so that the same fault reads the same on every machine.
 */
export interface Fault {
  /** File that holds the fault, relative to the project's folder. */
  readonly file?: string;
  /** Line in {@link file}, counted from 1. */
  readonly line?: number;
  /** Path inside the file, such as `apps[0].hosts[1]`, or a column of a table. */
  readonly path?: string;
  /** The value found, as the user wrote it. Left out when the fault is not about a value. */
  readonly found?: unknown;
  /** What is wrong, as one sentence without a full stop. */
  readonly message: string;
  /** What would be accepted there. */
  readonly allowed?: string;
  /** What to do next. */
  readonly action?: string;
}

/**
 * The user's mistake, or several: every fault that could be found in one go.
 *
 * The command line prints {@link message} without a stack trace and ends with status 1.
 */
export class UserError extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super(faults.map(describeFault).join("\n"));
    this.name = "UserError";
  }

  /** Throws one error with every fault; does nothing when there is none. */
  static throwIfAny(faults: readonly Fault[]): void {
    if (faults.length > 0) throw new UserError(faults);
  }

  /** The faults that something throws; none when it goes well. Any other error is thrown on. */
  static faultsOf(action: () => unknown): readonly Fault[] {
    try {
      action();
      return [];
    } catch (error) {
      if (error instanceof UserError) return error.faults;
      throw error;
    }
  }
}

/** A fault as the text that a user reads: place first, then what was found, what is allowed, what to do. */
export function describeFault(fault: Fault): string {
  const place = [fault.file, fault.line].filter((part) => part !== undefined).join(":");
  const head = [place, fault.path, fault.message]
    .filter((part) => part !== undefined && part !== "")
    .join(": ");
  const details = [
    fault.found === undefined ? undefined : `found: ${describeValue(fault.found)}`,
    fault.allowed === undefined ? undefined : `allowed: ${fault.allowed}`,
    fault.action === undefined ? undefined : `do: ${fault.action}`,
  ].filter((line) => line !== undefined);
  return [head, ...details.map((line) => indent(line, "    "))].join("\n");
}

const LONGEST_VALUE_CHARACTERS = 200;

function describeValue(value: unknown): string {
  // JSON has no text for the numbers .nan and .inf of YAML.
  const text = typeof value === "number" ? String(value) : JSON.stringify(value);
  return text.length > LONGEST_VALUE_CHARACTERS ? `${text.slice(0, LONGEST_VALUE_CHARACTERS)}...` : text;
}

function indent(text: string, by: string): string {
  return text
    .split("\n")
    .map((line) => by + line)
    .join("\n");
}
