import type { Figure } from "../definition/figure";
import { ARCHITECTURES } from "../definition/schema";
import { listBook, type PriceBook } from "./book";
import { TERM_YEARS } from "./book-schema";
import {
  computeSavingsPlanRate,
  describeOffering,
  lambdaSavingsPlanRate,
  onDemandPrices,
  reservedOptions,
  type InstancePriceQuery,
  type PricedOption,
} from "./instance-prices";
import { lambdaPrices, type TieredPrice } from "./lambda-prices";
import type { Origin, PricedFigure } from "./origin";
import { PAYMENTS } from "../definition/price-schema";
import { SERVICE_ITEM_NAMES, SERVICE_ITEMS } from "./service-items";
import { edgeDevicePrices, servicePrices } from "./service-prices";

/** One price as it is shown: what it is of, the amount, and where it comes from; or why it is not known. */
export interface PriceRow {
  /** What kind of price it is, such as `reserved`. */
  readonly kind: string;
  readonly what: string;
  /** The exact amount with its currency and unit; null where it is not known. */
  readonly price: string | null;
  /** `YYYY-MM-DD`; null where the price is not known. */
  readonly date: string | null;
  /** Where it can be looked up, with what a reader must know; null where the price is not known. */
  readonly source: string | null;
  /** Why it is not known; null where it is. */
  readonly reason: string | null;
}

/**
 * Everything that a book knows for one instance type in one region: the newest prices, what is unknown with its
 * reason, and then older prices.
 */
export function priceRows(book: PriceBook, query: InstancePriceQuery): PriceRow[] {
  const { instanceType, region, asOf } = query;
  const [newest, ...older] = onDemandPrices(book, query);
  const reserved = reservedOptions(book, query);
  const onDemand = `${instanceType}, ${region}`;
  return [
    newest === undefined
      ? unknownRow("on demand", onDemand, `the book ${book.name} has none on ${asOf} or before`)
      : hourRow("on demand", onDemand, newest),
    ...reserved.options.map((option) => optionRow("reserved", option)),
    ...reserved.unknown.map(({ what, reason }) => unknownRow("reserved", what, reason)),
    ...savingsPlanRows(book, query),
    ...lambdaRows(book, query),
    ...serviceRows(book, query),
    edgeDeviceRow(book, asOf),
    ...older.map((figure) => hourRow("older, on demand", onDemand, figure)),
    ...reserved.older.map((option) => optionRow("older, reserved", option)),
  ];
}

/** A reservation as it is shown. */
export function optionRow(kind: string, option: PricedOption): PriceRow {
  const { upfront, hourly, basis } = option;
  const fee = upfront.amount.isZero() ? [] : [`${upfront.toString()} at once`];
  const hours = hourly.amount.isZero() ? [] : [`${hourly.toString()}/h`];
  const spread = basis === "effective" ? " with the upfront fee spread over the term" : "";
  return knownRow(
    kind,
    describeOffering(option),
    `${[...fee, ...hours].join(" and ")}${spread}`,
    option.origin,
  );
}

/** A price of an hour as it is shown. */
export function hourRow(kind: string, what: string, { price, origin }: PricedFigure): PriceRow {
  return knownRow(kind, what, `${price.toString()}/h`, origin);
}

function savingsPlanRows(book: PriceBook, query: InstancePriceQuery): PriceRow[] {
  const plans = TERM_YEARS.flatMap((termYears) => PAYMENTS.map((payment) => ({ termYears, payment })));
  return [
    ...plans.map(({ termYears, payment }) =>
      figureRow(
        "savings plan",
        `compute, ${termYears} y, ${payment}`,
        computeSavingsPlanRate(book, { ...query, termYears, payment }),
        ({ price }) => `${price.toString()}/h`,
      ),
    ),
    ...plans.map(({ termYears, payment }) =>
      figureRow(
        "savings plan",
        `compute, Lambda, ${termYears} y, ${payment}`,
        lambdaSavingsPlanRate(book, { ...query, termYears, payment }),
        ({ price }) => `${price.toString()}/GB-second`,
      ),
    ),
  ];
}

function lambdaRows(book: PriceBook, { region, asOf }: InstancePriceQuery): PriceRow[] {
  const rows = ARCHITECTURES.flatMap((architecture) => {
    const prices = lambdaPrices(book, { region, architecture, asOf });
    const row = (what: string, figure: Figure<PricedFigure>): PriceRow =>
      figureRow("lambda", `${what}, ${architecture}`, figure, ({ price }) => price.toString());
    return [
      row("a million requests", prices.requestsPerMillion),
      figureRow("lambda", `a GB-second, ${architecture}`, prices.gigabyteSecond, describeTiers),
      row("a GB-second of /tmp above 512 MB", prices.ephemeralStorageGigabyteSecond),
      row("a GB-second provisioned", prices.provisionedGigabyteSecond),
      row("a GB-second provisioned and in use", prices.provisionedUseGigabyteSecond),
    ];
  });
  const { freeTier } = lambdaPrices(book, { region, architecture: ARCHITECTURES[0], asOf });
  const free = figureRow(
    "lambda",
    "free in each month, for the whole account",
    freeTier,
    ({ requests, gigabyteSeconds }) => `${requests} requests and ${gigabyteSeconds} GB-seconds`,
  );
  return [...rows, free];
}

function serviceRows(book: PriceBook, query: InstancePriceQuery): PriceRow[] {
  const prices = servicePrices(book, query);
  return SERVICE_ITEM_NAMES.map((item) =>
    figureRow("service", SERVICE_ITEMS[item], prices[item], describeTiers),
  );
}

function edgeDeviceRow(book: PriceBook, asOf: string): PriceRow {
  const figure = edgeDevicePrices(book, asOf);
  return figureRow(
    "edge device",
    figure.value?.name ?? "a device of one's own",
    figure,
    (device) =>
      `${device.purchase.toString()} for ${device.lifeYears} y, ${device.powerWatts} W at ` +
      `${device.kilowattHour.toString()}/kWh, uplink ${device.uplinkMonth.toString()}/month`,
  );
}

/** `0.09 USD up to 10240, then 0.085 USD up to 51200`. */
function describeTiers({ tiers }: TieredPrice): string {
  return tiers
    .map(({ upTo, price }) => `${price.toString()}${upTo === undefined ? "" : ` up to ${upTo}`}`)
    .join(", then ");
}

function figureRow<T extends { readonly origin: Origin }>(
  kind: string,
  what: string,
  figure: Figure<T>,
  describe: (value: T) => string,
): PriceRow {
  return figure.reason === undefined
    ? knownRow(kind, what, describe(figure.value), figure.value.origin)
    : unknownRow(kind, what, figure.reason);
}

function knownRow(kind: string, what: string, price: string, { date, source, note }: Origin): PriceRow {
  return {
    kind,
    what,
    price,
    date,
    source: note === undefined ? source : `${source}: ${note}`,
    reason: null,
  };
}

function unknownRow(kind: string, what: string, reason: string): PriceRow {
  return { kind, what, price: null, date: null, source: null, reason };
}

/** Whether any table of the shipped list or of the book has the instance type, in whatever region. */
export function isKnownInstanceType(book: PriceBook, instanceType: string): boolean {
  return [book, listBook()].some(({ content }) =>
    content.onDemand.some((table) => Object.hasOwn(table.rows, instanceType)),
  );
}
