import { writeFileSync } from "node:fs";
import path from "node:path";
import { UserError } from "../../lib/definition/errors";
import type { TargetPlan } from "../../lib/cost/target-plan";
import { planServerless } from "../../lib/serverless/plan";
import { serverlessPart } from "../../lib/serverless/settings";
import { steadyLoad } from "../cost/loads";
import { minimalWith, project, type Change } from "../definition/project";

const { folder, read } = project();
const REGION = ["environments", "dev", "aws", "region"];
const US: Change = [REGION, "us-east-1"];

/** 1,000 requests in each hour: 730,000 a month. */
const LOAD = steadyLoad({ requests: () => 1000 });

function planned(changes: readonly Change[], loads = [LOAD]): TargetPlan {
  const definition = read(minimalWith(...changes));
  return planServerless(definition, definition.targets.get(serverlessPart)!, loads);
}

describe("the decision for Lambda", () => {
  const plan = planned([US]);

  it("costs requests and time: 256 MiB for 20 ms each", () => {
    // 0.73 x 0.20 + 730,000 x 0.25 x 0.02 x 0.0000166667 = 0.2068, each line of each month rounded to a cent
    expect(plan.figures.monthlyCost.value?.toReport()).toBe("0.20");
    const cents = plan.lines.map(({ amount }) => amount.toReport());
    expect(plan.lines.slice(0, 2).map(({ charge, quantity }) => [charge, quantity.toFixed()])).toEqual([
      ["requests", "720000"],
      ["compute", "3600"],
    ]);
    expect(cents.slice(0, 2)).toEqual(["0.14", "0.06"]);
    expect(plan.figures.onDemandMonthlyCost).toEqual(plan.figures.monthlyCost);
  });

  it.each(["monthlySaving", "reservedCount", "onDemandCount", "breakEvenUtilisation"] as const)(
    "has no %s, and says why: there is nothing to reserve",
    (name) => {
      const figure = plan.figures[name];
      expect(figure.value).toBeNull();
      expect(figure.reason).toMatch(/no instance to reserve/);
    },
  );

  it("buys nothing and has no next best", () => {
    expect(plan.orders).toEqual([]);
    expect(plan.runnerUp).toBeUndefined();
  });

  it("says from which prices, of which day, and for which memory and time", () => {
    expect(plan.basis[0]).toMatch(/us-east-1, prices of 2024-07-01 \(.+\)/);
    expect(plan.basis[1]).toContain("256 MiB for 20 ms a request");
    expect(planned([US, [["targets", "serverless", "averageDuration"], "9ms"]]).basis[1]).toContain(
      "for 9 ms",
    );
    expect(plan.notCovered).toContain("the account's free tier");
  });

  it("costs all programs together", () => {
    const twice = planned([US], [LOAD, steadyLoad({ app: "blog", requests: () => 1000 })]);
    expect(twice.lines[0]?.quantity.toFixed()).toBe("1440000");
    expect(twice.apps.map(({ app, share }) => [app, share.toFixed()])).toEqual([
      ["web", "0.5"],
      ["blog", "0.5"],
    ]);
  });

  it.each<[string, Change, string, string]>([
    ["memory", [["targets", "serverless", "memory"], "512MiB"], "7200", "0.0000166667"],
    ["time", [["targets", "serverless", "averageDuration"], "40ms"], "7200", "0.0000166667"],
    ["arm64", [["targets", "serverless", "architecture"], "arm64"], "3600", "0.0000133334"],
  ])("follows the settings: %s", (_, change, quantity, price) => {
    const line = planned([US, change]).lines.find(({ charge }) => charge === "compute");
    expect([line?.quantity.toFixed(), line?.unitPrice.amount.toFixed()]).toEqual([quantity, price]);
  });

  it("costs what each path has: quantiles can be told", () => {
    const costs = plan.costByPath?.();
    expect(costs).toHaveLength(2);
    expect(costs?.[0]).toBeCloseTo(0.206833455, 8);
  });
});

describe("a Savings Plan for Lambda", () => {
  const origin = { source: "quote", date: "2026-10-01", region: "eu-central-1", currency: "USD" };
  const BOOK = {
    version: 1,
    sources: { quote: { title: "a quote" } },
    onDemand: [{ ...origin, rows: { "m7i.large": "0.10" } }],
    lambda: [
      {
        ...origin,
        requestsPerMillion: "0.20",
        gigabyteSeconds: { amd64: [{ upTo: null, price: "0.00002" }] },
      },
    ],
    savingsPlans: [{ ...origin, termYears: 1, payment: "noUpfront", lambdaGigabyteSecond: "0.000016" }],
  };
  const withBook = (requests: (hour: number) => number): TargetPlan => {
    writeFileSync(path.join(folder, "prices.json"), JSON.stringify(BOOK));
    return planned([[["cost", "prices"], { book: "prices.json" }]], [steadyLoad({ requests })]);
  };

  it("is committed to for the time that is used in four of five hours or more", () => {
    // 10,000,000 requests of 0.005 GB-seconds: 50,000 an hour, at 0.000016 each.
    const plan = withBook(() => 10_000_000);
    expect(plan.orders).toMatchObject([{ kind: "computeSavingsPlan", termYears: 1, payment: "noUpfront" }]);
    expect(plan.orders[0]?.hourly.toString()).toBe("0.80 USD");
    const { monthlySaving, monthlyCost, onDemandMonthlyCost } = plan.figures;
    expect(monthlySaving.value?.toReport()).toBe("146.00");
    expect(monthlyCost.value?.plus(monthlySaving.value!).compare(onDemandMonthlyCost.value!)).toBe(0);
    expect(plan.costByPath?.()[0]).toBeCloseTo(Number(monthlyCost.value?.toReport()), 6);
  });

  it("is not bought for a load of a few hours", () => {
    const plan = withBook((hour) => (hour % 24 < 10 ? 10_000_000 : 0));
    expect(plan.orders).toEqual([]);
    expect(plan.figures.monthlySaving.value).toBeNull();
  });

  it("is not decided on where the book has no rate, or Lambda no price", () => {
    expect(planned([US]).orders).toEqual([]);
    expect(planned([[REGION, "eu-west-1"]]).orders).toEqual([]);
  });
});

describe("where no table has Lambda's prices", () => {
  it("there is no cost, with the reason, and never a 0", () => {
    const { figures, basis } = planned([[REGION, "eu-central-1"]]);
    for (const figure of [figures.monthlyCost, figures.onDemandMonthlyCost]) {
      expect(figure.value).toBeNull();
      expect(figure.reason).toBe(
        "no table of the book list has a price of Lambda's requests in eu-central-1 on 2026-11-01 or before",
      );
    }
    expect(basis).toEqual([]);
  });
});

describe("a region without function URLs", () => {
  it("is refused, with the environment's path and what to do", () => {
    const plan = (): unknown => planned([[REGION, "cn-north-1"]]);
    expect(plan).toThrow(UserError);
    expect(plan).toThrow(
      "environments.dev.aws.region: has no Lambda function URLs, which the target serverless needs\n" +
        '    found: "cn-north-1"\n' +
        "    do: choose another region, or set targets.serverless.enabled: false",
    );
  });
});
