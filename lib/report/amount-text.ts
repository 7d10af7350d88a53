import Decimal from "decimal.js";

/** A decimal rounded half-even to a number of places, as text; nothing has no sign. */
export function fixedText(value: Decimal, decimals: number): string {
  const rounded = value.toDecimalPlaces(decimals, Decimal.ROUND_HALF_EVEN);
  return (rounded.isZero() ? rounded.abs() : rounded).toFixed(decimals);
}

/** An amount of money to the cent, as text. */
export function amountText(value: Decimal): string {
  return fixedText(value, 2);
}
