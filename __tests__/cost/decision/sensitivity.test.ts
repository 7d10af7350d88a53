import { sensitivities, type Sensitivity } from "../../../lib/cost/decision/sensitivity";
import { usd } from "../terms";
import { decided } from "./decisions";

const PATTERN = [7, 7, 7, 7, 7, 6, 6, 5, 5, 5];
const found = sensitivities(decided([PATTERN]));

function of(kind: Sensitivity["kind"], factor: number): Sensitivity {
  return found.find((each) => each.kind === kind && each.factor === factor)!;
}

function monthly(perHour: number): string {
  return (730 * perHour).toFixed(2);
}

describe("the sensitivity of a decision", () => {
  it("is told for the load, both prices, interest and the term", () => {
    expect(found.map(({ kind, change }) => `${kind} ${change}`)).toEqual([
      ...["x 0.5", "x 0.8", "x 1.2", "x 1.5", "x 2"].map((change) => `load ${change}`),
      ...["-10 %", "+10 %"].map((change) => `onDemandPrice ${change}`),
      ...["-10 %", "+10 %"].map((change) => `commitmentPrice ${change}`),
      ...["0 %", "8 %", "12 %"].map((change) => `discountRate ${change}`),
      "term the load ends after 6 months",
    ]);
  });

  it("keeps what was bought when half of the load comes, and would have bought less", () => {
    // 6 reserved; 4 needed in half of the hours, 3 always.
    expect(of("load", 0.5)).toMatchObject({ reserved: 3 });
    expect(of("load", 0.5).heldMonthlyCost.toReport()).toBe(monthly(1.8));
    expect(of("load", 0.5).bestMonthlyCost.toReport()).toBe(monthly(0.9 + 0.5 * 0.5));
  });

  it("rents what comes above when the load is twice as high", () => {
    expect(of("load", 2).heldMonthlyCost.toReport()).toBe(monthly(1.8 + 0.5 * (12.4 - 6)));
  });

  it("never costs less held than decided anew", () => {
    for (const { heldMonthlyCost, bestMonthlyCost } of found) {
      expect(heldMonthlyCost.compare(bestMonthlyCost)).toBeGreaterThanOrEqual(0);
    }
  });

  it("follows a price of either kind", () => {
    expect(of("onDemandPrice", 1.1).heldMonthlyCost.toReport()).toBe(monthly(1.8 + 0.55 * 0.5));
    expect(of("commitmentPrice", 0.9).heldMonthlyCost.toReport()).toBe(monthly(1.62 + 0.25));
  });

  it("pays fees to the end where the load ends at half time", () => {
    const ended = of("term", 0.5);
    const hours = 4344;
    expect(Number(ended.heldMonthlyCost.toReport())).toBeCloseTo(730 * 1.8 + (0.5 * 0.5 * hours) / 12, 0);
    expect(ended.reserved).toBe(0);
  });
});

describe("the sensitivity of a decision that just keeps its rules", () => {
  it("is told with what was decided where nothing else could be bought", () => {
    // 2 x 0.30 USD x 730, and no more than two; commitments that are cheaper would come to less than was agreed on.
    const floor = { perMonth: usd("438") };
    const told = sensitivities(decided([PATTERN], {}, { mostReserved: 2, floor }));
    const cheaper = told.find(({ kind, factor }) => kind === "commitmentPrice" && factor === 0.9)!;
    expect(cheaper.reserved).toBe(2);
    expect(cheaper.bestMonthlyCost).toEqual(cheaper.heldMonthlyCost);
  });
});
