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

/** How many ask at once while something goes on, and how long each rests before it asks again. */
const ASKERS = 3;
const REST_MILLISECONDS = 10;

/** Asks for a page over and over while something goes on; returns every answer. */
export async function askWhile(url: string, action: () => Promise<void>): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let isOver = false;
  const asking = Array.from({ length: ASKERS }, async () => {
    while (!isOver) {
      answers.push(await get(url));
      await new Promise((resolve) => setTimeout(resolve, REST_MILLISECONDS));
    }
  });
  try {
    await action();
  } finally {
    isOver = true;
    await Promise.all(asking);
  }
  return answers;
}
