import fc from "fast-check";
import { UserError } from "../../../lib/definition/errors";
import {
  costOfCommitment,
  planSavingsCommitment,
  type PlanUsage,
} from "../../../lib/cost/planner/savings-plan";
import table from "./savings-plan-usage.json";
import { usd } from "./small-cases";

function usage(
  id: string,
  onDemand: string,
  planRate: string,
  unitsByHour: readonly number[],
): PlanUsage<"USD"> {
  return { id, onDemand: usd(onDemand), planRate: usd(planRate), unitsByHour };
}

/** Mean hourly cost by going through every hour from the definition. */
function costByHour(all: readonly PlanUsage<"USD">[], commitment: number): number {
  const hours = all[0]!.unitsByHour.length;
  const share = ({ onDemand, planRate }: PlanUsage<"USD">): number =>
    planRate.amount.div(onDemand.amount).toNumber();
  const ordered = all.toSorted((a, b) => share(a) - share(b));
  let total = commitment * hours;
  for (let hour = 0; hour < hours; hour += 1) {
    let left = commitment;
    for (const { unitsByHour, onDemand, planRate } of ordered) {
      const wanted = unitsByHour[hour]! * planRate.amount.toNumber();
      const paid = Math.min(left, wanted);
      left -= paid;
      total += ((wanted - paid) / planRate.amount.toNumber()) * onDemand.amount.toNumber();
    }
  }
  return total / hours;
}

describe("the hourly commitment of a Savings Plan", () => {
  it("covers what is used in enough of the hours", () => {
    // One unit costs 1, 0.60 under the plan: worth it where it is used in more than 60 % of the hours.
    const steady = usage("a", "1", "0.6", [2, 2, 2, 1, 1]);
    const plan = planSavingsCommitment([steady], "USD");
    expect(plan.commitment.toString()).toBe("0.60 USD");
    expect(
      planSavingsCommitment([usage("a", "1", "0.6", [2, 2, 2, 2, 1])], "USD").commitment.toString(),
    ).toBe("1.20 USD");
    expect(
      [plan.cost, plan.leftOnDemand, plan.allOnDemand, plan.saving].map((each) => each.toReport()),
    ).toEqual(["1.20", "0.60", "1.60", "0.40"]);
    expect(plan.utilisation).toBe(1);
  });

  it("covers the highest share of saving first, in every hour", () => {
    const low = usage("a low share", "1", "0.9", [1, 1]);
    const high = usage("b high share", "1", "0.5", [1, 1]);
    expect(costOfCommitment([low, high], usd("0.5")).leftOnDemand.toReport()).toBe("1.00");
    expect(costOfCommitment([low, high], usd("0.95")).leftOnDemand.toReport()).toBe("0.50");
  });

  it("covers the lower rate first where shares are equal", () => {
    const dear = usage("a dear", "2", "1", [1]);
    const cheap = usage("b cheap", "0.2", "0.1", [1]);
    expect(costOfCommitment([dear, cheap], usd("0.1")).leftOnDemand.toReport()).toBe("2.00");
  });

  it("loses what an hour does not use", () => {
    const plan = costOfCommitment([usage("a", "1", "0.5", [1, 0, 1, 0])], usd("0.5"));
    expect(plan.utilisation).toBe(0.5);
    expect(plan.cost.toReport()).toBe("0.50");
    expect(plan.saving.toReport()).toBe("0.00");
  });

  it("is nothing where that is as cheap, and without usage", () => {
    expect(planSavingsCommitment([usage("a", "1", "0.5", [1, 0])], "USD").commitment.toReport()).toBe("0.00");
    expect(planSavingsCommitment([usage("a", "1", "1", [3, 3])], "USD").commitment.toReport()).toBe("0.00");
    expect(planSavingsCommitment([], "USD").commitment.toReport()).toBe("0.00");
  });

  it("is sold with five decimals", () => {
    const commitment = (planRate: string): string =>
      planSavingsCommitment([usage("a", "0.0116", planRate, [1])], "USD").commitment.toString();
    expect(commitment("0.00783")).toBe("0.00783 USD");
    expect(commitment("0.007838")).toBe("0.00784 USD");
    expect(commitment("0.007832")).toBe("0.00783 USD");
  });

  it("is sold from a thousandth on", () => {
    const commitment = (onDemand: string): string =>
      planSavingsCommitment([usage("a", onDemand, "0.0006", [1])], "USD").commitment.toString();
    expect(commitment("0.0011")).toBe("0.001 USD");
    expect(commitment("0.0010")).toBe("0.00 USD");
    expect(commitment("0.0009")).toBe("0.00 USD");
  });

  it("is nothing where its limit allows less than is sold, and else keeps to the limit", () => {
    const most = (limit: string): string =>
      planSavingsCommitment([usage("a", "1", "0.6", [2])], "USD", { most: usd(limit) }).commitment.toString();
    expect(most("0.000999")).toBe("0.00 USD");
    expect(most("0.001")).toBe("0.001 USD");
    expect(most("0.123459")).toBe("0.12345 USD");
    expect(most("7")).toBe("1.20 USD");
  });

  it("weighs what is paid at once in full, and every hour at its discount", () => {
    const rented = usage("a", "1", "0.8", [1, 1]);
    const committed = (upfrontShare: number, discount: number): string =>
      planSavingsCommitment([rented], "USD", {
        upfrontShare,
        discounts: [discount, discount],
      }).commitment.toString();
    expect(committed(0, 0.5)).toBe("0.80 USD");
    expect(committed(1, 0.81)).toBe("0.80 USD");
    expect(committed(1, 0.79)).toBe("0.00 USD");
    // Half at once: 0.4 + 0.4 x 0.7 = 0.68 are below 0.7, and 0.4 + 0.4 x 0.66 = 0.664 above 0.66.
    expect(committed(0.5, 0.7)).toBe("0.80 USD");
    expect(committed(0.5, 0.66)).toBe("0.00 USD");
    const { saving, presentSaving } = costOfCommitment([rented], usd("0.8"), {
      upfrontShare: 0.5,
      discounts: [0.7, 0.7],
    });
    expect([saving.toReport(), presentSaving.toReport()]).toEqual(["0.20", "0.02"]);
  });

  it("weighs a later hour less", () => {
    const late = usage("a", "1", "0.5", [0, 1]);
    const early = usage("a", "1", "0.5", [1, 0]);
    const payment = { discounts: [1, 0.8] };
    expect(planSavingsCommitment([early], "USD", payment).commitment.toString()).toBe("0.50 USD");
    expect(planSavingsCommitment([late], "USD", payment).commitment.toString()).toBe("0.00 USD");
  });

  it("costs no more than any other commitment on a fine grid", () => {
    const rate = fc.integer({ min: 1, max: 40 });
    const item = fc.record({
      onDemand: rate,
      off: fc.nat(30),
      units: fc.array(fc.nat(5), { minLength: 6, maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 4 }), (items) => {
        const all = items.map(({ onDemand, off, units }, index) => {
          const planRate = Math.max(1, onDemand - off);
          return usage(`${index}`, (onDemand / 1000).toFixed(3), (planRate / 1000).toFixed(3), units);
        });
        const plan = planSavingsCommitment(all, "USD");
        const best = plan.cost.amount.toNumber();
        expect(best).toBeCloseTo(costByHour(all, plan.commitment.amount.toNumber()), 9);
        const most = all.reduce((sum, { planRate }) => sum + 5 * planRate.amount.toNumber(), 0);
        for (let step = 0; step <= most * 1000; step += 1) {
          expect(costByHour(all, step / 1000)).toBeGreaterThanOrEqual(best - 1e-9);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("refuses bad usage with every fault", () => {
    const bad = [usage("a", "-1", "0.5", [1, 1]), usage("b", "1", "0", [1]), usage("c", "1", "2", [-1, NaN])];
    expect(() => planSavingsCommitment(bad, "USD")).toThrow(UserError);
    const paths =
      /usage\[0\]\.onDemand[^]*usage\[1\]\.planRate[^]*usage\[1\].*length[^]*usage\[2\]\.planRate[^]*usage\[2\].*\[0\][^]*usage\[2\].*\[1\]/;
    expect(() => planSavingsCommitment(bad, "USD")).toThrow(paths);
  });
});

describe("a recommendation that AWS gave", () => {
  const { hours, recommended, rows } = table;
  const flat = rows.map(({ id, onDemand, planRate, spend }) =>
    usage(id, onDemand, planRate, [spend / hours / Number(onDemand)]),
  );

  // AWS knew the hours, the table only has totals: spread evenly, the commitment comes to AWS's figures within 3 %.
  it("is reproduced within 3 % by the usage of an average hour", () => {
    const plan = costOfCommitment(flat, usd(recommended.commitment));
    expect(plan.saving.amount.toNumber() / recommended.saving).toBeCloseTo(1, 1);
    expect(Math.abs(plan.saving.amount.toNumber() / recommended.saving - 1)).toBeLessThan(0.03);
    expect(Math.abs(plan.leftOnDemand.amount.toNumber() / recommended.leftOnDemand - 1)).toBeLessThan(0.03);
    expect(plan.saving.shareOf(plan.allOnDemand)?.toNumber()).toBeCloseTo(0.17, 1);
  });

  it("would be all of the usage if every hour were the average one", () => {
    const plan = planSavingsCommitment(flat, "USD");
    expect(plan.commitment.toString()).toBe("1.8847 USD");
    expect(plan.leftOnDemand.amount.toNumber()).toBeLessThan(0.00001);
  });
});
