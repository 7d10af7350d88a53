import { known, none, type Figure } from "../definition/figure";
import { Money, type Currency } from "../definition/money";
import type { PriceBook } from "./book";
import { tieredPrice, type TieredPrice } from "./lambda-prices";
import { newestFirst, originOf, type Origin } from "./origin";
import { SERVICE_ITEM_NAMES, SERVICE_ITEMS, type ServiceItem } from "./service-items";

/** What services cost in one region. A plain price is one tier without an end. */
export type ServicePrices = Readonly<Record<ServiceItem, Figure<TieredPrice>>>;

/** What the services' prices are asked for. */
export interface ServicePriceQuery {
  readonly region: string;
  /** `YYYY-MM-DD`: prices of later days are not known yet. */
  readonly asOf: string;
}

/** The newest price of everything that services are billed by; unknown with the reason where no table has it. */
export function servicePrices(book: PriceBook, { region, asOf }: ServicePriceQuery): ServicePrices {
  const tables = newestFirst(
    book.content.services.filter((table) => table.region === region),
    asOf,
  );
  const figures = SERVICE_ITEM_NAMES.map((item): [ServiceItem, Figure<TieredPrice>] => {
    for (const table of tables) {
      const found = table.rows[item];
      if (found !== undefined) {
        const tiers = typeof found === "string" ? [{ upTo: null, price: found }] : found;
        return [item, known(tieredPrice(book, table, tiers))];
      }
    }
    const reason = `no table of the book ${book.name} has a price of ${SERVICE_ITEMS[item]} in ${region} on ${asOf} or before`;
    return [item, none(reason)];
  });
  return Object.fromEntries(figures) as ServicePrices;
}

/** What a device of one's own costs, of which no public table tells: a user's book only. */
export interface EdgeDevicePrices<C extends Currency = Currency> {
  readonly name: string;
  /** Price of one device. */
  readonly purchase: Money<C>;
  /** Years over which the price is spread. */
  readonly lifeYears: number;
  /** Power that it draws on average, in watts. */
  readonly powerWatts: number;
  /** Price of a kilowatt-hour. */
  readonly kilowattHour: Money<C>;
  /** Price of its connection for a month. */
  readonly uplinkMonth: Money<C>;
  readonly origin: Origin;
}

/** The newest prices of a device; unknown with the reason where the book has none. */
export function edgeDevicePrices(book: PriceBook, asOf: string): Figure<EdgeDevicePrices> {
  const [newest] = newestFirst(book.content.edgeDevices, asOf);
  if (newest === undefined) {
    return none(
      `the book ${book.name} has no edge device on ${asOf} or before: what one costs, and its power and uplink, no public table tells`,
    );
  }
  const { currency } = newest;
  return known({
    name: newest.name,
    purchase: Money.of(newest.purchase, currency),
    lifeYears: newest.lifeYears,
    powerWatts: newest.powerWatts,
    kilowattHour: Money.of(newest.kilowattHour, currency),
    uplinkMonth: Money.of(newest.uplinkMonth, currency),
    origin: originOf(book, { source: newest.source, date: newest.date, currency }),
  });
}
