/**
 * Runs the `landfall` command with these arguments in a process of its own, and at the end tells on standard
 * error, as one last line of JSON, the processor time and the peak of resident memory of the whole process.
 */
import fs from "node:fs";
import path from "node:path";
import { launch } from "../../../lib/cli/launch.mjs";
import { ROOT } from "../../../lib/cli/setup.mjs";

process.once("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = {
    user_s: userCPUTime / 1e6,
    system_s: systemCPUTime / 1e6,
    peak_rss_mb: (maxRSS * 1024) / 1e6,
  };
  fs.writeSync(2, `${JSON.stringify(usage)}\n`);
});

await launch(path.join(ROOT, "lib/cli/main.ts"), process.argv.slice(2));
