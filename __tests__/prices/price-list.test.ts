import fc from "fast-check";
import { UserError } from "../../lib/definition/errors";
import {
  fetchPriceBook,
  lambdaPrices,
  onDemandPrice,
  parsePriceBook,
  reservedOptions,
  type PriceBook,
} from "../../lib/prices";
import { endpointRegion } from "../../lib/prices/price-list-client";
import { readPriceListDocument } from "../../lib/prices/price-list-document";
import {
  instanceDocument,
  LAMBDA_DOCUMENTS,
  lambdaDocument,
  PriceListServer,
  type ReservedTerm,
} from "./price-list-server";

const TERMS: readonly ReservedTerm[] = [
  { length: "1yr", offeringClass: "standard", option: "No Upfront", hour: "0.0635000000" },
  { length: "1yr", offeringClass: "standard", option: "Partial Upfront", fee: "265", hour: "0.0302000000" },
  { length: "3yr", offeringClass: "convertible", option: "All Upfront", fee: "1212", hour: "0.0000000000" },
  // What the Price List lacks a part of, and what landfall does not know.
  { length: "3yr", offeringClass: "standard", option: "Partial Upfront", hour: "0.0190000000" },
  { length: "3yr", offeringClass: "standard", option: "All Upfront", fee: "0", hour: "0.0000000000" },
  { length: "5yr", offeringClass: "standard", option: "No Upfront", hour: "0.0100000000" },
];

const DOCUMENTS = [
  instanceDocument("m7i.large", "0.1008000000", TERMS),
  instanceDocument("r6i.2xlarge", "0.5040000000"),
  instanceDocument("m7i.large", "0.1928000000", [], { attributes: { operatingSystem: "Windows" } }),
  instanceDocument("m7i.large", "0.0000000000", [], {
    attributes: { capacitystatus: "AllocatedCapacityReservation" },
  }),
  instanceDocument("m7i.large", "0.1108000000", [], { attributes: { marketoption: "CapacityBlock" } }),
  ...LAMBDA_DOCUMENTS,
];

const server = new PriceListServer(DOCUMENTS);
const saved = { ...process.env };

beforeAll(async () => {
  await server.start();
});
afterAll(async () => {
  await server.stop();
});
beforeEach(() => {
  server.documents = DOCUMENTS;
  server.error = undefined;
  server.seen.length = 0;
  process.env = {
    ...saved,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL_PRICING: server.endpoint,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_MAX_ATTEMPTS: "1",
  };
});
afterEach(() => {
  process.env = saved;
});

async function fetched(instanceTypes: readonly string[], region = "us-east-1"): Promise<PriceBook> {
  return (await fetchPriceBook({ region, instanceTypes }, "prices/list.json", () => undefined)).book;
}

/** The fault that fetching ends with, as its text. */
async function refusal(instanceTypes: readonly string[] = ["m7i.large"]): Promise<string> {
  const error: unknown = await fetched(instanceTypes).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
}

describe("a book that is fetched", () => {
  const query = { instanceType: "m7i.large", region: "us-east-1", asOf: "2026-11-01" };

  it("has the prices on demand of Linux on shared hardware, and of nothing else", async () => {
    const book = await fetched(["m7i.large", "r6i.2xlarge"]);
    expect(book.content.onDemand.map(({ rows }) => rows)).toEqual([
      { "m7i.large": "0.1008", "r6i.2xlarge": "0.504" },
    ]);
    expect(onDemandPrice(book, query).value?.origin).toEqual({
      source: "AWS Price List API, GetProducts, AmazonEC2, version 20261015195025",
      date: "2026-10-15",
      region: "us-east-1",
    });
  });

  it("has the reservations whose parts are all there, and leaves the others unknown", async () => {
    const { options, unknown } = reservedOptions(await fetched(["m7i.large", "r6i.2xlarge"]), query);
    expect(
      options.map(({ offeringClass, termYears, payment, upfront, hourly }) => [
        `${offeringClass}-${termYears}y-${payment}`,
        upfront.toString(),
        hourly.toString(),
      ]),
    ).toEqual([
      ["standard-1y-noUpfront", "0.00 USD", "0.0635 USD"],
      ["standard-1y-partialUpfront", "265.00 USD", "0.0302 USD"],
      ["convertible-3y-allUpfront", "1212.00 USD", "0.00 USD"],
    ]);
    expect(unknown).toHaveLength(9);
    for (const option of options) expect(option.onDemand.value?.price.toString()).toBe("0.1008 USD");
  });

  it("has Lambda's prices: of the region, by group, the tiers in their order", async () => {
    const book = await fetched(["m7i.large"]);
    const [x86, arm] = (["amd64", "arm64"] as const).map((architecture) =>
      lambdaPrices(book, { region: "us-east-1", architecture, asOf: "2026-11-01" }),
    );
    expect(x86!.requestsPerMillion.value?.price.toString()).toBe("0.20 USD");
    expect(x86!.gigabyteSecond.value?.tiers.map(({ upTo, price }) => [upTo, price.amount.toFixed()])).toEqual(
      [
        [6_000_000_000, "0.0000166667"],
        [15_000_000_000, "0.000015"],
        [undefined, "0.0000133334"],
      ],
    );
    expect(arm!.gigabyteSecond.value?.tiers).toHaveLength(1);
    expect(x86!.ephemeralStorageGigabyteSecond.value?.price.amount.toFixed()).toBe("0.0000000309");
    expect(x86!.provisionedGigabyteSecond.value?.price.amount.toFixed()).toBe("0.0000041667");
    expect(arm!.provisionedGigabyteSecond.value).toBeNull();
  });

  it("is text that the book's own check takes, and the same for the same prices", async () => {
    const of = { region: "us-east-1", instanceTypes: ["r6i.2xlarge", "m7i.large", "m7i.large"] };
    const first = await fetchPriceBook(of, "list.json", () => undefined);
    server.documents = [...DOCUMENTS].reverse();
    const second = await fetchPriceBook(
      { ...of, instanceTypes: ["m7i.large", "r6i.2xlarge"] },
      "list.json",
      () => undefined,
    );
    expect(second.written).toBe(first.written);
    expect(parsePriceBook("list.json", first.written, "2026-11-01").content).toEqual(first.book.content);
  });

  it("is in yuan for China", async () => {
    server.documents = [
      instanceDocument("m7i.large", "0.6604000000", [], {
        currency: "CNY",
        attributes: { regionCode: "cn-north-1" },
      }),
    ];
    const book = await fetched(["m7i.large"], "cn-north-1");
    expect(book.content.onDemand[0]).toMatchObject({ currency: "CNY", rows: { "m7i.large": "0.6604" } });
    expect(book.content.lambda).toEqual([]);
  });
});

describe("any text in a product's place", () => {
  const word = fc.constantFrom("USD", "Hrs", "0.10", "sku", "2026-10-15T00:00:00Z", "Linux");
  const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
    leaf: fc.oneof(word, fc.integer(), fc.constant(null)),
    tree: fc.oneof(
      { maxDepth: 6 },
      tie("leaf"),
      fc.record(
        Object.fromEntries(
          [
            "product",
            "sku",
            "attributes",
            "serviceCode",
            "version",
            "publicationDate",
            "terms",
            "OnDemand",
          ].map((key) => [key, tie("tree")]),
        ),
        { requiredKeys: [] },
      ),
    ),
  }));

  it("is read as a product, or refused as a fault; nothing else is thrown", () => {
    const text = fc.oneof(
      fc.string(),
      tree.map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(text, (written) => {
        try {
          expect(readPriceListDocument(written).product.sku).toEqual(expect.any(String));
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});

describe("the API", () => {
  it("is asked with signed requests, page after page", async () => {
    await fetched(["m7i.large"]);
    const lambda = server.seen.filter(({ body }) => body["ServiceCode"] === "AWSLambda");
    expect(lambda).toHaveLength(4);
    expect(lambda.map(({ body }) => body["NextToken"])).toEqual([undefined, "2", "4", "6"]);
    for (const { target, authorization } of server.seen) {
      expect(target).toBe("AWSPriceListService.GetProducts");
      expect(authorization).toMatch(
        /^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/us-east-1\/pricing\/aws4_request/,
      );
    }
  });

  it("tells what is read while it is read", async () => {
    const told: string[] = [];
    await fetchPriceBook({ region: "us-east-1", instanceTypes: ["m7i.large"] }, "x.json", (what) =>
      told.push(what),
    );
    expect(told).toEqual([
      "reading the prices of m7i.large in us-east-1",
      "reading the prices of Lambda in us-east-1",
    ]);
  });

  it.each([
    ["us-west-2", "us-east-1"],
    ["sa-east-1", "us-east-1"],
    ["eu-west-1", "eu-central-1"],
    ["ap-northeast-1", "ap-south-1"],
    ["cn-north-1", "cn-northwest-1"],
  ])("for %s is asked in %s: only few regions serve it", (region, served) => {
    expect(endpointRegion(region)).toBe(served);
  });
});

describe("a fetch that fails ends with what to do:", () => {
  it("no credentials", async () => {
    delete process.env["AWS_ACCESS_KEY_ID"];
    delete process.env["AWS_SECRET_ACCESS_KEY"];
    expect(await refusal()).toMatch(/^Price List API in us-east-1: needs credentials of AWS[^]*do: sign in/);
    expect(server.seen).toEqual([]);
  });

  it.each([
    ["AccessDeniedException", 400, /refuses these credentials[^]*pricing:GetProducts/],
    ["UnrecognizedClientException", 400, /does not know these credentials/],
    ["ExpiredTokenException", 400, /the credentials have expired/],
    ["InvalidSignatureException", 400, /does not take the signature/],
    ["ThrottlingException", 400, /is asked too often[^]*try again/],
    ["InternalErrorException", 500, /answers with InternalErrorException: it broke/],
    ["InvalidParameterException", 400, /answers with InvalidParameterException: it broke/],
  ])("%s", async (type, status, message) => {
    server.error = { type, status, message: "it broke" };
    expect(await refusal()).toMatch(message);
  });

  it("nobody there", async () => {
    const gone = new PriceListServer([]);
    await gone.start();
    process.env["AWS_ENDPOINT_URL_PRICING"] = gone.endpoint;
    await gone.stop();
    expect(await refusal()).toMatch(/cannot be reached \(ECONNREFUSED\)[^]*check the network/);
  });

  it("an instance type that is not sold there, each one told", async () => {
    const text = await refusal(["m7i.large", "m9z.large", "m8z.large"]);
    expect(text).toMatch(/has no price of m9z\.large in us-east-1[^]*check --instance-type/);
    expect(text).toContain("has no price of m8z.large");
    expect(text).not.toContain("m7i.large in us-east-1");
  });

  it("two prices of one type", async () => {
    server.documents = [...DOCUMENTS, instanceDocument("r6i.2xlarge", "0.6000000000")];
    expect(await refusal(["r6i.2xlarge"])).toContain("has 2 prices of r6i.2xlarge in us-east-1");
  });

  it.each([
    ["no JSON", "<html>"],
    ["no product", "{}"],
    // The document has texts for prices; a number is the fault.
    ["a price that is a number", JSON.stringify(instanceDocument("m7i.large", 0.1 as unknown as string))],
    ["no day", JSON.stringify(instanceDocument("m7i.large", "0.1", [], { publicationDate: "soon" }))],
  ])("an answer that is %s", async (_, document) => {
    server.documents = [document];
    expect(await refusal()).toContain("is not what a product of the Price List has there");
  });

  it("tiers that do not fit each other, told as the book's fault", async () => {
    server.documents = [
      instanceDocument("m7i.large", "0.1008000000"),
      lambdaDocument("AWS-Lambda-Duration", "Lambda-GB-Second", [
        ["0", "Inf", "0.0000166667"],
        ["6000000000", "Inf", "0.0000150000"],
      ]),
    ];
    expect(await refusal()).toMatch(
      /^prices\/list\.json:\d+: lambda\[0\]\.gigabyteSeconds\.amd64\[0\]\.upTo: has no end/,
    );
  });
});
