import { Money } from "../../lib/definition/money";
import { purchaseOrderDocument, purchaseOrderMarkdown } from "../../lib/report/purchase-order-document";
import { orderSchema } from "../../lib/report/report-schema";
import { order } from "./orders";

const OF = { name: "shop", environment: { name: "prod" }, asOf: "2026-11-01" };
const usd = (amount: string): Money => Money.of(amount, "USD");

function markdown(...orders: Parameters<typeof order>[]): string {
  const made = orders.map((args) => ({ target: "vps", order: order(...args) }));
  return purchaseOrderMarkdown(purchaseOrderDocument(OF, made));
}

describe("the purchase order's document", () => {
  it("holds orders as their schema says", () => {
    const { orders } = purchaseOrderDocument(OF, [
      { target: "vps", order: order() },
      { target: "serverless", order: order({ kind: "computeSavingsPlan" }) },
    ]);
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
    const hostile = purchaseOrderDocument(OF, [
      {
        target: "vps",
        order: { ...order(), instanceType: "m7i.large; rm -rf ~" } as ReturnType<typeof order>,
      },
    ]);
    expect(hostile.orders[0]?.commands.lookUp).toContain("'m7i.large; rm -rf ~'");
  });
});
