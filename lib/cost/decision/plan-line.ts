import Decimal from "decimal.js";
import type { Money } from "../../definition/money";

/** What a line of a plan is billed for. */
export type Charge = "upfront" | "commitment" | "onDemand" | "requests" | "compute" | "other";

/** One line of a plan: what is expected to be billed in a month of the calendar. */
export interface PlanLine {
  /** `YYYY-MM` */
  readonly month: string;
  readonly charge: Charge;
  /** In words. */
  readonly what: string;
  /** Id of the offering that the line belongs to; null where nothing is committed. */
  readonly commitment: string | null;
  readonly quantity: Decimal;
  /** What is counted, such as `instance hours`. */
  readonly unit: string;
  readonly unitPrice: Money;
  /** Quantity times unit price, to the cent: totals are sums of these. */
  readonly amount: Money;
}

const CENT_DECIMALS = 2;

/** A line with its amount. */
export function planLine(line: Omit<PlanLine, "amount">): PlanLine {
  return { ...line, amount: line.unitPrice.times(line.quantity).rounded(CENT_DECIMALS) };
}
