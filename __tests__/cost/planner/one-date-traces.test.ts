import { billingDiscount, billingMonth } from "../../../lib/cost/planner/billing-discount";
import type { OneDateTerms } from "../../../lib/cost/planner/commitments";
import { planOneDate } from "../../../lib/cost/planner/one-date";
import { integerOptimum, linearSolver, oneDateProgram } from "./linear-program";
import { pooled, usd } from "./small-cases";
import { allTraces, type Trace } from "./traces";

const YEARLY_RATE = 0.08;

/**
 * Two terms, each with nothing, a part or all paid at once, as on sale for m5.large but for the length: the whole trace
 * stands for three years, a third of it for one.
 */
function termsFor({ demand }: Trace): OneDateTerms<"USD"> {
  const horizonHours = demand.length;
  const years = horizonHours / 26_280;
  const upfront = (fee: number): string => (fee * years).toFixed(2);
  const options = [
    ["third, no upfront", 1, 0, "0.061"],
    ["third, partial upfront", 1, 256, "0.029"],
    ["third, all upfront", 1, 501, "0"],
    ["whole, no upfront", 3, 0, "0.042"],
    ["whole, partial upfront", 3, 515, "0.020"],
    ["whole, all upfront", 3, 968, "0"],
  ] as const;
  return {
    onDemandHourly: usd("0.096"),
    yearlyRate: YEARLY_RATE,
    horizonHours,
    options: options.map(([id, thirds, fee, hourly]) => ({
      id,
      termHours: Math.ceil((horizonHours * thirds) / 3),
      upfront: usd(upfront(fee)),
      hourly: usd(hourly),
    })),
  };
}

function discount(hour: number): number {
  return billingDiscount(billingMonth(hour), YEARLY_RATE);
}

/** Largest relative difference to HiGHS: rounding, and what its tolerance of rows may let through. */
const SOLVER_TOLERANCE = 1e-9;

describe("the plan of one purchase date costs what integer programming finds", () => {
  it.each(allTraces())("on $name, without rules, with a budget, with limits", async (trace) => {
    const highs = await linearSolver();
    const free = termsFor(trace);
    const demand = pooled([trace.demand], free);
    const cash = planOneDate(demand, { ...free, yearlyRate: 0 }).upfront;
    const limited = free.options.map((option, index) => ({ ...option, limit: 2 + index }));
    for (const terms of [free, { ...free, cashBudget: cash.times("0.37") }, { ...free, options: limited }]) {
      const planned = planOneDate(demand, terms).presentValue.amount.toNumber();
      const optimum = integerOptimum(highs, oneDateProgram(trace.demand, terms, discount));
      expect(Math.abs(planned / optimum - 1)).toBeLessThan(SOLVER_TOLERANCE);
    }
  });
});
