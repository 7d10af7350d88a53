import { z } from "zod";
import { calendarDate, oneOf, text } from "../definition/fields";
import { CURRENCIES, type Currency } from "../definition/money";
import { OFFERING_CLASSES, PAYMENTS, type OfferingClass, type Payment } from "../definition/price-schema";
import { ARCHITECTURES } from "../definition/schema";
import { PRICED_REGIONS } from "./regions";
import { SERVICE_ITEM_NAMES, SERVICE_ITEMS } from "./service-items";

/** Terms of a commitment that are sold, in years. Source: Amazon EC2 User Guide, Reserved Instances, term. */
export const TERM_YEARS = [1, 3] as const;

/** Years that a commitment runs. */
export type TermYears = (typeof TERM_YEARS)[number];

/** Class, term and payment of a reservation, as a column of a table: `standard-1y-noUpfront`. */
export type Offering = `${OfferingClass}-${TermYears}y-${Payment}`;

/** Every {@link Offering} that AWS sells, by term, class and payment. */
export const OFFERINGS: readonly Offering[] = TERM_YEARS.flatMap((years) =>
  OFFERING_CLASSES.flatMap((offeringClass) =>
    PAYMENTS.map((payment): Offering => `${offeringClass}-${years}y-${payment}`),
  ),
);

const AMOUNT_ALLOWED = 'a decimal number of 0 or more as text, such as "0.0261"';

/** Money as decimal text: never a number, which would be a float. */
const amount = text(/^\d+(?:\.\d+)?$/, AMOUNT_ALLOWED);

/** An amount above 0: a price that reads 0 is one that a source does not have. */
const price = text(/^(?=.*[1-9])\d+(?:\.\d+)?$/, 'a decimal number above 0 as text, such as "0.0261"');

const instanceType = text(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, "an EC2 instance type, such as m7i.large");
const sourceName = text(/^[a-z0-9][a-z0-9.-]{0,63}$/, "1 to 64 characters: a-z, 0-9, dots and hyphens");
const sentence = z.string({ error: () => "a text" }).min(1, { error: "a text" });

const source = z.strictObject({
  title: sentence.describe("Where the figures can be looked up: a file, a page, a quote"),
  commit: sentence.optional().describe("Version of the file"),
  licence: sentence.optional().describe("What the source may be used under"),
  note: sentence.optional().describe("What a reader must know of the figures"),
});

/** What every figure carries. */
const origin = {
  source: sourceName.describe("Name of one of the sources"),
  date: calendarDate.describe("Day on which the figures held"),
  region: oneOf(PRICED_REGIONS).describe("Region that the figures are for"),
  currency: oneOf(CURRENCIES),
};

const onDemand = z.strictObject({
  ...origin,
  rows: z
    .record(instanceType, price)
    .describe("Price of one hour of Linux, shared tenancy, by instance type"),
});

const offerings = z
  .array(oneOf(OFFERINGS as [Offering, ...Offering[]]))
  .min(1, { error: "at least one offering" });

const upfrontAndHourly = z.strictObject({
  ...origin,
  basis: z.literal("upfrontAndHourly").describe("The list's own parts: the fee, and the price of an hour"),
  offerings: offerings.describe("Columns of the rows"),
  rows: z
    .record(instanceType, z.array(z.strictObject({ upfront: amount, hourly: amount }).nullable()))
    .describe("By instance type, one cell for each offering; null where it is not sold or not known"),
});

const effective = z.strictObject({
  ...origin,
  basis: z.literal("effective").describe("Price of an hour with the upfront fee spread over the term"),
  offerings: offerings.describe("Columns of the rows"),
  rows: z
    .record(instanceType, z.array(price.nullable()))
    .describe("By instance type, one price for each offering; null where it is not sold or not known"),
});

const incomplete = z.strictObject({
  ...origin,
  basis: z.literal("incomplete").describe("The source has only a part of these prices, so they are unknown"),
  reason: sentence.describe("What is missing"),
  offerings,
  instanceTypes: z.array(instanceType).min(1, { error: "at least one instance type" }),
});

const savingsPlan = z.strictObject({
  ...origin,
  termYears: z.union([z.literal(1), z.literal(3)], { error: () => "1 or 3, the years that are sold" }),
  payment: oneOf(PAYMENTS),
  instances: z
    .record(instanceType, price)
    .default({})
    .describe("Rate of an hour of Linux under a Compute Savings Plan"),
  lambdaGigabyteSecond: price.optional(),
});

const tier = z.strictObject({
  upTo: z
    .number({ error: () => "a whole number above 0, or null for no end" })
    .int({ error: "a whole number" })
    .positive({ error: "a number above 0" })
    .nullable()
    .describe("Amount of a month that the tier ends at; null for no end"),
  price,
});
const tiers = z.array(tier).min(1, { error: "at least one tier" });

const provisioned = z.strictObject({
  reservedGigabyteSecond: price.describe("A GB-second that is kept ready"),
  usedGigabyteSecond: price.describe("A GB-second of requests that it serves"),
});

function byArchitecture<T extends z.ZodType>(each: T) {
  const [amd64, arm64] = ARCHITECTURES;
  return z.strictObject({ [amd64]: each.optional(), [arm64]: each.optional() });
}

const lambda = z.strictObject({
  ...origin,
  requestsPerMillion: price.optional(),
  gigabyteSeconds: byArchitecture(tiers).optional().describe("By the GB-seconds of a month, in tiers"),
  ephemeralStorageGigabyteSecond: price.optional().describe("A GB of /tmp above 512 MB, for a second"),
  provisionedConcurrency: byArchitecture(provisioned).optional(),
  freeTier: z
    .strictObject({ requests: z.number().int().nonnegative(), gigabyteSeconds: z.number().nonnegative() })
    .optional()
    .describe("What an account has free in each month"),
});

const services = z.strictObject({
  ...origin,
  rows: z.strictObject(
    Object.fromEntries(
      SERVICE_ITEM_NAMES.map((item) => [
        item,
        z
          .union([price, tiers], { error: () => AMOUNT_ALLOWED })
          .optional()
          .describe(SERVICE_ITEMS[item]),
      ]),
    ) as unknown as Record<keyof typeof SERVICE_ITEMS, z.ZodOptional<typeof price | typeof tiers>>,
  ),
});

const edgeDevice = z.strictObject({
  source: origin.source,
  date: origin.date,
  currency: origin.currency,
  name: sentence.describe("What the device is"),
  purchase: price.describe("Price of one device"),
  lifeYears: z
    .number({ error: () => "years above 0" })
    .positive({ error: "years above 0" })
    .describe("Years over which the price is spread"),
  powerWatts: z
    .number({ error: () => "watts of 0 or more" })
    .nonnegative({ error: "watts of 0 or more" })
    .describe("Power that it draws on average"),
  kilowattHour: amount.describe("Price of a kilowatt-hour"),
  uplinkMonth: amount.describe("Price of its connection for a month"),
});

/**
 * A price book: dated figures from named sources. The one schema of the book that landfall ships and of a user's own.
 * Nothing is turned into anything else, so that what is read is what was written.
 */
export const bookSchema = z.strictObject({
  version: z.literal(1, { error: () => "1, the version of this format" }),
  sources: z.record(sourceName, source),
  onDemand: z.array(onDemand).default([]),
  reserved: z
    .array(
      z.discriminatedUnion("basis", [upfrontAndHourly, effective, incomplete], {
        error: () => "basis: upfrontAndHourly, effective or incomplete",
      }),
    )
    .default([]),
  savingsPlans: z.array(savingsPlan).default([]),
  lambda: z.array(lambda).default([]),
  services: z.array(services).default([]),
  edgeDevices: z.array(edgeDevice).default([]),
});

/** What a price book holds. */
export type PriceBookContent = z.infer<typeof bookSchema>;

/** A table of the reservations' prices. */
export type ReservedTable = PriceBookContent["reserved"][number];

/** A table of Lambda's prices. */
export type LambdaTable = PriceBookContent["lambda"][number];

/** Prices by the amount of a month. */
export type PriceTiers = readonly z.infer<typeof tier>[];

/** What every figure of a book carries beside its value. */
export interface TableHeader {
  readonly source: string;
  /** `YYYY-MM-DD`: the day on which the figure held. */
  readonly date: string;
  readonly region: string;
  readonly currency: Currency;
}

/** The JSON Schema of a price book, for editors. Source of the form: JSON Schema 2020-12. */
export function bookJsonSchema(): object {
  return {
    title: "landfall price book",
    ...z.toJSONSchema(bookSchema, { io: "input", unrepresentable: "any" }),
  };
}
