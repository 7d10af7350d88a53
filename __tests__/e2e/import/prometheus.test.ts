import { rmSync } from "node:fs";
import { parseHistory } from "../../../lib/load";
import { importPrometheus } from "../../../lib/load/import";
import { needs } from "../../support/parts";
import { endAll } from "../terraform/harness/processes";
import { importInto, projectFolder } from "./import-command";
import { RealPrometheus } from "./real-prometheus";

jest.setTimeout(120_000);

const START = Date.parse("2024-01-01T00:00:00Z") / 1000;
const HOURS = 15 * 24;
const SAMPLES_PER_HOUR = 12;
const SECONDS_PER_SAMPLE = 3600 / SAMPLES_PER_HOUR;

/** Hours in which nothing was scraped. */
const SILENT = { from: 100, to: 103 };

/** Requests of an hour, spread evenly over it, so that what Prometheus extrapolates is exact. */
const requestsIn = (hour: number): number => SAMPLES_PER_HOUR * (10 + (hour % 24));

/** A counter of two servers in the text format of OpenMetrics; the second server has half of the requests. */
function counter(): string {
  const lines = ["# TYPE http_requests counter"];
  for (const [server, share] of [
    ["a", 1],
    ["b", 0.5],
  ] as const) {
    let count = 0;
    for (let sample = 0; sample <= HOURS * SAMPLES_PER_HOUR; sample += 1) {
      const hour = sample / SAMPLES_PER_HOUR;
      const isSilent = hour > SILENT.from && hour < SILENT.to + 1;
      if (!isSilent)
        lines.push(`http_requests_total{server="${server}"} ${count} ${START + sample * SECONDS_PER_SAMPLE}`);
      count += (requestsIn(Math.floor(hour)) * share) / SAMPLES_PER_HOUR;
    }
  }
  return [...lines, "# EOF", ""].join("\n");
}

needs("prometheus").describe("landfall load import prometheus, at a real one", () => {
  let folder: string;
  let prometheus: RealPrometheus;

  beforeAll(async () => {
    folder = projectFolder();
    prometheus = await RealPrometheus.start(folder, counter());
  });

  afterAll(async () => {
    await prometheus.stop();
    await endAll();
    rmSync(folder, { recursive: true });
  });

  const imported = (...args: string[]) =>
    importInto(folder, [
      "prometheus",
      "--url",
      prometheus.url,
      "--from",
      "2024-01-01",
      "--to",
      "2024-01-16",
      ...args,
    ]);

  it("gives each hour the requests that came in it, and leaves the silent hours out", async () => {
    const { status, stdout, stderr } = await imported();
    expect({ status, stderr: stderr.split("\n")[3] }).toEqual({
      status: 0,
      stderr: "  gaps: 4 hours without a row",
    });
    const { start, requests, filled } = parseHistory("x.csv", stdout);
    expect(start).toBe(START / 3600);
    expect(filled).toEqual([100, 101, 102, 103]);
    requests.forEach((value, hour) => {
      if (!filled.includes(hour)) expect(value).toBeCloseTo(1.5 * requestsIn(hour), 6);
    });
    expect(requests).toHaveLength(HOURS);
  });

  it("takes a query of its own, and days", async () => {
    const query = 'sum(increase(http_requests_total{server="b"}[1d]))';
    const { stdout } = await imported("--query", query, "--step", "day");
    const lines = stdout.trimEnd().split("\n").slice(1);
    const day = Array.from({ length: 24 }, (_, hour) => requestsIn(hour) / 2).reduce(
      (sum, value) => sum + value,
    );
    expect(lines).toHaveLength(15);
    expect(lines[0]).toMatch(/^2024-01-01,/);
    expect(Number(lines[0]!.split(",")[1])).toBeCloseTo(day, 6);
  });

  it("gives the same rows in many requests as in one", async () => {
    const props = {
      url: prometheus.url,
      step: "hour" as const,
      from: "2024-01-01",
      to: "2024-01-16",
      environment: {},
      now: START + 1e8,
    };
    const { rows } = await importPrometheus(props);
    expect(await importPrometheus({ ...props, requestPoints: 7 })).toMatchObject({ rows });
  });

  it("asks for as many points at once as Prometheus gives, over years", async () => {
    const { rows } = await importPrometheus({
      url: prometheus.url,
      step: "hour",
      from: "2022-01-01",
      to: "2026-01-01",
      environment: {},
      now: START + 1e8,
    });
    expect(rows.length).toBeGreaterThanOrEqual(HOURS - 4);
  });

  it.each([
    ["sum(", "Prometheus refuses the query (bad_data: "],
    ["increase(http_requests_total[1h])", "the query gives 2 series"],
    [
      "sum(increase(no_such_total[1h]))",
      "the query gives no point from 2024-01-01 00:00 to 2024-01-16 00:00 UTC",
    ],
  ])("is refused with the query %s", async (query, message) => {
    const { status, stdout, stderr } = await imported("--query", query);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(message);
  });
});
