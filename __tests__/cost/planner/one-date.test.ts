import { UserError } from "../../../lib/definition/errors";
import { Money } from "../../../lib/definition/money";
import { cutsOf, type CommitmentOption, type OneDateTerms } from "../../../lib/cost/planner/commitments";
import { OneDatePlanner, planOneDate, type OneDatePlan } from "../../../lib/cost/planner/one-date";
import { PooledDemand } from "../../../lib/cost/planner/pooled-demand";
import { pooled, usd } from "./small-cases";

const YEAR = 8760;

function option(
  id: string,
  hourly: string,
  more: Partial<CommitmentOption<"USD">> = {},
): CommitmentOption<"USD"> {
  return { id, termHours: YEAR, upfront: usd(0), hourly: usd(hourly), ...more };
}

/** 0.50 USD/h on demand and 0.30 USD/h committed for a year, without interest. */
function terms(more: Partial<OneDateTerms<"USD">> = {}): OneDateTerms<"USD"> {
  return {
    onDemandHourly: usd("0.50"),
    options: [option("1y", "0.30")],
    yearlyRate: 0,
    horizonHours: YEAR,
    ...more,
  };
}

/** A path that repeats a pattern. */
function repeating(pattern: readonly number[], hours = YEAR): number[] {
  return Array.from({ length: hours }, (_, hour) => pattern[hour % pattern.length]!);
}

function bought(plan: OneDatePlan): string {
  return plan.purchases.map(({ option: { id }, count }) => `${count} ${id}`).join(", ");
}

function planFor(patterns: readonly (readonly number[])[], on: OneDateTerms<"USD">): OneDatePlan<"USD"> {
  const paths = patterns.map((pattern) => repeating(pattern, on.horizonHours));
  return planOneDate(pooled(paths, on), on);
}

describe("the plan of one purchase date", () => {
  it("commits to the units that are needed more than 60 % of the hours, with 0.50 and 0.30 USD/h", () => {
    // 10 hours: 4 units in all, a 5th in 7 of them, a 6th in 6, a 7th in 5.
    const plan = planFor([[7, 7, 7, 7, 7, 6, 5, 4, 4, 4]], terms());
    expect(bought(plan)).toBe("5 1y");
    expect(plan.rentedUnitHours).toBe(1.1 * YEAR);
    // 5 x 0.30 + 1.1 x 0.50 = 2.05 an hour
    expect(plan.billed.toString()).toBe("17958.00 USD");
    expect(plan.presentValue.toString()).toBe("17958.00 USD");
    expect(plan.committedHourly.toString()).toBe("1.50 USD");
    expect(plan.upfront.toString()).toBe("0.00 USD");
  });

  it("commits to no more where that would cost the same", () => {
    expect(bought(planFor([[1, 1, 1, 0, 0]], terms()))).toBe("");
    expect(bought(planFor([[9, 9, 9, 2, 2]], terms()))).toBe("2 1y");
    const equal = terms({ options: [option("1y", "0.50")], yearlyRate: 0.08 });
    expect(bought(planFor([[3]], equal))).toBe("");
  });

  it("pools the hours of all paths", () => {
    // The second unit is needed in all hours of two paths of three: in 67 % of all.
    expect(bought(planFor([[2], [2], [1]], terms()))).toBe("2 1y");
    expect(bought(planFor([[2], [1], [1]], terms()))).toBe("1 1y");
  });

  it("puts longer terms at the lower levels", () => {
    const options = [option("1y", "0.30"), option("3y", "0.20", { termHours: 3 * YEAR })];
    const on = terms({ options, horizonHours: 3 * YEAR });
    const path = Array.from({ length: 3 * YEAR }, (_, hour) => (hour < YEAR ? 5 : 2));
    const plan = planOneDate(pooled([path], on), on);
    expect(bought(plan)).toBe("3 1y, 2 3y");
  });

  it("counts what is owned until it expires", () => {
    const owned = [{ units: 2, expiresAtHour: YEAR }];
    expect(bought(planFor([[3]], terms({ owned })))).toBe("1 1y");
    // Gone after a third of the year: the other units are needed in two thirds, which is over 60 %.
    expect(bought(planFor([[3]], terms({ owned: [{ units: 2, expiresAtHour: YEAR / 3 }] })))).toBe("3 1y");
    expect(bought(planFor([[3]], terms({ owned: [{ units: 2, expiresAtHour: YEAR / 2 }] })))).toBe("1 1y");
  });

  it("covers as many units as a commitment has", () => {
    const options = [option("double", "0.60", { unitsPerCommitment: 2 })];
    expect(bought(planFor([[4, 4, 4, 3, 3]], terms({ options })))).toBe("2 double");
    expect(bought(planFor([[3]], terms({ options })))).toBe("1 double");
  });

  it("keeps a limit, and fills up with the next option", () => {
    const options = [option("cheap", "0.20", { limit: 2 }), option("dear", "0.30")];
    expect(bought(planFor([[5]], terms({ options })))).toBe("2 cheap, 3 dear");
  });

  it("pays less at once where the cash is short", () => {
    const options = [option("all upfront", "0", { upfront: usd(2000) }), option("no upfront", "0.30")];
    expect(bought(planFor([[3]], terms({ options })))).toBe("3 all upfront");
    const plan = planFor([[3]], terms({ options, cashBudget: usd(5000) }));
    expect(bought(plan)).toBe("2 all upfront, 1 no upfront");
    expect(plan.upfront.toString()).toBe("4000.00 USD");
    expect(bought(planFor([[3]], terms({ options, cashBudget: usd(4000) })))).toBe(
      "2 all upfront, 1 no upfront",
    );
    expect(bought(planFor([[3]], terms({ options, cashBudget: usd(0) })))).toBe("3 no upfront");
  });

  it("commits to the floor although renting would cost less, by the hour or the month", () => {
    expect(bought(planFor([[1, 0, 0]], terms()))).toBe("");
    expect(bought(planFor([[1, 0, 0]], terms({ floor: { perHour: usd("0.30") } })))).toBe("1 1y");
    expect(bought(planFor([[1, 0, 0]], terms({ floor: { perHour: usd("0.31") } })))).toBe("2 1y");
    expect(bought(planFor([[1, 0, 0]], terms({ floor: { perMonth: usd(219) } })))).toBe("1 1y");
    expect(bought(planFor([[1, 0, 0]], terms({ floor: { perMonth: usd(220) } })))).toBe("2 1y");
  });

  it("weighs upfront against hourly fees by the interest", () => {
    const options = [
      option("all upfront", "0", { upfront: usd(968), termHours: 3 * YEAR }),
      option("no upfront", "0.042", { termHours: 3 * YEAR }),
    ];
    const choice = (yearlyRate: number): string =>
      bought(
        planFor([[1]], terms({ options, onDemandHourly: usd("0.096"), yearlyRate, horizonHours: 3 * YEAR })),
      );
    expect([0, 0.08, 0.12].map(choice)).toEqual(["1 all upfront", "1 all upfront", "1 no upfront"]);
  });

  it("bills the same whatever the interest, and values it at less", () => {
    const plans = [0, 0.2].map((yearlyRate) => planFor([[3]], terms({ yearlyRate })));
    expect(plans.map(({ billed }) => billed.toString())).toEqual(["7884.00 USD", "7884.00 USD"]);
    expect(plans[1]!.presentValue.compare(plans[1]!.billed)).toBeLessThan(0);
  });

  it("buys nothing without options and without demand", () => {
    expect(planFor([[2]], terms({ options: [] })).billed.toString()).toBe("8760.00 USD");
    expect(bought(planFor([[0]], terms()))).toBe("");
  });

  it("gives the same plan for the same input", () => {
    const make = (): string => JSON.stringify(planFor([[3, 1, 4, 1, 5]], terms({ yearlyRate: 0.07 })));
    expect(make()).toBe(make());
  });
});

describe("the other plans of a purchase date", () => {
  const on = terms({ options: [option("a", "0.30"), option("b", "0.31")] });
  const planner = new OneDatePlanner(pooled([repeating([2, 2, 2, 2, 1])], on), on);

  it("have a next best one, which differs in what it buys", () => {
    const best = planner.best();
    expect(bought(best)).toBe("2 a");
    expect(bought(planner.nextBest(best)!)).toBe("1 a, 1 b");
  });

  it("have none where nothing else can be bought", () => {
    const none = terms({ options: [] });
    const alone = new OneDatePlanner(pooled([repeating([1])], none), none);
    expect(alone.nextBest(alone.best())).toBeUndefined();
  });

  it("can be priced, bad ones too", () => {
    // 3 x 0.31 where 1.8 units are needed on average.
    expect(planner.price([{ id: "b", count: 3 }]).billed.toString()).toBe("8146.80 USD");
    expect(planner.allOnDemand().billed.toString()).toBe("7884.00 USD");
    expect(() => planner.price([{ id: "c", count: 1 }])).toThrow("there is no option c");
  });
});

describe("what a purchase date cannot be planned from", () => {
  it("is told with every fault at once", () => {
    const bad = terms({
      onDemandHourly: usd("-0.50"),
      options: [
        option("a", "-0.30", { termHours: YEAR + 1, unitsPerCommitment: 0, limit: -1 }),
        // Another currency does not compile; prices that are read at run time may have one.
        option("a", "0.30", { upfront: Money.of(1, "EUR") as unknown as Money<"USD">, termHours: 0.5 }),
      ],
      yearlyRate: -0.1,
      owned: [{ units: -1, expiresAtHour: 1.5 }],
      cashBudget: usd(-1),
      floor: { perMonth: usd(-730) },
    });
    expect.assertions(2);
    try {
      planOneDate(new PooledDemand({ horizonHours: YEAR }), bad);
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).faults.map(({ path }) => path)).toEqual([
        "onDemandHourly",
        "cashBudget",
        "floor",
        "options[0].hourly",
        "options[1].upfront",
        "yearlyRate",
        "options[0].termHours",
        "options[0].unitsPerCommitment",
        "options[0].limit",
        "options[1].termHours",
        "options[1].id",
        "owned[0].units",
        "owned[0].expiresAtHour",
      ]);
    }
  });

  it("is a budget under the floor, or a floor above the limits", () => {
    const upfront = [option("a", "0", { upfront: usd(2000) })];
    const on = terms({ options: upfront, cashBudget: usd(1999), floor: { perHour: usd("0.10") } });
    expect(() => planFor([[3]], on)).toThrow(/cashBudget: no purchase within the budget/);
    const limited = terms({ options: [option("a", "0.30", { limit: 1 })], floor: { perHour: usd("0.40") } });
    expect(() => planFor([[3]], limited)).toThrow(/floor: no purchase within the budget and the limits/);
  });

  it("is a demand that does not fit the terms, or holds nothing", () => {
    const on = terms({ options: [option("half", "0.30", { termHours: 4000 })] });
    const uncut = new PooledDemand({ horizonHours: YEAR });
    uncut.add(new Int32Array(YEAR));
    expect(() => planOneDate(uncut, on)).toThrow("the demand was not cut at hour 0 or 4000");
    expect(() => planOneDate(uncut, { ...on, horizonHours: 4000 })).toThrow("not 4000");
    const empty = new PooledDemand({ horizonHours: YEAR, cuts: cutsOf(on) });
    expect(() => planOneDate(empty, on)).toThrow("the demand holds no path");
  });
});
