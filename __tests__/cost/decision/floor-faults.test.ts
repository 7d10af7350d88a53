import { floorFaults } from "../../../lib/cost/decision/floor-faults";
import type { Definition } from "../../../lib/definition/definition";
import { Money } from "../../../lib/definition/money";
import { marketFor } from "../../../lib/vps/market";
import { targetFaults } from "../../../stacks/targets";
import { minimalWith, project, type Change } from "../../definition/project";

const { read } = project();
const RESERVATIONS = ["cost", "prices", "reservations"];

function definitionWith(floor: string, ...changes: readonly Change[]): Definition {
  return read(minimalWith([["cost", "committedAtLeast"], floor], ...changes));
}

function faults(floor: string, ...changes: readonly Change[]): readonly object[] {
  const definition = definitionWith(floor, ...changes);
  return floorFaults(definition, marketFor(definition, { instanceType: "m7i.large" }).input, "m7i.large");
}

/** A reservation for a year that is paid at once. */
function paidAtOnce(upfront: string, offeringClass = "standard"): object {
  return { term: "1y", payment: "allUpfront", class: offeringClass, upfront };
}

const MOST_TWO: Change = [["cost", "mostReserved"], 2];

describe("a floor of what is committed to", () => {
  it("is kept by any number of instances where nothing limits it", () => {
    expect(faults("2999.99 USD/month")).toEqual([]);
    expect(faults("2999.99 USD/month", [RESERVATIONS, [paidAtOnce("2400 USD")]])).toEqual([]);
  });

  it("is not above what the limit comes to, to the cent, and told as it is written", () => {
    // 2 x 0.30 USD x 730.
    expect(faults("438 USD/month", MOST_TWO)).toEqual([]);
    expect(faults("438.01 USD/month", MOST_TWO)).toEqual([
      {
        file: "landfall.yaml",
        path: "cost.committedAtLeast",
        found: "438.01 USD/month",
        message: "is more than all commitments for m7i.large that may be bought come to",
        allowed: "438 USD/month at most with cost.mostReserved: 2",
        action: "lower it, or raise cost.mostReserved",
      },
    ]);
  });

  it("has the limit of each offering", () => {
    const two: Change = [
      RESERVATIONS,
      [
        { term: "1y", payment: "noUpfront", hourly: "0.30 USD/h" },
        { term: "1y", payment: "noUpfront", class: "convertible", hourly: "0.40 USD/h" },
      ],
    ];
    // 2 x 0.70 USD x 730.
    expect(faults("1022 USD/month", MOST_TWO, two)).toEqual([]);
    expect(faults("1022.01 USD/month", MOST_TWO, two)).toMatchObject([
      { allowed: "1022 USD/month at most with cost.mostReserved: 2" },
    ]);
  });

  it("is reached by whole fees within the upfront budget", () => {
    const offer: Change = [RESERVATIONS, [paidAtOnce("2400 USD")]];
    const budget = (amount: string): Change => [["cost", "upfrontBudget"], amount];
    // 200 USD a month each.
    expect(faults("400 USD/month", offer, budget("4800 USD"))).toEqual([]);
    expect(faults("400 USD/month", offer, budget("4799.50 USD"))).toMatchObject([
      {
        found: "400 USD/month",
        allowed: "200 USD/month at most with cost.upfrontBudget: 4799.50 USD",
        action: "lower it, or raise cost.upfrontBudget",
      },
    ]);
    expect(faults("400 USD/month", offer, budget("4800 USD"), [["cost", "mostReserved"], 1])).toMatchObject([
      {
        allowed: "200 USD/month at most with cost.mostReserved: 1 and cost.upfrontBudget: 4800 USD",
        action: "lower it, or raise cost.mostReserved or cost.upfrontBudget",
      },
    ]);
  });

  it("is left to the decision where only parts of commitments would come to it", () => {
    const offers: Change = [RESERVATIONS, [paidAtOnce("2400 USD"), paidAtOnce("1200 USD", "convertible")]];
    const budget: Change = [["cost", "upfrontBudget"], "3500 USD"];
    expect(faults("291 USD/month", offers, budget)).toEqual([]);
    expect(faults("292 USD/month", offers, budget)).toMatchObject([
      { allowed: "291.66 USD/month at most with cost.upfrontBudget: 3500 USD" },
    ]);
  });

  it("cannot be kept where no commitment has a price", () => {
    const list: Change[] = [
      [["cost", "prices"], { book: "list" }],
      [["environments", "dev", "aws", "region"], "us-east-1"],
    ];
    const definition = definitionWith("1 USD/month", ...list);
    const { input } = marketFor(definition, { instanceType: "r6i.2xlarge" });
    expect(floorFaults(definition, input, "r6i.2xlarge")).toMatchObject([
      {
        allowed: "0 USD/month at most",
        action: "take it out, or give prices of commitments: cost.prices",
      },
    ]);
  });

  it("cannot be kept without a history, and one of nothing can", () => {
    const estimate: Change = [
      ["load", "web"],
      { estimate: "600 requests/h", instanceServes: "600 requests/h", headroom: "20%" },
    ];
    expect(faults("1 USD/month", estimate)).toMatchObject([
      {
        path: "cost.committedAtLeast",
        found: "1 USD/month",
        message: "cannot be kept: no program has a history, so nothing is committed to ahead",
      },
    ]);
    expect(faults("0 USD/month", estimate, [["cost", "mostReserved"], 1])).toEqual([]);
  });
});

describe("a check of the definition", () => {
  it("tells a floor that the limits keep from being reached, without looking at the load", () => {
    expect(targetFaults(definitionWith("439 USD/month", MOST_TWO))).toMatchObject([
      { file: "landfall.yaml", path: "cost.committedAtLeast", found: "439 USD/month" },
    ]);
    expect(targetFaults(definitionWith("438 USD/month", MOST_TWO))).toEqual([]);
  });
});

describe("a floor in another currency", () => {
  it("is told as that, and not held against prices", () => {
    const definition = definitionWith("438.01 USD/month", MOST_TWO);
    const { input } = marketFor(definition, { instanceType: "m7i.large" });
    const settings = { ...input.settings, floor: { perMonth: Money.of("439", "CNY") } };
    expect(floorFaults(definition, { ...input, settings }, "m7i.large")).toEqual([]);
  });
});
