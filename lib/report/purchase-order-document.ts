import Decimal from "decimal.js";
import { exitCosts, type PurchaseOrder } from "../cost/purchase-order";
import type { Payment } from "../definition/price-schema";
import { HOURS_PER_YEAR } from "../definition/units";
import { shellCommand } from "../host/shell";
import type { ReportedOrder, ReportedProvenance } from "./report-schema";

/** What `purchase-order.json` holds. */
export interface PurchaseOrderDocument {
  readonly format: "landfall-purchase-order/1";
  readonly name: string;
  readonly environment: string;
  readonly asOf: string;
  /** What the prices come from that the orders were decided on, those of renting among them. */
  readonly provenance: ReportedProvenance;
  readonly orders: readonly ReportedOrder[];
}

const SECONDS_PER_HOUR = 3600;

/** Stands for the id that the first command prints; the shell refuses it until it is set. */
const OFFERING_ID = '"${OFFERING_ID:?run the first command and set it}"';

/** Ways to pay as the AWS CLI takes them. Source: EC2 API, DescribeReservedInstancesOfferings, OfferingType. */
const PAYMENT_OPTIONS: Readonly<Record<Payment, string>> = {
  noUpfront: "No Upfront",
  partialUpfront: "Partial Upfront",
  allUpfront: "All Upfront",
};

/** Sources: Amazon EC2 Reserved Instances, "Sell on the Marketplace", "Exchange"; AWS Savings Plans, "Return". */
const EXIT_TERMS = {
  standard:
    "AWS does not take it back; after 30 days what is left may be offered on the Reserved Instance Marketplace, " +
    "which keeps 12 % and promises no buyer",
  convertible:
    "AWS does not take it back and it cannot be sold; it can be exchanged for one worth as much or more",
  computeSavingsPlan:
    "it can be neither ended nor sold; one of up to 100 USD an hour can be given back within 7 days in the same month",
} as const;

/** Whose orders they are. */
export interface OrderedFor {
  readonly name: string;
  readonly environment: { readonly name: string };
  readonly asOf: string;
}

/** An order, and the target that it is for. */
export interface TargetOrder {
  readonly target: string;
  readonly order: PurchaseOrder;
}

/** The orders of all targets: what a person takes to the AWS CLI. Nothing here buys. */
export function purchaseOrderDocument(
  { name, environment, asOf }: OrderedFor,
  orders: readonly TargetOrder[],
  provenance: ReportedProvenance,
): PurchaseOrderDocument {
  return {
    format: "landfall-purchase-order/1",
    name,
    environment: environment.name,
    asOf,
    provenance,
    orders: orders.map(reportedOrder),
  };
}

/** An order as every output tells it. */
export function reportedOrder({ target, order }: TargetOrder): ReportedOrder {
  const { kind, termYears, payment, dueAtPurchase, hourly, totalObligation, origin } = order;
  const isInstances = order.kind === "reservedInstances";
  return {
    target,
    kind,
    offering: isInstances
      ? `Amazon EC2 Reserved Instance, ${order.offeringClass}, regional`
      : "Compute Savings Plan",
    count: isInstances ? order.count : null,
    instanceType: isInstances ? order.instanceType : null,
    platform: isInstances ? order.platform : null,
    region: isInstances ? order.region : null,
    tenancy: isInstances ? order.tenancy : null,
    offeringClass: isInstances ? order.offeringClass : null,
    commitmentPerHour: isInstances ? null : order.commitmentPerHour.amount.toFixed(),
    termYears,
    payment,
    currency: totalObligation.currency,
    dueAtPurchase: dueAtPurchase.toReport(),
    hourly: hourly.amount.toFixed(),
    totalObligation: totalObligation.toReport(),
    priceSource: origin.source,
    priceDate: origin.date,
    exit: {
      costs: exitCosts(order).map(({ afterMonths, cost }) => ({ afterMonths, cost: cost.toReport() })),
      terms: EXIT_TERMS[isInstances ? order.offeringClass : "computeSavingsPlan"],
    },
    commands: isInstances ? reservedInstanceCommands(order) : savingsPlanCommands(order),
  };
}

function reservedInstanceCommands(
  order: PurchaseOrder & { kind: "reservedInstances" },
): ReportedOrder["commands"] {
  return {
    lookUp: shellCommand([
      ...["aws", "ec2", "describe-reserved-instances-offerings", "--region", order.region],
      ...["--instance-type", order.instanceType, "--product-description", order.platform],
      ...["--instance-tenancy", order.tenancy, "--offering-class", order.offeringClass],
      ...["--offering-type", PAYMENT_OPTIONS[order.payment], "--no-include-marketplace"],
      ...["--filters", "Name=scope,Values=Region", `Name=duration,Values=${secondsOf(order)}`],
      ...[
        "--query",
        "ReservedInstancesOfferings[].[ReservedInstancesOfferingId,FixedPrice,RecurringCharges[0].Amount]",
      ],
      ...["--output", "text"],
    ]),
    buy: `${shellCommand([
      ...["aws", "ec2", "purchase-reserved-instances-offering", "--region", order.region],
      ...["--instance-count", String(order.count), "--reserved-instances-offering-id"],
    ])} ${OFFERING_ID}`,
  };
}

function savingsPlanCommands(
  order: PurchaseOrder & { kind: "computeSavingsPlan" },
): ReportedOrder["commands"] {
  return {
    lookUp: shellCommand([
      ...["aws", "savingsplans", "describe-savings-plans-offerings", "--plan-types", "Compute"],
      ...["--durations", String(secondsOf(order)), "--payment-options", PAYMENT_OPTIONS[order.payment]],
      ...["--currencies", order.totalObligation.currency],
      ...["--query", "searchResults[].[offeringId,description]", "--output", "text"],
    ]),
    buy: `${shellCommand([
      ...[
        "aws",
        "savingsplans",
        "create-savings-plan",
        "--commitment",
        order.commitmentPerHour.amount.toFixed(),
      ],
      ...(order.payment === "partialUpfront"
        ? ["--upfront-payment-amount", order.dueAtPurchase.toReport()]
        : []),
      "--savings-plan-offering-id",
    ])} ${OFFERING_ID}`,
  };
}

function secondsOf({ termYears }: PurchaseOrder): number {
  return termYears * HOURS_PER_YEAR * SECONDS_PER_HOUR;
}

/** The document as Markdown, for the person who is to buy. */
export function purchaseOrderMarkdown(document: PurchaseOrderDocument): string {
  const head = [
    `# Purchase order of ${document.name}, environment ${document.environment}`,
    "",
    `Reckoned from ${document.asOf}. A deploy buys nothing: what stands here is bought by hand, or not at all.`,
    "",
    ...mixingWords(document.provenance),
  ];
  if (document.orders.length === 0) return [...head, "There is nothing to buy.", ""].join("\n");
  return [...head, ...document.orders.flatMap(orderLines)].join("\n");
}

function mixingWords({ isMixed, sentences }: ReportedProvenance): string[] {
  return isMixed ? sentences.flatMap((sentence) => [`Note: ${sentence}.`, ""]) : [];
}

/** What the offering that is looked up must cost. */
function eachWords({ dueAtPurchase, hourly, currency }: ReportedOrder, count: number): string {
  const each = (total: string): string =>
    new Decimal(total).div(count).toDecimalPlaces(PRICE_DECIMALS).toFixed();
  return `${each(dueAtPurchase)} ${currency} at once, ${each(hourly)} ${currency} an hour`;
}

const PRICE_DECIMALS = 6;

function orderLines(order: ReportedOrder, index: number): string[] {
  const amount = (text: string): string => `${text} ${order.currency}`;
  const what =
    order.count === null
      ? `${order.offering}, ${amount(order.commitmentPerHour ?? "")} an hour`
      : `${order.count} x ${order.offering}`;
  const rows = [
    ["for the target", order.target],
    ...(order.count === null
      ? []
      : [
          ["instance type", order.instanceType ?? ""],
          ["platform, tenancy", `${order.platform ?? ""}, ${order.tenancy ?? ""}`],
          ["region", order.region ?? ""],
        ]),
    ["term", `${order.termYears} ${order.termYears === 1 ? "year" : "years"}`],
    ["payment", PAYMENT_OPTIONS[order.payment]],
    ["due at purchase", amount(order.dueAtPurchase)],
    ["due for each hour, used or not", amount(order.hourly)],
    ...(order.count === null ? [] : [["price of one instance", eachWords(order, order.count)]]),
    ["total obligation", amount(order.totalObligation)],
    ["price from", `${order.priceSource}, ${order.priceDate}`],
    ...order.exit.costs.map(({ afterMonths, cost }) => [
      afterMonths === 0 ? "cost of leaving at once" : `cost of leaving after ${afterMonths} months`,
      amount(cost),
    ]),
  ];
  return [
    `## ${index + 1}. ${what}`,
    "",
    "| what | |",
    "|---|---|",
    ...rows.map(([name = "", value = ""]) => `| ${name} | ${value} |`),
    "",
    `Leaving: ${order.exit.terms}.`,
    "",
    "Look the offering up, compare its price with the one above, set `OFFERING_ID` to its id, and buy:",
    "",
    "```sh",
    order.commands.lookUp,
    order.commands.buy,
    "```",
    "",
  ];
}
