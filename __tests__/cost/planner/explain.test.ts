import type { OneDateTerms } from "../../../lib/cost/planner/commitments";
import { explainOneDate, type Flip } from "../../../lib/cost/planner/explain";
import { planOneDate, type OneDatePlan } from "../../../lib/cost/planner/one-date";
import type { Figure } from "../../../lib/definition/figure";
import { pooled, usd } from "./small-cases";

const YEARS_3 = 26_280;

/** m5.large, Linux, us-east-2, standard of three years, on 2018-08-07. */
const terms: OneDateTerms<"USD"> = {
  onDemandHourly: usd("0.096"),
  yearlyRate: 0.08,
  horizonHours: YEARS_3,
  options: [
    { id: "no upfront", termHours: YEARS_3, upfront: usd(0), hourly: usd("0.042") },
    { id: "all upfront", termHours: YEARS_3, upfront: usd(968), hourly: usd(0) },
  ],
};

/** Ten units all the time, 20 in 43.4 % of the hours: between the two options' break-even at 8 %. */
const path = Array.from({ length: YEARS_3 }, (_, hour) => (hour % 730 < 317 ? 20 : 10));
const demand = pooled([path], terms);
const explanation = explainOneDate(demand, terms);

function bought(plan: OneDatePlan | undefined): string {
  return plan?.purchases.map(({ option: { id }, count }) => `${count} ${id}`).join(", ") ?? "no plan";
}

function at(flip: Figure<Flip<"USD">>): number {
  return flip.value?.at ?? NaN;
}

describe("the explanation of a decision", () => {
  it("tells the chosen plan, the next best and everything on demand", () => {
    const { chosen, runnerUp, allOnDemand } = explanation;
    expect(bought(chosen)).toBe("20 all upfront");
    expect(bought(runnerUp)).not.toBe(bought(chosen));
    expect(runnerUp!.objective.compare(chosen.objective)).toBeGreaterThanOrEqual(0);
    expect(bought(allOnDemand)).toBe("");
  });

  it("tells each option's break-even, and what it can do alone", () => {
    expect(
      explanation.options.map(({ option, breakEvenUtilisation, alone }) => [
        option.id,
        breakEvenUtilisation.value?.toDecimalPlaces(3).toFixed(),
        bought(alone),
      ]),
    ).toEqual([
      ["no upfront", "0.438", "10 no upfront"],
      ["all upfront", "0.431", "20 all upfront"],
    ]);
  });

  it("tells when the plan has paid back", () => {
    // 19,360 upfront; 14.34 units of 0.096 an hour are saved on average: 1,005 a month.
    expect(explanation.paybackMonth.value).toBe(20);
  });

  it("finds the interest at which something else is bought", () => {
    const flip = at(explanation.yearlyRate.up);
    expect(flip).toBeGreaterThan(terms.yearlyRate);
    const plan = (yearlyRate: number): string => bought(planOneDate(demand, { ...terms, yearlyRate }));
    expect(plan(flip)).toBe(bought(explanation.yearlyRate.up.value?.plan));
    expect(plan(flip)).not.toBe("20 all upfront");
    expect(plan(flip - 0.00005)).toBe("20 all upfront");
    expect(explanation.yearlyRate.down).toEqual({ value: null, reason: "the decision stays as far as 0" });
  });

  it("finds the price on demand at which something else is bought", () => {
    const flip = at(explanation.onDemandPrice.down);
    const plan = (factor: number): string =>
      bought(planOneDate(demand, { ...terms, onDemandHourly: terms.onDemandHourly.times(factor) }));
    expect(flip).toBeLessThan(1);
    expect(plan(flip)).toBe("10 all upfront");
    expect(plan(flip + 0.0001)).toBe("20 all upfront");
    // Where 43.4 % is the break-even utilisation itself.
    const share = path.filter((units) => units === 20).length / YEARS_3;
    const breakEven = explanation.options[1]!.breakEvenUtilisation.value!.toNumber();
    expect(flip).toBeCloseTo(breakEven / share, 2);
    expect(explanation.onDemandPrice.up.reason).toBe("the decision stays as far as 2");
  });

  it("finds the load at which another number is bought", () => {
    const plan = (factor: number): string => bought(planOneDate(demand.scaled(factor), terms));
    for (const { flip, back } of [
      { flip: at(explanation.load.down), back: 0.0001 },
      { flip: at(explanation.load.up), back: -0.0001 },
    ]) {
      expect(plan(flip)).not.toBe("20 all upfront");
      expect(plan(flip + back)).toBe("20 all upfront");
    }
    // One unit less is enough of 20 when the load falls by a twentieth.
    expect(at(explanation.load.down)).toBeCloseTo(0.95, 3);
    expect(at(explanation.load.up)).toBeCloseTo(1, 3);
  });

  it("can ask for other options instead of other numbers, and for a demand of one's own", () => {
    const scales: number[] = [];
    const { load } = explainOneDate(demand, terms, {
      decision: "options",
      demandAt: (factor) => {
        scales.push(factor);
        return demand.scaled(factor);
      },
    });
    expect(load.down.reason).toBe("the decision stays as far as 0.5");
    expect([Math.min(...scales), Math.max(...scales)]).toEqual([0.5, 2]);
  });

  it("weighs the dearest paths where asked", () => {
    const risky = pooled([path, path.map((units) => units * 2)], terms);
    const { chosen } = explainOneDate(risky, terms, { risk: { weight: 1, level: 0.5 } });
    expect(bought(chosen)).toBe("40 all upfront");
  });

  it("has reasons in place of figures where on demand costs nothing", () => {
    const { options, paybackMonth } = explainOneDate(demand, { ...terms, onDemandHourly: usd(0) });
    expect(options[0]!.breakEvenUtilisation.reason).toBe("on demand costs nothing");
    expect(paybackMonth.reason).toBe("nothing is committed to");
  });
});
