import { writeFileSync } from "node:fs";
import path from "node:path";
import { freePort } from "../../nginx/running-nginx";
import { pathOf } from "../../support/parts";
import { ownEnvironment } from "../terraform/harness/environment";
import { end, mustRun, start } from "../terraform/harness/processes";
import type { ChildProcess } from "node:child_process";

const READY_LIMIT_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 100;

/** A real Prometheus on loopback whose past was filled in from a text of OpenMetrics. */
export class RealPrometheus {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /** @param folder that the data go into */
  static async start(folder: string, openMetrics: string): Promise<RealPrometheus> {
    const surroundings = { folder, environment: ownEnvironment() };
    const data = path.join(folder, "data");
    writeFileSync(path.join(folder, "past.txt"), openMetrics);
    writeFileSync(path.join(folder, "prometheus.yml"), "scrape_configs: []\n");
    const promtool = path.join(path.dirname(pathOf("prometheus")), "promtool");
    await mustRun([promtool, "tsdb", "create-blocks-from", "openmetrics", "past.txt", data], surroundings);
    const address = `127.0.0.1:${await freePort()}`;
    const child = start(
      [
        pathOf("prometheus"),
        "--config.file=prometheus.yml",
        `--storage.tsdb.path=${data}`,
        "--storage.tsdb.retention.time=100y",
        `--web.listen-address=${address}`,
        "--log.level=error",
      ],
      surroundings,
      ["ignore", "ignore", "inherit"],
    );
    const prometheus = new RealPrometheus(`http://${address}`, child);
    await prometheus.ready();
    return prometheus;
  }

  async stop(): Promise<void> {
    await end(this.child);
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + READY_LIMIT_MILLISECONDS;
    while (this.child.exitCode === null && Date.now() < deadline) {
      const answer = await fetch(`${this.url}/-/ready`).catch(() => undefined);
      if (answer?.ok === true) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    }
    throw new Error(`Prometheus does not start at ${this.url}`);
  }
}
