import { none } from "../cost/figure";
import type { TargetPlan } from "../cost/target-plan";

const NOTHING_IS_RENTED =
  "the edge runs on devices of one's own: nothing is rented, and no price table has them";

/** The edge has no figures: there is nothing to decide, and devices, power and uplink are in no table. */
export function planEdge(): TargetPlan {
  return {
    target: "edge",
    figures: {
      monthlyCost: none(NOTHING_IS_RENTED),
      onDemandMonthlyCost: none(NOTHING_IS_RENTED),
      monthlySaving: none(NOTHING_IS_RENTED),
      reservedCount: none(NOTHING_IS_RENTED),
      onDemandCount: none(NOTHING_IS_RENTED),
      breakEvenUtilisation: none(NOTHING_IS_RENTED),
    },
    isRented: false,
    basis: [],
    notCovered: ["the devices, their power and their uplink"],
  };
}
