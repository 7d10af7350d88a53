import { breakEvenUtilisation, planPurchase, type Purchase } from "../../lib/cost/purchase-plan";
import { HOURS_PER_YEAR } from "../../lib/definition/units";
import { option, repeating, stepped, terms, usd } from "./terms";

/** Number reserved and cost of a month, briefly. */
function brief({ reserved, monthlyCost }: Purchase): string {
  return `${reserved} for ${monthlyCost.toString()}`;
}

describe("the break-even utilisation", () => {
  it("is 0.60 with 0.30 reserved and 0.50 on demand", () => {
    expect(breakEvenUtilisation(option("0.30"), usd("0.50")).toFixed()).toBe("0.6");
  });

  it("does not exist where on demand costs nothing", () => {
    expect(breakEvenUtilisation(option("0.30"), usd("0")).isFinite()).toBe(false);
  });
});

describe("the purchase", () => {
  it("reserves the instances that are needed more than 60 % of the hours, with 0.50 and 0.30 USD/h", () => {
    // 10 hours: 4 instances in all, a 5th in 7 of them, a 6th in 6, a 7th in 5.
    const plan = planPurchase(repeating([[7, 7, 7, 7, 7, 6, 5, 4, 4, 4]]), terms());
    expect(plan.chosen.reserved).toBe(5);
    expect(plan.breakEvenUtilisation.toFixed()).toBe("0.6");
    expect(plan.peak).toBe(7);
    expect(plan.averageOnDemand).toBe(1.1);
    // 5 x 0.30 + 1.1 x 0.50 = 2.05 an hour; 5.8 x 0.50 = 2.90 with all of them rented.
    expect(brief(plan.chosen)).toBe("5 for 1496.50 USD");
    expect(brief(plan.allOnDemand)).toBe("0 for 2117.00 USD");
    expect(brief(plan.runnerUp)).toBe("6 for 1496.50 USD");
  });

  it("reserves no more where that would cost the same: at exactly break-even", () => {
    expect(planPurchase(repeating([[1, 1, 1, 0, 0]]), terms()).chosen.reserved).toBe(0);
    expect(planPurchase(repeating([[2, 2, 2, 1, 1]]), terms()).chosen.reserved).toBe(1);
    expect(planPurchase(repeating([[9, 9, 9, 2, 2]]), terms()).chosen.reserved).toBe(2);
  });

  it("reserves the next one as soon as one hour of the year more is over break-even", () => {
    const breakEvenHours = HOURS_PER_YEAR * 0.6;
    expect(planPurchase(stepped([1, breakEvenHours]), terms()).chosen.reserved).toBe(0);
    expect(planPurchase(stepped([1, breakEvenHours + 1]), terms()).chosen.reserved).toBe(1);
  });

  it("reserves nothing where a reservation costs more than renting, or as much", () => {
    for (const reserved of ["0.51", "0.50"]) {
      const plan = planPurchase(repeating([[4, 8]]), terms({ reserved }));
      expect(plan.chosen).toMatchObject({ reserved: 0, option: undefined });
      expect(plan.chosen).toEqual(plan.allOnDemand);
      expect(plan.runnerUp.reserved).toBe(1);
    }
  });

  it("reserves all that is ever needed where that is needed all the time", () => {
    const plan = planPurchase(repeating([[3]]), terms());
    expect(brief(plan.chosen)).toBe("3 for 657.00 USD");
    expect(brief(plan.runnerUp)).toBe("2 for 803.00 USD");
    expect(plan.averageOnDemand).toBe(0);
  });

  it("has everything on demand for its runner-up where that is the next best", () => {
    const plan = planPurchase(repeating([[1]]), terms());
    expect(brief(plan.chosen)).toBe("1 for 219.00 USD");
    expect(brief(plan.runnerUp)).toBe("0 for 365.00 USD");
  });

  it("pools the hours of all paths", () => {
    // The second instance is needed in all hours of two paths of three: in 67 % of all.
    expect(planPurchase(repeating([[2], [2], [1]]), terms()).chosen.reserved).toBe(2);
    expect(planPurchase(repeating([[2], [1], [1]]), terms()).chosen.reserved).toBe(1);
  });

  it("gives later hours less weight the higher the interest is", () => {
    const half = HOURS_PER_YEAR * 0.59;
    const early = stepped([1, half]);
    const late = stepped([0, HOURS_PER_YEAR - half], [1, half]);
    expect(planPurchase(early, terms({ yearlyRate: 0 })).chosen.reserved).toBe(0);
    // At 20 % the first 59 % of the hours carry more than 60 % of the weight, the last ones less.
    expect(planPurchase(early, terms({ yearlyRate: 0.2 })).chosen.reserved).toBe(1);
    expect(planPurchase(late, terms({ yearlyRate: 0.2 })).chosen.reserved).toBe(0);
  });

  it("tells the month's cost without interest, which is what will be billed", () => {
    const costs = [0, 0.08, 0.5].map((yearlyRate) =>
      planPurchase(repeating([[3]]), terms({ yearlyRate })).chosen.monthlyCost.toString(),
    );
    expect(new Set(costs)).toEqual(new Set(["657.00 USD"]));
  });

  it("keeps thirds exact to the last digit that decimals have", () => {
    const plan = planPurchase(repeating([[1, 0, 0]]), terms({ onDemand: "0.10", reserved: "0.09" }));
    expect(plan.chosen.reserved).toBe(0);
    // 0.10 x 730 / 3
    expect(plan.chosen.monthlyCost.amount.toFixed(30)).toBe("24.333333333333333333333333333333");
  });
});

describe("the purchase from several options", () => {
  it("is the one that costs least in present value per hour", () => {
    const both = { ...terms(), options: [option("0.30", 1), option("0.20", 3)] };
    const plan = planPurchase(repeating([[2]], 3), both);
    expect(plan.option.termYears).toBe(3);
    expect(plan.chosen.option).toBe(plan.option);
    expect(brief(plan.chosen)).toBe("2 for 292.00 USD");
    expect(plan.breakEvenUtilisation.toFixed()).toBe("0.4");
    // One more rented for three years would be 0.20 + 0.50 an hour, the option of one year is 2 x 0.30.
    expect(brief(plan.runnerUp)).toBe("2 for 438.00 USD");
    expect(plan.runnerUp.option?.termYears).toBe(1);
  });

  it("tells the peak of the chosen term, and not that of the years after", () => {
    const rising = repeating([[1]], 3);
    rising.paths[0]!.fill(9, 2 * HOURS_PER_YEAR);
    expect(planPurchase(rising, terms()).peak).toBe(1);
  });

  it("needs an option, and a demand as long as its term", () => {
    expect(() => planPurchase(repeating([[1]]), { ...terms(), options: [] })).toThrow(RangeError);
    expect(() => planPurchase(repeating([[1]]), { ...terms(), options: [option("0.20", 3)] })).toThrow(
      "the demand covers 8760 hours, a term of 26280 was asked for",
    );
  });
});
