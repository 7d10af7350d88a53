import Decimal from "decimal.js";
import { known, none } from "../../lib/cost/figure";
import { purchaseOrder } from "../../lib/cost/purchase-order";
import type { FinanceFigures, TargetPlan } from "../../lib/cost/target-plan";
import { option, usd } from "../cost/terms";

/** Figures of a target that reserves, where nothing else is said. */
export function figures(change: Partial<FinanceFigures> = {}): FinanceFigures {
  return {
    monthlyCost: known(usd("917.16")),
    onDemandMonthlyCost: known(usd("1180.98")),
    monthlySaving: known(usd("263.82")),
    reservedCount: known(2),
    onDemandCount: known(6),
    breakEvenUtilisation: known(new Decimal("0.6")),
    ...change,
  };
}

const FLEET = {
  instanceType: "m7i.large",
  platform: "Linux/UNIX",
  region: "eu-central-1",
  tenancy: "default",
};

/** A target that reserves two instances. */
export function reservingPlan(change: Partial<FinanceFigures> = {}): TargetPlan {
  return {
    target: "vps",
    figures: figures(change),
    basis: ["instances of m7i.large"],
    notCovered: ["disks", "data transfer"],
    runnerUp: "reserving 3 would cost 917.50 USD a month",
    purchaseOrder: purchaseOrder(FLEET, option("0.30"), 2)!,
  };
}

/** A target for which there is nothing to reserve. */
export function plainPlan(amount = "0.46", change: Partial<FinanceFigures> = {}): TargetPlan {
  const reason = "there is nothing to reserve";
  return {
    target: "serverless",
    figures: {
      monthlyCost: known(usd(amount)),
      onDemandMonthlyCost: known(usd(amount)),
      monthlySaving: none(reason),
      reservedCount: none(reason),
      onDemandCount: none(reason),
      breakEvenUtilisation: none(reason),
      ...change,
    },
    basis: ["requests and time"],
    notCovered: ["logs"],
  };
}
