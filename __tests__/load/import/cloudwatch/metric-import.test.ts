import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { importMetric, type MetricImportProps } from "../../../../lib/load/import/cloudwatch/metric-import";
import { readMetric } from "../../../../lib/load/import/cloudwatch/metric";
import { messageOf, rowsOf } from "../logs";

const NOW = Date.parse("2024-02-01T00:30:00Z") / 1000;

/** Answers as CloudWatch does, page by page; a real one is asked in the end-to-end tests, but it gives one page only. */
let server: Server;
let pages: { status?: number; body: object }[];
let asked: Record<string, unknown>[];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      asked.push(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
      const { status = 200, body } = pages[asked.length - 1] ?? pages.at(-1)!;
      response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  asked = [];
});

function imported(more: Partial<MetricImportProps> = {}) {
  const { port } = server.address() as AddressInfo;
  return importMetric({
    namespace: "AWS/Lambda",
    dimensions: ["FunctionName=a=b"],
    from: "2024-01-01",
    to: "2024-01-01 04:00",
    step: "hour",
    now: NOW,
    region: "eu-west-1",
    client: {
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      maxAttempts: 1,
    },
    ...more,
  });
}

const second = (text: string): number => Date.parse(text) / 1000;

const page = (time: string, sum: number, more: object = {}) => ({
  body: {
    MetricDataResults: [
      { Id: "requests", Timestamps: [second(time)], Values: [sum], StatusCode: "Complete" },
    ],
    ...more,
  },
});

describe("an import of a metric", () => {
  it("asks page after page for hourly sums, and counts missing points as 0", async () => {
    pages = [
      page("2024-01-01T01:00:00Z", 5, { NextToken: "more" }),
      page("2024-01-01T03:00:00Z", 7, { Messages: [{ Code: "C", Value: "careful" }] }),
    ];
    const history = await imported();
    expect(rowsOf(history).map((row) => row.slice(11))).toEqual(["00:00=0", "01:00=5", "02:00=0", "03:00=7"]);
    expect(history.zeroFilled).toBe(2);
    expect(history.notes).toEqual([
      expect.stringContaining("AWS/Lambda Invocations FunctionName=a=b: an hour without a point counts as 0"),
      expect.stringContaining("the range has no point before 2024-01-01 01:00 UTC"),
      "CloudWatch says C: careful",
    ]);
    expect(asked.map(({ NextToken }) => NextToken)).toEqual([undefined, "more"]);
    expect(asked[0]).toMatchObject({
      StartTime: second("2024-01-01T00:00:00Z"),
      EndTime: second("2024-01-01T04:00:00Z"),
      MaxDatapoints: 100_800,
      MetricDataQueries: [
        {
          MetricStat: {
            Metric: {
              Namespace: "AWS/Lambda",
              MetricName: "Invocations",
              Dimensions: [{ Name: "FunctionName", Value: "a=b" }],
            },
            Period: 3600,
            Stat: "Sum",
          },
        },
      ],
    });
  });

  it("adds hours up to days", async () => {
    pages = [page("2024-01-01T05:00:00Z", 5, { NextToken: "x" }), page("2024-01-01T23:00:00Z", 6)];
    expect(rowsOf(await imported({ step: "day", to: "2024-01-03" }))).toEqual([
      "2024-01-01 00:00=11",
      "2024-01-02 00:00=0",
    ]);
  });

  it.each([
    ["no point", { body: { MetricDataResults: [] } }, "the metric has no point in the range"],
    [
      "an answer that is not whole",
      { body: { MetricDataResults: [{ Id: "requests", StatusCode: "Forbidden" }] } },
      "CloudWatch did not give all points",
    ],
    [
      "a refusal",
      { status: 400, body: { __type: "com.amazonaws.cloudwatch#AccessDenied", message: "no" } },
      "CloudWatch cannot be asked (AccessDenied: no)\n    do: allow cloudwatch:GetMetricData",
    ],
  ])("is refused at %s", async (_, answer, message) => {
    pages = [answer];
    expect(await messageOf(imported())).toContain(message);
  });

  it("is refused where nobody answers", async () => {
    const client = {
      endpoint: "http://127.0.0.1:1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      maxAttempts: 1,
    };
    expect(await messageOf(imported({ client }))).toContain("CloudWatch cannot be asked");
  });

  it.each([
    [{ from: undefined, to: undefined }, "--from: the range has no such end"],
    [
      { to: "2024-02-01 01:00" },
      '--to: the range ends in the future\n    found: "2024-02-01 01:00"\n    allowed: up to 2024-02-01 00:00 UTC',
    ],
    [{ from: "2024-01-01 00:30" }, "--from: the time is not the start of an hour"],
    [
      { from: "2024-01-01 12:00", step: "day" as const, to: "2024-01-02" },
      "--from: the time is not the start of a day",
    ],
    [{ from: "soon" }, "--from: the time cannot be read"],
    [{ from: "2024-01-02", to: "2024-01-02" }, "--to: the range is empty"],
  ])("asks nothing where the range is %j", async (range, message) => {
    expect(await messageOf(imported(range))).toContain(message);
    expect(asked).toEqual([]);
  });

  it("takes the range up to the present", async () => {
    pages = [page("2024-01-31T23:00:00Z", 5)];
    expect(rowsOf(await imported({ from: "2024-01-31 23:00", to: "2024-02-01" }))).toEqual([
      "2024-01-31 23:00=5",
    ]);
  });
});

describe("a metric", () => {
  it.each([
    ["AWS/ApplicationELB", "RequestCount"],
    ["AWS/Lambda", "Invocations"],
    ["AWS/ApiGateway", "Count"],
  ])("of %s is %s where none is named", (namespace, name) => {
    expect(readMetric({ namespace })).toEqual({ namespace, name, dimensions: [] });
    expect(readMetric({ namespace, metric: "Other" }).name).toBe("Other");
  });

  it("of a Network Load Balancer counts no requests", () => {
    expect(() => readMetric({ namespace: "AWS/NetworkELB" })).toThrow(
      "the namespace has no metric of requests: a Network Load Balancer sees connections",
    );
  });

  it.each([
    [{}, "--namespace: no namespace is given"],
    [{ namespace: "My/Own" }, "--metric: it is not known which metric"],
    [
      { namespace: "AWS/Lambda", dimensions: ["a", "=b", "c="] },
      '--dimension: this is no pair\n    found: "c="',
    ],
  ])("is not told by %j", (text, message) => {
    expect(() => readMetric(text)).toThrow(message);
  });
});
