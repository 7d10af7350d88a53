import { known, mapFigure, none, type Figure } from "../../lib/cost/figure";
import { purchaseOrder } from "../../lib/cost/purchase-order";
import { option } from "./terms";

const FLEET = {
  instanceType: "m7i.large",
  platform: "Linux/UNIX",
  region: "eu-central-1",
  tenancy: "default",
};

describe("a purchase order", () => {
  it("says what is bought, for which instances and for how long", () => {
    expect(purchaseOrder(FLEET, option("0.30"), 5)).toMatchObject({
      ...FLEET,
      count: 5,
      termYears: 1,
      payment: "noUpfront",
      offering: expect.stringContaining("Reserved Instance") as string,
    });
  });

  it.each([
    [1, 1, "2628.00"],
    [5, 1, "13140.00"],
    [1, 3, "7884.00"],
    [5, 3, "39420.00"],
  ] as const)(
    "tells what %i instances oblige to pay over %i years, used or not: %s USD",
    (count, years, amount) => {
      const order = purchaseOrder(FLEET, option("0.30", years), count);
      expect(order?.totalObligation.toReport()).toBe(amount);
      expect(order?.hourly.toString()).toBe("0.30 USD");
    },
  );

  it("is not made for nothing", () => {
    expect(purchaseOrder(FLEET, option("0.30"), 0)).toBeUndefined();
    expect(purchaseOrder(FLEET, undefined, 0)).toBeUndefined();
  });
});

describe("a figure", () => {
  it("is a value, or the reason why there is none", () => {
    expect(known(0)).toEqual({ value: 0 });
    expect(none("nobody knows")).toEqual({ value: null, reason: "nobody knows" });
  });

  it("turned into another one keeps its reason, and a value of 0 or nothing stays a value", () => {
    const turn = (value: number): string => `${value}!`;
    expect(mapFigure(known(0), turn)).toEqual(known("0!"));
    expect(mapFigure(none<number>("nobody knows"), turn)).toEqual(none("nobody knows"));
    const empty: Figure<string> = mapFigure(known(1), () => "");
    expect(empty).toEqual({ value: "" });
  });
});
