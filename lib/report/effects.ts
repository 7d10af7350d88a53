import type Decimal from "decimal.js";

/** What was counted, at what price, and what that came to. */
export interface Position {
  readonly quantity: Decimal;
  /** Price of one. */
  readonly unitPrice: Decimal;
  /** What is paid: quantity times price, rounded or not. */
  readonly amount: Decimal;
}

/** The difference between two amounts by its cause. The three sum exactly to it. */
export interface Effects {
  /** What the change of the price makes of the old quantity. */
  readonly price: Decimal;
  /** What the change of the quantity costs at the new price, with what rounding left. */
  readonly quantity: Decimal;
  /** The whole amount where a position stands on one side only. */
  readonly mix: Decimal;
}

/**
 * Splits the difference of two amounts: price = (p1 - p0) x q0, quantity = the rest, which is (q1 - q0) x p1 but for the
 * rounding of the amounts. A position on one side only has no price to compare: all of it is mix.
 *
 * Source: price-volume-mix analysis, with the price at the old quantity so that nothing is left over.
 *
 * @throws RangeError when there is no position at all
 */
export function splitDifference(older: Position | undefined, newer: Position | undefined): Effects {
  const some = older ?? newer;
  if (!some) throw new RangeError("splitDifference takes at least one position");
  const nothing = some.amount.times(0);
  if (!older) return { price: nothing, quantity: nothing, mix: some.amount };
  if (!newer) return { price: nothing, quantity: nothing, mix: some.amount.negated() };
  const price = newer.unitPrice.minus(older.unitPrice).times(older.quantity);
  return { price, quantity: newer.amount.minus(older.amount).minus(price), mix: nothing };
}
