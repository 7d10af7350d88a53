import type { CostReport, ReportedDecision, ReportedOrder } from "../../../lib/report/report-schema";
import { exampleReport } from "../example-report";

type Option = ReportedDecision["options"][number];
type Day = CostReport["load"][number]["series"][number];

const HISTORY_DAYS = 56;
const FORECAST_DAYS = 28;
const PEAK = 14;

const PAYMENTS = ["noUpfront", "partialUpfront", "allUpfront"] as const;

/** A report with all that one can have: many options, orders, several apps, a stale price, a target without cost. */
export function richReport(): CostReport {
  const base = exampleReport({ reserved: 4, upfront: "1150", hourly: "0.13", neededPerMonth: needed() });
  const [vps, serverless] = base.targets;
  if (vps?.decision == null || serverless === undefined) throw new Error("the example has a decision");
  const decision: ReportedDecision = {
    ...vps.decision,
    options: options(),
    levels: Array.from({ length: PEAK }, (_, index) => ({
      instances: index + 1,
      share: Math.max(0.0123, 1 - (index / PEAK) ** 0.7).toFixed(4),
      committed: index < 4,
    })),
  };
  const app = vps.apps[0]!;
  return {
    ...base,
    budget: { ...base.budget, amount: "1900.00", isMeanWithin: true, isP80Within: false },
    prices: base.prices.map((price, index) =>
      index === 0 ? { ...price, date: "2024-07-01", ageDays: 853, isStale: true } : price,
    ),
    load: [
      { ...base.load[0]!, series: series() },
      { ...base.load[0]!, app: "orders-api", series: [], history: null },
    ],
    targets: [
      {
        ...vps,
        decision,
        apps: [
          { ...app, share: "0.75", alone: decision },
          { ...app, app: "orders-api", share: "0.25", alone: null },
        ],
      },
      serverless,
      {
        ...serverless,
        target: "edge",
        isRented: false,
        monthlyCost: { value: null, unit: null, reason: "the nodes are the user's own" },
      },
    ],
    orders: [order()],
  };
}

function needed(): string[] {
  return Array.from({ length: 12 }, (_, index) => String(3900 + 150 * index));
}

function options(): Option[] {
  return (["standard", "convertible", null] as const).flatMap((offeringClass, row) =>
    ([1, 3] as const).flatMap((termYears) =>
      PAYMENTS.map((payment, column): Option => {
        const rate = 0.62 - 0.06 * column - 0.12 * (termYears - 1) + 0.04 * row;
        return {
          id: `vps-${offeringClass ?? "sp"}-${termYears}y-${payment}`,
          kind: offeringClass === null ? "computeSavingsPlan" : "reservedInstances",
          offeringClass,
          termYears,
          payment,
          upfront: payment === "noUpfront" ? "0" : "1150",
          hourly: payment === "allUpfront" ? "0" : "0.13",
          effectiveHourly: (rate / 2).toFixed(6),
          breakEvenUtilisation: { value: rate.toFixed(4), unit: "share of hours", reason: null },
          count: offeringClass === "standard" && termYears === 1 && payment === "partialUpfront" ? 4 : 0,
          aloneCount: 3 + column,
          aloneMonthlyCost: (1900 + 1000 * rate).toFixed(2),
          price: "vps-onDemand",
        };
      }),
    ),
  );
}

function series(): Day[] {
  const start = Date.UTC(2026, 8, 6);
  return Array.from({ length: HISTORY_DAYS + FORECAST_DAYS }, (_, index) => {
    const date = new Date(start + index * 86_400_000).toISOString().slice(0, 10);
    const level = 62_000 + 400 * index + (index % 7 > 4 ? -21_000 : 1500 * (index % 7));
    const nothing = {
      actual: null,
      expected: null,
      lower80: null,
      upper80: null,
      lower95: null,
      upper95: null,
    };
    if (index < HISTORY_DAYS) return { ...nothing, date, actual: String(level + ((index * 7919) % 5000)) };
    const spread = 4000 + 250 * (index - HISTORY_DAYS);
    return {
      ...nothing,
      date,
      expected: String(level),
      lower80: String(level - spread),
      upper80: String(level + spread),
      lower95: String(level - 1.6 * spread),
      upper95: String(level + 1.8 * spread),
    };
  });
}

function order(): ReportedOrder {
  return {
    target: "vps",
    kind: "reservedInstances",
    offering: "Reserved Instances, standard, 1 y, partial upfront",
    count: 4,
    instanceType: "r6i.2xlarge",
    platform: "Linux/UNIX",
    region: "us-east-1",
    tenancy: "default",
    offeringClass: "standard",
    commitmentPerHour: null,
    termYears: 1,
    payment: "partialUpfront",
    currency: "USD",
    dueAtPurchase: "4600.00",
    hourly: "0.52",
    totalObligation: "9155.20",
    priceSource: "a price list",
    priceDate: "2026-10-01",
    exit: {
      costs: [
        { afterMonths: 3, cost: "6916.40" },
        { afterMonths: 6, cost: "4577.60" },
      ],
      terms:
        "What is bought is paid to the end of the term; a standard instance can be sold on the marketplace.",
    },
    commands: {
      lookUp:
        "aws ec2 describe-reserved-instances-offerings --region us-east-1 --instance-type r6i.2xlarge --offering-class standard --product-description Linux/UNIX",
      buy: "aws ec2 purchase-reserved-instances-offering --region us-east-1 --reserved-instances-offering-id ID --instance-count 4",
    },
  };
}
