import loadHighs from "highs";
import type { OverlappingTerms } from "../../../lib/cost/overlapping-terms";
import type { CommitmentOption, OneDateTerms } from "../../../lib/cost/planner/commitments";

type Highs = Awaited<ReturnType<typeof loadHighs>>;

/** The solver HiGHS: what the planners' own methods are checked by. */
export async function linearSolver(): Promise<Highs> {
  return loadHighs({ locateFile: () => require.resolve("highs/runtime") });
}

/**
 * The linear program of overlapping terms in CPLEX's LP format: n_t = n_(t-1) + what starts - what ends, and
 * n_t + o_t >= D_t.
 */
export function overlappingProgram(demand: ArrayLike<number>, terms: OverlappingTerms): string {
  const { options, onDemandPerStep, salvage = "none" } = terms;
  const steps = demand.length;
  const costs: string[] = [];
  const rows: string[] = [];
  for (let step = 0; step < steps; step += 1) {
    costs.push(`${onDemandPerStep.amount.toFixed()} o${step}`);
    const row = [`n${step}`, ...(step > 0 ? [`- n${step - 1}`] : [])];
    for (const [index, { termSteps, feePerTerm }] of options.entries()) {
      const used = salvage === "none" ? termSteps : Math.min(termSteps, steps - step);
      costs.push(`${feePerTerm.amount.times(used).div(termSteps).toFixed(12)} b${index}_${step}`);
      row.push(`- b${index}_${step}`);
      if (step >= termSteps) row.push(`+ b${index}_${step - termSteps}`);
    }
    rows.push(`${row.join(" ")} = 0`, `n${step} + o${step} >= ${demand[step] ?? 0}`);
  }
  return `Minimize\n obj: ${costs.join("\n + ")}\nSubject To\n${rows.join("\n")}\nEnd\n`;
}

/** The least cost of overlapping terms by linear programming. */
export function linearOptimum(highs: Highs, demand: ArrayLike<number>, terms: OverlappingTerms): number {
  const { Status, ObjectiveValue } = highs.solve(overlappingProgram(demand, terms));
  if (Status !== "Optimal") throw new Error(`HiGHS ended with ${Status}`);
  return ObjectiveValue;
}

/**
 * The integer program of one purchase date, written from the demand's hours: commitments n_i whole, and for each stretch
 * between two ends of terms the units that are rented there, level by level.
 *
 * @param demand one path
 * @param hourlyDiscount what a payment for an hour is worth on the purchase date
 */
export function oneDateProgram(
  demand: readonly number[],
  terms: OneDateTerms,
  hourlyDiscount: (hour: number) => number,
): string {
  const { options, onDemandHourly, cashBudget } = terms;
  const ends = [...new Set([...options.map(({ termHours }) => termHours), demand.length])].sort(
    (a, b) => a - b,
  );
  const fee = ({ upfront, hourly, termHours }: CommitmentOption): number => {
    let hours = 0;
    for (let hour = 0; hour < termHours; hour += 1) hours += hourlyDiscount(hour);
    return upfront.amount.toNumber() + hourly.amount.toNumber() * hours;
  };
  const peak = Math.max(...demand);
  const costs = options.map((option, index) => `${fee(option)} n${index}`);
  const rows: string[] = [];
  const bounds: string[] = [];
  for (const [segment, end] of ends.entries()) {
    const hours = Array.from({ length: peak + 1 }, () => 0);
    for (let hour = ends[segment - 1] ?? 0; hour < end; hour += 1) {
      for (let level = 1; level <= demand[hour]!; level += 1) hours[level]! += hourlyDiscount(hour);
    }
    const covering = options.flatMap(({ termHours, unitsPerCommitment = 1 }, index) =>
      termHours >= end ? [`${unitsPerCommitment} n${index}`] : [],
    );
    const levels = Array.from({ length: peak }, (_, index) => `z${segment}_${index + 1}`);
    levels.forEach((name, index) => {
      costs.push(`${onDemandHourly.amount.toNumber() * hours[index + 1]!} ${name}`);
      bounds.push(`0 <= ${name} <= 1`);
    });
    rows.push(`${[...covering, ...levels].join(" + ")} >= ${peak}`);
  }
  const paid = options.map(({ upfront }, index) => `${upfront.amount.toFixed()} n${index}`);
  if (cashBudget !== undefined) rows.push(`${paid.join(" + ")} <= ${cashBudget.amount.toFixed()}`);
  options.forEach(({ limit }, index) => {
    if (limit !== undefined) bounds.push(`0 <= n${index} <= ${limit}`);
  });
  const whole = options.map((_, index) => `n${index}`).join(" ");
  return [
    `Minimize\n obj: ${costs.join("\n + ")}`,
    `Subject To\n${rows.join("\n")}`,
    `Bounds\n${bounds.join("\n")}`,
    `General\n${whole}\nEnd\n`,
  ].join("\n");
}

/** The least cost of one purchase date by integer programming, to the solver's tolerance. */
export function integerOptimum(highs: Highs, program: string): number {
  const { Status, ObjectiveValue } = highs.solve(program, { mip_rel_gap: 0, mip_abs_gap: 1e-7 });
  if (Status !== "Optimal") throw new Error(`HiGHS ended with ${Status}`);
  return ObjectiveValue;
}
