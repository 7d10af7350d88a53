import { known, mapFigure, type Figure } from "../definition/figure";
import type { FinanceFigures } from "../cost/target-plan";
import { roundToTotal, type Money } from "../definition/money";
import type { ReportedFigure } from "./report-schema";

/** The six figures of a target, as every output tells them. */
export type ReportedFigures = Readonly<Record<keyof FinanceFigures, ReportedFigure>>;

/** Digits after the point of a utilisation. */
const SHARE_DECIMALS = 4;

/** The figures of a target, rounded once, here: the cost and the saving add up to the cost on demand. */
export function reportedFigures(figures: FinanceFigures): ReportedFigures {
  const [monthlyCost, monthlySaving] = roundedTogether(figures.monthlyCost, figures.monthlySaving);
  return {
    monthlyCost: reportedMoney(monthlyCost),
    onDemandMonthlyCost: reportedMoney(figures.onDemandMonthlyCost),
    monthlySaving: reportedMoney(monthlySaving),
    reservedCount: reported(figures.reservedCount, "instances"),
    onDemandCount: reported(figures.onDemandCount, "instances"),
    breakEvenUtilisation: reported(
      mapFigure(figures.breakEvenUtilisation, (share) => share.toFixed(SHARE_DECIMALS)),
      "share of hours",
    ),
  };
}

function roundedTogether(cost: Figure<Money>, saving: Figure<Money>): [Figure<Money>, Figure<Money>] {
  if (cost.reason !== undefined || saving.reason !== undefined) return [cost, saving];
  const [roundedCost, roundedSaving] = roundToTotal([cost.value, saving.value], cost.value.currency);
  return [known(roundedCost), known(roundedSaving)];
}

/** An amount for a month, in cents. */
export function reportedMoney(figure: Figure<Money>): ReportedFigure {
  const amount = mapFigure(figure, (value) => value.toReport());
  return reported(amount, figure.reason === undefined ? `${figure.value.currency}/month` : null);
}

/** A figure with its unit; where it is missing, its reason stands in the unit's place. */
export function reported(figure: Figure<string | number>, unit: string | null): ReportedFigure {
  return figure.reason === undefined
    ? { value: figure.value, unit, reason: null }
    : { value: null, unit: null, reason: figure.reason };
}
