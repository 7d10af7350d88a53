import { request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { LOOPBACK } from "./layout";

/** How patient a look at the API is. */
export interface Patience {
  /** @default 3: a server that was just restarted takes about five seconds */
  readonly tries?: number;
  /** @default 2000 */
  readonly milliseconds?: number;
}

/**
 * Whether a Kubernetes API answers at a port of this machine. Any answer counts, a refusal too: what is asked is whether
 * somebody is there. An open port alone tells nothing, since Docker keeps it open for a container that does not listen.
 */
export async function isApiThere(
  port: number,
  { tries = 3, milliseconds = 2000 }: Patience = {},
): Promise<boolean> {
  for (let left = tries; left > 0; left -= 1) {
    const startedAt = performance.now();
    if (await answers(port, milliseconds)) return true;
    if (left > 1) await sleep(Math.max(0, milliseconds - (performance.now() - startedAt)));
  }
  return false;
}

function answers(port: number, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    // Who answers is not the question, and nothing secret is said: the certificate needs no check.
    const asked = request(
      { host: LOOPBACK, port, path: "/readyz", rejectUnauthorized: false, agent: false },
      (answer) => {
        answer.resume();
        resolve(true);
      },
    );
    asked.setTimeout(milliseconds, () => asked.destroy(new Error("no answer in time")));
    asked.once("error", () => {
      resolve(false);
    });
    asked.end();
  });
}
