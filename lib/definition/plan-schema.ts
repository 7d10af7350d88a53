import { z } from "zod";
import { bounded, calendarDate, projectPath, quantity, text } from "./fields";
import { moneyForm, monthlyAmountForm, requestRateForm, shareForm, termForm } from "./units";

/** Most load paths: more change a decision by less than the forecast is off. */
const MOST_PATHS = 100_000;

/** Largest seed of the generator: 2^32 - 1. */
const LARGEST_SEED = 0xffff_ffff;

function wholeNumber(least: number, most: number) {
  const allowed = `a whole number from ${least} to ${most}`;
  return z
    .number({ error: () => allowed })
    .refine((value) => Number.isInteger(value) && value >= least && value <= most, {
      error: allowed,
    });
}

/** A label on a bill: what AWS allows in a tag's value. Source: AWS, Tagging best practices, tag restrictions. */
const label = text(/^[\p{L}\p{N} _.:/=+@-]{1,128}$/u, "1 to 128 letters, digits, spaces and _.:/=+-@");

const owned = z.strictObject({
  instances: wholeNumber(1, 100_000).describe("Instances that are reserved already"),
  until: calendarDate.describe("First day on which they are not reserved any more"),
});

const risk = z.strictObject({
  weight: bounded(shareForm, (share) => share.ratio <= 1, "a percentage from 0% to 100%").describe(
    "How much the worst load paths count beside the mean of all: 0% is the expected cost alone",
  ),
  worst: bounded(
    shareForm,
    (share) => share.ratio > 0 && share.ratio <= 1,
    "a percentage above 0% up to 100%",
  ).describe("Share of the paths that are the worst: 5% is the mean of the dearest twentieth"),
});

const scenarios = z.strictObject({
  paths: wholeNumber(1, MOST_PATHS).default(10_000).describe("Load paths that are drawn"),
  seed: wholeNumber(0, LARGEST_SEED).default(1).describe("The same seed draws the same paths everywhere"),
});

const tags = z.strictObject({
  service: label
    .optional()
    .describe("Service that the cost belongs to; the name of the definition if left out"),
  owner: label.optional().describe("Who answers for the cost"),
  costCentre: label.optional().describe("Cost centre that pays"),
});

/** Fields of `cost` that say how is decided, beside the prices. All may be left out. */
export const planFields = {
  horizon: quantity(termForm)
    .optional()
    .describe("How far ahead is planned; the longest of the terms if left out"),
  upfrontBudget: quantity(moneyForm)
    .optional()
    .describe("What may be paid at once when commitments are bought; no limit if left out"),
  committedAtLeast: quantity(monthlyAmountForm)
    .optional()
    .describe(
      "Least that new commitments come to in a month, as an agreement with the cloud may ask; none if left out",
    ),
  mostReserved: wholeNumber(0, 100_000)
    .optional()
    .describe("Most instances that may be reserved of one offering; no limit if left out"),
  owned: z.array(owned).default([]).describe("Reservations that are owned already and still run"),
  risk: risk.optional().describe("Weighs the worst load paths; the expected cost alone if left out"),
  scenarios: scenarios.prefault({}).describe("How the uncertain load is drawn"),
  tags: tags.prefault({}).describe("Labels on every line of the finance outputs"),
};

/** Fields of a program's load that say what it is forecast from, and how. */
export const forecastFields = {
  history: projectPath.optional().describe("CSV with the columns timestamp and value"),
  estimate: quantity(requestRateForm)
    .optional()
    .describe("Load to expect where there is no history yet: then nothing is reserved ahead"),
  holidays: z
    .array(calendarDate)
    .default([])
    .describe("Days of history and term that are like no other day of the week"),
};
