import Decimal from "decimal.js";
import fc from "fast-check";
import { known, none, type Figure } from "../../lib/definition/figure";
import type { FinanceFigures } from "../../lib/cost/target-plan";
import { Money } from "../../lib/definition/money";
import { reportedFigures, reportedMoney } from "../../lib/report/figures";
import { usd } from "../cost/terms";
import { figures } from "./plans";

const NAMES = [
  "monthlyCost",
  "onDemandMonthlyCost",
  "monthlySaving",
  "reservedCount",
  "onDemandCount",
  "breakEvenUtilisation",
] as const;

describe("the reported figures", () => {
  it("are the six that finance reads, each with its unit", () => {
    expect(reportedFigures(figures())).toEqual({
      monthlyCost: { value: "917.16", unit: "USD/month", reason: null },
      onDemandMonthlyCost: { value: "1180.98", unit: "USD/month", reason: null },
      monthlySaving: { value: "263.82", unit: "USD/month", reason: null },
      reservedCount: { value: 2, unit: "instances", reason: null },
      onDemandCount: { value: 6, unit: "instances", reason: null },
      breakEvenUtilisation: { value: "0.6000", unit: "share of hours", reason: null },
    });
  });

  it.each(NAMES)("are null with a reason and without a unit where there is none: %s", (name) => {
    const reported = reportedFigures(figures({ [name]: none(`no ${name}`) }));
    expect(reported[name]).toEqual({ value: null, unit: null, reason: `no ${name}` });
    const others = NAMES.filter((other) => other !== name).map((other) => reported[other]);
    expect(
      others.every(({ value, unit, reason }) => value !== null && unit !== null && reason === null),
    ).toBe(true);
  });

  it("keep a 0 that is known a 0", () => {
    const reported = reportedFigures(
      figures({ monthlyCost: known(usd("10")), monthlySaving: known(usd("0")), reservedCount: known(0) }),
    );
    expect(reported.monthlySaving).toEqual({ value: "0.00", unit: "USD/month", reason: null });
    expect(reported.reservedCount).toEqual({ value: 0, unit: "instances", reason: null });
  });

  it.each([
    ["0.6", "0.6000"],
    ["0.00005", "0.0000"],
    ["0.66666666", "0.6667"],
    ["1", "1.0000"],
  ])("tell a utilisation of %s as %s", (share, told) => {
    const Exact = Decimal.clone({ rounding: Decimal.ROUND_HALF_EVEN });
    const reported = reportedFigures(figures({ breakEvenUtilisation: known(new Exact(share)) }));
    expect(reported.breakEvenUtilisation.value).toBe(told);
  });

  it("tell money in its own currency", () => {
    expect(reportedMoney(known(Money.of("12.345", "CNY")))).toEqual({
      value: "12.34",
      unit: "CNY/month",
      reason: null,
    });
  });

  const units = fc
    .bigInt({ min: 0n, max: 10n ** 14n })
    .map((value) => usd(new Decimal(`${value}e-8`).toFixed()));

  it("have a cost and a saving that add up to the cost on demand, to the cent", () => {
    fc.assert(
      fc.property(units, units, (monthlyCost, monthlySaving) => {
        const reported = reportedFigures(
          figures({
            monthlyCost: known(monthlyCost),
            monthlySaving: known(monthlySaving),
            onDemandMonthlyCost: known(monthlyCost.plus(monthlySaving)),
          }),
        );
        const [cost, saving, onDemand] = [
          reported.monthlyCost,
          reported.monthlySaving,
          reported.onDemandMonthlyCost,
        ].map(({ value }) => usd(String(value)));
        expect(cost!.plus(saving!).toReport()).toBe(onDemand!.toReport());
        expect(cost!.minus(monthlyCost).amount.abs().lessThan("0.01")).toBe(true);
        expect(saving!.minus(monthlySaving).amount.abs().lessThan("0.01")).toBe(true);
      }),
    );
  });

  it("are never null without a reason, and have no reason beside a value, whatever the figures", () => {
    const either = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Figure<T>> =>
      fc.oneof(
        value.map((each) => known(each)),
        fc.string({ minLength: 1 }).map((reason) => none<T>(reason)),
      );
    const any: fc.Arbitrary<FinanceFigures> = fc.record({
      monthlyCost: either(units),
      onDemandMonthlyCost: either(units),
      monthlySaving: either(units),
      reservedCount: either(fc.nat()),
      onDemandCount: either(fc.nat()),
      breakEvenUtilisation: either(fc.nat({ max: 1000 }).map((mille) => new Decimal(mille).div(1000))),
    });
    fc.assert(
      fc.property(any, (given) => {
        const reported = reportedFigures(given);
        for (const name of NAMES) {
          const { value, unit, reason } = reported[name];
          expect(value === null).toBe(reason !== null);
          expect(value === null).toBe(unit === null);
          expect(value === null).toBe(given[name].value === null);
        }
      }),
    );
  });
});
