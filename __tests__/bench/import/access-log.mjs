/**
 * An access log in combined format that looks like those of a busy site, the same bytes for the same seed and size.
 */
import { open } from "node:fs/promises";
import path from "node:path";
import { load } from "../../../lib/cli/launch.mjs";
import { ROOT } from "../../../lib/cli/setup.mjs";

const SEED = 20240101;
const VARIANTS = 4096;
const BLOCK_BYTES = 8 * 1024 * 1024;
const FIRST_SECOND = Date.UTC(2024, 0, 1) / 1000;
/** A request each so many milliseconds on average: a log of 1 GB spans some weeks. */
const MEAN_GAP_MILLISECONDS = 600;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const TIME_BYTES = "01/Jan/2024:00:00:00 +0000".length;

const AGENTS = [
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
  "curl/8.5.0",
  "-",
];

/** What stands before and after the time of a line. */
function variant(random) {
  const byte = () => random.below(256);
  const address =
    random.below(5) === 0
      ? `2001:db8:${byte().toString(16)}:${byte().toString(16)}::${byte().toString(16)}`
      : `${1 + random.below(223)}.${byte()}.${byte()}.${byte()}`;
  const user = random.below(20) === 0 ? "alice" : "-";
  const kind = random.below(100);
  const request =
    kind === 0
      ? "\\x16\\x03\\x01\\x02\\x00\\x01\\x00\\x01\\xFC\\x03\\x03"
      : `${kind < 15 ? "POST" : "GET"} /p/${random.below(100000)}${kind > 95 ? `?q=${"x".repeat(random.below(900))}` : ""} HTTP/1.1`;
  const status = kind === 0 ? 400 : kind < 90 ? 200 : 304;
  const referer = random.below(3) === 0 ? "https://www.example.com/list?page=2" : "-";
  const agent = AGENTS[random.below(AGENTS.length)];
  return {
    head: Buffer.from(`${address} - ${user} [`),
    tail: Buffer.from(`] "${request}" ${status} ${random.below(90000)} "${referer}" "${agent}"\n`),
  };
}

/** `$time_local` of a second, in UTC. */
function timeLocal(second) {
  const [date, time] = new Date(second * 1000).toISOString().split(/[T.]/);
  const [year, month, day] = date.split("-");
  return Buffer.from(`${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000`);
}

/**
 * Writes the log, down to the disk, so that what reads it next does not wait for that.
 *
 * @param file path of the log
 * @param bytes least size; the last line is whole
 * @param {AbortSignal} signal that ends it half-way
 * @returns {Promise<{ bytes: number, lines: number }>}
 */
export async function writeAccessLog(file, bytes, signal) {
  const { Xoshiro128 } = await load(path.join(ROOT, "lib/load/random.ts"));
  const random = Xoshiro128.seeded(SEED);
  const variants = Array.from({ length: VARIANTS }, () => variant(random));
  const log = await open(file, "wx");
  try {
    return await writeLines(log, variants, random, { bytes, signal });
  } finally {
    await log.close();
  }
}

async function writeLines(log, variants, random, { bytes, signal }) {
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  let [written, lines, at, second, milliseconds] = [0, 0, 0, FIRST_SECOND, 0];
  let time = timeLocal(second);
  while (written + at < bytes) {
    const { head, tail } = variants[random.next() % VARIANTS];
    if (at + head.length + TIME_BYTES + tail.length > BLOCK_BYTES) {
      await log.writeFile(block.subarray(0, at));
      signal.throwIfAborted();
      written += at;
      at = 0;
    }
    at += head.copy(block, at);
    at += time.copy(block, at);
    at += tail.copy(block, at);
    lines += 1;
    milliseconds += random.below(2 * MEAN_GAP_MILLISECONDS);
    if (milliseconds < 1000) continue;
    second += Math.floor(milliseconds / 1000);
    milliseconds %= 1000;
    time = timeLocal(second);
  }
  await log.writeFile(block.subarray(0, at));
  await log.sync();
  return { bytes: written + at, lines };
}
