import { reportedDecision, reportedQuantiles } from "../../lib/report/reported-decision";
import { decisionSchema, type ReportedDecision } from "../../lib/report/report-schema";
import { decided, priced } from "../cost/decision/decisions";
import { usd } from "../cost/terms";
import { FLEET } from "./orders";

const PATTERN = [7, 7, 7, 7, 7, 6, 6, 5, 5, 5];
const CONTEXT = { target: "vps", fleet: FLEET, monthlyRequests: 1_000_000, costByPath: undefined };

function reported(...args: Parameters<typeof decided>): ReportedDecision {
  return reportedDecision(decided(...args), CONTEXT);
}

describe("the reported decision", () => {
  const made = reported([PATTERN]);

  it("is what its schema says", () => {
    expect(decisionSchema.parse(made)).toEqual(made);
  });

  it("has coverage, utilisation, savings rate and payback that follow from the months", () => {
    // 6 of 6.2 instances on average are covered but for the hours with 5: 5.7 of 6.2, and 5.7 of 6.
    expect(made.coverage.value).toBe((5.7 / 6.2).toFixed(4));
    expect(made.utilisation.value).toBe((5.7 / 6).toFixed(4));
    expect(made.effectiveSavingsRate.value).toBe((1 - 2.05 / 3.1).toFixed(4));
    expect(made.paybackMonths.value).toBe(1);
    expect(made.costPerMillionRequests).toEqual({ value: "1496.50", unit: "USD", reason: null });
  });

  it("has each offering with its break-even, what of it is taken, and what it would do alone", () => {
    const [option] = made.options;
    expect(made.options).toHaveLength(1);
    expect(option).toMatchObject({
      id: "vps-standard-1y-noUpfront",
      upfront: "0",
      hourly: "0.3",
      effectiveHourly: "0.3",
      breakEvenUtilisation: { value: "0.6000" },
      count: 6,
      aloneCount: 6,
      aloneMonthlyCost: "1496.50",
      price: "vps-standard-1y-noUpfront",
    });
  });

  it("has a duration curve that never rises, with what is committed", () => {
    expect(made.levels.map(({ share }) => Number(share))).toEqual([1, 1, 1, 1, 1, 0.7, 0.5]);
    expect(made.levels.map(({ committed }) => committed)).toEqual([
      true,
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  it("tells only some of very many levels, the committed and the highest among them", () => {
    const many = reported([[5000, 5000, 5000, 1000]]);
    expect(many.levels.length).toBeLessThanOrEqual(203);
    expect(many.levels.at(-1)?.instances).toBe(5000);
    expect(many.levels.filter(({ committed }) => committed).at(-1)?.instances).toBe(5000);
  });

  it("has present values whose saving is their difference", () => {
    const { chosen, allOnDemand, saving, yearlyRatePercent } = reported(
      [PATTERN],
      {},
      { yearlyRate: 0.085 },
    ).presentValues;
    expect(yearlyRatePercent).toBe("8.5");
    expect((Number(allOnDemand) - Number(chosen)).toFixed(2)).toBe(saving);
    expect(Number(chosen)).toBeLessThan(1496.5 * 12);
  });

  it("says what would flip it", () => {
    const down = made.flips.find(({ what }) => what === "load down by");
    expect(Number(down?.change.value)).toBeGreaterThan(0);
    expect(down?.to).toMatch(/^reserving \d/);
    const interest = made.flips.find(({ what }) => what === "interest above");
    expect(interest?.change.reason === null).toBe(interest?.to !== null);
  });

  it("has figures that are null with a reason where nothing is committed to", () => {
    const none = reported([PATTERN], { offerings: [] });
    expect(none.utilisation).toMatchObject({ value: null, reason: "nothing is committed to" });
    expect(none.paybackMonths.value).toBeNull();
    expect(none.coverage.value).toBe("0.0000");
  });

  it("names the upfront fee's price where nothing is paid by the hour", () => {
    const [option] = reported([[3]], {
      offerings: [
        priced({ payment: "allUpfront", upfront: usd("2000"), hourly: usd("0") }, "standard-1y-allUpfront"),
      ],
    }).options;
    expect(option?.price).toBe("vps-standard-1y-allUpfront-upfront");
    expect(option?.effectiveHourly).toBe((2000 / 8760).toFixed(6));
  });
});

describe("quantiles of a month's cost", () => {
  it("are those of the paths, beside the expected cost", () => {
    const costs = Float64Array.from({ length: 100 }, (_, index) => index + 1);
    expect(reportedQuantiles(usd("50.5"), costs)).toEqual({
      mean: "50.50",
      p50: "50.00",
      p80: "80.00",
      p95: "95.00",
    });
  });

  it("are the expected cost where no path was walked", () => {
    expect(reportedQuantiles(usd("7"), undefined)).toEqual({
      mean: "7.00",
      p50: "7.00",
      p80: "7.00",
      p95: "7.00",
    });
  });
});
