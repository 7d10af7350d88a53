/** Longest line that is read; Nginx itself writes none near it, and a file without line ends must not fill memory. */
export const LONGEST_LINE_BYTES = 1024 * 1024;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const FIRST_CARRY_BYTES = 64 * 1024;

/**
 * Takes a line, which lies at `start` to before `end` and only until the call returns.
 *
 * @param line number of the line in its file, counted from 1
 */
export type LineTaker = (bytes: Buffer, start: number, end: number, line: number) => void;

/**
 * Cuts chunks of bytes into lines without making a string or a copy of any but those that a chunk's end cuts.
 *
 * Lines end with LF or CRLF, which do not belong to them; blank lines are counted but not given on. A line longer than
 * {@link LONGEST_LINE_BYTES} is given on as far as that.
 */
export class LineScanner {
  private carry = Buffer.allocUnsafe(FIRST_CARRY_BYTES);
  private carried = 0;
  private line = 0;

  constructor(private readonly take: LineTaker) {}

  /** Scans a chunk, which may be written over afterwards. */
  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      if (this.carried > 0) {
        this.keep(chunk, start, end);
        this.giveCarried();
      } else {
        this.give(chunk, start, Math.min(end, start + LONGEST_LINE_BYTES));
      }
      start = end + 1;
    }
    this.keep(chunk, start, chunk.length);
  }

  /** Gives on the last line where it has no line end. */
  end(): void {
    if (this.carried > 0) this.giveCarried();
  }

  private giveCarried(): void {
    const length = this.carried;
    this.carried = 0;
    this.give(this.carry, 0, length);
  }

  private give(bytes: Buffer, start: number, end: number): void {
    this.line += 1;
    const last = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    if (last > start) this.take(bytes, start, last, this.line);
  }

  private keep(chunk: Buffer, start: number, end: number): void {
    const wanted = Math.min(this.carried + end - start, LONGEST_LINE_BYTES);
    if (wanted > this.carry.length) {
      const larger = Buffer.allocUnsafe(Math.max(wanted, 2 * this.carry.length));
      this.carry.copy(larger, 0, 0, this.carried);
      this.carry = larger;
    }
    chunk.copy(this.carry, this.carried, start, start + wanted - this.carried);
    this.carried = wanted;
  }
}
