import fc from "fast-check";
import { UserError } from "../../../lib/definition/errors";
import { planOverlappingTerms } from "../../../lib/cost/overlapping-terms";
import { OnlineRule, runOnlineRule, type OnlineTerms } from "../../../lib/cost/planner/online-rule";
import { usd } from "./small-cases";

/** A step on demand costs 1. */
function terms(termSteps: number, fee: string, paidShare?: number): OnlineTerms<"USD"> {
  return {
    termSteps,
    feePerTerm: usd(fee),
    onDemandPerStep: usd(1),
    ...(paidShare === undefined ? {} : { paidShare }),
  };
}

function reserved(demand: readonly number[], on: OnlineTerms<"USD">): readonly number[] {
  return runOnlineRule(demand, on).steps.map(({ reserve }) => reserve);
}

/** The least cost for one who knows the demand: what is used is paid in part whoever serves it. */
function offlineCost(
  demand: readonly number[],
  { termSteps, feePerTerm, paidShare = 0 }: OnlineTerms<"USD">,
): number {
  const plan = planOverlappingTerms(demand, {
    options: [{ id: "term", termSteps, feePerTerm }],
    onDemandPerStep: usd(1).times(1 - paidShare),
  });
  return plan.cost.amount.toNumber() + paidShare * demand.reduce((sum, units) => sum + units, 0);
}

describe("the rule without history", () => {
  it("reserves when renting the last term would have cost more than the fee, and not before", () => {
    expect(reserved([1, 1, 1, 1, 1], terms(5, "3"))).toEqual([0, 0, 0, 1, 0]);
    expect(reserved([1, 0, 1, 0, 1, 0, 1], terms(9, "3"))).toEqual([0, 0, 0, 0, 0, 0, 1]);
  });

  it("looks back one term and no further", () => {
    expect(reserved([1, 1, 1, 0, 0, 1, 1], terms(4, "3"))).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(reserved([1, 1, 1, 0, 0, 1, 1], terms(7, "3"))).toEqual([0, 0, 0, 0, 0, 1, 0]);
  });

  it("asks for steps of its own for each further unit", () => {
    expect(reserved([2, 2, 2, 2, 2, 2], terms(6, "3"))).toEqual([0, 0, 0, 2, 0, 0]);
    expect(reserved([1, 1, 1, 2, 2, 2, 2], terms(7, "3"))).toEqual([0, 0, 0, 1, 0, 0, 1]);
  });

  it("rents what is not reserved, and again when a term has ended", () => {
    const { steps, cost } = runOnlineRule([1, 1, 1, 1, 0, 0, 0, 1], terms(4, "2"));
    expect(steps.map(({ rent }) => rent)).toEqual([1, 1, 0, 0, 0, 0, 0, 1]);
    expect(steps.map(({ used }) => used)).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
    expect(cost.toString()).toBe("5.00 USD");
  });

  it("waits longer where a part of the rate is still paid, and pays it", () => {
    expect(reserved([1, 1, 1, 1, 1, 1, 1], terms(7, "3", 0.5))).toEqual([0, 0, 0, 0, 0, 0, 1]);
    // Six rented, a fee of 3 and half a step for the one that is used.
    expect(runOnlineRule([1, 1, 1, 1, 1, 1, 1], terms(7, "3", 0.5)).cost.toString()).toBe("9.50 USD");
  });

  it("never reserves where renting costs nothing", () => {
    expect(reserved([5, 5, 5], { ...terms(3, "1"), onDemandPerStep: usd(0) })).toEqual([0, 0, 0]);
  });

  it("states its bound", () => {
    expect(runOnlineRule([], terms(3, "1")).bound).toBe(2);
    expect(runOnlineRule([], terms(3, "1", 0.25)).bound).toBe(1.75);
  });

  it("costs at most its bound times what the best plan costs that knows the demand", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(4), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 90 }),
        fc.constantFrom(0, 0.25, 0.5, 0.9),
        (demand, termSteps, tenths, paidShare) => {
          const on = terms(termSteps, (tenths / 10).toFixed(1), paidShare);
          const { cost, bound } = runOnlineRule(demand, on);
          expect(cost.amount.toNumber()).toBeLessThanOrEqual(bound * offlineCost(demand, on) + 1e-9);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("comes near its bound on a demand that ends as soon as it has reserved", () => {
    const on = terms(1000, "500");
    const demand = Array.from({ length: 1000 }, (_, step) => Number(step <= 500));
    const ratio = runOnlineRule(demand, on).cost.amount.toNumber() / offlineCost(demand, on);
    expect(ratio).toBeGreaterThan(1.99);
  });

  it("refuses bad terms with every fault, and a demand that is not whole", () => {
    const bad = { ...terms(0, "-1", 1), onDemandPerStep: usd(-1) };
    expect(() => new OnlineRule(bad)).toThrow(UserError);
    expect(() => new OnlineRule(bad)).toThrow(/termSteps[^]*feePerTerm[^]*onDemandPerStep[^]*paidShare/);
    expect(() => new OnlineRule(terms(2, "1")).next(-1)).toThrow(RangeError);
    expect(() => new OnlineRule(terms(2, "1")).next(0.5)).toThrow(RangeError);
  });
});
