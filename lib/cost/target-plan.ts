import type Decimal from "decimal.js";
import type { Money } from "../definition/money";
import type { Origin } from "../prices";
import type { Figure } from "../definition/figure";
import type { FleetDecision, MonthCost } from "./decision/fleet-decision";
import type { PlanLine } from "./decision/plan-line";
import type { Fleet, PurchaseOrder } from "./purchase-order";

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

/** A price that a decision rests on. */
export interface PlanPrice {
  /** Name of its own in the whole report. */
  readonly id: string;
  /** In words. */
  readonly what: string;
  readonly price: Money;
  /** What it is paid for, such as `h`. */
  readonly per: string;
  readonly origin: Origin;
}

/** What one app has of a target. */
export interface AppPart {
  readonly app: string;
  /** Part of the target's cost that the app is told for, from 0 to 1; the parts of all apps sum to 1. */
  readonly share: Decimal;
  /** The decision if the app had instances of its own; undefined where nothing is decided. */
  readonly alone?: FleetDecision;
  /** Cost of an average month on each load path with that decision; undefined where nothing is decided. */
  readonly costByPath?: () => Float64Array;
}

/** A month of the calendar in money, for a target of any kind. */
export type MonthTotals = Pick<MonthCost, "cash" | "amortised" | "onDemandOnly"> & { readonly month: string };

/** The decision for one target. */
export interface TargetPlan {
  /** Name of the target: its stack, and its key in landfall.yaml. */
  readonly target: string;
  readonly figures: FinanceFigures;
  /** False for a target on devices of one's own: a total leaves it out. */
  readonly isRented: boolean;
  /** What the amounts cover, and from which prices, as sentences. */
  readonly basis: readonly string[];
  /** What the target will cost beside that, which the amounts leave out. */
  readonly notCovered: readonly string[];
  /** What the next best decision would cost, as a sentence; undefined where there was nothing to decide. */
  readonly runnerUp?: string;
  /** What is expected to be billed, by month; the figures follow from it. */
  readonly lines: readonly PlanLine[];
  /** The lines by month; empty where nothing is known to be billed. */
  readonly months: readonly MonthTotals[];
  /** The decision for instances; undefined where there was nothing to decide. */
  readonly decision?: FleetDecision;
  /** What instances the decision is for. */
  readonly fleet?: Fleet;
  /** What each app has of it, in the definition's order. */
  readonly apps: readonly AppPart[];
  /** What is to be bought, by hand. A deploy never buys. */
  readonly orders: readonly PurchaseOrder[];
  readonly prices: readonly PlanPrice[];
  /** What a reader must know of the prices, as sentences: old ones, mixed ones, missing ones. */
  readonly warnings: readonly string[];
  /** Cost of an average month on each load path; undefined where none is known. Walks all paths: ask for it once. */
  readonly costByPath?: () => Float64Array;
}
