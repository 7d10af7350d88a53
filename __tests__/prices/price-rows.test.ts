import { listBook, priceRows, type PriceRow } from "../../lib/prices";
import { parsePriceBook } from "../../lib/prices/book";
import { bookText, ownBook } from "./books";

const OF = { instanceType: "m7i.large", region: "eu-central-1", asOf: "2026-11-01" };
const FREE = "free in each month, for the whole account";

function lambdaRows(rows: readonly PriceRow[], start: string): PriceRow[] {
  return rows.filter(({ what }) => what.startsWith(start));
}

describe("the rows of Lambda", () => {
  it("tell the account's free tier once, with its source", () => {
    const rows = lambdaRows(priceRows(listBook(), { ...OF, region: "us-east-1" }), FREE);
    expect(rows).toMatchObject([
      { kind: "lambda", price: "1000000 requests and 400000 GB-seconds", date: "2024-07-01", reason: null },
    ]);
    expect(rows[0]?.source).not.toBe("");
  });

  it("tell why a free tier is not known", () => {
    expect(lambdaRows(priceRows(ownBook(), OF), FREE)).toMatchObject([
      {
        price: null,
        reason:
          "no table of the book prices/mine.yaml has a free tier of Lambda in eu-central-1 on 2026-11-01 or before",
      },
    ]);
  });

  it("tell the rate of every Compute Savings Plan, known or not", () => {
    const text = bookText([
      'instances: { m7i.large: "0.08" }',
      'instances: { m7i.large: "0.08" }, lambdaGigabyteSecond: "0.0000117"',
    ]);
    const rows = lambdaRows(priceRows(parsePriceBook("prices/mine.yaml", text), OF), "compute, Lambda");
    expect(rows.map(({ what, price }) => [what, price])).toEqual([
      ["compute, Lambda, 1 y, noUpfront", "0.0000117 EUR/GB-second"],
      ["compute, Lambda, 1 y, partialUpfront", null],
      ["compute, Lambda, 1 y, allUpfront", null],
      ["compute, Lambda, 3 y, noUpfront", null],
      ["compute, Lambda, 3 y, partialUpfront", null],
      ["compute, Lambda, 3 y, allUpfront", null],
    ]);
    expect(rows[0]).toMatchObject({ kind: "savings plan", date: "2026-09-01" });
    expect(new Set(rows.slice(1).map(({ reason }) => reason))).toEqual(
      new Set([
        "no table of the book prices/mine.yaml has a Compute Savings Plan rate of Lambda (for that term and payment) in eu-central-1 on 2026-11-01 or before",
      ]),
    );
  });
});
