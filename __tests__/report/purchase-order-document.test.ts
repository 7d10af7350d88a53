import { Money } from "../../lib/definition/money";
import {
  purchaseOrderDocument,
  purchaseOrderMarkdown,
  reportedOrder,
} from "../../lib/report/purchase-order-document";
import { orderSchema } from "../../lib/report/report-schema";
import { order } from "./orders";

const OF = { name: "shop", environment: { name: "prod" }, asOf: "2026-11-01" };
const OF_ONE_SOURCE = { isMixed: false, sentences: ["prices: a price list of 2026-10-01"] };
const usd = (amount: string): Money => Money.of(amount, "USD");

function markdown(...orders: Parameters<typeof order>[]): string {
  const made = orders.map((args) => ({ target: "vps", order: order(...args) }));
  return purchaseOrderMarkdown(purchaseOrderDocument(OF, made, OF_ONE_SOURCE));
}

describe("the purchase order's document", () => {
  it("holds orders as their schema says", () => {
    const orders = [
      reportedOrder({ target: "vps", order: order() }),
      reportedOrder({ target: "serverless", order: order({ kind: "computeSavingsPlan" }) }),
    ];
    for (const each of orders) expect(orderSchema.parse(each)).toEqual(each);
    expect(orders.map(({ count, commitmentPerHour }) => [count, commitmentPerHour])).toEqual([
      [2, null],
      [null, "0.6"],
    ]);
  });

  it("says what one instance must cost, so that the offering looked up can be compared", () => {
    const text = markdown([{ payment: "partialUpfront", upfront: usd("500"), hourly: usd("0.1") }, 3]);
    expect(text).toContain("| price of one instance | 500 USD at once, 0.1 USD an hour |");
    expect(text).toContain("| due at purchase | 1500.00 USD |");
    expect(text).toContain("| due for each hour, used or not | 0.3 USD |");
    expect(text).toContain("| total obligation | 4128.00 USD |");
  });

  it.each([
    ["standard", /offered on the Reserved Instance Marketplace/],
    ["convertible", /can be exchanged for one worth as much or more/],
  ] as const)("says how a %s reservation is left", (offeringClass, way) => {
    expect(markdown([{ offeringClass }])).toMatch(way);
  });

  it("numbers several orders, and says that there is nothing where there is nothing", () => {
    expect(markdown([], [{ kind: "computeSavingsPlan" }])).toMatch(
      /## 1\. 2 x [^]*## 2\. Compute Savings Plan, 0\.6 USD/,
    );
    expect(markdown()).toContain("There is nothing to buy.");
  });

  it("quotes every word that a shell would read otherwise", () => {
    const hostile = reportedOrder({
      target: "vps",
      order: { ...order(), instanceType: "m7i.large; rm -rf ~" } as ReturnType<typeof order>,
    });
    expect(hostile.commands.lookUp).toContain("'m7i.large; rm -rf ~'");
  });

  it.each([["reservedInstances"], ["computeSavingsPlan"]] as const)(
    "tells of %s what the price comes from and of which day it is",
    (kind) => {
      const origin = { source: "quote 4711", date: "2026-09-30" };
      expect(reportedOrder({ target: "vps", order: order({ kind, origin }) })).toMatchObject({
        priceSource: "quote 4711",
        priceDate: "2026-09-30",
      });
      expect(markdown([{ kind, origin }])).toContain("| price from | quote 4711, 2026-09-30 |\n");
    },
  );

  it("is marked where prices of different sources or days are mixed, and only there", () => {
    const sentence =
      "prices of different sources or days are mixed: a list of 2026-10-01; a page of 2026-09-01";
    const mixed = purchaseOrderDocument(OF, [], { isMixed: true, sentences: [sentence] });
    expect(mixed.provenance).toEqual({ isMixed: true, sentences: [sentence] });
    expect(purchaseOrderMarkdown(mixed)).toContain(`\n\nNote: ${sentence}.\n\n`);
    expect(markdown([])).not.toContain("Note:");
  });
});
