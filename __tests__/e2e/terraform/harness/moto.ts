import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { pathOf } from "../../../support/parts";
import { ownEnvironment } from "./environment";
import { start } from "./processes";

const START_LIMIT_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 50;

/** Another process may take a free port before moto does. */
const ATTEMPTS = 3;

/** Runs a command until it ends or stdin is closed, as it is when whoever started it is gone, however that came. */
const WATCHED =
  'exec 3<&0; "$@" </dev/null & server=$!; { cat; kill "$server"; } <&3 2>/dev/null & wait "$server"';

/** A simulated AWS on loopback: one account, empty at first. */
export class Moto {
  private constructor(
    /** Address that all services answer at. */
    readonly endpoint: string,
    private readonly logFile: string,
    private readonly child: ChildProcess,
  ) {}

  /**
   * @param account the account that all credentials belong to
   * @param folder where the log of requests goes
   */
  static async start(account: string, folder: string): Promise<Moto> {
    for (let attempt = 1; ; attempt++) {
      const moto = await Moto.startOnce(account, path.join(folder, `moto-${attempt}.log`));
      if (await moto.isReady()) return moto;
      await moto.stop();
      if (attempt === ATTEMPTS) throw new Error(`moto does not start:\n${moto.log()}`);
    }
  }

  private static async startOnce(account: string, logFile: string): Promise<Moto> {
    const port = await freePort();
    const log = openSync(logFile, "w");
    const child = start(
      ["sh", "-c", WATCHED, "moto", pathOf("moto"), "-H", "127.0.0.1", "-p", String(port)],
      { folder: path.dirname(logFile), environment: { ...ownEnvironment(), MOTO_ACCOUNT_ID: account } },
      ["pipe", log, log],
    );
    closeSync(log);
    return new Moto(`http://127.0.0.1:${port}`, logFile, child);
  }

  /** True once it serves, false when it has ended or takes too long. Its own word counts: the port may be another's. */
  private async isReady(): Promise<boolean> {
    const deadline = Date.now() + START_LIMIT_MILLISECONDS;
    while (this.child.exitCode === null && Date.now() < deadline) {
      if (this.log().includes(`Running on ${this.endpoint}`)) return true;
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    }
    return false;
  }

  /** Every request so far, a line each, such as `"PUT /bucket/key HTTP/1.1" 200`. */
  log(): string {
    return readFileSync(this.logFile, "utf8");
  }

  async stop(): Promise<void> {
    this.child.stdin?.end();
    if (this.child.exitCode === null) await once(this.child, "exit");
  }
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
