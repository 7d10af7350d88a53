import Decimal from "decimal.js";
import { Money, roundToTotal } from "../../../lib/definition/money";
import type { CostReport } from "../../../lib/report/report-schema";

const HOURS_PER_YEAR = 8760;

/**
 * An example with upfront fees spread, and cost and saving of a month rounded, by the rules that reports are built by:
 * cents by largest remainder that sum to the fee, and to the cost on demand.
 */
export function asBuilt(report: CostReport): CostReport {
  const { currency, term } = report;
  const money = (amount: string): Money => Money.of(amount, currency);
  const targets = report.targets.map((target) => {
    const { decision } = target;
    if (decision === null) return target;
    const lines = report.lines.filter((line) => line.target === target.target);
    const spread = lines
      .filter(({ charge }) => charge === "upfront")
      .map(({ amount, commitment }) => {
        const years = decision.options.find(({ id }) => id === commitment)!.termYears;
        const parts = decision.months.map(({ hours }) =>
          money(amount)
            .times(hours)
            .per(years * HOURS_PER_YEAR),
        );
        return roundToTotal(parts, currency);
      });
    const months = decision.months.map((month, index) => ({
      ...month,
      amortised: Money.sum(currency, [
        ...lines
          .filter((line) => line.month === month.month && line.charge !== "upfront")
          .map(({ amount }) => money(amount)),
        ...spread.map((parts) => parts[index]!),
      ]).toReport(),
    }));
    const sum = (of: (month: (typeof months)[number]) => string): Money =>
      Money.sum(
        currency,
        months.map((month) => money(of(month))),
      );
    const rent = sum(({ onDemandOnly }) => onDemandOnly).per(term.months);
    const paid = sum(({ cash }) => cash).per(term.months);
    const [cost, saving] = roundToTotal([paid, rent.minus(paid)], currency);
    return {
      ...target,
      decision: { ...decision, months },
      monthlyCost: { ...target.monthlyCost, value: cost.toReport() },
      onDemandMonthlyCost: { ...target.onDemandMonthlyCost, value: cost.plus(saving).toReport() },
      monthlySaving: { ...target.monthlySaving, value: saving.toReport() },
    };
  });
  return { ...report, targets, total: totalOf(report, targets) };
}

function totalOf(report: CostReport, targets: CostReport["targets"]): CostReport["total"] {
  const sum = (amounts: readonly (string | number | null | undefined)[]): string =>
    amounts.reduce<Decimal>((total, each) => total.plus(each ?? 0), new Decimal(0)).toFixed(2);
  const cost = sum(targets.map(({ monthlyCost }) => monthlyCost.value));
  const rent = sum(targets.map(({ onDemandMonthlyCost }) => onDemandMonthlyCost.value));
  const { total } = report;
  return {
    ...total,
    monthlyCost: { ...total.monthlyCost, value: cost },
    onDemandMonthlyCost: { ...total.onDemandMonthlyCost, value: rent },
    monthlySaving: { ...total.monthlySaving, value: new Decimal(rent).minus(cost).toFixed(2) },
    months: total.months.map((month) => ({
      ...month,
      amortised: sum(
        targets.map(({ target, decision }) =>
          decision === null
            ? sum(
                report.lines
                  .filter((line) => line.target === target && line.month === month.month)
                  .map(({ amount }) => amount),
              )
            : decision.months.find((each) => each.month === month.month)?.amortised,
        ),
      ),
    })),
  };
}
