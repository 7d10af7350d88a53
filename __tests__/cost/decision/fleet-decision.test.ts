import Decimal from "decimal.js";
import fc from "fast-check";
import { calendarMonths, dayOf } from "../../../lib/cost/decision/calendar-months";
import {
  methodWords,
  neededAtOnce,
  planWords,
  runnerUpWords,
} from "../../../lib/cost/decision/decision-words";
import { decideFleet, type FleetDecision, type MonthCost } from "../../../lib/cost/decision/fleet-decision";
import { monthlyCostByPath, quantileOf } from "../../../lib/cost/decision/path-costs";
import { startOfDay } from "../../../lib/load";
import { usd } from "../terms";
import { decided, decisionInput, priced, repeated } from "./decisions";

/** Five always, a sixth in seven of ten hours, a seventh in five. */
const PATTERN = [7, 7, 7, 7, 7, 6, 6, 5, 5, 5];

function total(decision: FleetDecision, of: (month: MonthCost) => { amount: Decimal }): string {
  return decision.months.reduce((sum, month) => sum.plus(of(month).amount), new Decimal(0)).toFixed(2);
}

describe("months of the calendar", () => {
  it("of a term from the first of a month are whole, and sum to the term", () => {
    const months = calendarMonths(startOfDay("2026-11-01"), 8760);
    expect(months.map(({ month }) => month)).toEqual([
      ...["2026-11", "2026-12"],
      ...Array.from({ length: 10 }, (_, index) => `2027-${String(index + 1).padStart(2, "0")}`),
    ]);
    expect(months[3]).toEqual({ month: "2027-02", from: "2027-02-01", fromHour: 2208, toHour: 2880 });
    expect(months.at(-1)?.toHour).toBe(8760);
  });

  it("of a term from the middle of one begin and end with a part", () => {
    const months = calendarMonths(startOfDay("2027-02-15"), 8760);
    expect(months).toHaveLength(13);
    expect(months[0]).toMatchObject({ from: "2027-02-15", toHour: 14 * 24 });
    expect(months.at(-1)).toMatchObject({ month: "2028-02", from: "2028-02-01", toHour: 8760 });
  });

  it("know the day of an hour, before 1970 too", () => {
    expect(dayOf(startOfDay("2026-11-01") + 23)).toBe("2026-11-01");
    expect(dayOf(-1)).toBe("1969-12-31");
  });
});

describe("the decision for a fleet", () => {
  const decision = decided([PATTERN]);

  it("buys what is needed more than the break-even share, and tells the next best", () => {
    expect(planWords(decision.chosen, decision)).toBe("reserving 6 (standard, 1 y, no upfront)");
    expect(runnerUpWords(decision)).toMatch(
      /^reserving [57] \(standard, 1 y, no upfront\) would cost [\d.]+ USD a month$/,
    );
    expect(methodWords(decision)).toMatch(/level by level, exact/);
  });

  it("has lines for each month whose sum is what the month costs", () => {
    for (const month of decision.months) {
      const lines = decision.lines.filter((line) => line.month === month.use.month);
      expect(lines.map(({ charge }) => charge)).toEqual(["commitment", "onDemand"]);
      const sum = lines.reduce((all, { amount }) => all.plus(amount.amount), new Decimal(0));
      expect(sum.equals(month.cash.amount)).toBe(true);
      for (const { quantity, unitPrice, amount } of lines) {
        expect(amount.toReport()).toBe(unitPrice.times(quantity).toReport());
      }
    }
  });

  it("tells needed, used and rented hours that belong together", () => {
    for (const { use } of decision.months) {
      expect(use.used.plus(use.rented).equals(use.needed)).toBe(true);
      expect(use.used.lte(use.committed.reduce((sum, each) => sum.plus(each), new Decimal(0)))).toBe(true);
    }
    const needed = decision.months.reduce((sum, { use }) => sum.plus(use.needed), new Decimal(0));
    expect(needed.toNumber()).toBe(8760 * 6.2);
  });

  it("costs in a month what the term costs by twelve, as it would be billed", () => {
    // 6 x 0.30 + 0.5 x 0.50 an hour.
    expect(decision.monthlyCost.toReport()).toBe((730 * 2.05).toFixed(2));
    expect(decision.monthlyOnDemandCost.toReport()).toBe((730 * 3.1).toFixed(2));
    expect(decision.monthlyCost.amount.times(12).toFixed(2)).toBe(total(decision, ({ cash }) => cash));
  });

  it("rents everything where nothing is on offer", () => {
    const rented = decided([PATTERN], { offerings: [] });
    expect(rented.purchases).toEqual([]);
    expect(planWords(rented.chosen, rented)).toBe("reserving nothing");
    expect(rented.monthlyCost.compare(rented.monthlyOnDemandCost)).toBe(0);
  });

  it("has a group grow to what an hour of a year needs, and no further", () => {
    const input = decisionInput();
    const demand = repeated([[2], [2], [2], [2]], input);
    const rare = Int32Array.from({ length: 8760 }, (_, hour) => (hour < 3 ? 9 : hour < 8 ? 5 : 2));
    demand.add(rare);
    // Five paths: five hours among them are one of a year.
    expect(neededAtOnce(demand)).toBe(5);
    expect(neededAtOnce(repeated([[0]], input))).toBe(0);
  });
});

describe("fees that are paid upfront", () => {
  const upfront = decided([[3]], {
    offerings: [priced({ payment: "partialUpfront", upfront: usd("1000.01"), hourly: usd("0.10") })],
  });

  it("are paid in the first month, and amortised over the term to the cent", () => {
    expect(upfront.lines[0]).toMatchObject({ charge: "upfront", month: "2026-11", unit: "instances" });
    expect(upfront.lines[0]?.amount.toReport()).toBe("3000.03");
    expect(upfront.lines.filter(({ charge }) => charge === "upfront")).toHaveLength(1);
    expect(total(upfront, ({ cash }) => cash)).toBe(total(upfront, ({ amortised }) => amortised));
  });

  it("reconcile for any fee, count and start", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200_000 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 0, max: 364 }),
        (cents, count, day) => {
          const fee = usd((cents / 100).toFixed(2));
          const decision = decided([[count]], {
            start: startOfDay("2026-01-01") + 24 * day,
            offerings: [priced({ payment: "allUpfront", upfront: fee, hourly: usd("0") })],
          });
          expect(total(decision, ({ cash }) => cash)).toBe(total(decision, ({ amortised }) => amortised));
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe("what is owned already", () => {
  it("is used first as long as it lasts, and no cost of it is told", () => {
    const owned = [{ units: 2, expiresAtHour: 720 }];
    const decision = decided([[2]], { offerings: [] }, { owned });
    expect(decision.months[0]?.cash.toReport()).toBe("0.00");
    expect(decision.months[1]?.cash.toReport()).toBe("744.00");
  });
});

describe("a part of the demand without history", () => {
  it("is rented: it changes no purchase, and the cost has it", () => {
    const input = decisionInput();
    const decision = decideFleet(repeated([[5]], input), input, repeated([[2]], input));
    expect(planWords(decision.chosen, decision)).toBe("reserving 2 (standard, 1 y, no upfront)");
    expect(decision.monthlyCost.toReport()).toBe((730 * (2 * 0.3 + 3 * 0.5)).toFixed(2));
  });
});

describe("the cost by path", () => {
  const input = decisionInput();
  const patterns = [[3], [3, 5], [4]];
  const decision = decideFleet(repeated(patterns, input), input);
  const costs = monthlyCostByPath(decision, {
    count: patterns.length,
    forEach: (visit) => {
      patterns.forEach((pattern, index) => {
        visit(
          Int32Array.from({ length: 8760 }, (_, hour) => pattern[hour % pattern.length]!),
          index,
        );
      });
    },
  });

  it("is that of each path with what was decided, and its mean the expected cost", () => {
    // Four are needed in half of the hours of three paths: three are reserved.
    expect(Array.from(costs, (cost) => cost.toFixed(2))).toEqual(["657.00", "1022.00", "1022.00"]);
    const mean = costs.reduce((a, b) => a + b, 0) / costs.length;
    expect(mean).toBeCloseTo(Number(decision.monthlyCost.toReport()), 1);
  });

  it.each([
    [0, 1],
    [0.2, 1],
    [0.21, 2],
    [0.5, 3],
    [0.8, 4],
    [0.95, 5],
    [1, 5],
  ])("has the quantile of %p at the value that so many do not exceed", (share, value) => {
    expect(quantileOf(Float64Array.of(5, 3, 1, 4, 2), share)).toBe(value);
  });
});
