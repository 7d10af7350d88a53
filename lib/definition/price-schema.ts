import { z } from "zod";
import { calendarDate, oneOf, quantity, text } from "./fields";
import { hourlyPriceForm, moneyForm, termForm, type HourlyPrice, type Term } from "./units";
import type { Money } from "./money";

/**
 * How a reservation is paid: by the hour alone, partly at once, or all at once.
 * Source: Amazon EC2 User Guide, Reserved Instances, payment options.
 */
export const PAYMENTS = ["noUpfront", "partialUpfront", "allUpfront"] as const;

/** How a reservation is paid. */
export type Payment = (typeof PAYMENTS)[number];

/** Ways to pay, in words. */
export const PAYMENT_WORDS: Readonly<Record<Payment, string>> = {
  noUpfront: "no upfront",
  partialUpfront: "partial upfront",
  allUpfront: "all upfront",
};

/**
 * Whether a reservation may be exchanged for one of another instance family: a convertible one may.
 * Source: Amazon EC2 User Guide, Reserved Instances, offering classes.
 */
export const OFFERING_CLASSES = ["standard", "convertible"] as const;

/** Whether a reservation may be exchanged: a convertible one may. */
export type OfferingClass = (typeof OFFERING_CLASSES)[number];

/** The book that landfall ships: dated list prices. */
export const LIST_BOOK = "list";

/** Days after which a price is old where landfall.yaml does not say: half a year. */
export const DEFAULT_MAX_PRICE_AGE_DAYS = 180;

/** Longest age that may be allowed, in days: a hundred years. */
const LONGEST_PRICE_AGE_DAYS = 36_500;

/** A reservation as landfall.yaml writes it. What is left out of an amount is nothing. */
export interface InlineReservation {
  readonly term: Term;
  readonly payment: Payment;
  readonly class: OfferingClass;
  /** What one instance costs at once; undefined where nothing is paid at once. */
  readonly upfront?: Money | undefined;
  /** What one instance costs for one hour of the term, used or not; undefined where all is paid at once. */
  readonly hourly?: HourlyPrice | undefined;
}

/** Prices that stand in landfall.yaml itself. */
export interface InlinePrices {
  readonly book?: undefined;
  /** What one instance costs when rented by the hour. */
  readonly onDemand: HourlyPrice;
  readonly reservations: readonly InlineReservation[];
  /** Where the prices come from. */
  readonly source: string;
  /** `YYYY-MM-DD`: the day on which they held. */
  readonly date: string;
}

/** Prices that stand in a price book. */
export interface BookPrices {
  /** {@link LIST_BOOK}, or the path of a book's file relative to the project's folder. */
  readonly book: string;
}

/** Where prices come from: landfall.yaml itself, or a price book. */
export type PriceSettings = InlinePrices | BookPrices;

const reservation = z.strictObject({
  term: quantity(termForm),
  payment: oneOf(PAYMENTS),
  class: oneOf(OFFERING_CLASSES)
    .default("standard")
    .describe("standard, or convertible: one that may be exchanged"),
  upfront: quantity(moneyForm)
    .optional()
    .describe("What one instance costs at once; left out with noUpfront"),
  hourly: quantity(hourlyPriceForm)
    .optional()
    .describe("What one instance costs for each hour of the term; left out with allUpfront"),
});

/** A book by its name: {@link LIST_BOOK}, or a file inside the project's folder. */
export const bookName = text(
  /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))(?:list|[A-Za-z0-9._/ @+-]+\.(?:ya?ml|json))$/,
  "list, or a book's file inside the project's folder such as prices/mine.yaml",
);

/**
 * `cost.prices`. Which keys belong together is for the cross rules to say: they tell every missing one, whatever else
 * is wrong.
 */
export const prices = z
  .strictObject({
    book: bookName
      .optional()
      .describe(
        "list for the dated list prices that landfall ships, or a book's file; in the place of the rest",
      ),
    onDemand: quantity(hourlyPriceForm)
      .optional()
      .describe("What one instance costs when rented by the hour"),
    reservations: z
      .array(reservation)
      .min(1, { error: "at least one reservation that can be bought" })
      .optional(),
    source: z
      .string({ error: () => "where the prices come from" })
      .min(1)
      .optional(),
    date: calendarDate.optional().describe("Day on which the prices held"),
  })
  .meta({
    oneOf: [{ required: ["book"] }, { required: ["onDemand", "reservations", "source", "date"] }],
  })
  .transform((written) => written as PriceSettings);

/** `cost.maxPriceAgeDays`. */
export const maxPriceAgeDays = z
  .number({ error: () => ageAllowed })
  .refine((days) => Number.isInteger(days) && days >= 1 && days <= LONGEST_PRICE_AGE_DAYS, {
    error: () => ageAllowed,
  })
  .default(DEFAULT_MAX_PRICE_AGE_DAYS)
  .describe("Days after which a price is old: it is used all the same, with a warning that names it");

const ageAllowed = `a whole number of days from 1 to ${LONGEST_PRICE_AGE_DAYS}`;
