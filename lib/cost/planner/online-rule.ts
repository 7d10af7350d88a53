import { UserError, type Fault } from "../../definition/errors";
import type { Currency, Money } from "../../definition/money";
import { numberFaults, priceFaults, wholeFaults } from "./commitments";

/** What is on offer to a program of which no history is known. */
export interface OnlineTerms<C extends Currency = Currency> {
  /** Steps that a reservation lasts, from the one in which it is bought; a whole number above 0. */
  readonly termSteps: number;
  /** What one reservation costs, used or not. */
  readonly feePerTerm: Money<C>;
  /** What one unit costs for one step without reservation. */
  readonly onDemandPerStep: Money<C>;
  /**
   * Share of the on-demand rate that a reserved unit still pays for each step in which it is used, from 0 to below 1.
   * Today's reservations are paid for used or not, which is 0.
   * @default 0
   */
  readonly paidShare?: number;
}

/** What the rule does in one step. */
export interface OnlineStep {
  /** Reservations bought. */
  readonly reserve: number;
  /** Units rented. */
  readonly rent: number;
  /** Reserved units that are used. */
  readonly used: number;
}

/** What the rule did over a demand. */
export interface OnlineRun<C extends Currency = Currency> {
  readonly cost: Money<C>;
  readonly steps: readonly OnlineStep[];
  /** The cost is at most this often the least that anyone who knew the demand could have paid. */
  readonly bound: number;
}

/**
 * When to reserve without knowing what comes: as soon as the same unit, rented over the last term, would have paid for
 * a reservation.
 *
 * In each step counts the steps of the last term in which more was needed than was reserved. When renting these cost
 * more than a reservation, one is bought, and the past is treated as if it had been there, so that the next one needs
 * steps of its own. The cost is at most 2 - paidShare times the least possible, and no rule that decides without
 * chance and knows nothing of the future does better. Source: Wang, Li & Liang, To Reserve or Not to Reserve: Optimal
 * Online Multi-Instance Acquisition in IaaS Clouds, ICAC 2013, arXiv 1305.5608, algorithm 1 with the threshold of
 * proposition 1.
 */
export class OnlineRule {
  /** Steps of renting that cost as much as a reservation saves them. */
  private readonly breakEvenSteps: number;
  /** For each step of the last term what was needed beyond what is counted as reserved. */
  private readonly shortfalls: Int32Array;
  private readonly bought: Int32Array;
  private active = 0;
  private short = 0;
  private step = 0;

  /** @throws UserError with every fault of the terms */
  constructor(terms: OnlineTerms) {
    UserError.throwIfAny(onlineFaults(terms));
    const { termSteps, feePerTerm, onDemandPerStep, paidShare = 0 } = terms;
    this.breakEvenSteps = feePerTerm.shareOf(onDemandPerStep.times(1 - paidShare))?.toNumber() ?? Infinity;
    this.shortfalls = new Int32Array(termSteps);
    this.bought = new Int32Array(termSteps);
  }

  /**
   * Decides for the next step.
   *
   * @param demand units needed in it
   * @throws RangeError when that is not a whole number of 0 or above
   */
  next(demand: number): OnlineStep {
    if (!Number.isSafeInteger(demand) || demand < 0) {
      throw new RangeError(`demand must be a whole number of 0 or above, got: ${demand}`);
    }
    const slot = this.step % this.shortfalls.length;
    this.step += 1;
    this.active -= this.bought[slot] ?? 0;
    this.short += Number(demand > this.active) - Number((this.shortfalls[slot] ?? 0) > 0);
    this.shortfalls[slot] = demand - this.active;
    let reserve = 0;
    for (; this.short > this.breakEvenSteps; reserve += 1) this.coverLastTerm();
    this.bought[slot] = reserve;
    this.active += reserve;
    const used = Math.min(demand, this.active);
    return { reserve, rent: demand - used, used };
  }

  private coverLastTerm(): void {
    this.short = 0;
    for (const [slot, shortfall] of this.shortfalls.entries()) {
      this.shortfalls[slot] = shortfall - 1;
      if (shortfall > 1) this.short += 1;
    }
  }
}

/**
 * Runs the rule over a demand.
 *
 * @param demand units needed in each step, whole numbers of 0 or above
 * @throws UserError with every fault of the terms
 */
export function runOnlineRule<C extends Currency>(
  demand: ArrayLike<number>,
  terms: OnlineTerms<C>,
): OnlineRun<C> {
  const rule = new OnlineRule(terms);
  const steps = Array.from(demand, (units) => rule.next(units));
  const { feePerTerm, onDemandPerStep, paidShare = 0 } = terms;
  const total = (of: (step: OnlineStep) => number): number => steps.reduce((sum, step) => sum + of(step), 0);
  return {
    cost: feePerTerm
      .times(total(({ reserve }) => reserve))
      .plus(onDemandPerStep.times(total(({ rent }) => rent)))
      .plus(onDemandPerStep.times(total(({ used }) => used)).times(paidShare)),
    steps,
    bound: 2 - paidShare,
  };
}

function onlineFaults({ termSteps, feePerTerm, onDemandPerStep, paidShare = 0 }: OnlineTerms): Fault[] {
  const { currency } = onDemandPerStep;
  return [
    ...wholeFaults("termSteps", termSteps, 1),
    ...priceFaults("feePerTerm", feePerTerm, currency),
    ...priceFaults("onDemandPerStep", onDemandPerStep, currency),
    ...numberFaults("paidShare", paidShare, "a share from 0 to below 1", (share) => share >= 0 && share < 1),
  ];
}
