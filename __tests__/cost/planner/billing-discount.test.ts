import { billingDiscount, billingMonth, presentValueHours } from "../../../lib/cost/planner/billing-discount";

describe("discount by billing month", () => {
  it("counts months of 730 hours from 1", () => {
    expect([0, 729, 730, 8759, 8760].map(billingMonth)).toEqual([1, 1, 2, 12, 13]);
  });

  it("is a whole year's interest for what is billed after twelve months", () => {
    expect(billingDiscount(12, 0.08)).toBeCloseTo(1 / 1.08, 12);
    expect(billingDiscount(6, 0)).toBe(1);
  });

  it("leaves hours as they are without interest, in part months too", () => {
    expect([0, 1, 730, 8760, 26_280].map((hours) => presentValueHours(hours, 0))).toEqual([
      0, 1, 730, 8760, 26_280,
    ]);
  });

  it("sums the discounts of all hours", () => {
    let sum = 0;
    for (let hour = 0; hour < 2000; hour += 1) sum += billingDiscount(billingMonth(hour), 0.3);
    expect(presentValueHours(2000, 0.3)).toBeCloseTo(sum, 8);
  });
});
