import type { OverlappingPlan, OverlappingTerms } from "../../../lib/cost/overlapping-terms";

/**
 * A bound that no plan can cost less than, from a plan's potentials alone; undefined when they prove nothing.
 *
 * Every unit travels the time line by arcs that cost at least the difference of their ends' potentials, but for the
 * idle ones, which are free: these can undercut by what a step's difference is above 0, for at most the units that the
 * step does not need.
 */
export function provenBound(
  demand: readonly number[],
  { options, onDemandPerStep, salvage = "none", owned = [] }: OverlappingTerms,
  { potentials }: OverlappingPlan,
): number | undefined {
  const steps = demand.length;
  const needed = demand.map((units, step) =>
    Math.max(0, units - owned.reduce((sum, each) => sum + (step < each.expiresAtStep ? each.units : 0), 0)),
  );
  const units = Math.max(0, ...needed);
  const rent = onDemandPerStep.amount.toNumber();
  const fees = options.map(({ feePerTerm }) => feePerTerm.amount.toNumber());
  const difference = (from: number, to: number): number => (potentials[to] ?? 0) - (potentials[from] ?? 0);
  let bound = units * difference(0, steps);
  for (let step = 0; step < steps; step += 1) {
    const rise = difference(step, step + 1);
    if (rise > rent + ROUNDING) return undefined;
    for (const [index, { termSteps }] of options.entries()) {
      const end = Math.min(steps, step + termSteps);
      const share = salvage === "none" ? 1 : (end - step) / termSteps;
      if (difference(step, end) > fees[index]! * share + ROUNDING) return undefined;
    }
    bound -= (units - (needed[step] ?? 0)) * Math.max(0, rise);
  }
  return bound;
}

const ROUNDING = 1e-9;
