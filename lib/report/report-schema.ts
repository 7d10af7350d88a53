import { z } from "zod";
import { CURRENCIES } from "../definition/money";

/**
 * `cost.json`: the one document that every output of finance is made from, so that a figure which stands in two places
 * is the same.
 *
 * Amounts are decimal text with two places, quantities decimal text with up to six; what does not apply is null, with
 * a reason beside it. Every total is the sum of the lines that it is over, as they are rounded.
 */
const AMOUNT = /^-?\d+\.\d{2}$/;
const DECIMAL = /^-?\d+(?:\.\d+)?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MONTH = /^\d{4}-\d{2}$/;

const amount = z.string().regex(AMOUNT).describe("An amount of money in the report's currency, to the cent");
const decimal = z.string().regex(DECIMAL).describe("A decimal number as text");
const date = z.string().regex(DATE);
const month = z.string().regex(MONTH).describe("A month of the calendar, YYYY-MM");
const currency = z.enum(CURRENCIES);
const words = z.string().min(1);
const sentences = z.array(words);

/** A figure with its unit, or null with the reason. */
export const figureSchema = z.strictObject({
  value: z.union([z.string(), z.number()]).nullable(),
  unit: z.string().nullable(),
  reason: z.string().nullable().describe("Why the value is null; null where it is not"),
});

const figures = z.strictObject({
  monthlyCost: figureSchema.describe(
    "Expected cost of an average month: the lines of the term, by its months",
  ),
  onDemandMonthlyCost: figureSchema.describe("The same month with everything rented by the hour"),
  monthlySaving: figureSchema.describe("What the decision saves in that month"),
  reservedCount: figureSchema.describe("Instances to reserve anew"),
  onDemandCount: figureSchema.describe("Most instances rented at once"),
  breakEvenUtilisation: figureSchema.describe(
    "Share of hours in which an instance must be needed for a commitment to pay",
  ),
});

const ratios = z.strictObject({
  paybackMonths: figureSchema.describe("Months after which the commitments have cost less than renting"),
  coverage: figureSchema.describe("Share of the instance hours needed that commitments cover, 0 to 1"),
  utilisation: figureSchema.describe("Share of the committed instance hours that are needed, 0 to 1"),
  effectiveSavingsRate: figureSchema.describe(
    "Saving by the cost of renting everything, -1 to 1. Source: FinOps Foundation",
  ),
  costPerMillionRequests: figureSchema,
});

const presentValues = z.strictObject({
  yearlyRatePercent: decimal,
  chosen: amount,
  allOnDemand: amount,
  saving: amount.describe(
    "Net present value of the decision: what renting everything is worth today, less the chosen",
  ),
});

const quantiles = z.strictObject({
  mean: amount,
  p50: amount,
  p80: amount,
  p95: amount,
});

/** One line of the plan: what is expected to be billed in a month. amount = quantity x unitPrice, to the cent. */
export const lineSchema = z.strictObject({
  target: words,
  month,
  charge: z.enum(["upfront", "commitment", "onDemand", "requests", "compute", "other"]),
  what: words.describe("In words, such as `reserved, 1 y, no upfront`"),
  commitment: z.string().nullable().describe("Id of the commitment that the line belongs to"),
  quantity: decimal,
  unit: words.describe("What is counted, such as `instance hours`"),
  unitPrice: decimal,
  amount,
});

const monthSchema = z.strictObject({
  month,
  from: date,
  hours: z.number().int(),
  needed: decimal.describe("Instance hours that the load needs, expected"),
  committed: decimal.describe("Instance hours that are committed"),
  used: decimal.describe("Committed instance hours that the load needs"),
  rented: decimal.describe("Instance hours rented on demand"),
  cash: amount.describe("What is paid in the month: upfront fees, hourly fees, and renting"),
  amortised: amount.describe("The same with upfront fees spread over their terms, by hour"),
  onDemandOnly: amount.describe("What renting everything would cost"),
});

const optionSchema = z.strictObject({
  id: words,
  kind: z.enum(["reservedInstances", "computeSavingsPlan"]),
  offeringClass: z.enum(["standard", "convertible"]).nullable(),
  termYears: z.number().int(),
  payment: z.enum(["noUpfront", "partialUpfront", "allUpfront"]),
  upfront: decimal.describe("Paid for one instance at once"),
  hourly: decimal.describe("Paid for one instance and hour"),
  effectiveHourly: decimal.describe("Hourly, with the upfront fee spread over the term"),
  breakEvenUtilisation: figureSchema,
  count: z.number().int().describe("How many of it the decision takes"),
  aloneCount: z.number().int().describe("How many would be taken were it the only option"),
  aloneMonthlyCost: amount.describe("What a month would cost then"),
  price: words.describe("Id of its price among `prices`"),
});

const sensitivitySchema = z.strictObject({
  kind: z.enum(["load", "onDemandPrice", "commitmentPrice", "discountRate", "term"]),
  change: words.describe("Such as `x 0.5`, `+10 %`, `8 %`, `ends after 6 months`"),
  factor: decimal.describe("The change as a number: a factor, or the rate or the share of the term itself"),
  reserved: z.number().int().describe("Instances that would be reserved if this were known before"),
  heldMonthlyCost: amount.describe("Cost of a month with the decision as it stands"),
  bestMonthlyCost: amount.describe("Cost of a month with the decision that would be made then"),
});

const flipSchema = z.strictObject({
  what: words.describe("What would have to change, in words: `load down by`"),
  change: figureSchema,
  to: z.string().nullable().describe("What would be decided then, in words"),
});

/** The decision for instances: of a target, or of one app as if it had instances of its own. */
export const decisionSchema = z.strictObject({
  instanceType: words,
  region: words,
  platform: words,
  onDemandHourly: decimal,
  method: words.describe("How the optimum was found, in words"),
  chosen: words,
  runnerUp: z.strictObject({ what: words, monthlyCost: amount }),
  options: z.array(optionSchema),
  ...ratios.shape,
  presentValues,
  quantiles: quantiles.describe("Cost of a month over the load paths"),
  levels: z
    .array(z.strictObject({ instances: z.number().int(), share: decimal, committed: z.boolean() }))
    .describe("Duration curve: share of hours in which at least so many instances are needed"),
  months: z.array(monthSchema),
  sensitivity: z.array(sensitivitySchema),
  flips: z.array(flipSchema),
});

const exitSchema = z.strictObject({
  costs: z.array(z.strictObject({ afterMonths: z.number().int(), cost: amount })),
  terms: words,
});

/** One commitment to buy by hand. */
export const orderSchema = z.strictObject({
  target: words,
  kind: z.enum(["reservedInstances", "computeSavingsPlan"]),
  offering: words,
  count: z.number().int().nullable(),
  instanceType: z.string().nullable(),
  platform: z.string().nullable(),
  region: z.string().nullable(),
  tenancy: z.string().nullable(),
  offeringClass: z.enum(["standard", "convertible"]).nullable(),
  commitmentPerHour: decimal.nullable(),
  termYears: z.union([z.literal(1), z.literal(3)]),
  payment: z.enum(["noUpfront", "partialUpfront", "allUpfront"]),
  currency,
  dueAtPurchase: amount,
  hourly: decimal,
  totalObligation: amount,
  priceSource: words.describe("Where the price that the order is reckoned from comes from"),
  priceDate: date.describe("Day on which that price held"),
  exit: exitSchema,
  commands: z.strictObject({ lookUp: words, buy: words }),
});

const appShareSchema = z.strictObject({
  app: words,
  share: decimal.describe("Part of the instance hours needed that the app takes, 0 to 1"),
  monthlyCost: figureSchema.describe("Its part of the target's cost: parts sum to the whole"),
  costPerMillionRequests: figureSchema,
  alone: decisionSchema
    .nullable()
    .describe("The decision if the app had instances of its own; null where nothing is decided"),
});

/** One target of the report. */
export const targetSchema = z.strictObject({
  target: words,
  isRented: z.boolean(),
  ...figures.shape,
  basis: sentences,
  notCovered: sentences,
  runnerUp: z.string().nullable(),
  decision: decisionSchema.nullable(),
  apps: z.array(appShareSchema),
});

const seriesSchema = z.array(
  z.strictObject({
    date,
    actual: decimal.nullable().describe("Requests of that day in the history; null after its end"),
    expected: decimal.nullable().describe("Requests expected; null before the forecast"),
    lower80: decimal.nullable(),
    upper80: decimal.nullable(),
    lower95: decimal.nullable(),
    upper95: decimal.nullable(),
  }),
);

/** The load that one app's decision rests on. */
export const loadSchema = z.strictObject({
  app: words,
  history: z.string().nullable().describe("File of the history; null where there is none"),
  from: date.nullable(),
  to: date.nullable(),
  steps: z.number().int(),
  step: z.enum(["hour", "day"]).nullable(),
  repairs: sentences,
  method: words,
  holdoutSmapePercent: z.number().nullable(),
  monthlyRequests: z.number().int(),
  notes: sentences,
  series: seriesSchema.describe("The end of the history and the days forecast after it"),
});

const priceSchema = z.strictObject({
  id: words,
  what: words,
  amount: decimal,
  unit: words.describe("Such as `USD/h`"),
  region: z.string().nullable(),
  source: words,
  date: date,
  ageDays: z.number().int(),
  isStale: z.boolean().describe("Older than cost.maxPriceAgeDays at asOf"),
});

/** What prices come from. */
export const provenanceSchema = z.strictObject({
  isMixed: z.boolean().describe("Prices of different sources or days stand beside each other"),
  sentences,
});

/** The whole report. */
export const costReportSchema = z.strictObject({
  format: z.literal("landfall-cost/3"),
  generator: z.strictObject({ name: z.literal("landfall"), version: words }),
  name: words,
  environment: words,
  asOf: date,
  currency,
  seed: z.number().int(),
  paths: z.number().int().describe("Load paths that the decision was made over"),
  tags: z.strictObject({
    service: words,
    environment: words,
    owner: z.string().nullable(),
    costCentre: z.string().nullable(),
  }),
  term: z.strictObject({ start: date, end: date, hours: z.number().int(), months: z.number().int() }),
  budget: z.strictObject({
    amount,
    currency,
    per: z.literal("month"),
    isMeanWithin: z.boolean().nullable(),
    isP80Within: z.boolean().nullable(),
  }),
  prices: z.array(priceSchema),
  provenance: provenanceSchema,
  warnings: sentences,
  load: z.array(loadSchema),
  targets: z.array(targetSchema),
  total: z.strictObject({
    monthlyCost: figureSchema,
    onDemandMonthlyCost: figureSchema,
    monthlySaving: figureSchema,
    costPerMillionRequests: figureSchema,
    quantiles: quantiles
      .nullable()
      .describe("Cost of a month of all that is rented; null where a target has no cost"),
    months: z.array(z.strictObject({ month, cash: amount, amortised: amount, onDemandOnly: amount })),
  }),
  lines: z.array(lineSchema),
  orders: z.array(orderSchema),
});

/** What `cost.json` holds. */
export type CostReport = z.infer<typeof costReportSchema>;
export type ReportedFigure = z.infer<typeof figureSchema>;
export type ReportedTarget = z.infer<typeof targetSchema>;
export type ReportedDecision = z.infer<typeof decisionSchema>;
export type ReportedLine = z.infer<typeof lineSchema>;
export type ReportedLoad = z.infer<typeof loadSchema>;
export type ReportedProvenance = z.infer<typeof provenanceSchema>;
export type ReportedOrder = z.infer<typeof orderSchema>;

/** The JSON Schema of `cost.json`, for other programs. Source of the form: JSON Schema 2020-12. */
export function costReportJsonSchema(): object {
  return { title: "landfall cost report", ...z.toJSONSchema(costReportSchema) };
}
