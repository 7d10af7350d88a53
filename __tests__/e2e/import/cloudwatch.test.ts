import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { needs } from "../../support/parts";
import { Moto } from "../terraform/harness/moto";
import { endAll } from "../terraform/harness/processes";
import { importInto, projectFolder } from "./import-command";

jest.setTimeout(120_000);

const REGION = "us-east-1";
const RANGE = ["--region", REGION, "--from", "2024-01-01", "--to", "2024-01-15"];

needs("moto").describe("landfall load import cloudwatch, at a simulated AWS", () => {
  let folder: string;
  let moto: Moto;

  beforeAll(async () => {
    folder = projectFolder();
    moto = await Moto.start("111111111111", folder);
    await putInvocations("hello", {
      "2024-01-01T00:10:00Z": 3,
      "2024-01-01T00:59:59Z": 4,
      "2024-01-14T23:00:00Z": 5,
    });
    await putInvocations("other", { "2024-01-01T00:10:00Z": 1000 });
  });

  afterAll(async () => {
    await moto.stop();
    await endAll();
    rmSync(folder, { recursive: true });
  });

  async function putInvocations(
    functionName: string,
    values: Readonly<Record<string, number>>,
  ): Promise<void> {
    const client = new CloudWatchClient({
      region: REGION,
      endpoint: moto.endpoint,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const MetricData = Object.entries(values).map(([time, Value]) => ({
      MetricName: "Invocations",
      Dimensions: [{ Name: "FunctionName", Value: functionName }],
      Timestamp: new Date(time),
      Value,
    }));
    await client.send(new PutMetricDataCommand({ Namespace: "AWS/Lambda", MetricData }));
    client.destroy();
  }

  const imported = (args: readonly string[]) =>
    importInto(folder, ["cloudwatch", ...args], {
      AWS_ENDPOINT_URL: moto.endpoint,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_EC2_METADATA_DISABLED: "true",
    });

  it("writes the hourly sums of one series, and 0 for each hour without a point", async () => {
    const { status, stdout } = await imported([
      "--namespace",
      "AWS/Lambda",
      "--dimension",
      "FunctionName=hello",
      ...RANGE,
      "--out",
      "hello.csv",
      "--json",
    ]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      rows: 336,
      requests: 12,
      gaps: 0,
      zeroFilled: 334,
      refusals: [],
    });
    const lines = readFileSync(path.join(folder, "hello.csv"), "utf8").trimEnd().split("\n");
    expect(lines.filter((line) => !line.endsWith(",0"))).toEqual([
      "timestamp,value",
      "2024-01-01 00:00,7",
      "2024-01-14 23:00,5",
    ]);
  });

  it("writes days", async () => {
    const { stdout } = await imported([
      "--namespace",
      "AWS/Lambda",
      "--dimension",
      "FunctionName=hello",
      ...RANGE,
      "--step",
      "day",
    ]);
    expect(stdout.trimEnd().split("\n")).toHaveLength(15);
    expect(stdout).toContain("2024-01-01,7\n2024-01-02,0\n");
    expect(stdout).toContain("2024-01-14,5\n");
  });

  it("is refused where the series has no point", async () => {
    const { status, stderr } = await imported([
      "--namespace",
      "AWS/Lambda",
      "--dimension",
      "FunctionName=none",
      ...RANGE,
    ]);
    expect(status).toBe(1);
    expect(stderr).toContain(
      "AWS/Lambda Invocations FunctionName=none: the metric has no point in the range",
    );
  });
});
