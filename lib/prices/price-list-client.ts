import type { Filter, PricingClient } from "@aws-sdk/client-pricing";
import { UserError, type Fault } from "../definition/errors";
import { parsePriceBook, type PriceBook } from "./book";
import { bookOfPriceList, type PriceListQuery } from "./price-list-book";
import { readPriceListDocument, type PriceListDocument } from "./price-list-document";

/** What the Price List API does not tell, for the reader of a book that was made from it. */
export const NOT_IN_PRICE_LIST =
  "Compute Savings Plan rates are not in the Price List Query API: write them into the book by hand";

/** Not a literal at the import, so that the bundle of the command does not grow by the SDK. */
const SDK: string = "@aws-sdk/client-pricing";

type PricingSdk = typeof import("@aws-sdk/client-pricing");

/**
 * Reads AWS's Price List API: EC2 on demand and reserved for some instance types, and Lambda. Prices are fetched here and
 * nowhere else, and only here is the SDK loaded: every decision works without a network. Credentials, endpoint and
 * retries are those of the AWS SDK's own environment variables and files.
 *
 * @param file name of the book to be, for messages
 * @param progress is told what is read next
 * @returns the book's text and its content, checked as a user's own book is
 * @throws UserError when the API refuses, cannot be reached, or has no price of a type
 */
export async function fetchPriceBook(
  query: PriceListQuery,
  file: string,
  progress: (what: string) => void,
): Promise<{ readonly written: string; readonly book: PriceBook }> {
  const region = endpointRegion(query.region);
  const sdk = (await import(SDK)) as PricingSdk;
  const client = new sdk.PricingClient({ region });
  try {
    const instances: PriceListDocument[] = [];
    for (const instanceType of [...new Set(query.instanceTypes)].sort()) {
      progress(`reading the prices of ${instanceType} in ${query.region}`);
      instances.push(
        ...(await products(sdk, client, "AmazonEC2", instanceFilters(query.region, instanceType))),
      );
    }
    progress(`reading the prices of Lambda in ${query.region}`);
    const functions = await products(sdk, client, "AWSLambda", [match("regionCode", query.region)]);
    const content = bookOfPriceList(query, instances, functions);
    const written = `${JSON.stringify(content, undefined, 2)}\n`;
    return { written, book: parsePriceBook(file, written) };
  } catch (error) {
    throw asUserError(error, region);
  } finally {
    client.destroy();
  }
}

/**
 * Region whose endpoint is asked: the API is served from few. Source: AWS Billing User Guide, "Price List Query API
 * service endpoints", and AWS China Billing User Guide.
 */
export function endpointRegion(region: string): string {
  if (region.startsWith("cn-")) return "cn-northwest-1";
  if (region.startsWith("eu-")) return "eu-central-1";
  return region.startsWith("ap-") ? "ap-south-1" : "us-east-1";
}

/** Products of one page. Source: AWS Price List API Reference, GetProducts, MaxResults. */
const PAGE_SIZE = 100;

async function products(
  { paginateGetProducts }: PricingSdk,
  client: PricingClient,
  serviceCode: string,
  filters: Filter[],
): Promise<PriceListDocument[]> {
  const pages = paginateGetProducts(
    { client, pageSize: PAGE_SIZE },
    { ServiceCode: serviceCode, FormatVersion: "aws_v1", Filters: filters },
  );
  const documents: PriceListDocument[] = [];
  for await (const { PriceList = [] } of pages) {
    for (const written of PriceList as readonly unknown[])
      documents.push(readPriceListDocument(String(written)));
  }
  return documents;
}

function instanceFilters(region: string, instanceType: string): Filter[] {
  return [
    match("instanceType", instanceType),
    match("regionCode", region),
    match("operatingSystem", "Linux"),
    match("tenancy", "Shared"),
    match("preInstalledSw", "NA"),
    match("capacitystatus", "Used"),
  ];
}

function match(field: string, value: string): Filter {
  return { Type: "TERM_MATCH", Field: field, Value: value };
}

/** What to say of an error of the SDK, by its name. Source: AWS Price List API Reference, GetProducts and common errors. */
const ERRORS: Readonly<Record<string, Pick<Fault, "message" | "action">>> = {
  CredentialsProviderError: {
    message: "needs credentials of AWS, and there are none",
    action: "sign in: aws sso login, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
  },
  AccessDeniedException: {
    message: "refuses these credentials",
    action: "have pricing:GetProducts allowed for them",
  },
  ExpiredTokenException: { message: "says that the credentials have expired", action: "sign in again" },
  UnrecognizedClientException: {
    message: "does not know these credentials",
    action: "sign in again, or correct AWS_ACCESS_KEY_ID",
  },
  InvalidSignatureException: {
    message: "does not take the signature",
    action: "correct AWS_SECRET_ACCESS_KEY and the machine's clock",
  },
  ThrottlingException: {
    message: "is asked too often",
    action: "try again in a minute, or with fewer types",
  },
};

/** Kinds of fault that are not the API's answer, by the code of Node.js or the name of the SDK. */
const UNREACHABLE = [
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "TimeoutError",
];

function asUserError(error: unknown, region: string): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const path = `Price List API in ${region}`;
  const said = Object.hasOwn(ERRORS, error.name) ? ERRORS[error.name] : undefined;
  if (said !== undefined) return new UserError([{ path, ...said }]);
  // The SDK may wrap the error of Node.js, whose code then stands in the message alone.
  const words = [(error as NodeJS.ErrnoException).code ?? "", error.name, ...error.message.split(/\W+/)];
  const code = UNREACHABLE.find((each) => words.includes(each));
  if (code !== undefined) {
    return new UserError([
      {
        path,
        message: `cannot be reached (${code})`,
        action: "check the network; decisions work without it, on a book that is there already",
      },
    ]);
  }
  if (!("$metadata" in error)) return error;
  return new UserError([{ path, message: `answers with ${error.name}: ${error.message}` }]);
}
