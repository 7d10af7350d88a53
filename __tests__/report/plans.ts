import Decimal from "decimal.js";
import { known, none } from "../../lib/definition/figure";
import { planLine } from "../../lib/cost/decision/plan-line";
import type { FinanceFigures, TargetPlan } from "../../lib/cost/target-plan";
import { usd } from "../cost/terms";
import { FLEET, order } from "./orders";

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

const LINE = planLine({
  month: "2026-11",
  charge: "onDemand",
  what: "rented on demand",
  commitment: null,
  quantity: new Decimal("12.5"),
  unit: "instance hours",
  unitPrice: usd("0.50"),
});

/** A target that reserves two instances; its decision for instances is left out. */
export function reservingPlan(change: Partial<FinanceFigures> = {}): TargetPlan {
  return {
    target: "vps",
    isRented: true,
    figures: figures(change),
    basis: ["instances of m7i.large"],
    notCovered: ["disks", "data transfer"],
    runnerUp: "reserving 3 would cost 917.50 USD a month",
    lines: [LINE],
    months: [{ month: "2026-11", cash: usd("6.25"), amortised: usd("6.25"), onDemandOnly: usd("6.25") }],
    fleet: FLEET,
    apps: [{ app: "web", share: new Decimal(1) }],
    orders: [order()],
    prices: [
      {
        id: "vps-onDemand",
        what: "m7i.large on demand",
        price: usd("0.50"),
        per: "h",
        origin: { source: "a price list", date: "2026-10-01", region: "eu-central-1" },
      },
    ],
    warnings: ["a warning"],
    costByPath: () => Float64Array.of(900, 1000),
  };
}

/** A target for which there is nothing to reserve. */
export function plainPlan(amount = "0.46", change: Partial<FinanceFigures> = {}): TargetPlan {
  const reason = "there is nothing to reserve";
  return {
    target: "serverless",
    isRented: true,
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
    lines: [],
    months: [{ month: "2026-11", cash: usd("0.46"), amortised: usd("0.46"), onDemandOnly: usd("0.46") }],
    apps: [{ app: "web", share: new Decimal(1) }],
    orders: [],
    prices: [],
    warnings: ["a warning"],
    costByPath: () => Float64Array.of(1, 2),
  };
}
