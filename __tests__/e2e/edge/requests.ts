import { request } from "node:http";

/** Answer of the program; status 0 when there was none. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

const LONGEST_ANSWER_MILLISECONDS = 5_000;

/** Asks for a page, on a connection of its own. */
export function get(url: string): Promise<Answer> {
  return new Promise((resolve) => {
    const asked = request(url, { agent: false, timeout: LONGEST_ANSWER_MILLISECONDS }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.once("error", fail);
      answer.once("end", () => {
        resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString() });
      });
    });
    const fail = (error: Error): void => {
      resolve({ status: 0, body: (error as NodeJS.ErrnoException).code ?? error.message });
    };
    asked.once("timeout", () => asked.destroy(new Error("no answer in time")));
    asked.once("error", fail);
    asked.end();
  });
}

/** Asks for a page over and over, several times at once, until it is stopped. */
export class RequestLoop {
  readonly answers: Answer[] = [];
  private isStopped = false;
  private readonly workers: Promise<void>[];

  constructor(url: string, atOnce: number, pauseMilliseconds: number) {
    this.workers = Array.from({ length: atOnce }, async () => {
      while (!this.isStopped) {
        this.answers.push(await get(url));
        await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
      }
    });
  }

  /** Ends the loop; returns every answer. */
  async stop(): Promise<readonly Answer[]> {
    this.isStopped = true;
    await Promise.all(this.workers);
    return this.answers;
  }
}
