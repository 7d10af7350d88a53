import Table from "cli-table3";
import type { Command } from "commander";
import type Decimal from "decimal.js";
import { wordsOf, type PricedOffering } from "../cost/decision/offerings";
import { feeOfTerm, planOverlappingTerms } from "../cost/overlapping-terms";
import { runOnlineRule } from "../cost/planner/online-rule";
import { purchaseOrder, type Fleet } from "../cost/purchase-order";
import type { PlanPrice } from "../cost/target-plan";
import type { Definition } from "../definition/definition";
import { UserError, type Fault } from "../definition/errors";
import { Money } from "../definition/money";
import { HOURS_PER_YEAR } from "../definition/units";
import { describeHour, startOfDay, type EpochHour } from "../load";
import {
  purchaseOrderDocument,
  purchaseOrderMarkdown,
  type PurchaseOrderDocument,
} from "../report/purchase-order-document";
import { reportedPrices, reportedProvenance } from "../report/reported-prices";
import { marketFor, marketPrices, type Market } from "../vps/market";
import { vpsPart, vpsSettingsOf } from "../vps/settings";
import { readUsage, type InstanceUsage } from "../vps/usage";
import { readDefinition } from "./prepare";
import { tellWarnings } from "./prices";
import { terminalProgress } from "./progress";

/** Reservations that the rule buys together. */
export interface DueReservations {
  /** Hour in which they fell due. */
  readonly at: EpochHour;
  /** Hour after their last. */
  readonly until: EpochHour;
  /** Above 0. */
  readonly count: number;
}

/** What the rule says of what was used, and what following it would have cost. No interest is counted. */
export interface OnlineAdvice {
  readonly offering: PricedOffering;
  /** Hour after the last of the usage: the rule decides for then. */
  readonly now: EpochHour;
  /** In the order of time. */
  readonly due: readonly DueReservations[];
  /** Reservations of the rule that still run. */
  readonly running: number;
  /** Reservations that are owned and still run. */
  readonly owned: number;
  /** Reservations to buy now: those that the rule would have and that are not owned. */
  readonly reserveNow: number;
  /** Paid up to now by who followed the rule. */
  readonly paid: Money;
  /** Fees of the rule's reservations that are still to be paid. */
  readonly committed: Money;
  /** Paid and committed. */
  readonly cost: Money;
  /** Least that who knew the usage would have paid with the same offering, whole fees counted. */
  readonly hindsight: Money;
  /** Reservations of that least. */
  readonly hindsightCount: number;
  /** Cost of renting everything. */
  readonly allOnDemand: Money;
  /** The cost as a multiple of {@link hindsight}; undefined where that is nothing. */
  readonly ratio: Decimal | undefined;
  /** Most that the ratio can come to. */
  readonly bound: number;
}

/** What a rule without forecast decides on. */
export interface OnlineInput {
  readonly usage: InstanceUsage;
  readonly onDemandHourly: Money;
  /** Without upfront fee; see {@link withoutUpfront}. */
  readonly offering: PricedOffering;
  /** What is owned, as landfall.yaml says it. */
  readonly owned: Definition["cost"]["owned"];
}

/**
 * Applies the rule of Wang, Li & Liang to what was used; see {@link runOnlineRule}. The hours of a reservation are paid
 * for, used or not: nothing is paid for use beside that, so alpha is 0 and the bound 2.
 */
export function onlineAdvice({ usage, onDemandHourly, offering, owned }: OnlineInput): OnlineAdvice {
  const { start, instances } = usage;
  const { hourly } = offering;
  const termSteps = offering.termYears * HOURS_PER_YEAR;
  const terms = { termSteps, feePerTerm: feeOfTerm(hourly, termSteps), onDemandPerStep: onDemandHourly };
  const { cost, steps, bound } = runOnlineRule(instances, terms);
  const now = start + instances.length;
  const due = steps.flatMap(({ reserve }, step): DueReservations[] =>
    reserve === 0 ? [] : [{ at: start + step, until: start + step + termSteps, count: reserve }],
  );
  const committedHours = due.reduce((sum, { until, count }) => sum + Math.max(0, until - now) * count, 0);
  const committed = hourly.times(committedHours);
  const running = countOf(due.filter(({ until }) => until > now));
  const ownedNow = owned
    .filter(({ until }) => startOfDay(until) > now)
    .reduce((sum, each) => sum + each.instances, 0);
  const best = planOverlappingTerms(instances, {
    options: [{ id: offering.id, ...terms }],
    onDemandPerStep: onDemandHourly,
  });
  return {
    offering,
    now,
    due,
    running,
    owned: ownedNow,
    reserveNow: Math.max(0, running - ownedNow),
    paid: cost.minus(committed),
    committed,
    cost,
    hindsight: best.cost,
    hindsightCount: countOf(best.purchases),
    allOnDemand: onDemandHourly.times(instances.reduce((sum, count) => sum + count, 0)),
    ratio: cost.shareOf(best.cost),
    bound,
  };
}

function countOf(purchases: readonly { readonly count: number }[]): number {
  return purchases.reduce((sum, { count }) => sum + count, 0);
}

/** The offerings without upfront fee, the cheapest hour first, and the shorter term of two at the same price. */
export function withoutUpfront(offerings: readonly PricedOffering[]): readonly PricedOffering[] {
  return offerings
    .filter(({ payment }) => payment === "noUpfront")
    .toSorted((a, b) => a.hourly.compare(b.hourly) || a.termYears - b.termYears);
}

interface OnlineOptions {
  readonly file: string;
  readonly usage: string;
  readonly offering?: string;
  readonly json?: true;
}

/** Adds `landfall cost online`: when to reserve without a forecast. */
export function addCostOnline(cost: Command, print: (text: string) => void): void {
  cost
    .command("online")
    .description(
      "for a service without history: whether to reserve now, by what was used; write and buy nothing",
    )
    .requiredOption("--usage <usage.csv>", "columns timestamp,value: instances in use in each hour, UTC")
    .option(
      "--offering <id>",
      "what to reserve, such as standard-1y-noUpfront (default: the cheapest hour without upfront fee)",
    )
    .option("--file <file>", "the definition", "landfall.yaml")
    .option("--json", "print JSON in the text's place")
    .addHelpText(
      "after",
      [
        "",
        "One is reserved when renting it has cost as much, within one term, as reserving it: that never costs more than",
        "2 - alpha times the least possible, alpha being the share that a reserved hour in use still pays: 0 here.",
        "Instances of targets.vps.instanceType; write what you have bought into cost.owned.",
        "",
        "Example:",
        "  npx landfall cost online --usage usage.csv",
      ].join("\n"),
    )
    .action((_: object, command: Command) => {
      // `landfall cost` has --file and --json too, and takes them wherever they stand.
      const options: OnlineOptions = command.optsWithGlobals();
      const told = tellAdvice(options);
      print(options.json === true ? JSON.stringify(adviceDocument(told), undefined, 2) : adviceText(told));
    });
}

/** The advice, with what it is told with. */
interface ToldAdvice {
  readonly definition: Definition;
  readonly fleet: Fleet;
  readonly usage: InstanceUsage;
  readonly advice: OnlineAdvice;
  readonly orders: PurchaseOrderDocument;
  /** Prices that it rests on. */
  readonly prices: readonly PlanPrice[];
}

function tellAdvice(options: OnlineOptions): ToldAdvice {
  terminalProgress().step(`reading ${options.file} and ${options.usage}`);
  const { definition, usage, market } = readBoth(options);
  const offering = offeringOf(definition, market, options.offering);
  tellWarnings(market.prices.warnings);
  const { owned } = definition.cost;
  const { onDemandHourly } = market.input;
  const advice = onlineAdvice({ usage, onDemandHourly, offering, owned });
  const order = purchaseOrder(market.fleet, offering, advice.reserveNow);
  const prices = marketPrices(
    { ...market, offerings: { ...market.offerings, priced: [offering] } },
    vpsPart.name,
  );
  const orders = purchaseOrderDocument(
    definition,
    order === undefined ? [] : [{ target: vpsPart.name, order }],
    reportedProvenance(prices),
  );
  return { definition, fleet: market.fleet, usage, advice, orders, prices };
}

/** Reads the definition and the usage, and tells the faults of both at once. */
function readBoth({ file, usage: usageFile }: OnlineOptions): {
  definition: Definition;
  market: Market;
  usage: InstanceUsage;
} {
  const faults: Fault[] = [];
  const known = orFaults(faults, () => {
    const { definition } = readDefinition(file);
    return { definition, market: marketFor(definition, vpsSettingsOf(definition)) };
  });
  const usage = orFaults(faults, () => readUsage(usageFile));
  if (known === undefined || usage === undefined) throw new UserError(faults);
  return { ...known, usage };
}

function orFaults<T>(faults: Fault[], make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    faults.push(...error.faults);
    return undefined;
  }
}

function offeringOf(
  { file }: Definition,
  { fleet, offerings }: Market,
  wanted: string | undefined,
): PricedOffering {
  const able = withoutUpfront(offerings.priced);
  const found = wanted === undefined ? able[0] : able.find(({ id }) => id === wanted);
  if (found !== undefined) return found;
  const ids = able.map(({ id }) => id).join(", ");
  throw new UserError([
    wanted === undefined || ids === ""
      ? {
          file,
          path: "cost.prices",
          message: `has no price of a reservation of ${fleet.instanceType} that is paid by the hour alone`,
          found: offerings.priced.map(({ id }) => id),
          allowed: "a price with payment: noUpfront, of a term that cost.terms allows",
          action: "add the price, or the term, or use a book that has it",
        }
      : { path: "--offering", message: "has no price without upfront fee", found: wanted, allowed: ids },
  ]);
}

function decisionWords({ reserveNow, running, owned }: OnlineAdvice): string {
  const why = `the rule would have ${running} running now, ${owned} are owned`;
  return reserveNow === 0 ? `Reserve nothing now: ${why}.` : `Reserve ${reserveNow} more now: ${why}.`;
}

function adviceText({ definition, fleet, usage, advice, orders, prices }: ToldAdvice): string {
  const amount = (money: Money): string => `${money.toReport()} ${money.currency}`;
  const { offering, now, cost, paid, committed, hindsight, hindsightCount, allOnDemand, ratio, bound } =
    advice;
  const hours = usage.instances.length;
  return [
    `${definition.name}, environment ${definition.environment.name}: ${fleet.instanceType} in ${fleet.region}, ` +
      `${hours} ${hours === 1 ? "hour" : "hours"} of usage from ${describeHour(usage.start)} to ${describeHour(now)} UTC`,
    "",
    decisionWords(advice),
    "",
    ...(advice.due.length === 0 ? ["No reservation has fallen due."] : [dueTable(advice)]),
    `  by the rule: ${amount(cost)}, ${amount(paid)} of it paid and ${amount(committed)} still to be paid`,
    `  best in hindsight: ${amount(hindsight)}, reserving ${hindsightCount}, whole fees counted` +
      (ratio === undefined ? "" : `; the rule costs ${ratio.toFixed(2)} times that`),
    `  all on demand: ${amount(allOnDemand)}`,
    `  offering: ${wordsOf(offering)}, ${offering.hourly.toString()}/h (${offering.origin.source}, ${offering.origin.date})`,
    ...reportedProvenance(prices).sentences.map((sentence) => `  ${sentence}`),
    `  who reserves when it falls due never pays more than 2 - alpha = ${bound} times the best in hindsight: a reserved ` +
      "hour costs the same used or not, so alpha is 0",
    "  no forecast is needed, and none is used; nothing is bought here",
    ...(orders.orders.length === 0 ? [] : ["", purchaseOrderMarkdown(orders).trimEnd()]),
  ].join("\n");
}

function dueTable({ due }: OnlineAdvice): string {
  const table = new Table({
    head: ["fell due (UTC)", "count", "until"],
    colAligns: ["left", "right", "left"],
    style: { head: [], border: [] },
  });
  for (const { at, until, count } of due) table.push([describeHour(at), String(count), describeHour(until)]);
  return table.toString();
}

/** The advice as JSON: amounts in cents as text, times in UTC. */
function adviceDocument({ definition, fleet, usage, advice, orders, prices }: ToldAdvice): object {
  const { offering, now, due, running, owned, reserveNow, hindsightCount, ratio, bound } = advice;
  return {
    format: "landfall-online-reservations/1",
    name: definition.name,
    environment: definition.environment.name,
    asOf: definition.asOf,
    instanceType: fleet.instanceType,
    region: fleet.region,
    from: describeHour(usage.start),
    to: describeHour(now),
    hours: usage.instances.length,
    offering: offering.id,
    reserveNow,
    running,
    owned,
    due: due.map(({ at, until, count }) => ({ on: describeHour(at), until: describeHour(until), count })),
    currency: advice.cost.currency,
    paid: advice.paid.toReport(),
    committed: advice.committed.toReport(),
    cost: advice.cost.toReport(),
    hindsight: { cost: advice.hindsight.toReport(), count: hindsightCount },
    allOnDemand: advice.allOnDemand.toReport(),
    ratio: ratio === undefined ? null : ratio.toFixed(4),
    bound,
    prices: reportedPrices(prices, definition),
    provenance: orders.provenance,
    orders: orders.orders,
  };
}
