import { writeFileSync } from "node:fs";
import path from "node:path";
import { Money } from "../../lib/definition/money";
import { planVps, type VpsPlan } from "../../lib/vps/plan";
import { vpsPart } from "../../lib/vps/settings";
import { steadyLoad } from "../cost/loads";
import { minimalWith, project, type Change } from "../definition/project";

const { folder, read } = project();

/** The decision for two instances at the rates of a book of one's own, by the way to pay for a year. */
const ownBook = (rates: Readonly<Record<string, string>>, ...changes: readonly Change[]): VpsPlan => {
  const head = { source: "quote", date: "2026-10-01", region: "eu-central-1", currency: "USD" };
  const savingsPlans = Object.entries(rates).map(([payment, rate]) => ({
    ...head,
    termYears: 1,
    payment,
    instances: { "m7i.large": rate },
  }));
  const content = { version: 1, sources: { quote: { title: "a quote" } }, savingsPlans };
  const onDemand = [{ ...head, rows: { "m7i.large": "0.50" } }];
  writeFileSync(path.join(folder, "plans.json"), JSON.stringify({ ...content, onDemand }));
  const definition = read(
    minimalWith([["cost", "discountRate"], "0%"], [["cost", "prices"], { book: "plans.json" }], ...changes),
  );
  return planVps(definition, definition.targets.get(vpsPart)!, [steadyLoad({ requests: () => 200 })]);
};

describe("instances at the rates of a book", () => {
  it("have Savings Plans in all three ways to pay, half of the commitment at once in the partial one", () => {
    const { decision, orders } = ownBook({ noUpfront: "0.31", partialUpfront: "0.29", allUpfront: "0.30" });
    expect(
      decision.offerings.map(({ id, upfront, hourly }) => [id, upfront.toReport(), hourly.toString()]),
    ).toEqual([
      ["computeSavingsPlan-1y-noUpfront", "0.00", "0.31 USD"],
      ["computeSavingsPlan-1y-partialUpfront", "1270.20", "0.145 USD"],
      ["computeSavingsPlan-1y-allUpfront", "2628.00", "0.00 USD"],
    ]);
    expect(orders.map((order) => [order.payment, order.dueAtPurchase.toReport()])).toEqual([
      ["partialUpfront", "2540.40"],
    ]);
    expect(orders).toMatchObject([{ commitmentPerHour: Money.of("0.58", "USD") }]);
    const upfront = decision.lines.filter(({ charge }) => charge === "upfront");
    expect(upfront.map(({ amount }) => amount.toReport())).toEqual(["2540.40"]);
  });

  it("have no Savings Plan for a rate below the least commitment that is sold", () => {
    expect(ownBook({ noUpfront: "0.001" }).decision.offerings).toHaveLength(1);
    const { decision, warnings } = ownBook({ noUpfront: "0.0009" });
    expect(decision.offerings).toEqual([]);
    expect(warnings.join("\n")).toContain("Compute Savings Plan, 1 y, noUpfront");
  });

  it("are warned of where the rate of a Savings Plan is old", () => {
    const { warnings } = ownBook({ partialUpfront: "0.29" }, [["cost", "maxPriceAgeDays"], 30]);
    expect(warnings[0]).toMatch(
      /^prices of 2026-10-01 are 31 days old[^]*m7i\.large under a Compute Savings Plan, 1 y, partialUpfront \(a quote\)/,
    );
  });
});
