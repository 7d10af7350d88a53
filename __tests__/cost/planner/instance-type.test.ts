import { UserError } from "../../../lib/definition/errors";
import {
  chooseInstanceType,
  type ForEachLoadPath,
  type TypeCandidate,
  type TypeChoice,
} from "../../../lib/cost/planner/instance-type";
import { usd } from "./small-cases";

const HOURS = 730;

function candidate(
  type: string,
  hourly: string,
  servesPerHour: number,
  more: Partial<TypeCandidate<"USD">> = {},
) {
  return { type, architecture: "amd64", servesPerHour, onDemandHourly: usd(hourly), options: [], ...more };
}

function choice(
  candidates: readonly TypeCandidate<"USD">[],
  more: Partial<TypeChoice<"USD">> = {},
): TypeChoice<"USD"> {
  return {
    candidates,
    architectures: ["amd64"],
    rules: { yearlyRate: 0, horizonHours: HOURS },
    headroom: 0,
    ...more,
  };
}

/** One path that has so many requests in every hour. */
function load(requests: number): ForEachLoadPath {
  return (visit) => {
    visit(new Float64Array(HOURS).fill(requests));
  };
}

const small = candidate("small", "0.10", 100);
const large = candidate("large", "0.18", 200);

describe("the cheapest instance type", () => {
  it("depends on the load that each serves", () => {
    const chosen = [90, 150, 250].map((requests) => {
      const { chosen: best, runnerUp } = chooseInstanceType(choice([small, large]), load(requests));
      return `${best.peak} ${best.type} before ${runnerUp?.peak} ${runnerUp?.type}`;
    });
    expect(chosen).toEqual(["1 small before 1 large", "1 large before 2 small", "3 small before 2 large"]);
  });

  it("counts what can be committed to for it", () => {
    const options = [{ id: "month", termHours: HOURS, upfront: usd(0), hourly: usd("0.05") }];
    const { chosen } = chooseInstanceType(choice([{ ...small, options }, large]), load(150));
    expect(chosen.type).toBe("small");
    expect(chosen.plan.purchases).toMatchObject([{ count: 2 }]);
  });

  it("counts what is owned of it", () => {
    const owned = [{ units: 2, expiresAtHour: HOURS }];
    expect(chooseInstanceType(choice([{ ...small, owned }, large]), load(150)).chosen.type).toBe("small");
  });

  it("keeps headroom free, and the least number running", () => {
    const peak = (more: Partial<TypeChoice<"USD">>, requests = 100): number =>
      chooseInstanceType(choice([small], more), load(requests)).chosen.peak;
    expect(peak({})).toBe(1);
    expect(peak({ headroom: 0.01 })).toBe(2);
    expect(peak({}, 0)).toBe(1);
    expect(peak({ leastInstances: 3 })).toBe(3);
    expect(peak({ leastInstances: 0 }, 0)).toBe(0);
  });

  it("visits the load once for all types", () => {
    let visits = 0;
    chooseInstanceType(choice([small, large]), (visit) => {
      visits += 1;
      load(90)(visit);
    });
    expect(visits).toBe(1);
  });

  it("leaves out what the program is not built for, and what may not run often enough", () => {
    const arm = candidate("arm", "0.01", 100, { architecture: "arm64" });
    const few = candidate("few", "0.01", 100, { mostInstances: 2 });
    const { ranked, rejected } = chooseInstanceType(choice([arm, few, small, large]), load(250));
    expect(ranked.map(({ type }) => type)).toEqual(["small", "large"]);
    expect(rejected).toEqual([
      { type: "arm", reason: "arm64 is none of amd64" },
      { type: "few", reason: "the load needs 3 at once, 2 may run" },
    ]);
    expect(chooseInstanceType(choice([few, small]), load(200)).chosen.type).toBe("few");
  });

  it("has no runner-up where it is the only one", () => {
    const { runnerUp, reason } = chooseInstanceType(choice([small]), load(1));
    expect([runnerUp, reason]).toEqual([undefined, "small costs least"]);
  });
});

describe("the present type", () => {
  // At 150 an hour: large 0.18, small 0.20, which is 10 % less.
  const kept = (switchingThreshold?: number): ReturnType<typeof chooseInstanceType> =>
    chooseInstanceType(choice([small, large], { present: "small", switchingThreshold }), load(150));

  it("stays where another saves no more than the threshold", () => {
    const { chosen, runnerUp, isKept, reason } = kept(0.1);
    expect([chosen.type, runnerUp?.type, isKept]).toEqual(["small", "large", true]);
    expect(reason).toBe("small runs now, and large would save no more than 10 %");
  });

  it("goes where another saves more", () => {
    const { chosen, isKept } = kept(0.0999);
    expect([chosen.type, isKept]).toEqual(["large", false]);
  });

  it("goes for more than 5 % where nothing is said", () => {
    expect(kept().chosen.type).toBe("large");
    const near = candidate("near", "0.191", 200);
    const on = choice([small, near], { present: "small" });
    expect(chooseInstanceType(on, load(150)).chosen.type).toBe("small");
  });

  it("goes for the least saving at a threshold of 0, and stays at equal cost", () => {
    const same = candidate("a same", "0.10", 100);
    const { chosen, isKept } = chooseInstanceType(
      choice([same, small], { present: "small", switchingThreshold: 0 }),
      load(90),
    );
    expect([chosen.type, isKept]).toEqual(["small", true]);
    expect(kept(0).chosen.type).toBe("large");
  });

  it("does not flip back and forth while the load moves within a few per cent", () => {
    const other = candidate("other", "0.0098", 10);
    const steady = candidate("steady", "0.0100", 10);
    let present = "steady";
    for (const requests of [100, 104, 97, 101, 95, 103]) {
      const dearer = requests > 100 ? { ...other, onDemandHourly: usd("0.0102") } : other;
      present = chooseInstanceType(choice([dearer, steady], { present }), load(requests)).chosen.type;
      expect(present).toBe("steady");
    }
  });

  it("goes where it cannot run the program", () => {
    const { chosen } = chooseInstanceType(choice([small, large], { present: "gone" }), load(90));
    expect(chosen.type).toBe("small");
  });
});

describe("what no type can be chosen from", () => {
  it("is told with every fault at once", () => {
    const bad = choice([candidate("a", "0.1", 0, { mostInstances: 0 })], {
      headroom: -1,
      leastInstances: -1,
      switchingThreshold: -0.1,
    });
    expect(() => chooseInstanceType(bad, load(1))).toThrow(
      /headroom[^]*leastInstances[^]*switchingThreshold[^]*servesPerHour[^]*mostInstances/,
    );
  });

  it("is a choice of types none of which can run the program", () => {
    const arm = candidate("arm", "0.01", 100, { architecture: "arm64" });
    expect(() => chooseInstanceType(choice([arm]), load(1))).toThrow(UserError);
    expect(() => chooseInstanceType(choice([arm]), load(1))).toThrow("not arm: arm64 is none of amd64");
  });

  it("is a load that is shorter than the horizon", () => {
    const short: ForEachLoadPath = (visit) => {
      visit(new Float64Array(10));
    };
    expect(() => chooseInstanceType(choice([small]), short)).toThrow(RangeError);
  });
});
