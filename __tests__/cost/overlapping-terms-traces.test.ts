import { planOverlappingTerms, type OverlappingTerms } from "../../lib/cost/overlapping-terms";
import { provenBound } from "./planner/flow-certificate";
import { linearOptimum, linearSolver } from "./planner/linear-program";
import { usd } from "./planner/small-cases";
import { allTraces } from "./planner/traces";

/** A reservation of a week at 60 % of the price on demand. */
const on: OverlappingTerms<"USD"> = {
  options: [{ id: "week", termSteps: 168, feePerTerm: usd("100.80") }],
  onDemandPerStep: usd(1),
};

describe("the cost of overlapping terms is the least possible", () => {
  const traces = allTraces();

  it.each(traces)("as the linear program says, on $name", async ({ demand }) => {
    const optimum = linearOptimum(await linearSolver(), demand, on);
    const planned = planOverlappingTerms(demand, on).cost.amount.toNumber();
    expect(Math.abs(planned / optimum - 1)).toBeLessThan(1e-6);
  });

  it.each(traces)("as its own potentials prove, on $name, with terms of a week and a month", ({ demand }) => {
    const month = { id: "month", termSteps: 730, feePerTerm: usd("365") };
    const both = { ...on, options: [...on.options, month] };
    const plan = planOverlappingTerms(demand, both);
    const planned = plan.cost.amount.toNumber();
    expect(Math.abs((provenBound(demand, both, plan) ?? 0) / planned - 1)).toBeLessThan(1e-9);
  });
});
