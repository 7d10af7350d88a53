import { z } from "zod";
import { CURRENCIES } from "../../definition/money";
import { lineSchema } from "../report-schema";
import { APART_KINDS } from "./bill";

/**
 * What a plan said and what was billed. Amounts are decimal text to the cent, quantities decimal text; what is not known
 * is null, with a reason beside it.
 */
const amount = z.string().regex(/^-?\d+\.\d{2}$/);
const decimal = z.string().regex(/^-?\d+(?:\.\d+)?$/);
const month = z.string().regex(/^\d{4}-\d{2}$/);
const words = z.string().min(1);

const position = z.strictObject({ quantity: decimal, unitPrice: decimal, amount });

/** A difference by its cause: difference = price + quantity + mix, exactly. */
const effects = {
  difference: amount.describe("Billed less planned"),
  price: amount.describe("Another price for the planned quantity"),
  quantity: amount.describe("Another quantity at the billed price"),
  mix: amount.describe("Planned and not billed, or billed and not planned, for what the plan is about"),
};

/** A line of the plan and what the bill has for it. */
export const varianceLineSchema = z.strictObject({
  target: words.describe("Targets that the bill cannot tell apart stand together, as `a + b`"),
  month,
  charge: lineSchema.shape.charge,
  what: words,
  unit: words,
  plan: position.nullable(),
  actual: position.nullable(),
  ...effects,
});

const unplannedSchema = z.strictObject({
  service: words,
  region: z.string().nullable(),
  instanceType: z.string().nullable(),
  amount,
  rows: z.number().int(),
});

const apartSchema = z.strictObject({
  kind: z.enum(APART_KINDS),
  service: words,
  amount,
  rows: z.number().int(),
});

const monthSchema = z.strictObject({
  month,
  isCompared: z.boolean(),
  reason: z.string().nullable().describe("Why the month is not compared; null where it is"),
  billed: amount.describe("All that the bill has for the month, rows kept apart included"),
});

const known = z.strictObject({ value: decimal.nullable(), reason: z.string().nullable() });

/** Hours as they were against those that were planned, in one month or, where the month is null, in all of them. */
export const hoursSchema = z.strictObject({
  target: words,
  month: month.nullable(),
  needed: z.strictObject({ plan: decimal, actual: known, errorPercent: known }),
  committed: z.strictObject({ plan: decimal, actual: known }),
  coverage: z.strictObject({ plan: known, actual: known }),
  utilisation: z.strictObject({ plan: known, actual: known }),
});

/** What a month of 730 hours would cost with so many commitments, at the use that was billed. */
const choiceSchema = z.strictObject({
  choice: z.enum(["keep", "fewer", "more"]),
  count: z.number().int(),
  commitmentCost: amount.describe("Fees of all commitments, upfront fees spread over the term"),
  unusedCost: amount.describe("The part of the fees that is for hours nobody needed"),
  onDemandCost: amount.describe("What is rented beside"),
  monthlyCost: amount,
});

/** What to do with the commitments of a target now. */
export const adviceSchema = z.strictObject({
  target: words,
  verdict: z.enum(["keep", "fewer", "more", "unknown"]),
  held: z.number().int().describe("Commitments that are held, as billed, else as planned"),
  best: z
    .number()
    .int()
    .nullable()
    .describe("What the plan's rule would have committed on the hours as they were"),
  breakEvenUtilisation: known,
  monthsLeft: z
    .number()
    .int()
    .describe("Whole months from the last one compared to the end of the commitments"),
  choices: z.array(choiceSchema),
  levels: z
    .array(z.strictObject({ instances: z.number().int(), share: decimal }))
    .describe("Share of hours in which at least so many instances ran; empty where hours are not known"),
  sentences: z.array(words),
});

/** What `landfall cost --actual --json` writes. */
export const varianceSchema = z.strictObject({
  format: z.literal("landfall-variance/1"),
  name: words,
  environment: words,
  currency: z.enum(CURRENCIES),
  bill: z.strictObject({
    file: words,
    format: z.enum(["FOCUS", "CUR", "CUR 2.0"]),
    rows: z.number().int(),
    step: z.enum(["hour", "day", "month"]).nullable(),
  }),
  rules: z.array(words).describe("How rows of the bill are matched to lines of the plan"),
  months: z.array(monthSchema),
  total: z.strictObject({
    plan: amount,
    actual: amount.describe("All that the bill has for the months compared"),
    ...effects,
    unplanned: amount,
    apart: amount,
  }),
  lines: z.array(varianceLineSchema),
  unplanned: z.array(unplannedSchema),
  apart: z.array(apartSchema),
  notCompared: z.array(words).describe("What of the plan no bill of AWS can have"),
  hours: z.array(hoursSchema),
  advice: z.array(adviceSchema),
});

/** What a plan said and what was billed. */
export type Variance = z.infer<typeof varianceSchema>;
export type VarianceLine = z.infer<typeof varianceLineSchema>;
export type VarianceHours = z.infer<typeof hoursSchema>;
export type Advice = z.infer<typeof adviceSchema>;
export type KnownValue = z.infer<typeof known>;
