import Table from "cli-table3";
import { Option, type Command } from "commander";
import { oneDateTerms, type FleetDecision } from "../cost/decision/fleet-decision";
import { planWords } from "../cost/decision/decision-words";
import { wordsOf, type PricedOffering } from "../cost/decision/offerings";
import { wholeInstances } from "../cost/demand";
import {
  planOverlappingTerms,
  type OwnedUnits,
  type Salvage,
  type TermOption,
  type TermPurchase,
} from "../cost/overlapping-terms";
import { cutsOf } from "../cost/planner/commitments";
import { OneDatePlanner } from "../cost/planner/one-date";
import { PooledDemand } from "../cost/planner/pooled-demand";
import { purchaseOrder, type Fleet, type PurchaseOrder } from "../cost/purchase-order";
import type { PlanPrice } from "../cost/target-plan";
import type { Definition } from "../definition/definition";
import { UserError, type Fault } from "../definition/errors";
import type { Money } from "../definition/money";
import { HOURS_PER_YEAR, termForm } from "../definition/units";
import { describeHour, type EpochHour } from "../load";
import { reportedPrices, reportedProvenance } from "../report/reported-prices";
import { marketPrices } from "../vps/market";
import { expectedInstances, planVps } from "../vps/plan";
import { vpsPart, vpsSettingsOf } from "../vps/settings";
import { forecastLoads, readDefinition, type Histories } from "./prepare";
import { tellWarnings } from "./prices";
import { terminalProgress } from "./progress";

/** Commitments that the calendar buys together. */
export interface CalendarPurchase {
  /** Hour in which they start. */
  readonly at: EpochHour;
  /** Hour after their last. */
  readonly until: EpochHour;
  readonly offering: PricedOffering;
  /** Above 0. */
  readonly count: number;
  /** What they oblige to. */
  readonly order: PurchaseOrder;
}

/** When to buy what over a time whose demand is taken for known. No interest is counted. */
export interface PurchaseCalendar {
  /** In the order of time. */
  readonly purchases: readonly CalendarPurchase[];
  /** Fees and rent of all hours. */
  readonly cost: Money;
  readonly fees: Money;
  readonly rent: Money;
  /** Cost of renting everything that is not owned. */
  readonly allOnDemand: Money;
  /** Cost of buying on the first day what was decided for one date, and nothing later. */
  readonly oneDate: Money;
}

/** What a calendar is made from: a decision for one date, and what is expected after it. */
export interface CalendarInput {
  readonly decision: Pick<
    FleetDecision,
    "start" | "onDemandHourly" | "offerings" | "settings" | "purchases" | "chosen"
  >;
  readonly fleet: Fleet;
  /** Instances needed in each hour from the decision's start, whole numbers, as many as its horizon has hours. */
  readonly demand: Int32Array;
  readonly salvage: Salvage;
}

/**
 * When to buy what so that a demand costs least, held against the decision for one date and against renting; see
 * {@link planOverlappingTerms}. No budget and no limit of an offering is kept.
 *
 * @throws RangeError when the demand does not cover the decision's horizon
 */
export function purchaseCalendar({ decision, fleet, demand, salvage }: CalendarInput): PurchaseCalendar {
  const { start, onDemandHourly, offerings, settings, purchases } = decision;
  const options = offerings.map(termOption);
  const owned = settings.owned.map(({ units, expiresAtHour }) => ({ units, expiresAtStep: expiresAtHour }));
  const plan = planOverlappingTerms(demand, { options, onDemandPerStep: onDemandHourly, salvage, owned });
  const { cost, fees, rent } = plan;
  const terms = { ...oneDateTerms(decision), yearlyRate: 0 };
  const pooled = new PooledDemand({ horizonHours: settings.horizonHours, cuts: cutsOf(terms) });
  pooled.add(demand);
  const planner = new OneDatePlanner(pooled, terms);
  return {
    purchases: startedWhenNeeded(plan.purchases, { demand, options, owned }).flatMap(
      ({ step, option, count }): CalendarPurchase[] => {
        const offering = offerings.find(({ id }) => id === option);
        const order = offering && purchaseOrder(fleet, offering, count);
        if (offering === undefined || order === undefined) return [];
        const at = start + step;
        return [{ at, until: at + termOption(offering).termSteps, offering, count, order }];
      },
    ),
    cost,
    fees,
    rent,
    allOnDemand: planner.allOnDemand().billed,
    oneDate: planner.price(purchases.map(({ offering, count }) => ({ id: offering.id, count }))).billed,
  };
}

/** What is needed, and what covers it. */
interface Coverage {
  readonly demand: Int32Array;
  readonly options: readonly TermOption[];
  readonly owned: readonly OwnedUnits[];
}

/**
 * The same commitments, each put off to the first hour that needs it. Where a whole fee counts, one that starts too
 * early costs the same as long as it reaches past the horizon; put off, it covers all that it did, and more at its end.
 */
export function startedWhenNeeded(
  purchases: readonly TermPurchase[],
  { demand, options, owned }: Coverage,
): readonly TermPurchase[] {
  const idle = demand.map((needed) => -needed);
  const cover = (from: number, to: number, units: number): void => {
    for (let hour = from; hour < Math.min(to, idle.length); hour += 1) idle[hour] = (idle[hour] ?? 0) + units;
  };
  const termOf = (id: string): number => options.find((option) => option.id === id)?.termSteps ?? 0;
  for (const { units, expiresAtStep } of owned) cover(0, expiresAtStep, units);
  for (const { step, option, count } of purchases) cover(step, step + termOf(option), count);
  const starts = purchases.flatMap(({ step, option, count }) =>
    Array.from({ length: count }, () => {
      let start = step;
      while (start + 1 < idle.length && (idle[start] ?? 0) > 0) start += 1;
      cover(step, start, -1);
      cover(step + termOf(option), start + termOf(option), 1);
      return { step: start, option, count: 1 };
    }),
  );
  return boughtTogether(starts);
}

/** Purchases by step, those of one option in one step as one. */
function boughtTogether(purchases: readonly TermPurchase[]): readonly TermPurchase[] {
  const together = new Map<string, TermPurchase>();
  for (const { step, option, count } of purchases.toSorted((a, b) => a.step - b.step)) {
    const key = `${step} ${option}`;
    together.set(key, { step, option, count: count + (together.get(key)?.count ?? 0) });
  }
  return [...together.values()];
}

/** An offering as it can be bought in any hour: its fee is all that it costs over its term. */
function termOption({ id, termYears, upfront, hourly }: PricedOffering): TermOption {
  const termSteps = termYears * HOURS_PER_YEAR;
  return { id, termSteps, feePerTerm: upfront.plus(hourly.times(termSteps)) };
}

/** The definition as if it planned so far ahead; as it is where nothing is said. */
export function withHorizon(definition: Definition, written: string | undefined): Definition {
  if (written === undefined) return definition;
  const horizon = termForm.read(written);
  const { cost } = definition;
  const longest = Math.max(...cost.terms.map(({ years }) => years));
  if (horizon === undefined || horizon.years < longest) throw new UserError([horizonFault(written, longest)]);
  return { ...definition, cost: { ...cost, horizon } };
}

function horizonFault(written: string, longest: number): Fault {
  return {
    path: "--horizon",
    message: "cannot be used",
    found: written,
    allowed: longest > 1 ? `${longest}y, the longest of cost.terms` : termForm.allowed,
  };
}

interface CalendarOptions {
  readonly file: string;
  readonly json?: true;
  readonly horizon?: string;
  readonly salvage: keyof typeof SALVAGE;
}

/** How `--salvage` is written. */
const SALVAGE = { none: "none", "pro-rata": "pro rata" } as const satisfies Record<string, Salvage>;

/** Adds `landfall cost calendar`: when to buy what if the load comes as expected. */
export function addCostCalendar(cost: Command, print: (text: string) => void): void {
  cost
    .command("calendar")
    .description("when to buy what if the load comes as expected; write and buy nothing")
    .option("--file <file>", "the definition", "landfall.yaml")
    .option("--horizon <years>", "1y or 3y: how far to look (default: cost.horizon, or the longest term)")
    .addOption(
      new Option(
        "--salvage <how>",
        "what a commitment that reaches past the horizon costs: its full fee or its share",
      )
        .choices(Object.keys(SALVAGE))
        .default("none"),
    )
    .option("--json", "print JSON in the table's place")
    .addHelpText(
      "after",
      "\nExamples:\n  npx landfall cost calendar\n  npx landfall cost calendar --horizon 3y --salvage pro-rata",
    )
    .action((_: object, command: Command) => {
      // `landfall cost` has --file and --json too, and takes them wherever they stand.
      const options: CalendarOptions = command.optsWithGlobals();
      const told = tellCalendar(options);
      print(
        options.json === true ? JSON.stringify(calendarDocument(told), undefined, 2) : calendarText(told),
      );
    });
}

/** A calendar, with what it is told with. */
interface ToldCalendar extends CalendarInput {
  readonly definition: Definition;
  readonly calendar: PurchaseCalendar;
  /** What a reader must know, as sentences without a full stop. */
  readonly notes: readonly string[];
  /** Prices that it rests on. */
  readonly prices: readonly PlanPrice[];
}

function tellCalendar({ file, horizon, salvage: written }: CalendarOptions): ToldCalendar {
  const progress = terminalProgress();
  progress.step(`reading ${file}`);
  const read = readDefinition(file);
  const definition = withHorizon(read.definition, horizon);
  const settings = vpsSettingsOf(definition);
  UserError.throwIfAny(historyFaults(definition, read.histories));
  progress.step("forecasting the load");
  const loads = forecastLoads(definition, read.histories);
  progress.step("deciding what to reserve on one date");
  const { choice, decision, fleet } = planVps(definition, settings, loads);
  tellWarnings(choice.market.prices.warnings);
  progress.step("deciding what to buy when");
  const foreseen = choice.loads.filter(({ history }) => history !== undefined);
  const input: CalendarInput = {
    decision,
    fleet,
    demand: Int32Array.from(expectedInstances(foreseen), wholeInstances),
    salvage: SALVAGE[written],
  };
  const unforeseen = loads.filter(({ history }) => history === undefined).map(({ app }) => app);
  const notes = notesOn(definition, input.salvage, unforeseen);
  const prices = marketPrices(choice.market, vpsPart.name);
  return { ...input, definition, calendar: purchaseCalendar(input), notes, prices };
}

function historyFaults({ file, load }: Definition, histories: Histories): readonly Fault[] {
  if (histories.size > 0) return [];
  return [
    {
      file,
      path: "load",
      message: "has no history: there is nothing to foresee purchases from",
      found: Object.keys(load),
      allowed: "a history for one program at least",
      action: "reserve by the rule for services without history: npx landfall cost online --help",
    },
  ];
}

function notesOn({ cost }: Definition, salvage: Salvage, unforeseen: readonly string[]): readonly string[] {
  const unkept = [
    ...(cost.upfrontBudget === undefined ? [] : ["cost.upfrontBudget"]),
    ...(cost.committedAtLeast === undefined ? [] : ["cost.committedAtLeast"]),
    ...(cost.mostReserved === undefined ? [] : ["cost.mostReserved"]),
    ...(cost.risk === undefined ? [] : ["cost.risk"]),
  ];
  return [
    "the calendar rests on the expected load alone, as if it were sure to come, and buys nothing: `npx landfall cost` " +
      "decides what to buy now, on all that may come",
    salvage === "none"
      ? "a commitment that reaches past the horizon counts with its full fee"
      : "a commitment that reaches past the horizon counts with the share of its fee that lies before",
    "no interest is counted, and prices are taken to stay",
    ...(unkept.length === 0 ? [] : [`${unkept.join(", ")}: not kept here`]),
    ...unforeseen.map((app) => `${app} has no history: it is left out of all these amounts, and rented`),
  ];
}

function horizonWords({ cost }: Definition, hours: number): string {
  const years = hours / HOURS_PER_YEAR;
  const from = cost.horizon === undefined ? ", the longest of cost.terms" : "";
  return `${years} ${years === 1 ? "year" : "years"} (${hours} hours${from})`;
}

const COLUMNS = ["on (UTC)", "buy", "count", "until", "due at once", "obligation"];

function calendarText({ definition, decision, fleet, calendar, notes, prices }: ToldCalendar): string {
  const { currency } = calendar.cost;
  const amount = (money: Money): string => `${money.toReport()} ${currency}`;
  const { settings, start } = decision;
  const against = (other: Money): string => `the calendar saves ${amount(other.minus(calendar.cost))}`;
  return [
    `${definition.name}, environment ${definition.environment.name}: purchase calendar for ${fleet.instanceType} in ` +
      `${fleet.region}, from ${describeHour(start)} UTC over ${horizonWords(definition, settings.horizonHours)}`,
    calendar.purchases.length === 0 ? "Nothing is to be bought." : purchaseTable(calendar, amount),
    ...settings.owned.map(
      ({ units, expiresAtHour }) =>
        `  ${units} covered by what is owned already, used first until ${describeHour(start + expiresAtHour)}`,
    ),
    `  by this calendar: ${amount(calendar.cost)}, ${amount(calendar.fees)} of it fees and ${amount(calendar.rent)} rent`,
    `  all on demand: ${amount(calendar.allOnDemand)}; ${against(calendar.allOnDemand)}`,
    `  ${planWords(decision.chosen, decision)} now, and nothing later: ${amount(calendar.oneDate)}; ${against(calendar.oneDate)}`,
    ...reportedProvenance(prices).sentences.map((sentence) => `  ${sentence}`),
    ...notes.map((note) => `  ${note}`),
  ].join("\n");
}

function purchaseTable({ purchases }: PurchaseCalendar, amount: (money: Money) => string): string {
  const table = new Table({
    head: COLUMNS,
    colAligns: ["left", "left", "right", "left", "right", "right"],
    style: { head: [], border: [] },
  });
  for (const { at, until, offering, count, order } of purchases) {
    const { dueAtPurchase, totalObligation } = order;
    table.push([
      describeHour(at),
      wordsOf(offering),
      String(count),
      describeHour(until),
      amount(dueAtPurchase),
      amount(totalObligation),
    ]);
  }
  return table.toString();
}

/** The calendar as JSON: amounts in cents as text, times in UTC. */
function calendarDocument(told: ToldCalendar): object {
  const { definition, decision, fleet, calendar, salvage, notes, prices } = told;
  const { start, settings, purchases } = decision;
  const { cost, fees, rent, allOnDemand, oneDate } = calendar;
  return {
    format: "landfall-purchase-calendar/1",
    name: definition.name,
    environment: definition.environment.name,
    asOf: definition.asOf,
    instanceType: fleet.instanceType,
    region: fleet.region,
    from: describeHour(start),
    horizonHours: settings.horizonHours,
    salvage,
    currency: cost.currency,
    owned: settings.owned.map(({ units, expiresAtHour }) => ({
      count: units,
      until: describeHour(start + expiresAtHour),
    })),
    purchases: calendar.purchases.map(({ at, until, offering, count, order }) => ({
      on: describeHour(at),
      until: describeHour(until),
      offering: offering.id,
      count,
      dueAtPurchase: order.dueAtPurchase.toReport(),
      totalObligation: order.totalObligation.toReport(),
    })),
    cost: cost.toReport(),
    fees: fees.toReport(),
    rent: rent.toReport(),
    allOnDemand: allOnDemand.toReport(),
    oneDate: {
      cost: oneDate.toReport(),
      purchases: purchases.map(({ offering, count }) => ({ offering: offering.id, count })),
    },
    prices: reportedPrices(prices, definition),
    provenance: reportedProvenance(prices),
    notes,
  };
}
