import { z } from "zod";
import type { TextForm } from "./units";

/** Text of a certain form. `allowed` is what a message says. */
export function text(pattern: RegExp, allowed: string): z.ZodString {
  return z.string({ error: () => allowed }).regex(pattern, { error: allowed });
}

/** A quantity as people write it, read into its unit. */
export function quantity<T>(form: TextForm<T>): z.ZodType<T> {
  return z
    .string({ error: () => form.allowed })
    .meta({ pattern: form.pattern.source })
    .transform((written, context) => {
      const read = form.read(written);
      if (read === undefined) {
        context.addIssue({ code: "custom", message: form.allowed, input: written });
        return z.NEVER;
      }
      return read;
    });
}

/** A quantity that must lie between two bounds. */
export function bounded<T>(form: TextForm<T>, holds: (value: T) => boolean, allowed: string): z.ZodType<T> {
  return quantity(form).refine(holds, { error: allowed });
}

/** One of a list of words. */
export function oneOf<const V extends readonly string[]>(values: V): z.ZodEnum<{ [K in V[number]]: K }> {
  return z.enum(values);
}

/** A name that goes into names of resources: its longest form must fit into the tightest of them. */
export function resourceName(longest: number): z.ZodString {
  return text(
    new RegExp(`^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){1,${longest - 1}}$`),
    `2 to ${longest} characters: a-z, 0-9 and single hyphens inside, a letter first`,
  );
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A date that exists in the calendar. */
export const calendarDate: z.ZodType<string> = z
  .string({ error: () => "a date such as 2026-11-01" })
  .meta({ pattern: DATE.source })
  .refine(
    (written) => {
      const parsed = new Date(`${written}T00:00:00Z`);
      return (
        DATE.test(written) && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(written)
      );
    },
    { error: "a date of the calendar, such as 2026-11-01" },
  );

/** A DNS name in lower case, at least two labels. Source: RFC 1123, section 2.1. */
export const hostName = text(
  /^(?=.{3,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
  "a host name in lower case such as www.example.com: letters, digits and hyphens, labels of at most 63 characters",
);

/** A path of a URL. */
export const urlPath = text(/^\/[A-Za-z0-9._~/-]*$/, "a path such as /healthz");

/** A path inside the project: relative, with forward slashes, never upwards. */
export const projectPath = text(
  /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[A-Za-z0-9._/ @+-]+$/,
  "a path inside the project's folder, relative to landfall.yaml and without ..",
);
