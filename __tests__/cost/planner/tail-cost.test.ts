import type { OneDateTerms } from "../../../lib/cost/planner/commitments";
import { planOneDate, type OneDatePlan } from "../../../lib/cost/planner/one-date";
import { PooledDemand } from "../../../lib/cost/planner/pooled-demand";
import { tailProbabilities, type TailRisk } from "../../../lib/cost/planner/tail-cost";
import { pooled, usd } from "./small-cases";

const HOURS = 1460;

const terms: OneDateTerms<"USD"> = {
  onDemandHourly: usd("0.50"),
  options: [{ id: "all", termHours: HOURS, upfront: usd(0), hourly: usd("0.30") }],
  yearlyRate: 0,
  horizonHours: HOURS,
};

/** Nine paths that need one unit, and one that needs four. */
const paths = [1, 1, 1, 1, 1, 1, 1, 1, 1, 4].map((units) => Array.from({ length: HOURS }, () => units));

function plan(risk?: TailRisk): OneDatePlan<"USD"> {
  return planOneDate(pooled(paths, terms), terms, risk);
}

function count(risk?: TailRisk): number {
  return plan(risk).purchases[0]?.count ?? 0;
}

describe("the probabilities of the tail", () => {
  it("lie on the dearest paths alone", () => {
    expect([...tailProbabilities(Float64Array.of(1, 4, 3, 2), 0.5)]).toEqual([0, 0.5, 0.5, 0]);
  });

  it("count the path on the boundary in part", () => {
    const tail = tailProbabilities(Float64Array.of(1, 4, 3, 2), 0.6);
    expect(tail[1]).toBeCloseTo(1 / 1.6, 12);
    expect(tail[2]).toBeCloseTo(0.6 / 1.6, 12);
  });

  it("are shared alike by paths of one cost, and are those of all paths at level 0", () => {
    expect([...tailProbabilities(Float64Array.of(2, 2, 1, 2), 0.5)]).toEqual([1 / 3, 1 / 3, 0, 1 / 3]);
    expect([...tailProbabilities(Float64Array.of(1, 2, 3, 4), 0)]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it("are the whole probability for any level and number of paths", () => {
    for (const level of [0, 0.3, 0.9, 0.95, 0.99, 0.999]) {
      for (const paths of [1, 7, 20, 1000]) {
        const costs = Float64Array.from({ length: paths }, (_, path) => (path * 37) % 11);
        const sum = tailProbabilities(costs, level).reduce((total, each) => total + each, 0);
        expect(sum).toBeCloseTo(1, 9);
      }
    }
  });
});

describe("a plan that weighs the dearest paths", () => {
  it("commits to more the more they weigh", () => {
    expect([0, 0.25, 0.75, 1].map((weight) => count({ weight, level: 0.9 }))).toEqual([1, 1, 4, 4]);
  });

  it("commits as for the expected cost where they weigh nothing, or where they are all paths", () => {
    expect(count()).toBe(1);
    expect(count({ weight: 1, level: 0 })).toBe(1);
  });

  it("looks at fewer paths the higher the level is", () => {
    // Of the dearest half one path in five needs more: not over 60 %.
    expect(count({ weight: 1, level: 0.5 })).toBe(1);
    expect(count({ weight: 1, level: 0.86 })).toBe(4);
  });

  it("tells the mean of the dearest paths, and what it minimised", () => {
    const { tailPresentValue, presentValue, objective } = plan({ weight: 0.25, level: 0.9 });
    // One unit committed, three rented in the dearest path; in one path of ten on average.
    expect(tailPresentValue?.toReport()).toBe("2628.00");
    expect(presentValue.toReport()).toBe("657.00");
    expect(objective.toReport()).toBe("1149.75");
    expect(plan().tailPresentValue).toBeUndefined();
  });

  it("needs shares, and a demand that keeps its paths", () => {
    expect(() => plan({ weight: 1.5, level: 1 })).toThrow(/risk\.weight[^]*risk\.level/);
    const bare = new PooledDemand({ horizonHours: HOURS });
    bare.add(new Int32Array(HOURS));
    expect(() => planOneDate(bare, terms, { weight: 0.5, level: 0.9 })).toThrow("keeps no paths");
  });
});
