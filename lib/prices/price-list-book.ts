import { UserError, type Fault } from "../definition/errors";
import type { Currency } from "../definition/money";
import type { OfferingClass, Payment } from "../definition/price-schema";
import type { Architecture } from "../definition/schema";
import { OFFERINGS, type Offering, type PriceBookContent, type TableHeader } from "./book-schema";
import {
  currencyOf,
  priceOf,
  type PriceDimension,
  type PriceListDocument,
  type PriceListTerm,
} from "./price-list-document";

/** What was asked of the Price List. */
export interface PriceListQuery {
  readonly region: string;
  readonly instanceTypes: readonly string[];
}

/** A listed price of an offering. */
type ListedCell = { upfront: string; hourly: string };

/** Prices of one instance type in one version of the Price List. */
interface InstanceProduct {
  readonly instanceType: string;
  readonly header: TableHeader;
  readonly onDemand: string | undefined;
  readonly cells: ReadonlyMap<Offering, ListedCell>;
}

type Sources = PriceBookContent["sources"];

/**
 * Makes a book of what GetProducts answered. A price that the Price List lacks a part of is left out, and with it
 * unknown.
 *
 * @param instances products of AmazonEC2 that are instances
 * @param functions products of AWSLambda
 * @throws UserError that lists every instance type without a price on demand, and every one with two
 */
export function bookOfPriceList(
  query: PriceListQuery,
  instances: readonly PriceListDocument[],
  functions: readonly PriceListDocument[],
): PriceBookContent {
  const sources: Sources = {};
  const products = instances
    .filter((document) => isPlainLinux(document, query))
    .flatMap((document) => instanceProduct(document, query.region, sources))
    .sort((a, b) => (a.instanceType < b.instanceType ? -1 : 1));
  UserError.throwIfAny(instanceFaults(query, products));
  const lambda = lambdaTables(functions, query.region, sources);
  return {
    version: 1,
    sources,
    onDemand: [...byHeader(products)].map(([header, each]) => ({
      ...(JSON.parse(header) as OnDemandHeader),
      rows: Object.fromEntries(each.map((product) => [product.instanceType, product.onDemand ?? ""])),
    })),
    reserved: [...byHeader(products)].flatMap(([header, each]) => reservedTable(header, each)),
    savingsPlans: [],
    lambda,
    services: [],
    edgeDevices: [],
  };
}

type OnDemandHeader = Omit<PriceBookContent["onDemand"][number], "rows">;

/** Linux without further software on shared hardware, rented plainly. Source: the attributes of AmazonEC2's products. */
function isPlainLinux({ product }: PriceListDocument, { region, instanceTypes }: PriceListQuery): boolean {
  const { attributes } = product;
  return (
    product.productFamily?.startsWith("Compute Instance") === true &&
    instanceTypes.includes(attributes["instanceType"] ?? "") &&
    (attributes["regionCode"] ?? region) === region &&
    attributes["operatingSystem"] === "Linux" &&
    attributes["tenancy"] === "Shared" &&
    attributes["preInstalledSw"] === "NA" &&
    (attributes["capacitystatus"] ?? "Used") === "Used" &&
    (attributes["marketoption"] ?? "OnDemand") === "OnDemand"
  );
}

function instanceProduct(document: PriceListDocument, region: string, sources: Sources): InstanceProduct[] {
  const { attributes } = document.product;
  const header = headerOf(document, region, sources);
  if (header === undefined) return [];
  const [hour] = Object.values(document.terms.OnDemand).flatMap((term) => pricesBy(term, "Hrs"));
  const cells = new Map<Offering, ListedCell>();
  for (const term of Object.values(document.terms.Reserved)) {
    const offering = offeringOf(term);
    const cell = offering === undefined ? undefined : cellOf(term, offering);
    if (offering !== undefined && cell !== undefined) cells.set(offering, cell);
  }
  return [
    {
      instanceType: attributes["instanceType"] ?? "",
      header,
      onDemand: hour === undefined || hour === "0" ? undefined : hour,
      cells,
    },
  ];
}

/** Where a document's figures come from, with the source noted; undefined for a currency that landfall does not know. */
function headerOf(document: PriceListDocument, region: string, sources: Sources): TableHeader | undefined {
  const currency: Currency | undefined = currencyOf(document);
  if (currency === undefined) return undefined;
  const { serviceCode, version } = document;
  const source = `aws-price-list-${serviceCode.toLowerCase()}-${version.toLowerCase()}`;
  sources[source] = { title: `AWS Price List API, GetProducts, ${serviceCode}, version ${version}` };
  return { source, date: document.publicationDate.slice(0, "YYYY-MM-DD".length), region, currency };
}

const TERMS: Readonly<Record<string, "1y" | "3y">> = { "1yr": "1y", "3yr": "3y" };
const CLASSES: Readonly<Record<string, OfferingClass>> = {
  standard: "standard",
  convertible: "convertible",
};
const PURCHASE_OPTIONS: Readonly<Record<string, Payment>> = {
  "No Upfront": "noUpfront",
  "Partial Upfront": "partialUpfront",
  "All Upfront": "allUpfront",
};

/** Undefined for a term that landfall does not know. Source: the termAttributes of AmazonEC2's reserved terms. */
function offeringOf({ termAttributes }: PriceListTerm): Offering | undefined {
  const term = TERMS[termAttributes["LeaseContractLength"] ?? ""];
  const offeringClass = CLASSES[termAttributes["OfferingClass"] ?? ""];
  const payment = PURCHASE_OPTIONS[termAttributes["PurchaseOption"] ?? ""];
  if (term === undefined || offeringClass === undefined || payment === undefined) return undefined;
  return `${offeringClass}-${term}-${payment}`;
}

/** Undefined where a part that the payment has is not there: nothing is made of half a price. */
function cellOf(term: PriceListTerm, offering: Offering): ListedCell | undefined {
  const [upfront = "0"] = pricesBy(term, "Quantity");
  const [hourly = "0"] = pricesBy(term, "Hrs");
  const hasFee = !offering.endsWith("noUpfront");
  const hasHours = !offering.endsWith("allUpfront");
  const isWhole = (upfront !== "0") === hasFee && (hourly !== "0") === hasHours;
  return isWhole ? { upfront, hourly } : undefined;
}

/** Prices of a unit as decimal text without zeros at the end. */
function pricesBy({ priceDimensions }: PriceListTerm, unit: string): string[] {
  return Object.values(priceDimensions).flatMap((dimension) => {
    const price = dimension.unit === unit ? priceOf(dimension) : undefined;
    return price === undefined ? [] : [price.amount.toFixed()];
  });
}

function instanceFaults(query: PriceListQuery, products: readonly InstanceProduct[]): Fault[] {
  return [...new Set(query.instanceTypes)].flatMap((instanceType): Fault[] => {
    const mine = products.filter((product) => product.instanceType === instanceType);
    if (mine.length === 1 && mine[0]?.onDemand !== undefined) return [];
    return [
      {
        path: "Price List API",
        message:
          mine.length > 1
            ? `has ${mine.length} prices of ${instanceType} in ${query.region}`
            : `has no price of ${instanceType} in ${query.region}`,
        allowed: "one price on demand, for Linux on shared hardware",
        action: "check --instance-type and --region",
      },
    ];
  });
}

function byHeader(products: readonly InstanceProduct[]): Map<string, InstanceProduct[]> {
  const groups = new Map<string, InstanceProduct[]>();
  for (const product of products) {
    const key = JSON.stringify(product.header);
    groups.set(key, [...(groups.get(key) ?? []), product]);
  }
  return groups;
}

function reservedTable(header: string, products: readonly InstanceProduct[]): PriceBookContent["reserved"] {
  const offerings = OFFERINGS.filter((offering) => products.some(({ cells }) => cells.has(offering)));
  if (offerings.length === 0) return [];
  return [
    {
      ...(JSON.parse(header) as OnDemandHeader),
      basis: "upfrontAndHourly",
      offerings: [...offerings],
      rows: Object.fromEntries(
        products.map(({ instanceType, cells }) => [
          instanceType,
          offerings.map((offering) => cells.get(offering) ?? null),
        ]),
      ),
    },
  ];
}

type LambdaTable = PriceBookContent["lambda"][number];

/** Attribute `group` of Lambda's products. Source: answers of GetProducts for AWSLambda. */
const LAMBDA_GROUPS: Readonly<Record<Architecture, Readonly<Record<string, string>>>> = {
  amd64: {
    time: "AWS-Lambda-Duration",
    reserved: "AWS-Lambda-Provisioned-Concurrency",
    used: "AWS-Lambda-Duration-Provisioned",
  },
  arm64: {
    time: "AWS-Lambda-Duration-ARM",
    reserved: "AWS-Lambda-Provisioned-Concurrency-ARM",
    used: "AWS-Lambda-Duration-Provisioned-ARM",
  },
};

const MILLION = 1_000_000;

function lambdaTables(
  documents: readonly PriceListDocument[],
  region: string,
  sources: Sources,
): LambdaTable[] {
  const mine = documents.filter(
    ({ product: { attributes } }) =>
      (attributes["regionCode"] ?? region) === region && attributes["location"] !== "Any",
  );
  const dimensions = (group: string | undefined): PriceDimension[] =>
    mine
      .filter(({ product }) => product.attributes["group"] === group)
      .flatMap(({ terms }) => Object.values(terms.OnDemand))
      .flatMap(({ priceDimensions }) => Object.values(priceDimensions))
      .sort((a, b) => Number(a.beginRange ?? 0) - Number(b.beginRange ?? 0));
  const price = (group: string | undefined): string | undefined => {
    const [first] = dimensions(group);
    return first === undefined ? undefined : priceOf(first)?.amount.toFixed();
  };
  const [any] = mine;
  const header = any === undefined ? undefined : headerOf(any, region, sources);
  if (header === undefined) return [];
  const [request] = dimensions("AWS-Lambda-Requests");
  const perMillion = request === undefined ? undefined : priceOf(request)?.times(MILLION).amount.toFixed();
  const storage = price("AWS-Lambda-Storage-Duration");
  const time = byArchitecture((groups) => tiersOf(dimensions(groups["time"])));
  const provisioned = byArchitecture((groups) => {
    const reservedGigabyteSecond = price(groups["reserved"]);
    const usedGigabyteSecond = price(groups["used"]);
    return reservedGigabyteSecond === undefined || usedGigabyteSecond === undefined
      ? undefined
      : { reservedGigabyteSecond, usedGigabyteSecond };
  });
  return [
    {
      ...(header as OnDemandHeader),
      ...(perMillion === undefined ? {} : { requestsPerMillion: perMillion }),
      ...(Object.keys(time).length === 0 ? {} : { gigabyteSeconds: time }),
      ...(storage === undefined ? {} : { ephemeralStorageGigabyteSecond: storage }),
      ...(Object.keys(provisioned).length === 0 ? {} : { provisionedConcurrency: provisioned }),
    },
  ];
}

function byArchitecture<T>(
  make: (groups: Readonly<Record<string, string>>) => T | undefined,
): Partial<Record<Architecture, T>> {
  return Object.fromEntries(
    Object.entries(LAMBDA_GROUPS).flatMap(([architecture, groups]) => {
      const made = make(groups);
      return made === undefined ? [] : [[architecture, made]];
    }),
  );
}

function tiersOf(
  dimensions: readonly PriceDimension[],
): { upTo: number | null; price: string }[] | undefined {
  const tiers = dimensions.flatMap((dimension) => {
    const price = priceOf(dimension);
    const end = dimension.endRange ?? "Inf";
    return price === undefined
      ? []
      : [{ upTo: end === "Inf" ? null : Number(end), price: price.amount.toFixed() }];
  });
  return tiers.length === 0 ? undefined : tiers;
}
