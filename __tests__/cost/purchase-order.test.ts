import { exitCosts, purchaseOrder, savingsPlanOrder } from "../../lib/cost/purchase-order";
import { known, mapFigure, none, type Figure } from "../../lib/definition/figure";
import { Money } from "../../lib/definition/money";
import { FLEET, offering, order, ORIGIN } from "../report/orders";

const usd = (amount: string): Money => Money.of(amount, "USD");

describe("a purchase order for instances", () => {
  it("says what is bought, for which instances and for how long", () => {
    expect(order({}, 5)).toMatchObject({
      kind: "reservedInstances",
      ...FLEET,
      count: 5,
      termYears: 1,
      payment: "noUpfront",
      offeringClass: "standard",
    });
  });

  it.each([
    [1, 1, "2628.00"],
    [5, 1, "13140.00"],
    [1, 3, "7884.00"],
    [5, 3, "39420.00"],
  ] as const)(
    "tells what %i instances oblige to pay over %i years, used or not: %s USD",
    (count, termYears, amount) => {
      expect(order({ termYears }, count).totalObligation.toReport()).toBe(amount);
    },
  );

  it("has what is due at once from the upfront fee alone, and adds it to the obligation", () => {
    const made = order({ payment: "partialUpfront", upfront: usd("500"), hourly: usd("0.1") }, 3);
    expect(made.dueAtPurchase.toReport()).toBe("1500.00");
    expect(made.hourly.toString()).toBe("0.30 USD");
    expect(made.totalObligation.toReport()).toBe("4128.00");
  });

  it("is not made for nothing", () => {
    expect(purchaseOrder(FLEET, offering(), 0)).toBeUndefined();
  });
});

describe("a purchase order for a Savings Plan", () => {
  it.each([
    ["noUpfront", "0.00", "0.60 USD"],
    ["partialUpfront", "2628.00", "0.30 USD"],
    ["allUpfront", "5256.00", "0.00 USD"],
  ] as const)("paid %s has %s USD due at once and %s an hour", (payment, due, hourly) => {
    const made = savingsPlanOrder(usd("0.60"), { termYears: 1, payment, origin: ORIGIN });
    expect(made.dueAtPurchase.toReport()).toBe(due);
    expect(made.hourly.toString()).toBe(hourly);
    expect(made.totalObligation.toReport()).toBe("5256.00");
  });

  it("commits to what the instances cost in an hour, their upfront share included", () => {
    const made = order({
      kind: "computeSavingsPlan",
      payment: "allUpfront",
      upfront: usd("2628"),
      hourly: usd("0"),
    });
    expect(made).toMatchObject({ kind: "computeSavingsPlan", commitmentPerHour: usd("0.6") });
  });

  it.each([
    ["0.00783", "0.00783", "68.59"],
    ["0.12345", "0.12345", "1081.42"],
    ["0.123456", "0.12346", "1081.51"],
  ])(
    "of %s an hour commits to %s, as many decimals as AWS takes, and obliges to that",
    (decided, sold, obligation) => {
      const made = savingsPlanOrder(usd(decided), { termYears: 1, payment: "noUpfront", origin: ORIGIN });
      expect(made.commitmentPerHour.toString()).toBe(`${sold} USD`);
      expect(made.hourly.toString()).toBe(`${sold} USD`);
      expect(made.totalObligation.toReport()).toBe(obligation);
    },
  );
});

describe("leaving a commitment", () => {
  it.each([
    [1, [0, 3, 6, 9]],
    [3, [0, 9, 18, 27]],
  ] as const)("of %i years is told for the purchase and each quarter of the term", (termYears, months) => {
    expect(exitCosts(order({ termYears })).map(({ afterMonths }) => afterMonths)).toEqual(months);
  });

  it("costs all that is left", () => {
    expect(exitCosts(order({}, 1)).map(({ cost }) => cost.toReport())).toEqual([
      "2628.00",
      "1971.00",
      "1314.00",
      "657.00",
    ]);
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
