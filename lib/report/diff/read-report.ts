import type { z } from "zod";
import { UserError, type Fault } from "../../definition/errors";
import { costReportSchema, type CostReport } from "../report-schema";

const FORMAT = costReportSchema.shape.format.value;

/**
 * Reads a report that `landfall cost --json` has written.
 *
 * @param text of the file
 * @param file its name, for messages
 * @throws UserError when it is not JSON or of another format; else with every place that is not as the schema says
 */
export function readReport(text: string, file: string): CostReport {
  const value = parseJson(text, file);
  const format = typeof value === "object" && value !== null ? (value as { format?: unknown }).format : value;
  if (format !== FORMAT) {
    throw new UserError([
      {
        file,
        path: "format",
        message: "this is no report of this format",
        ...(format === undefined ? {} : { found: format }),
        allowed: FORMAT,
        action: "write the report anew with this version of landfall: landfall cost --json",
      },
    ]);
  }
  const parsed = costReportSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UserError(parsed.error.issues.flatMap((issue) => faultsOfIssue(issue, value, file)));
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new UserError([
      {
        file,
        message: `this is not JSON (${(error as Error).message})`,
        allowed: "a report as landfall cost --json writes it",
        action: "give the file cost.json of a plan",
      },
    ]);
  }
}

function faultsOfIssue(issue: z.core.$ZodIssue, value: unknown, file: string): Fault[] {
  const action = "write the report anew with landfall cost --json; it is not to be edited";
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      file,
      path: jsonPath([...issue.path, key]),
      message: "is not known here",
      action,
    }));
  }
  const found = valueAt(value, issue.path);
  return [
    {
      file,
      path: jsonPath(issue.path),
      message: found === undefined ? "is missing" : "cannot be used",
      ...(found === undefined ? {} : { found }),
      allowed: issue.message,
      action,
    },
  ];
}

/** `lines[3].amount`; a key that is no plain word stands in brackets and quotes. */
function jsonPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    const name = String(step);
    if (!/^[A-Za-z_]\w*$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text === "" ? name : `${text}.${name}`;
  }, "");
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (found, step) =>
      typeof found === "object" && found !== null ? (found as Record<PropertyKey, unknown>)[step] : undefined,
    value,
  );
}
