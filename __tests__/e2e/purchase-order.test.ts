import { execFile } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import type { Offering } from "../../lib/cost/purchase-order";
import { reportedOrder } from "../../lib/report/purchase-order-document";
import type { ReportedOrder } from "../../lib/report/report-schema";
import { order } from "../report/orders";
import { needs, pathOf } from "../support/parts";

const OFFERING = "649fd0c8-5d76-4881-a522-fe5224c10fcc";

/** Answers of the two services in the form of their API references, with one offering each. */
const ANSWERS = {
  DescribeReservedInstancesOfferings: `<DescribeReservedInstancesOfferingsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
    <reservedInstancesOfferingsSet><item><reservedInstancesOfferingId>${OFFERING}</reservedInstancesOfferingId>
    <fixedPrice>0.0</fixedPrice><recurringCharges><item><frequency>Hourly</frequency><amount>0.3</amount></item></recurringCharges>
    </item></reservedInstancesOfferingsSet></DescribeReservedInstancesOfferingsResponse>`,
  PurchaseReservedInstancesOffering: `<PurchaseReservedInstancesOfferingResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
    <reservedInstancesId>e5a2ff3b-7d14-494f-90af-0b5d0EXAMPLE</reservedInstancesId></PurchaseReservedInstancesOfferingResponse>`,
  "/DescribeSavingsPlansOfferings": JSON.stringify({
    searchResults: [{ offeringId: OFFERING, description: "1 year No Upfront Compute Savings Plan" }],
  }),
  "/CreateSavingsPlan": JSON.stringify({ savingsPlanId: "sp-1" }),
} as const;

/** What the AWS CLI asked for, by name: fields of EC2's form, or of the other service's JSON. */
interface Call {
  readonly action: string;
  readonly fields: Record<string, unknown>;
}

jest.setTimeout(120_000);

needs("aws-cli").describe("the command lines of a purchase order, run by the AWS CLI", () => {
  const calls: Call[] = [];
  let server: Server;
  let endpoint: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8");
      request.on("data", (text: string) => (body += text));
      request.on("end", () => {
        const isForm = request.url === "/";
        const fields = (
          isForm ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body)
        ) as Call["fields"];
        const action = isForm ? String(fields["Action"]) : String(request.url);
        calls.push({ action, fields });
        response.setHeader("content-type", isForm ? "text/xml" : "application/json");
        response.end(ANSWERS[action as keyof typeof ANSWERS]);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  beforeEach(() => calls.splice(0));

  async function run(command: string, offeringId?: string): Promise<string> {
    const { stdout } = await promisify(execFile)("sh", ["-c", command], {
      env: {
        PATH: `${path.dirname(pathOf("aws-cli"))}:${process.env["PATH"] ?? ""}`,
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_DEFAULT_REGION: "us-east-1",
        AWS_CONFIG_FILE: "/dev/null",
        AWS_EC2_METADATA_DISABLED: "true",
        ...(offeringId === undefined ? {} : { OFFERING_ID: offeringId }),
      },
    });
    return stdout;
  }

  function commandsOf(change: Partial<Offering>): ReportedOrder["commands"] {
    return reportedOrder({ target: "vps", order: order(change) }).commands;
  }

  it.each([
    ["standard", "noUpfront", 1, "No Upfront", "31536000"],
    ["convertible", "partialUpfront", 3, "Partial Upfront", "94608000"],
    ["standard", "allUpfront", 3, "All Upfront", "94608000"],
  ] as const)(
    "look up %s Reserved Instances, %s, %i y",
    async (offeringClass, payment, termYears, type, seconds) => {
      const printed = await run(commandsOf({ offeringClass, payment, termYears }).lookUp);
      expect(printed.split(/\s+/)).toEqual([OFFERING, "0.0", "0.3", ""]);
      expect(calls).toEqual([
        {
          action: "DescribeReservedInstancesOfferings",
          fields: expect.objectContaining({
            InstanceType: "m7i.large",
            ProductDescription: "Linux/UNIX",
            InstanceTenancy: "default",
            OfferingClass: offeringClass,
            OfferingType: type,
            IncludeMarketplace: "false",
            "Filter.1.Name": "scope",
            "Filter.1.Value.1": "Region",
            "Filter.2.Name": "duration",
            "Filter.2.Value.1": seconds,
          }) as Call["fields"],
        },
      ]);
    },
  );

  it("buy as many Reserved Instances as were decided on, of the offering that was looked up", async () => {
    await run(commandsOf({}).buy, OFFERING);
    expect(calls).toEqual([
      {
        action: "PurchaseReservedInstancesOffering",
        fields: expect.objectContaining({
          InstanceCount: "2",
          ReservedInstancesOfferingId: OFFERING,
        }) as object,
      },
    ]);
  });

  it("look up a Compute Savings Plan", async () => {
    const printed = await run(commandsOf({ kind: "computeSavingsPlan" }).lookUp);
    expect(printed).toContain(OFFERING);
    expect(calls).toEqual([
      {
        action: "/DescribeSavingsPlansOfferings",
        fields: {
          planTypes: ["Compute"],
          durations: [31_536_000],
          paymentOptions: ["No Upfront"],
          currencies: ["USD"],
        },
      },
    ]);
  });

  it.each([
    ["noUpfront", {}],
    ["partialUpfront", { upfrontPaymentAmount: "2628.00" }],
    ["allUpfront", {}],
  ] as const)("buy a Compute Savings Plan, %s, by its commitment for an hour", async (payment, upfront) => {
    await run(commandsOf({ kind: "computeSavingsPlan", payment }).buy, OFFERING);
    expect(calls).toEqual([
      {
        action: "/CreateSavingsPlan",
        fields: expect.objectContaining({
          commitment: "0.6",
          savingsPlanOfferingId: OFFERING,
          ...upfront,
        }) as object,
      },
    ]);
  });

  it("buy nothing as long as no offering was looked up", async () => {
    for (const kind of ["reservedInstances", "computeSavingsPlan"] as const) {
      await expect(run(commandsOf({ kind }).buy)).rejects.toThrow("run the first command and set it");
    }
    expect(calls).toEqual([]);
  });
});
