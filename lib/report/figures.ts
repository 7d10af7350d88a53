import { known, mapFigure, type Figure } from "../definition/figure";
import type { FinanceFigures } from "../cost/target-plan";
import type { Money } from "../definition/money";
import type { ReportedFigure } from "./report-schema";

/** The six figures of a target, as every output tells them. */
export type ReportedFigures = Readonly<Record<keyof FinanceFigures, ReportedFigure>>;

/** Digits after the point of a utilisation. */
const SHARE_DECIMALS = 4;

/**
 * The figures of a target, rounded once, here. The cost is rounded by itself, so that it is the same wherever it stands;
 * the saving is what is left of the cost on demand, to the cent.
 */
export function reportedFigures(figures: FinanceFigures): ReportedFigures {
  return {
    monthlyCost: reportedMoney(figures.monthlyCost),
    onDemandMonthlyCost: reportedMoney(figures.onDemandMonthlyCost),
    monthlySaving: reportedMoney(roundedSaving(figures)),
    reservedCount: reported(figures.reservedCount, "instances"),
    onDemandCount: reported(figures.onDemandCount, "instances"),
    breakEvenUtilisation: reported(
      mapFigure(figures.breakEvenUtilisation, (share) => share.toFixed(SHARE_DECIMALS)),
      "share of hours",
    ),
  };
}

function roundedSaving({ monthlyCost: cost, monthlySaving: saving }: FinanceFigures): Figure<Money> {
  if (cost.reason !== undefined || saving.reason !== undefined) return saving;
  return known(inCents(cost.value.plus(saving.value)).minus(inCents(cost.value)));
}

const CENT_DECIMALS = 2;

/** An amount as it is reported, to reckon on with. */
export function inCents(amount: Money): Money {
  return amount.rounded(CENT_DECIMALS);
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
