import type { Definition } from "../definition/definition";
import { UserError, type Fault } from "../definition/errors";
import { known, none, type Figure } from "../definition/figure";
import { Money, type Currency } from "../definition/money";
import { writtenMoney, writtenMonthly } from "../definition/units";
import { LIST_BOOK, type InlinePrices } from "../definition/price-schema";
import { listBook, readPriceBook, type PriceBook } from "./book";
import type { TermYears } from "./book-schema";
import {
  describeOffering,
  onDemandPrices,
  reservedOptions,
  type PricedOption,
  type UnknownPrice,
} from "./instance-prices";
import { lambdaPrices, type LambdaPriceQuery, type LambdaPrices } from "./lambda-prices";
import type { Origin, PricedFigure } from "./origin";
import { instancePlanRates, lambdaPlanRates, type PlanRate } from "./plan-rates";
import { ageWarnings, provenanceOf, type Provenance } from "./provenance";
import { edgeDevicePrices, servicePrices, type EdgeDevicePrices, type ServicePrices } from "./service-prices";

/** What prices are resolved from: a definition, or as much of it. */
export type PriceDefinition = Pick<Definition, "file" | "folder" | "asOf" | "cost">;

/** The prices that a decision rests on. */
export interface ResolvedPrices {
  /** What one instance costs when rented by the hour. */
  readonly onDemand: PricedFigure;
  /** Reservations whose term `cost.terms` allows, in the same currency. None where no source has a price. */
  readonly options: readonly PricedOption[];
  /** Reservations that are sold and have no price, with the reason. */
  readonly unknown: readonly UnknownPrice[];
  /** Rates under Compute Savings Plans whose term `cost.terms` allows; none beside prices of landfall.yaml itself. */
  readonly planRates: readonly PlanRate[];
  /** Where the price on demand and those of the reservations come from. */
  readonly provenance: Provenance;
  /** Figures older than `cost.maxPriceAgeDays`, one sentence for each. */
  readonly warnings: readonly string[];
}

/**
 * The prices of an instance type in a region, from landfall.yaml itself or from the book that it names.
 *
 * @throws UserError that lists every fault of the book, or tells what it has no price of
 */
export function resolvePrices(
  definition: PriceDefinition,
  of: { readonly instanceType: string; readonly region: string },
): ResolvedPrices {
  const { asOf, cost } = definition;
  const found =
    cost.prices.book === undefined
      ? inlinePrices(definition, cost.prices)
      : bookPrices(definition, chosenBook(definition), of);
  const figures = [
    { what: `on demand of ${of.instanceType}`, origin: found.onDemand.origin },
    ...found.options.map((option) => ({
      what: `${of.instanceType} reserved, ${describeOffering(option)}`,
      origin: option.origin,
    })),
  ];
  return {
    ...found,
    provenance: provenanceOf(figures.map(({ origin }) => origin)),
    warnings: ageWarnings(
      [...figures, ...planFigures(of.instanceType, found.planRates, found.onDemand.price.currency)],
      asOf,
      cost.maxPriceAgeDays,
    ),
  };
}

/** The rates that a decision can reckon with, for {@link ageWarnings}: those in the currency of the other prices. */
function planFigures(
  whose: string,
  rates: readonly PlanRate[],
  currency: Currency,
): readonly { readonly what: string; readonly origin: Origin }[] {
  return rates.flatMap(({ termYears, payment, rate: { value } }) =>
    value?.price.currency === currency
      ? [{ what: `${whose} under a Compute Savings Plan, ${termYears} y, ${payment}`, origin: value.origin }]
      : [],
  );
}

/** Figures beside what they come from. */
export interface Resolved<T> {
  readonly prices: T;
  readonly provenance: Provenance;
  /** Figures older than `cost.maxPriceAgeDays`, one sentence for each. */
  readonly warnings: readonly string[];
}

/** Lambda's prices, and its rates under Savings Plans. */
export interface ResolvedLambdaPrices extends Resolved<LambdaPrices> {
  /** Rates of a GB-second under Compute Savings Plans whose term `cost.terms` allows. */
  readonly planRates: readonly PlanRate[];
}

/**
 * Lambda's prices: those of the book that landfall.yaml names, and the shipped list's where it has none; and the rates
 * under Savings Plans that the book has. The warnings are of those too.
 *
 * @param used what the caller reckons with: provenance and warnings are of these. @default - all of them
 * @throws UserError that lists every fault of the book
 */
export function resolveLambdaPrices(
  definition: PriceDefinition,
  of: Omit<LambdaPriceQuery, "asOf">,
  used?: readonly (keyof LambdaPrices)[],
): ResolvedLambdaPrices {
  const { asOf, cost } = definition;
  const { currency } = cost.budget.perMonth;
  const terms = allowedTerms(definition);
  const planRates = lambdaPlanRates(chosenBook(definition), { region: of.region, asOf, terms }).map(
    (each) => ({
      ...each,
      rate: inCurrency(each.rate, currency),
    }),
  );
  const found = firstKnown(
    definition,
    (book) => lambdaPrices(book, { ...of, asOf }),
    "Lambda",
    used,
    planFigures("Lambda", planRates, currency),
  );
  return { ...found, planRates };
}

/**
 * The services' prices: those of the book that landfall.yaml names, and the shipped list's where it has none.
 *
 * @param used what the caller reckons with: provenance and warnings are of these. @default - all of them
 * @throws UserError that lists every fault of the book
 */
export function resolveServicePrices(
  definition: PriceDefinition,
  of: { readonly region: string },
  used?: readonly (keyof ServicePrices)[],
): Resolved<ServicePrices> {
  return firstKnown(
    definition,
    (book) => servicePrices(book, { ...of, asOf: definition.asOf }),
    "services",
    used,
  );
}

/** What the edge is reckoned with. */
export interface EdgePrices {
  /** The device, its power and its uplink. */
  readonly device: Figure<EdgeDevicePrices>;
}

/**
 * The device of the book that landfall.yaml names; the shipped list has none. One in another currency than the
 * budget's is unknown: landfall knows no exchange rate.
 *
 * @throws UserError that lists every fault of the book
 */
export function resolveEdgePrices(definition: PriceDefinition): Resolved<EdgePrices> {
  const { asOf, cost } = definition;
  const found = edgeDevicePrices(chosenBook(definition), asOf);
  const isOther = found.value !== null && found.value.purchase.currency !== cost.budget.perMonth.currency;
  const device = isOther
    ? inOtherCurrency(found.value.origin, found.value.purchase.currency, cost.budget.perMonth.currency)
    : found;
  const figures =
    device.value === null ? [] : [{ what: `edge device ${device.value.name}`, origin: device.value.origin }];
  return {
    prices: { device },
    provenance: provenanceOf(figures.map(({ origin }) => origin)),
    warnings: ageWarnings(figures, asOf, cost.maxPriceAgeDays),
  };
}

/**
 * The book that landfall.yaml names; the shipped list where it names none.
 *
 * @throws UserError that lists every fault of the book
 */
export function chosenBook({ folder, asOf, cost }: PriceDefinition): PriceBook {
  const { book } = cost.prices;
  return book === undefined || book === LIST_BOOK ? listBook() : readPriceBook(folder, book, asOf);
}

type Found = Pick<ResolvedPrices, "onDemand" | "options" | "unknown" | "planRates">;

/** The terms that may be bought, each once, the shortest first. */
function allowedTerms({ cost }: PriceDefinition): TermYears[] {
  return [...new Set(cost.terms.map((term) => term.years))].sort((a, b) => a - b);
}

function inlinePrices({ cost }: PriceDefinition, prices: InlinePrices): Found {
  const allowed = cost.terms.map((term) => term.years);
  const origin: Origin = { source: prices.source, date: prices.date };
  const onDemand = { price: prices.onDemand.perHour, origin };
  const nothing = Money.zero(onDemand.price.currency);
  const options = prices.reservations
    .filter((option) => allowed.includes(option.term.years))
    .map((option): PricedOption => ({
      offeringClass: option.class,
      termYears: option.term.years,
      payment: option.payment,
      upfront: option.upfront ?? nothing,
      hourly: option.hourly?.perHour ?? nothing,
      basis: "upfrontAndHourly",
      origin,
      onDemand: known(onDemand),
    }));
  return { onDemand, options, unknown: [], planRates: [] };
}

function bookPrices(
  definition: PriceDefinition,
  book: PriceBook,
  of: { readonly instanceType: string; readonly region: string },
): Found {
  const { asOf } = definition;
  const terms = allowedTerms(definition);
  const { options, unknown } = reservedOptions(book, { ...of, asOf, terms });
  const found = onDemandPrices(book, { ...of, asOf });
  const [newest] = found;
  const ofOneDay = found.filter(({ origin }) => origin.date === newest?.origin.date);
  const onDemand = ofOneDay.find(({ origin }) => origin.source === options[0]?.origin.source) ?? newest;
  if (onDemand === undefined) throw new UserError([noOnDemand(definition, book, of)]);
  UserError.throwIfAny(currencyFaults(definition, onDemand, options));
  return { onDemand, options, unknown, planRates: instancePlanRates(book, { ...of, asOf, terms }) };
}

function noOnDemand(
  { file, asOf }: PriceDefinition,
  book: PriceBook,
  { instanceType, region }: { readonly instanceType: string; readonly region: string },
): Fault {
  const regions = book.content.onDemand
    .filter((table) => table.date <= asOf && Object.hasOwn(table.rows, instanceType))
    .map((table) => table.region);
  return {
    file,
    path: "cost.prices.book",
    message: `has no on demand price of ${instanceType} in ${region} on ${asOf} or before`,
    found: book.name,
    allowed:
      regions.length === 0
        ? "a book with that price"
        : `a book with that price; this one has it in ${[...new Set(regions)].sort().join(", ")}`,
    action: `write the prices into cost.prices, or fetch them: npx landfall prices refresh --region ${region} --instance-type ${instanceType}`,
  };
}

function currencyFaults(
  { file, cost }: PriceDefinition,
  onDemand: PricedFigure,
  options: readonly PricedOption[],
): Fault[] {
  const { currency } = onDemand.price;
  const others = options.find(({ hourly }) => hourly.currency !== currency);
  const { budget, upfrontBudget, committedAtLeast } = cost;
  const amounts = [
    { key: "budget", of: budget.perMonth, found: writtenMonthly(budget) },
    ...(upfrontBudget === undefined
      ? []
      : [{ key: "upfrontBudget", of: upfrontBudget, found: writtenMoney(upfrontBudget) }]),
    ...(committedAtLeast === undefined
      ? []
      : [
          {
            key: "committedAtLeast",
            of: committedAtLeast.perMonth,
            found: writtenMonthly(committedAtLeast),
          },
        ]),
  ];
  return [
    ...amounts
      .filter(({ of }) => of.currency !== currency)
      .map(({ key, of, found }) => ({
        file,
        path: `cost.${key}`,
        message: "is in another currency than the prices of cost.prices.book",
        found,
        allowed: `an amount in ${currency}`,
        action: `write the amount in ${currency}, or name a book with prices in ${of.currency}`,
      })),
    ...(others === undefined
      ? []
      : [
          {
            file,
            path: "cost.prices.book",
            message: `has prices on demand in ${currency} and reserved ones in ${others.hourly.currency}`,
            found: describeOffering(others),
            allowed: "one currency for one region",
          },
        ]),
  ];
}

/** Any figure of a set of prices: known with its origin, or unknown. */
type AnyFigure = Figure<{
  readonly origin: Origin;
  readonly price?: Money;
  readonly tiers?: readonly { readonly price: Money }[];
}>;

/**
 * Each figure from the chosen book, and from the shipped list where the chosen one has none. One in another currency
 * than the budget's is unknown: landfall knows no exchange rate.
 *
 * @param besides further figures that the warnings are of
 */
function firstKnown<T extends object>(
  definition: PriceDefinition,
  look: (book: PriceBook) => T,
  whose: string,
  used: readonly (keyof T)[] | undefined,
  besides: readonly { readonly what: string; readonly origin: Origin }[] = [],
): Resolved<T> {
  const own = look(chosenBook(definition)) as Record<string, AnyFigure>;
  const shipped = look(listBook()) as Record<string, AnyFigure>;
  const { currency } = definition.cost.budget.perMonth;
  const prices = Object.fromEntries(
    Object.entries(own).map(([name, figure]) => [
      name,
      inCurrency(figure.value === null ? (shipped[name] ?? figure) : figure, currency),
    ]),
  );
  const figures = Object.entries(prices).flatMap(([name, { value }]) =>
    value === null || used?.includes(name as keyof T) === false
      ? []
      : [{ what: `${whose} ${name}`, origin: value.origin }],
  );
  return {
    prices: prices as T,
    provenance: provenanceOf(figures.map(({ origin }) => origin)),
    warnings: ageWarnings([...figures, ...besides], definition.asOf, definition.cost.maxPriceAgeDays),
  };
}

function inCurrency<F extends AnyFigure>(figure: F, currency: Currency): F | Figure<never> {
  const { origin, price, tiers } = figure.value ?? {};
  const other = (price ?? tiers?.[0]?.price)?.currency ?? currency;
  return origin === undefined || other === currency ? figure : inOtherCurrency(origin, other, currency);
}

function inOtherCurrency(origin: Origin, other: Currency, budgeted: Currency): Figure<never> {
  return none(
    `its price is in ${other}, and the budget is in ${budgeted} (${origin.source} of ${origin.date})`,
  );
}
