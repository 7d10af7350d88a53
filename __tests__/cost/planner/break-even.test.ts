import { breakEvenUtilisation, paybackMonth } from "../../../lib/cost/planner/break-even";
import type { CommitmentOption, OneDateTerms } from "../../../lib/cost/planner/commitments";
import { OneDatePlanner, planOneDate } from "../../../lib/cost/planner/one-date";
import { pooled, usd } from "./small-cases";

function option(
  upfront: string,
  hourly: string,
  more: Partial<CommitmentOption<"USD">> = {},
): CommitmentOption<"USD"> {
  return { id: "option", termHours: 26_280, upfront: usd(upfront), hourly: usd(hourly), ...more };
}

describe("break-even utilisation", () => {
  // m5.large, Linux, us-east-2, standard of three years, on 2018-08-07: 968 USD all upfront, 0.042 USD/h no upfront.
  it.each([
    [0, "0.384", "0.438"],
    [0.08, "0.431", "0.438"],
    [0.12, "0.455", "0.438"],
  ])("of an m5.large for three years at a rate of %d", (rate, allUpfront, noUpfront) => {
    const rounded = (of: CommitmentOption<"USD">): string | undefined =>
      breakEvenUtilisation(of, usd("0.096"), rate)?.toDecimalPlaces(3).toFixed();
    expect(rounded(option("968", "0"))).toBe(allUpfront);
    expect(rounded(option("0", "0.042"))).toBe(noUpfront);
  });

  it("is shared among the units of a commitment", () => {
    const two = option("0", "0.3", { unitsPerCommitment: 2 });
    expect(breakEvenUtilisation(two, usd("0.5"), 0)?.toNumber()).toBe(0.3);
  });

  it("does not exist where on demand costs nothing", () => {
    expect(breakEvenUtilisation(option("1", "0"), usd("0"), 0)).toBeUndefined();
  });
});

describe("payback", () => {
  const terms = (of: CommitmentOption<"USD">): OneDateTerms<"USD"> => ({
    onDemandHourly: usd("0.1"),
    options: [of],
    yearlyRate: 0,
    horizonHours: 8760,
  });
  const year = (units: number): number[] => Array.from({ length: 8760 }, () => units);

  it("is the first month whose rent saved makes up for the fees", () => {
    // A month on demand is 73 for one unit: an upfront fee of 400 is back in the sixth month.
    const on = terms(option("400", "0", { termHours: 8760 }));
    const demand = pooled([year(1)], on);
    expect(paybackMonth(planOneDate(demand, on), demand, on).value).toBe(6);
  });

  it("counts hourly fees, and only units that are used", () => {
    const on = terms(option("100", "0.05", { termHours: 8760 }));
    const demand = pooled([year(2)], on);
    // 2 x 100 upfront, and 2 x 36.50 saved each month.
    expect(paybackMonth(planOneDate(demand, on), demand, on).value).toBe(3);
    const three = new OneDatePlanner(demand, on).price([{ id: "option", count: 3 }]);
    // 300 upfront, 2 x 36.50 saved less 36.50 for the one that is not used.
    expect(paybackMonth(three, demand, on).value).toBe(9);
  });

  it("is missing where nothing is bought, or where it never comes", () => {
    const on = terms(option("400", "0", { termHours: 8760 }));
    const demand = pooled([year(1)], on);
    const planner = new OneDatePlanner(demand, on);
    expect(paybackMonth(planner.allOnDemand(), demand, on)).toEqual({
      value: null,
      reason: "nothing is committed to",
    });
    const many = planner.price([{ id: "option", count: 5 }]);
    expect(paybackMonth(many, demand, on).reason).toBe("the plan does not pay back within 8760 hours");
  });

  it("leaves out what is owned", () => {
    const on = {
      ...terms(option("400", "0", { termHours: 8760 })),
      owned: [{ units: 1, expiresAtHour: 730 }],
    };
    const demand = pooled([year(1)], on);
    const bought = new OneDatePlanner(demand, on).price([{ id: "option", count: 1 }]);
    expect(paybackMonth(bought, demand, on).value).toBe(7);
  });
});
