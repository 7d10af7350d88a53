import { importExport, type ExportImportProps } from "../../../../lib/load/import/cloudwatch/export-import";
import { faultsOf, Folder, messageOf, rowsOf } from "../logs";

let folder: Folder;

beforeAll(() => {
  folder = new Folder();
});

afterAll(() => {
  folder.remove();
});

/** What `aws cloudwatch get-metric-statistics` prints. */
function statistics(points: Readonly<Record<string, number>>): object {
  const datapoints = Object.entries(points).map(([Timestamp, Sum]) => ({ Timestamp, Sum, Unit: "Count" }));
  return { Label: "Invocations", Datapoints: datapoints };
}

/** What `aws cloudwatch get-metric-data` prints. */
function metricData(points: Readonly<Record<string, number>>, more: object = {}): object {
  const result = { Id: "m1", Label: "Count", Timestamps: Object.keys(points), Values: Object.values(points) };
  return { MetricDataResults: [{ ...result, StatusCode: "Complete", ...more }], Messages: [] };
}

function imported(contents: readonly unknown[], more: Partial<ExportImportProps> = {}) {
  const files = contents.map((content, index) =>
    folder.write(`${index}.json`, typeof content === "string" ? content : JSON.stringify(content)),
  );
  return importExport({ files, step: "hour", ...more });
}

const POINTS = { "2024-01-01T02:00:00Z": 7, "2024-01-01T00:00:00+00:00": 5 };

describe("an export of CloudWatch", () => {
  it.each([
    ["statistics, which come in no order", statistics(POINTS)],
    ["metric data", metricData(POINTS)],
  ])("is read as %s; a missing point inside counts as 0", async (_, content) => {
    const history = await imported([content]);
    expect(rowsOf(history)).toEqual(["2024-01-01 00:00=5", "2024-01-01 01:00=0", "2024-01-01 02:00=7"]);
    expect(history).toMatchObject({ source: "cloudwatch", zeroFilled: 1 });
    expect(history.notes[0]).toContain("an hour without a point counts as 0 requests");
  });

  it("fills the whole range that is given, and says so where its beginning has no point", async () => {
    const history = await imported([statistics({ "2024-01-01T02:00:00Z": 7 })], {
      from: "2024-01-01",
      to: "2024-01-01 04:00",
    });
    expect(rowsOf(history).map((row) => row.slice(11))).toEqual(["00:00=0", "01:00=0", "02:00=7", "03:00=0"]);
    expect(history.notes[1]).toContain("the range has no point before 2024-01-01 02:00 UTC");
  });

  it("adds up points within an hour, and in several pieces", async () => {
    const first = metricData({ "2024-01-01T00:00:00Z": 1, "2024-01-01T00:05:00Z": 2 });
    const second = metricData({ "2024-01-01T00:55:00Z": 3, "2024-01-01T01:00:00Z": 4 });
    expect(rowsOf(await imported([{ ...first, NextToken: "x" }, second]))).toEqual([
      "2024-01-01 00:00=6",
      "2024-01-01 01:00=4",
    ]);
  });

  it("keeps several results of one series together", async () => {
    const one = { Id: "m1", Timestamps: ["2024-01-01T00:00:00Z"], Values: [1] };
    const two = { Id: "m1", Timestamps: ["2024-01-01T01:00:00Z"], Values: [2] };
    expect(rowsOf(await imported([{ MetricDataResults: [one, two] }]))).toHaveLength(2);
  });

  it("of days is read by the day, and by the hour only where the true period is told", async () => {
    const days = statistics({
      "2024-01-01T00:00:00Z": 1,
      "2024-01-02T00:00:00Z": 2,
      "2024-01-03T00:00:00Z": 3,
    });
    expect(rowsOf(await imported([days], { step: "day" }))).toHaveLength(3);
    expect(await messageOf(imported([days]))).toContain("the points stand for more than one hour");
    expect(rowsOf(await imported([days], { periodSeconds: 3600 }))).toHaveLength(49);
    expect(await messageOf(imported([statistics(POINTS)], { periodSeconds: 7200 }))).toContain(
      "7200 seconds",
    );
  });

  it("is refused with every fault at once", async () => {
    const faults = await faultsOf(
      imported([
        "{",
        { Datapoints: [{ Timestamp: "yesterday", Sum: 1 }, { Timestamp: "2024-01-01T00:00:00Z" }] },
        {},
        metricData({ "2024-01-01T00:00:00Z": 1 }, { Values: [], StatusCode: "Forbidden" }),
      ]),
    );
    expect(
      faults.map(({ file, message }) => `${file!.at(-6)!} ${message.replace(/\(.*\)/, "(...)")}`),
    ).toEqual([
      "0 the file is not JSON (...)",
      "1 the time cannot be read",
      "1 the point of 2024-01-01 00:00 UTC has no sum",
      "2 this is no export of CloudWatch",
      "3 CloudWatch did not give all points",
      "3 not every time has a value",
      "3 the point of 2024-01-01 00:00 UTC has no sum",
    ]);
  });

  it.each([
    [
      "a piece that is missing",
      { ...metricData(POINTS), NextToken: "x" },
      "another piece of the export follows",
    ],
    [
      "several series",
      {
        MetricDataResults: [
          { Id: "a", Timestamps: [], Values: [] },
          { Id: "b", Timestamps: [], Values: [] },
        ],
      },
      "the export holds several series",
    ],
    ["no points", statistics({}), "the metric has no point in the range"],
    [
      "a negative sum",
      statistics({ "2024-01-01T00:00:00Z": -1 }),
      "the sum of 2024-01-01 00:00 UTC is no number",
    ],
  ])("is refused with %s", async (_, content, message) => {
    expect(await messageOf(imported([content]))).toContain(message);
  });

  it("is refused where pieces overlap", async () => {
    expect(await messageOf(imported([statistics(POINTS), metricData(POINTS)]))).toContain(
      "would count twice",
    );
  });
});
