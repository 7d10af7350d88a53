import fc from "fast-check";
import { compareWithBill } from "../../../lib/report/actual/compare";
import { durationCurve } from "../../../lib/report/actual/duration-curve";
import type { Advice } from "../../../lib/report/actual/variance-schema";
import type { CostReport } from "../../../lib/report/report-schema";
import { exampleReport } from "../example-report";
import { billOf, csvOf, focusFee, focusUse, hourlyMonth, type Row } from "./bills";

const FLEET = { region: "us-east-1", instanceType: "r6i.2xlarge" };

async function adviceOn(rows: readonly Row[], report: CostReport = exampleReport()): Promise<Advice> {
  return compareWithBill(report, await billOf(csvOf(rows))).advice[0]!;
}

/** A month with so many instances an hour, of which two are reserved. */
function month(instancesAt: (hour: number) => number): readonly Row[] {
  return [...hourlyMonth("2026-11", instancesAt, { covered: 2 }), focusFee("2026-11", 1440, 432)];
}

function withOption(
  change: Partial<NonNullable<CostReport["targets"][0]["decision"]>["options"][0]>,
): CostReport {
  const report = exampleReport();
  const [vps, ...others] = report.targets;
  const decision = vps!.decision!;
  const options = decision.options.map((option) => ({ ...option, ...change }));
  return { ...report, targets: [{ ...vps!, decision: { ...decision, options } }, ...others] };
}

describe("commitmentAdvice", () => {
  it("keeps what the rule would have committed to on the hours as they were", async () => {
    const advice = await adviceOn(month((hour) => (hour % 10 < 7 ? 2 : 1)));
    expect(advice).toMatchObject({ verdict: "keep", held: 2, best: 2, monthsLeft: 11 });
    expect(advice.levels).toEqual([
      { instances: 1, share: "1.0000" },
      { instances: 2, share: "0.7000" },
    ]);
    expect(advice.choices.map(({ choice }) => choice)).toEqual(["keep"]);
  });

  it("tells the cost of too many commitments against fewer", async () => {
    const advice = await adviceOn(month((hour) => (hour % 2 === 0 ? 2 : 1)));
    expect(advice).toMatchObject({ verdict: "fewer", held: 2, best: 1 });
    expect(advice.choices).toEqual([
      {
        choice: "keep",
        count: 2,
        commitmentCost: "438.00",
        unusedCost: "109.50",
        onDemandCost: "0.00",
        monthlyCost: "438.00",
      },
      {
        choice: "fewer",
        count: 1,
        commitmentCost: "219.00",
        unusedCost: "0.00",
        onDemandCost: "182.50",
        monthlyCost: "401.50",
      },
    ]);
    expect(advice.sentences.join("\n")).toContain("36.50 USD a month, 401.50 USD over the 11 months left");
  });

  it("tells the cost of too few commitments against more", async () => {
    const advice = await adviceOn(month(() => 4));
    expect(advice).toMatchObject({ verdict: "more", held: 2, best: 4 });
    expect(advice.choices[0]).toMatchObject({ onDemandCost: "730.00", monthlyCost: "1168.00" });
    expect(advice.choices[1]).toMatchObject({ choice: "more", onDemandCost: "0.00", monthlyCost: "876.00" });
  });

  it("never names another count that would cost more than keeping what is held", async () => {
    const days = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 30, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(days, async (perDay) => {
        const { choices, held, best, verdict } = await adviceOn(
          month((hour) => perDay[Math.floor(hour / 24)]!),
        );
        const [keep, other] = choices;
        expect(verdict === "keep").toBe(best === held);
        expect(other === undefined).toBe(verdict === "keep");
        if (other) expect(Number(other.monthlyCost)).toBeLessThanOrEqual(Number(keep!.monthlyCost));
      }),
      { numRuns: 5 },
    );
  });

  it.each([
    ["standard", "reservedInstances", "Marketplace"],
    ["convertible", "reservedInstances", "exchange 1"],
    [null, "computeSavingsPlan", "neither ended nor sold"],
  ] as const)("says how %s commitments of %s are given up", async (offeringClass, kind, words) => {
    const rows = month((hour) => (hour % 2 === 0 ? 2 : 1));
    const { sentences } = await adviceOn(rows, withOption({ offeringClass, kind }));
    expect(sentences.at(-1)).toContain(words);
  });

  it("knows only averages from monthly rows: too much where even the average is used too little", async () => {
    const [start, end] = ["2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"];
    const used = (hours: number): readonly Row[] => [
      { ...focusUse(start, end, hours, 0), CommitmentDiscountId: "arn:ri", CommitmentDiscountStatus: "Used" },
      focusFee("2026-11", 1440, 432),
    ];
    const little = await adviceOn(used(700));
    expect(little).toMatchObject({ verdict: "fewer", held: 2, best: null, levels: [], choices: [] });
    expect(little.sentences.join("\n")).toContain("only averages are known");
    expect(await adviceOn(used(1000))).toMatchObject({ verdict: "unknown", best: null });
  });

  it("decides nothing exactly at the break-even utilisation: the rule takes shares above it", async () => {
    const advice = await adviceOn(month((hour) => (hour % 10 < 6 ? 2 : 1)));
    expect(advice).toMatchObject({ verdict: "fewer", best: 1 });
  });

  it("says so where the plan has no commitment on offer", async () => {
    const report = exampleReport({ reserved: 0 });
    const [vps, ...others] = report.targets;
    const targets = [{ ...vps!, decision: { ...vps!.decision!, options: [] } }, ...others];
    const advice = await adviceOn(
      hourlyMonth("2026-11", () => 1),
      { ...report, targets },
    );
    expect(advice).toMatchObject({ verdict: "unknown", held: 0, best: null });
  });
});

describe("durationCurve", () => {
  it("never rises, and sums to the hours that ran", async () => {
    const instances = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 720, maxLength: 720 });
    await fc.assert(
      fc.asyncProperty(instances, async (running) => {
        const bill = await billOf(csvOf(hourlyMonth("2026-11", (hour) => running[hour]!)));
        const curve = durationCurve(FLEET, bill, [{ month: "2026-11", hours: 720 }])!;
        expect(curve).toHaveLength(Math.max(...running));
        curve.forEach((share, level) => {
          const hours = running.filter((each) => each > level).length;
          expect(share).toBeCloseTo(hours / 720, 12);
        });
      }),
      { numRuns: 5 },
    );
  });

  it("counts a part of an hour as that part", async () => {
    const bill = await billOf(csvOf(hourlyMonth("2026-11", () => 1.25)));
    const curve = durationCurve(FLEET, bill, [{ month: "2026-11", hours: 720 }])!;
    expect(curve[0]).toBe(1);
    expect(curve[1]).toBeCloseTo(0.25, 12);
  });

  it("is not known from rows for more than an hour", async () => {
    const bill = await billOf(csvOf([focusUse("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", 24, 12)]));
    expect(durationCurve(FLEET, bill, [{ month: "2026-11", hours: 720 }])).toBeUndefined();
  });
});
