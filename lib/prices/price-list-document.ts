import { z } from "zod";
import { UserError } from "../definition/errors";
import { CURRENCIES, Money, type Currency } from "../definition/money";

/** One price of a term: an hour, a fee, or a tier of a month's amount. */
const dimensionSchema = z.object({
  unit: z.string(),
  beginRange: z.string().optional(),
  endRange: z.string().optional(),
  pricePerUnit: z.record(z.string(), z.string().regex(/^\d+(?:\.\d+)?$/)),
});

const termSchema = z.object({
  priceDimensions: z.record(z.string(), dimensionSchema),
  termAttributes: z.record(z.string(), z.string()).default({}),
});

/**
 * What landfall reads of a product of the Price List.
 * Source: AWS Billing User Guide, "Reading the service price list file for an AWS service", and answers of GetProducts.
 */
const documentSchema = z.object({
  product: z.object({
    sku: z.string(),
    productFamily: z.string().optional(),
    attributes: z.record(z.string(), z.string()),
  }),
  serviceCode: z.string(),
  version: z.string(),
  publicationDate: z.string().regex(/^\d{4}-\d{2}-\d{2}T/),
  terms: z.object({
    OnDemand: z.record(z.string(), termSchema).default({}),
    Reserved: z.record(z.string(), termSchema).default({}),
  }),
});

/** A product of the Price List with its prices. */
export type PriceListDocument = z.infer<typeof documentSchema>;

/** A term of a product: on demand, or one kind of reservation. */
export type PriceListTerm = z.infer<typeof termSchema>;

/** One price of a term. */
export type PriceDimension = z.infer<typeof dimensionSchema>;

/**
 * Reads the text of a product as GetProducts gives it.
 *
 * @throws UserError when it is not a product of the Price List
 */
export function readPriceListDocument(written: string): PriceListDocument {
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch {
    value = undefined;
  }
  const parsed = documentSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError([
    {
      path: `Price List API: ${issue?.path.join(".") ?? ""}`,
      message: "is not what a product of the Price List has there",
      found: written,
      allowed: issue?.message ?? "a product",
      action: "landfall reads format aws_v1; write the prices into a book by hand",
    },
  ]);
}

/** The only price of a dimension, with its currency; undefined where it is in none that landfall knows. */
export function priceOf({ pricePerUnit }: PriceDimension): Money | undefined {
  const currency = CURRENCIES.find((code) => Object.hasOwn(pricePerUnit, code));
  return currency === undefined ? undefined : Money.of(pricePerUnit[currency] ?? "0", currency);
}

/** The currency of a product's prices; undefined where it is none that landfall knows. */
export function currencyOf({ terms }: PriceListDocument): Currency | undefined {
  const dimensions = [...Object.values(terms.OnDemand), ...Object.values(terms.Reserved)].flatMap((term) =>
    Object.values(term.priceDimensions),
  );
  return dimensions.map((each) => priceOf(each)?.currency).find((currency) => currency !== undefined);
}
