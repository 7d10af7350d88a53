import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One reservation of a product as a test writes it. */
export interface ReservedTerm {
  readonly length: string;
  readonly offeringClass: string;
  readonly option: string;
  /** Decimal text as the Price List writes it, such as `43` for a fee and `0.0049000000` for an hour. */
  readonly fee?: string;
  readonly hour?: string;
}

const VERSION = { version: "20261015195025", publicationDate: "2026-10-15T19:50:25Z" };
const HOUR_CODE = "6YS6EN2CT7";
const FEE_CODE = "2TG2D8R56U";
const ON_DEMAND_CODE = "JRTCKXETXF";

/**
 * An instance as the Price List writes it: the attributes, codes and units of GetProducts for AmazonEC2, format
 * aws_v1.
 */
export function instanceDocument(
  instanceType: string,
  onDemand: string,
  reserved: readonly ReservedTerm[] = [],
  {
    attributes = {},
    currency = "USD",
    ...rest
  }: { attributes?: Record<string, string>; currency?: string; [key: string]: unknown } = {},
): object {
  const sku = `SKU${instanceType.replaceAll(/[^a-z0-9]/g, "").toUpperCase()}`;
  return {
    product: {
      productFamily: "Compute Instance",
      attributes: {
        enhancedNetworkingSupported: "Yes",
        memory: "8 GiB",
        vcpu: "2",
        capacitystatus: "Used",
        locationType: "AWS Region",
        storage: "EBS only",
        instanceFamily: "General purpose",
        operatingSystem: "Linux",
        regionCode: "us-east-1",
        servicename: "Amazon Elastic Compute Cloud",
        instanceType,
        tenancy: "Shared",
        usagetype: `BoxUsage:${instanceType}`,
        servicecode: "AmazonEC2",
        licenseModel: "No License required",
        currentGeneration: "Yes",
        preInstalledSw: "NA",
        location: "US East (N. Virginia)",
        marketoption: "OnDemand",
        operation: "RunInstances",
        ...attributes,
      },
      sku,
    },
    serviceCode: "AmazonEC2",
    terms: {
      OnDemand: {
        [`${sku}.${ON_DEMAND_CODE}`]: {
          priceDimensions: hourDimension(`${sku}.${ON_DEMAND_CODE}`, onDemand, currency),
          sku,
          effectiveDate: "2026-10-01T00:00:00Z",
          offerTermCode: ON_DEMAND_CODE,
          termAttributes: {},
        },
      },
      ...(reserved.length === 0
        ? {}
        : {
            Reserved: Object.assign(
              {},
              ...reserved.map((term, index) => reservedTerm(sku, `TERM${index}`, term, currency)),
            ) as object,
          }),
    },
    ...VERSION,
    ...rest,
  };
}

function reservedTerm(sku: string, code: string, term: ReservedTerm, currency: string): object {
  const key = `${sku}.${code}`;
  return {
    [key]: {
      priceDimensions: {
        ...(term.fee === undefined
          ? {}
          : {
              [`${key}.${FEE_CODE}`]: {
                unit: "Quantity",
                description: "Upfront Fee",
                appliesTo: [],
                rateCode: `${key}.${FEE_CODE}`,
                pricePerUnit: { [currency]: term.fee },
              },
            }),
        ...(term.hour === undefined ? {} : hourDimension(key, term.hour, currency)),
      },
      sku,
      effectiveDate: "2026-10-01T00:00:00Z",
      offerTermCode: code,
      termAttributes: {
        LeaseContractLength: term.length,
        OfferingClass: term.offeringClass,
        PurchaseOption: term.option,
      },
    },
  };
}

function hourDimension(key: string, price: string, currency: string): object {
  return {
    [`${key}.${HOUR_CODE}`]: {
      unit: "Hrs",
      endRange: "Inf",
      description: "per Linux Instance Hour",
      appliesTo: [],
      rateCode: `${key}.${HOUR_CODE}`,
      beginRange: "0",
      pricePerUnit: { [currency]: price },
    },
  };
}

/** A price of Lambda as the Price List writes it, with its tiers from the first one up. */
export function lambdaDocument(
  group: string,
  unit: string,
  tiers: readonly (readonly [begin: string, end: string, price: string])[],
  attributes: Record<string, string> = {},
): object {
  const sku = `SKU${group.replaceAll("-", "").toUpperCase()}`;
  const key = `${sku}.${ON_DEMAND_CODE}`;
  const dimensions = tiers.map(([beginRange, endRange, price], index) => [
    `${key}.TIER${tiers.length - index}`,
    { unit, endRange, description: group, appliesTo: [], beginRange, pricePerUnit: { USD: price } },
  ]);
  return {
    product: {
      productFamily: "Serverless",
      attributes: {
        regionCode: "us-east-1",
        servicecode: "AWSLambda",
        group,
        usagetype: group,
        locationType: "AWS Region",
        location: "US East (N. Virginia)",
        servicename: "AWS Lambda",
        operation: "",
        ...attributes,
      },
      sku,
    },
    serviceCode: "AWSLambda",
    terms: {
      OnDemand: {
        [key]: {
          priceDimensions: Object.fromEntries(dimensions) as object,
          sku,
          effectiveDate: "2026-10-01T00:00:00Z",
          offerTermCode: ON_DEMAND_CODE,
          termAttributes: {},
        },
      },
    },
    ...VERSION,
  };
}

/** Lambda's prices in us-east-1, and what lies beside them there. */
export const LAMBDA_DOCUMENTS: readonly object[] = [
  lambdaDocument("AWS-Lambda-Requests", "Requests", [["0", "Inf", "0.0000002000"]]),
  lambdaDocument("AWS-Lambda-Requests", "Requests", [["0", "1000000", "0.0000000000"]], { location: "Any" }),
  lambdaDocument("AWS-Lambda-Edge-Requests", "Request", [["0", "Inf", "0.0000006000"]]),
  lambdaDocument("AWS-Lambda-Duration", "Lambda-GB-Second", [
    ["0", "6000000000", "0.0000166667"],
    ["6000000000", "15000000000", "0.0000150000"],
    ["15000000000", "Inf", "0.0000133334"],
  ]),
  lambdaDocument("AWS-Lambda-Duration-ARM", "Lambda-GB-Second", [["0", "Inf", "0.0000133334"]]),
  lambdaDocument("AWS-Lambda-Storage-Duration", "Lambda-GB-Second", [["0", "Inf", "0.0000000309"]]),
  lambdaDocument("AWS-Lambda-Provisioned-Concurrency", "Lambda-GB-Second", [["0", "Inf", "0.0000041667"]]),
  lambdaDocument("AWS-Lambda-Duration-Provisioned", "Lambda-GB-Second", [["0", "Inf", "0.0000097222"]]),
];

/** A request that reached the server. */
export interface SeenRequest {
  readonly target: string;
  readonly authorization: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Products of one page, fewer than are ever asked for, so that every answer has several. */
const PAGE = 2;

/**
 * The Price List API on this machine: JSON 1.1 over HTTP, GetProducts with its filters and its pages. What it does not
 * know it refuses as the API does.
 */
export class PriceListServer {
  readonly seen: SeenRequest[] = [];
  /** Answer every request with this error; undefined for none. */
  error: { readonly type: string; readonly message: string; readonly status: number } | undefined;
  private server: Server | undefined;

  /** @param documents products, as objects or as the very text that is sent */
  constructor(public documents: readonly (object | string)[]) {}

  /** Where the server is, such as `http://127.0.0.1:41234`. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.server?.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      void this.answer(request, response);
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const body = JSON.parse(text) as Record<string, unknown>;
    const target = String(request.headers["x-amz-target"]);
    this.seen.push({ target, authorization: String(request.headers.authorization), body });
    const send = (status: number, value: object): void => {
      response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify(value));
    };
    if (this.error !== undefined) {
      send(this.error.status, { __type: this.error.type, message: this.error.message });
    } else if (target !== "AWSPriceListService.GetProducts" || body["FormatVersion"] !== "aws_v1") {
      send(400, { __type: "InvalidParameterException", message: "only GetProducts in aws_v1" });
    } else {
      send(200, this.page(body));
    }
  }

  private page(body: Readonly<Record<string, unknown>>): object {
    const filters = body["Filters"] as { Type: string; Field: string; Value: string }[];
    const found = this.documents.filter((document) => {
      if (typeof document === "string") return true;
      const { product, serviceCode } = document as {
        product: { attributes: Record<string, string> };
        serviceCode: string;
      };
      return (
        serviceCode === body["ServiceCode"] &&
        filters.every(
          ({ Type, Field, Value }) => Type === "TERM_MATCH" && product.attributes[Field] === Value,
        )
      );
    });
    const from = Number(body["NextToken"] ?? 0);
    const next = from + PAGE;
    return {
      FormatVersion: "aws_v1",
      PriceList: found
        .slice(from, next)
        .map((each) => (typeof each === "string" ? each : JSON.stringify(each))),
      ...(next < found.length ? { NextToken: String(next) } : {}),
    };
  }
}
