import { UserError } from "../../lib/definition/errors";
import type { TargetPlan } from "../../lib/cost/target-plan";
import { planServerless } from "../../lib/serverless/plan";
import { serverlessPart } from "../../lib/serverless/settings";
import { steadyLoad } from "../cost/loads";
import { minimalWith, project, type Change } from "../definition/project";

const { read } = project();
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
    // 0.73 x 0.20 + 730,000 x 0.25 x 0.02 x 0.0000166667
    expect(plan.figures.monthlyCost.value?.toReport()).toBe("0.21");
    expect(plan.figures.monthlyCost.value?.amount.toNumber()).toBeCloseTo(0.206833455, 8);
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
    expect(plan.purchaseOrder).toBeUndefined();
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
    const once = plan.figures.monthlyCost.value!;
    expect(twice.figures.monthlyCost.value?.toReport()).toBe(once.times(2).toReport());
  });

  it.each<[string, Change, number]>([
    ["memory", [["targets", "serverless", "memory"], "512MiB"], 0.146 + 2 * 0.060833455],
    ["time", [["targets", "serverless", "averageDuration"], "40ms"], 0.146 + 2 * 0.060833455],
    ["arm64", [["targets", "serverless", "architecture"], "arm64"], 0.146 + 3650 * 0.0000133334],
  ])("follows the settings: %s", (_, change, amount) => {
    const { value } = planned([US, change]).figures.monthlyCost;
    expect(value?.amount.toNumber()).toBeCloseTo(amount, 8);
  });
});

describe("where no table has Lambda's prices", () => {
  it("there is no cost, with the reason, and never a 0", () => {
    const { figures, basis } = planned([[REGION, "eu-central-1"]]);
    for (const figure of [figures.monthlyCost, figures.onDemandMonthlyCost]) {
      expect(figure).toEqual({
        value: null,
        reason: "no price table has Lambda on amd64 in eu-central-1",
      });
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
