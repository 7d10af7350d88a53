import type Decimal from "decimal.js";
import type { Money } from "../definition/money";
import type { Figure } from "./figure";
import type { PurchaseOrder } from "./purchase-order";

/** What finance reads of a target: the same six figures for each, and in the outputs of its stack. */
export interface FinanceFigures {
  /** Expected cost of an average month of 730 hours. */
  readonly monthlyCost: Figure<Money>;
  /** The same month with everything rented by the hour. */
  readonly onDemandMonthlyCost: Figure<Money>;
  /** What the decision saves in that month. */
  readonly monthlySaving: Figure<Money>;
  /** Instances to reserve. */
  readonly reservedCount: Figure<number>;
  /** Most instances rented on demand at once. */
  readonly onDemandCount: Figure<number>;
  /** Share of hours, between 0 and 1, that an instance must be needed in for a reservation to pay. */
  readonly breakEvenUtilisation: Figure<Decimal>;
}

/** The decision for one target. */
export interface TargetPlan {
  /** Name of the target: its stack, and its key in landfall.yaml. */
  readonly target: string;
  readonly figures: FinanceFigures;
  /**
   * False for a target on devices of one's own: a total leaves it out.
   * @default true
   */
  readonly isRented?: boolean;
  /** What the amounts cover, and from which prices, as sentences. */
  readonly basis: readonly string[];
  /** What the target will cost beside that, which the amounts leave out. */
  readonly notCovered: readonly string[];
  /** What the next best decision would cost, as a sentence; undefined where there was nothing to decide. */
  readonly runnerUp?: string;
  /** What is to be bought; undefined when that is nothing. A deploy never buys. */
  readonly purchaseOrder?: PurchaseOrder;
}
