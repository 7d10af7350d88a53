import { UserError, type Fault } from "../../lib/definition/errors";
import { parsePriceBook, type PriceBook } from "../../lib/prices";

/** A user's book with each kind of table, in YAML. */
export const OWN_BOOK = `version: 1
sources:
  quote: { title: "quote 4711", note: "for three years" }
  page: { title: "https://example.com/prices" }
onDemand:
  - source: quote
    date: 2026-10-01
    region: eu-central-1
    currency: EUR
    rows: { m7i.large: "0.11", r6i.2xlarge: "0.55" }
reserved:
  - source: quote
    date: 2026-10-01
    region: eu-central-1
    currency: EUR
    basis: upfrontAndHourly
    offerings: [standard-1y-noUpfront, standard-1y-partialUpfront, standard-3y-allUpfront]
    rows:
      m7i.large:
        - { upfront: "0", hourly: "0.07" }
        - { upfront: "300", hourly: "0.034" }
        - null
  - source: page
    date: 2026-09-01
    region: eu-central-1
    currency: EUR
    basis: incomplete
    reason: the page shows the fee only
    offerings: [standard-3y-allUpfront]
    instanceTypes: [m7i.large]
savingsPlans:
  - { source: page, date: 2026-09-01, region: eu-central-1, currency: EUR, termYears: 1, payment: noUpfront, instances: { m7i.large: "0.08" } }
lambda:
  - source: page
    date: 2026-09-01
    region: eu-central-1
    currency: EUR
    requestsPerMillion: "0.19"
    gigabyteSeconds:
      arm64: [{ upTo: 100, price: "0.00002" }, { upTo: null, price: "0.00001" }]
services:
  - source: page
    date: 2026-09-01
    region: eu-central-1
    currency: EUR
    rows:
      publicIpv4Hour: "0.005"
      internetEgressGigabyte: [{ upTo: 10240, price: "0.09" }, { upTo: 51200, price: "0.085" }]
edgeDevices:
  - { source: quote, date: 2026-10-01, currency: EUR, name: shelf computer, purchase: "480", lifeYears: 4, powerWatts: 15, kilowattHour: "0.32", uplinkMonth: "0" }
`;

/** {@link OWN_BOOK}, read. */
export function ownBook(): PriceBook {
  return parsePriceBook("prices/mine.yaml", OWN_BOOK);
}

/** {@link OWN_BOOK} with pieces of its text put in others' places. */
export function bookText(...changes: readonly (readonly [piece: string, other: string])[]): string {
  return changes.reduce((text, [piece, other]) => {
    if (!text.includes(piece)) throw new Error(`the book has no ${piece}`);
    return text.replace(piece, other);
  }, OWN_BOOK);
}

/** The faults of a book's text; none when it is good. */
export function faultsOfBook(text: string, asOf?: string): readonly Fault[] {
  try {
    parsePriceBook("prices/mine.yaml", text, asOf);
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.faults;
    throw error;
  }
}
