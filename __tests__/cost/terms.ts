import { Money } from "../../lib/definition/money";

/** Amount in dollars. */
export function usd(amount: string): Money<"USD"> {
  return Money.of(amount, "USD");
}
