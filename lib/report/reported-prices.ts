import type { PlanPrice } from "../cost/target-plan";
import type { Definition } from "../definition/definition";
import { daysBetween, provenanceOf } from "../prices";
import type { ReportedPrice } from "./priced-lines";
import type { ReportedProvenance } from "./report-schema";

/** Prices that a decision rests on, each with its source, its day and its age, as every output tells them. */
export function reportedPrices(
  prices: readonly PlanPrice[],
  { asOf, cost }: Pick<Definition, "asOf" | "cost">,
): ReportedPrice[] {
  return prices.map(({ id, what, price, per, origin }) => {
    const ageDays = daysBetween(origin.date, asOf);
    return {
      id,
      what,
      amount: price.amount.toFixed(),
      unit: `${price.currency}/${per}`,
      region: origin.region ?? null,
      source: origin.source,
      date: origin.date,
      ageDays,
      isStale: ageDays > cost.maxPriceAgeDays,
    };
  });
}

/** What prices come from, and whether they are of one piece, as every output tells it. */
export function reportedProvenance(prices: readonly PlanPrice[]): ReportedProvenance {
  const { mixed, sentence } = provenanceOf(prices.map(({ origin }) => origin));
  return { isMixed: mixed, sentences: [sentence] };
}
