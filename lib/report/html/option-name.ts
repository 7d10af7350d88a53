import { PAYMENT_WORDS, type Payment } from "../../definition/price-schema";
import type { ReportedDecision } from "../report-schema";

const KINDS = {
  reservedInstances: "Reserved Instances",
  computeSavingsPlan: "Compute Savings Plan",
} as const;

/** A kind of commitment as AWS calls it. */
export function kindName(kind: keyof typeof KINDS): string {
  return KINDS[kind];
}

/** A way to pay as AWS calls it. */
export function paymentName(payment: Payment): string {
  return PAYMENT_WORDS[payment];
}

/** A commitment that could be bought, in a few words: `standard RI, 1 y, no upfront`. */
export function optionName({
  kind,
  offeringClass,
  termYears,
  payment,
}: Pick<ReportedDecision["options"][number], "kind" | "offeringClass" | "termYears" | "payment">): string {
  const what = kind === "reservedInstances" ? `${offeringClass ?? "standard"} RI` : "Savings Plan";
  return `${what}, ${termYears} y, ${PAYMENT_WORDS[payment]}`;
}
