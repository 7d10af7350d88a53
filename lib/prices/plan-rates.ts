import type { Figure } from "../definition/figure";
import { PAYMENTS, type Payment } from "../definition/price-schema";
import type { PriceBook } from "./book";
import type { TermYears } from "./book-schema";
import { computeSavingsPlanRate, lambdaSavingsPlanRate, type InstancePriceQuery } from "./instance-prices";
import type { PricedFigure } from "./origin";

/** A rate under a Compute Savings Plan of one term and way to pay; unknown with the reason. */
export interface PlanRate {
  readonly termYears: TermYears;
  readonly payment: Payment;
  readonly rate: Figure<PricedFigure>;
}

/** Terms of the plans that rates are asked for. */
interface PlanTerms {
  readonly terms: readonly TermYears[];
}

/** The newest rate of an hour of an instance for each term and way to pay: by term, then as payments are listed. */
export function instancePlanRates(
  book: PriceBook,
  { terms, ...query }: InstancePriceQuery & PlanTerms,
): readonly PlanRate[] {
  return ratesOf(terms, (plan) => computeSavingsPlanRate(book, { ...query, ...plan }));
}

/** The newest rate of a GB-second of Lambda for each term and way to pay: by term, then as payments are listed. */
export function lambdaPlanRates(
  book: PriceBook,
  { terms, ...query }: Omit<InstancePriceQuery, "instanceType"> & PlanTerms,
): readonly PlanRate[] {
  return ratesOf(terms, (plan) => lambdaSavingsPlanRate(book, { ...query, ...plan }));
}

function ratesOf(
  terms: readonly TermYears[],
  rateOf: (plan: Pick<PlanRate, "termYears" | "payment">) => Figure<PricedFigure>,
): readonly PlanRate[] {
  return terms.flatMap((termYears) =>
    PAYMENTS.map((payment) => ({ termYears, payment, rate: rateOf({ termYears, payment }) })),
  );
}
