import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { UserError } from "../../../lib/definition/errors";
import { readHistory, startOfDay, type LoadHistory } from "../../../lib/load";
import { syntheticHistories } from "./load-families";
import {
  costsByReserved,
  decideByLookBack,
  decideByOutlook,
  decisionsOf,
  quantileOf,
  regretOf,
  scaleDemand,
  type Decide,
  type Decision,
  type Protocol,
} from "./purchase-protocol";
import { benchRegret, regretNames, TRACES_FOLDER } from "./regret";
import { benchTrace } from "./trace";

const PRICES = { reserved: 0.3, onDemand: 0.5 };
const YEARLY: Protocol = { ...PRICES, termSteps: 365, everySteps: 30, clip: 0.999 };

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "landfall-trace-"))));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function daily(requests: readonly number[]): LoadHistory {
  return { file: "x", start: startOfDay("2024-01-01"), step: "day", requests, filled: [], repairs: [] };
}

function traceOf(name: string, rows: readonly string[], header = "timestamp,value"): string {
  const file = join(folder, name);
  writeFileSync(file, [header, ...rows, ""].join("\n"));
  return file;
}

function days(count: number, of: (day: number) => number): string[] {
  return Array.from({ length: count }, (_, day) => {
    const date = new Date((startOfDay("2024-01-01") + day * 24) * 3_600_000).toISOString().slice(0, 10);
    return `${date},${of(day)}`;
  });
}

describe("the protocol of purchase decisions", () => {
  it("scales a load so that its quantile takes 40 instances, and cuts off what lies above", () => {
    const { unit, demand } = scaleDemand([0, 10, 20, 400], 1);
    expect(unit).toBe(10);
    expect([...demand]).toEqual([0, 1, 2, 40]);
    expect([...scaleDemand([0, 100, 200, 300, 4000], 0.75).demand]).toEqual([0, 14, 27, 40, 40]);
    expect(quantileOf([3, 1, 2], 0.5)).toBe(2);
    expect(quantileOf([1, 2], 0.25)).toBe(1.25);
  });

  it("costs each reservation as the sum over the steps says", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { minLength: 1, maxLength: 50 }), (load) => {
        const demand = Int32Array.from(load);
        costsByReserved(demand, 0, demand.length, PRICES).forEach((cost, n) => {
          const rented = load.reduce((sum, each) => sum + Math.max(0, each - n), 0);
          expect(cost).toBeCloseTo(n * 0.3 * load.length + 0.5 * rented, 9);
        });
      }),
    );
  });

  it("decides from the earlier of a year and a third on, every so many steps, while a whole term remains", () => {
    const stepsOf = (steps: number, termSteps: number): number[] =>
      decisionsOf(daily(new Array<number>(steps).fill(1)), () => 1, { ...YEARLY, termSteps }).map(
        ({ step }) => step,
      );
    expect(stepsOf(790, 365)).toEqual([263, 293, 323, 353, 383, 413]);
    expect(stepsOf(1500, 1100)).toEqual([365, 395]);
    expect(stepsOf(100, 365)).toEqual([]);
  });

  it("shows a decision nothing but the past", () => {
    const load = Array.from({ length: 800 }, (_, day) => day);
    decisionsOf(
      daily(load),
      ({ past }) => {
        expect(past.requests).toEqual(load.slice(0, past.requests.length));
        return 0;
      },
      YEARLY,
    );
  });

  it("ends the past with what was observed last, and never knows the end of a gap that goes on", () => {
    const load = Array.from({ length: 800 }, (_, day) => day);
    const filled = Array.from({ length: 40 }, (_, index) => 280 + index);
    const lengths: number[] = [];
    decisionsOf(
      { ...daily(load), filled },
      ({ past, step }) => {
        lengths.push(past.requests.length);
        expect(past.filled).toEqual(filled.filter((index) => index < past.requests.length));
        return step === 0 ? 1 : 0;
      },
      YEARLY,
    );
    expect(lengths.slice(0, 4)).toEqual([266, 280, 326, 356]);
  });

  it("has nothing to keep where no decision could save anything", () => {
    expect(regretOf([{ step: 0, reserved: 1, cost: 12, least: 10, allOnDemand: 10 }])).toMatchObject({
      kept: null,
      kept_worst: null,
    });
  });

  it("leaves a decision that could save nothing out of what is kept", () => {
    const base = { step: 0, reserved: 0 };
    const decisions: Decision[] = [
      { ...base, cost: 10, least: 10, allOnDemand: 10 },
      { ...base, cost: 9, least: 6, allOnDemand: 10 },
    ];
    const { mean, worst, kept, kept_worst, decisions: count } = regretOf(decisions);
    expect([mean, worst, count]).toEqual([25, 50, 2]);
    expect(kept).toBeCloseTo(25, 9);
    expect(kept_worst).toBeCloseTo(25, 9);
  });

  it("gives the figures of the plain rules that are known for eight years of Wikipedia", () => {
    const known = { 30: [1.9, 16.4, 96], 90: [2.0, 12.3, 95], 365: [4.4, 13.3, 90] };
    const wikipedia = readHistory(TRACES_FOLDER, "wikipedia_pageviews_R_daily.csv");
    for (const [lookBack, [mean, worst, kept]] of Object.entries(known)) {
      const found = regretOf(decisionsOf(wikipedia, decideByLookBack(Number(lookBack)), YEARLY));
      expect([found.mean.toFixed(1), found.worst.toFixed(1), found.kept!.toFixed(0)]).toEqual([
        mean!.toFixed(1),
        worst!.toFixed(1),
        kept!.toFixed(0),
      ]);
    }
  });

  it("regrets nothing where the load never changes, nor at the break-even itself", () => {
    const constant = daily(new Array<number>(800).fill(7));
    for (const decide of [decideByOutlook(20), decideByLookBack(30)]) {
      expect(regretOf(decisionsOf(constant, decide, YEARLY))).toMatchObject({ mean: 0, worst: 0, kept: 100 });
    }
    const threeOfFive = daily(Array.from({ length: 875 }, (_, day) => (day % 5 < 3 ? 40 : 0)));
    const { mean, worst } = regretOf(decisionsOf(threeOfFive, decideByLookBack(35), YEARLY));
    expect([mean, worst]).toEqual([expect.closeTo(0, 9), expect.closeTo(0, 9)]);
  });
});

describe("the decision by the outlook", () => {
  it("counts the same instances with few paths as with many, to one", () => {
    const synthetic = syntheticHistories();
    for (const name of ["walk 1", "season 3", "bursts 2"]) {
      const whole = synthetic[name]!;
      const past = { ...whole, requests: whole.requests.slice(0, 900) };
      const scaled = scaleDemand(whole.requests, 0.999);
      const [few, many] = [200, 1000].map((paths) =>
        decideByOutlook(paths)({ past, step: 900, scaled }, YEARLY),
      );
      expect(Math.abs(few! - many!)).toBeLessThanOrEqual(1);
    }
  });

  it("keeps its limits on eight years of Wikipedia: mean 2 %, worst 12 %, 95 % of the saving kept", () => {
    const wikipedia = readHistory(TRACES_FOLDER, "wikipedia_pageviews_R_daily.csv");
    const { mean, worst, kept } = regretOf(decisionsOf(wikipedia, decideByOutlook(200), YEARLY));
    expect(mean).toBeLessThan(2);
    expect(worst).toBeLessThan(12);
    expect(kept).toBeGreaterThan(95);
  });

  it("beats looking back on 30 days where bursts pass, and on 365 days where the load grows", () => {
    const synthetic = syntheticHistories();
    const meanOf = (name: string, decide: Decide): number =>
      regretOf(decisionsOf(synthetic[name]!, decide, { ...YEARLY, everySteps: 300 })).mean;
    const ours = decideByOutlook(60);
    expect(meanOf("bursts 3", ours)).toBeLessThan(meanOf("bursts 3", decideByLookBack(30)) / 4);
    expect(meanOf("growth 2", ours)).toBeLessThan(meanOf("growth 2", decideByLookBack(365)) / 4);
  });
});

describe("benchRegret", () => {
  it("measures what it is asked for, tells of it, and gives the same again", () => {
    const only = ["elb_request_count_hourly", "grok_asg_anomaly_hourly"];
    const told: string[] = [];
    const measured = benchRegret((name) => told.push(name), { only, paths: 20 });
    expect(told).toEqual(only);
    expect(Object.keys(measured)).toEqual(only);
    for (const each of Object.values(measured)) {
      expect(each.mean).toBeGreaterThanOrEqual(0);
      expect(each.worst).toBeGreaterThanOrEqual(each.mean);
      expect(each.kept_worst!).toBeLessThanOrEqual(each.kept!);
      expect(each.decisions).toBeGreaterThan(0);
    }
    expect(benchRegret(() => undefined, { only, paths: 20 })).toEqual(measured);
  });

  it("knows traces and synthetic loads by names of their own", () => {
    expect(new Set(regretNames()).size).toBe(regretNames().length);
    expect(regretNames()).toEqual(expect.arrayContaining(["wikipedia_pageviews_R_daily", "walk 1"]));
  });
});

describe("benchTrace", () => {
  it("finds no optimum above the best constant reservation, and no choice below the possible", () => {
    const name = "nasa_http_1995-08_hourly.csv";
    const file = join(folder, name);
    copyFileSync(join(TRACES_FOLDER, name), file);
    const { best_fixed, optimum_ratio, chosen_ratio, regret } = benchTrace(file, {
      termHours: 168,
      stepDays: 2,
      paths: 30,
    });
    expect(optimum_ratio).toBeLessThanOrEqual(best_fixed.ratio);
    expect(best_fixed.ratio).toBeLessThanOrEqual(1);
    expect(chosen_ratio).toBeGreaterThan(0.6);
    expect(regret.decisions).toBe(7);
  });

  it("reads the headers that the product reads, rows in any order, gaps filled", () => {
    const rows = days(120, (day) => 100 + (day % 7));
    const [plain, mixed] = [
      traceOf("plain.csv", rows),
      traceOf("mixed.csv", [...rows].reverse(), "ds,y"),
    ].map((file) => benchTrace(file, { termHours: 30 * 24, paths: 20 }));
    expect(mixed).toEqual(plain);
    expect(plain!.best_fixed.n).toBe(39);
    expect(plain!.best_fixed.ratio).toBeCloseTo(0.6, 1);
    const gappy = rows.filter((_, index) => index % 10 !== 5);
    expect(benchTrace(traceOf("gappy.csv", gappy), { termHours: 720, paths: 20 }).regret.decisions).toBe(2);
  });

  it("has no ratio where nothing is needed, and keeps nothing where nothing could be saved", () => {
    const { chosen_ratio, regret } = benchTrace(
      traceOf(
        "spike.csv",
        days(3000, (day) => (day === 50 ? 1 : 0)),
      ),
      { termHours: 240, paths: 5 },
    );
    expect([chosen_ratio, regret.kept, regret.kept_worst]).toEqual([null, null, null]);
  });

  it("decides in the first week too, on all that there is", () => {
    const file = traceOf(
      "brief.csv",
      days(18, () => 7),
    );
    const { regret, step } = benchTrace(file, { termHours: 240, stepDays: 1, paths: 5 });
    expect([step, regret.decisions, regret.mean]).toEqual(["day", 3, 0]);
  });

  it("refuses a history of under 14 days, saying so", () => {
    const file = traceOf(
      "short.csv",
      days(13, () => 1),
    );
    expect(() => benchTrace(file)).toThrow(UserError);
    expect(() => benchTrace(file)).toThrow("the history is too short");
  });

  it("refuses a term that is not followed, and every option out of range at once", () => {
    const file = traceOf(
      "term.csv",
      days(60, () => 1),
    );
    expect(() => benchTrace(file)).toThrow("no whole term of 8760 hours");
    const wrong = { termHours: 25, onDemand: 0, reserved: -1, clip: 1.1, stepDays: 0.5, paths: 0 };
    expect(() => benchTrace(file, wrong)).toThrow(UserError);
    for (const name of ["term-hours", "on-demand", "reserved", "clip", "step-days", "paths"]) {
      expect(() => benchTrace(file, wrong)).toThrow(name);
      if (name !== "term-hours") expect(() => benchTrace(join(folder, "none.csv"), wrong)).toThrow(name);
    }
    expect(() => benchTrace(join(folder, "none.csv"), wrong)).toThrow("the file does not exist");
  });
});
