import { Money } from "../../../lib/definition/money";
import { cutsOf, type CommitmentOption, type OneDateTerms } from "../../../lib/cost/planner/commitments";
import { PooledDemand } from "../../../lib/cost/planner/pooled-demand";
import { planOneDate } from "../../../lib/cost/planner/one-date";
import type { TailRisk } from "../../../lib/cost/planner/tail-cost";
import { UserError } from "../../../lib/definition/errors";
import type { Xoshiro128 } from "../../../lib/load/random";

/** Amount in dollars. */
export function usd(amount: string | number): Money<"USD"> {
  return Money.of(amount, "USD");
}

/** A demand with its paths kept apart, as the planner wants it for some terms. */
export function pooled(paths: readonly (readonly number[])[], terms: OneDateTerms): PooledDemand {
  const demand = new PooledDemand({
    horizonHours: terms.horizonHours,
    cuts: cutsOf(terms),
    keepsPaths: true,
  });
  for (const path of paths) demand.add(Int32Array.from(path));
  return demand;
}

/** What may be drawn beside options and prices. */
export interface DrawnRules {
  readonly limits?: boolean;
  readonly units?: boolean;
  readonly budget?: boolean;
  readonly floor?: boolean;
  readonly owned?: boolean;
  readonly optionsAtMost: number;
  /** @default 4 */
  readonly pathsAtMost?: number;
  readonly peak: number;
}

/** Terms and paths that are small enough to try every plan. Months are crossed, so that discounts differ. */
export function drawCase(
  random: Xoshiro128,
  rules: DrawnRules,
): { readonly terms: OneDateTerms<"USD">; readonly paths: readonly number[][] } {
  const horizonHours = 740 + random.below(800);
  const coin = (): boolean => random.below(2) === 0;
  const options = Array.from({ length: 1 + random.below(rules.optionsAtMost) }, (_, index) => {
    const termHours = coin() ? horizonHours : 1 + random.below(horizonHours);
    const units = rules.units === true && coin() ? 1 + random.below(3) : 1;
    const effective = (0.2 + random.below(80) / 100) * units;
    const share = random.below(3) / 2;
    return {
      id: `option ${index}`,
      termHours,
      upfront: usd((effective * share * termHours * 0.1).toFixed(2)),
      hourly: usd((effective * (1 - share) * 0.1).toFixed(4)),
      ...(units === 1 ? {} : { unitsPerCommitment: units }),
      ...(rules.limits === true && coin() ? { limit: random.below(3) } : {}),
    };
  });
  const cash = options.reduce((sum, option) => sum + option.upfront.amount.toNumber(), 0);
  const terms: OneDateTerms<"USD"> = {
    onDemandHourly: usd("0.1"),
    options,
    yearlyRate: [0, 0.08, 0.3][random.below(3)] ?? 0,
    horizonHours,
    ...(rules.owned === true
      ? {
          owned: Array.from({ length: random.below(3) }, () => ({
            units: random.below(3),
            expiresAtHour: random.below(horizonHours + 200),
          })),
        }
      : {}),
    ...(rules.budget === true ? { cashBudget: usd((cash * (random.below(25) / 10)).toFixed(2)) } : {}),
    ...(rules.floor === true ? { floor: { perHour: usd((random.below(40) / 100).toFixed(2)) } } : {}),
  };
  const paths = Array.from({ length: 1 + random.below(rules.pathsAtMost ?? 4) }, () =>
    drawPath(random, horizonHours, rules.peak),
  );
  return { terms, paths };
}

/** A path that stays at a level for a while. */
function drawPath(random: Xoshiro128, hours: number, peak: number): number[] {
  const path: number[] = [];
  while (path.length < hours) {
    const level = random.below(peak + 1);
    for (let left = 1 + random.below(400); left > 0 && path.length < hours; left -= 1) path.push(level);
  }
  return path;
}

/** Present value of each path under any plan, added up hour by hour from the definition. */
export function pathCosts({
  terms,
  paths,
}: ReturnType<typeof drawCase>): (counts: readonly number[]) => readonly number[] {
  const { options, owned = [], onDemandHourly, yearlyRate, horizonHours } = terms;
  const price = onDemandHourly.amount.toNumber();
  const discount = (hour: number): number => Math.pow(1 + yearlyRate, -(Math.floor(hour / 730) + 1) / 12);
  const ends = [...new Set([...options.map(({ termHours }) => termHours), horizonHours])].sort(
    (a, b) => a - b,
  );
  const ownedAt = (hour: number): number =>
    owned.reduce((sum, { units, expiresAtHour }) => sum + (hour < expiresAtHour ? units : 0), 0);
  const beyondOwned = paths.map((path) => path.map((needed, hour) => Math.max(0, needed - ownedAt(hour))));
  const fees = options.map(({ upfront, hourly, termHours }) => {
    let fee = upfront.amount.toNumber();
    for (let hour = 0; hour < termHours; hour += 1) fee += hourly.amount.toNumber() * discount(hour);
    return fee;
  });
  const tables = beyondOwned.map((path) =>
    ends.map((to, index) => {
      const costs = Array.from({ length: Math.max(...path) + 1 }, () => 0);
      for (let hour = ends[index - 1] ?? 0; hour < to; hour += 1) {
        for (let bought = 0; bought < path[hour]!; bought += 1) {
          costs[bought]! += price * (path[hour]! - bought) * discount(hour);
        }
      }
      return costs;
    }),
  );
  return (counts) => {
    const paid = fees.reduce((sum, fee, index) => sum + fee * counts[index]!, 0);
    const covered = ends.map((to) =>
      options.reduce(
        (sum, { termHours, unitsPerCommitment = 1 }, index) =>
          sum + (termHours >= to ? unitsPerCommitment * counts[index]! : 0),
        0,
      ),
    );
    return tables.map((table) =>
      table.reduce((sum, costs, segment) => sum + (costs[covered[segment]!] ?? 0), paid),
    );
  };
}

/** Every choice of numbers up to the most of each option. */
export function* everyPlan(most: readonly number[]): Generator<readonly number[]> {
  const counts = most.map(() => 0);
  for (;;) {
    yield [...counts];
    let at = 0;
    while (at < counts.length && counts[at] === most[at]) counts[at++] = 0;
    if (at === counts.length) return;
    counts[at]! += 1;
  }
}

/** The least of a cost over every plan that keeps limits, budget and floor; Infinity when there is none. */
export function bruteForce(
  drawn: ReturnType<typeof drawCase>,
  peak: number,
  costOf: (paths: readonly number[]) => number = mean,
  isAllowed: (counts: readonly number[]) => boolean = () => true,
): number {
  const { options, cashBudget, floor } = drawn.terms;
  const floorHourly = floor !== undefined && "perHour" in floor ? floor.perHour.amount.toNumber() : 0;
  const most = options.map((option) => {
    const forFloor = floorHourly === 0 ? 0 : Math.ceil(floorHourly / Math.max(0.01, hourlyOf(option)));
    return Math.min(option.limit ?? Infinity, peak + forFloor);
  });
  const budget = cashBudget?.amount.toNumber() ?? Infinity;
  const costs = pathCosts(drawn);
  let least = Infinity;
  for (const counts of everyPlan(most)) {
    const sum = (of: (option: CommitmentOption) => number): number =>
      options.reduce((total, option, index) => total + of(option) * counts[index]!, 0);
    if (sum((option) => option.upfront.amount.toNumber()) > budget + 1e-9) continue;
    if (sum(hourlyOf) < floorHourly - 1e-9 || !isAllowed(counts)) continue;
    least = Math.min(least, costOf(costs(counts)));
  }
  return least;
}

function hourlyOf(option: CommitmentOption): number {
  return option.hourly.amount.toNumber() + option.upfront.amount.toNumber() / option.termHours;
}

/** The mean. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean of the dearest (1 - level) of all values, those on the boundary in part. */
export function tailMean(values: readonly number[], level: number): number {
  const inTail = values.length * (1 - level);
  let [sum, left] = [0, inTail];
  for (const value of values.toSorted((a, b) => b - a)) {
    const part = Math.min(1, left);
    sum += part * value;
    left -= part;
  }
  return sum / inTail;
}

/** The planner's least cost; Infinity where it finds no plan. */
export function leastCost(drawn: ReturnType<typeof drawCase>, risk?: TailRisk): number {
  try {
    const demand = pooled(drawn.paths, drawn.terms);
    return planOneDate(demand, drawn.terms, risk).objective.amount.toNumber();
  } catch (error) {
    if (error instanceof UserError) return Infinity;
    throw error;
  }
}
