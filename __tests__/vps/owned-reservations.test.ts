import type { VpsPlan } from "../../lib/vps/plan";
import { steadyLoad } from "../cost/loads";
import { planned, pricedTypes, TEN_PERCENT } from "./priced-types";

const { writeBook, definitionWith } = pricedTypes();

describe("what is owned, where the instance type is chosen,", () => {
  /** The choice between what runs now, with reservations of it, and one other type. */
  function plannedWith(
    { present, other, serves }: { present: string; other: string; serves: string },
    owned: readonly { readonly instances: number; readonly until: string }[],
    requests: number,
  ): VpsPlan {
    const definition = definitionWith(
      [["targets", "vps", "instanceType"], present],
      [["targets", "vps", "alternatives"], [{ instanceType: other, serves }]],
      [["cost", "owned"], owned],
    );
    return planned(definition, steadyLoad({ requests: () => requests }));
  }

  const LONG = "2028-01-01";
  const SMALLER = { present: "m7i.2xlarge", other: "m7i.xlarge", serves: "60%" };
  const LARGER = { present: "m7i.large", other: "m7i.xlarge", serves: "200%" };

  it("covers a smaller size of the family by more of them, and only the others are bought", () => {
    const prices = { "m7i.2xlarge": "1.00", "m7i.xlarge": "0.50" };
    writeBook(prices);
    // Four of the present type, two of them owned; or seven of the other, four of them covered.
    const rented = plannedWith(SMALLER, [{ instances: 2, until: LONG }], 400);
    expect([rented.fleet.instanceType, rented.minInstances, rented.maxInstances]).toEqual([
      "m7i.xlarge",
      4,
      7,
    ]);
    expect(rented.figures.onDemandCount).toEqual({ value: 3 });
    expect(rented.figures.monthlyCost.value?.toReport()).toBe("1095.00");
    expect(rented.basis).toContain("2 reserved before are of m7i.2xlarge and cover 4 m7i.xlarge");
    expect(rented.basis.join("\n")).toContain(
      "4 are covered by what was reserved before, which is used first",
    );
    writeBook(prices, { "m7i.2xlarge": "0.60", "m7i.xlarge": "0.30" });
    const reserved = plannedWith(SMALLER, [{ instances: 2, until: LONG }], 400);
    expect(reserved.orders).toMatchObject([{ instanceType: "m7i.xlarge", count: 3 }]);
    expect(reserved.figures.reservedCount).toEqual({ value: 3 });
    expect(reserved.figures.onDemandCount).toEqual({ value: 0 });
    expect([reserved.minInstances, reserved.maxInstances]).toEqual([7, 7]);
  });

  it("covers a larger size of the family by fewer of them", () => {
    writeBook(TEN_PERCENT);
    // Six of the present type, four of them owned; or three of the other, two of them covered.
    const plan = plannedWith(LARGER, [{ instances: 4, until: LONG }], 600);
    expect([plan.fleet.instanceType, plan.minInstances, plan.maxInstances]).toEqual(["m7i.xlarge", 2, 3]);
    expect(plan.figures.monthlyCost.value?.toReport()).toBe("657.00");
    expect(plan.basis).toContain("4 reserved before are of m7i.large and cover 2 m7i.xlarge");
  });

  it("does not count for the part of an instance that is left, and says so", () => {
    writeBook({ "m7i.large": "0.50", "m7i.xlarge": "0.45" });
    const three = plannedWith(LARGER, [{ instances: 3, until: LONG }], 500);
    expect([three.fleet.instanceType, three.minInstances, three.maxInstances]).toEqual(["m7i.xlarge", 1, 3]);
    expect(three.basis).toContain(
      "3 reserved before are of m7i.large and cover 1 m7i.xlarge; what is left covers a part of one more, which is not counted",
    );
    const one = plannedWith(LARGER, [{ instances: 1, until: LONG }], 500);
    expect([one.fleet.instanceType, one.minInstances]).toEqual(["m7i.xlarge", 1]);
    expect(one.figures.onDemandCount).toEqual({ value: 3 });
    expect(one.basis).toContain(
      "1 reserved before are of m7i.large and cover no whole m7i.xlarge: a part is not counted",
    );
    expect(one.basis.join("\n")).not.toContain("used first");
  });

  it("covers until each lot ends", () => {
    writeBook({ "m7i.large": "0.50", "m7i.xlarge": "0.20" });
    const lots = [
      { instances: 2, until: "2026-12-01" },
      { instances: 5, until: "2027-05-01" },
      { instances: 1, until: LONG },
    ];
    const plan = plannedWith(LARGER, lots, 1200);
    expect(plan.decision.settings.owned).toEqual([
      { units: 1, expiresAtHour: 30 * 24 },
      { units: 2, expiresAtHour: 181 * 24 },
    ]);
    // Six are needed: 3 are rented in November, 4 from then on, 6 from May.
    const onDemand = plan.months.map(({ cash }) => cash.toReport());
    expect([onDemand[0], onDemand[1], onDemand[6]]).toEqual(["432.00", "595.20", "892.80"]);
    expect(plan.basis.join("\n")).toContain(
      "8 reserved before are of m7i.large and cover 3 m7i.xlarge; what is left",
    );
  });

  it.each([
    ["another family", { present: "m7i.large", other: "m6i.large", serves: "100%" }],
    [
      "another size of a family without size flexibility",
      { present: "g5.2xlarge", other: "g5.xlarge", serves: "100%" },
    ],
    ["bare metal of the family", { present: "m7i.24xlarge", other: "m7i.metal-24xl", serves: "100%" }],
  ])("covers nothing of %s", (_, types) => {
    writeBook({ [types.present]: "1.00", [types.other]: "0.40" });
    // Four of the present type, two of them owned: 2.00 USD an hour; four of the other at 1.60.
    const plan = plannedWith(types, [{ instances: 2, until: LONG }], 400);
    expect([plan.fleet.instanceType, plan.minInstances]).toEqual([types.other, 1]);
    expect(plan.figures.monthlyCost.value?.toReport()).toBe("1168.00");
    expect(plan.basis).toContain(`2 reserved before are of ${types.present} and cover no ${types.other}`);
    const kept = plannedWith(types, [{ instances: 3, until: LONG }], 400);
    expect([kept.fleet.instanceType, kept.minInstances]).toEqual([types.present, 3]);
  });

  it("is of the present type where that is kept, without a word about another", () => {
    writeBook(TEN_PERCENT);
    const plan = plannedWith(LARGER, [{ instances: 3, until: LONG }], 400);
    expect([plan.fleet.instanceType, plan.minInstances]).toEqual(["m7i.large", 3]);
    expect(plan.basis.join("\n")).not.toContain("reserved before are of");
    expect(plan.basis.join("\n")).toContain("3 are covered by what was reserved before");
  });
});
