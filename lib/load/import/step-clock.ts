import { remainder } from "../calendar";
import { SECONDS_PER_STEP, type Step } from "../grid";
import { readMoment, secondsOffset } from "./moment";

const LONGEST_KEPT_BYTES = 40;
const ZERO = 0x30;

/**
 * Tells the step that a moment lies in, without reading the same minute twice.
 *
 * The lines of a log come in order of time: their moments differ in the two digits of the second and little else, and
 * a zone is whole minutes from UTC, so all seconds of a minute lie in one step.
 */
export class StepClock {
  private readonly kept = new Uint8Array(LONGEST_KEPT_BYTES);
  private keptLength = 0;
  private keptSeconds = -1;
  private keptStep = NaN;
  private firstMoment = Infinity;
  private lastMoment = -Infinity;
  private readonly length: number;

  constructor(step: Step) {
    this.length = SECONDS_PER_STEP[step];
  }

  /** Least and greatest moment read, to the minute, as seconds since 1970; undefined before the first. */
  get span(): { readonly first: number; readonly last: number } | undefined {
    return this.firstMoment <= this.lastMoment
      ? { first: this.firstMoment, last: this.lastMoment }
      : undefined;
  }

  /**
   * The start of the step, in seconds since 1970-01-01 00:00 UTC; NaN when the bytes are no moment.
   *
   * @param end byte after the last one of the moment
   */
  stepAt(bytes: Uint8Array, start: number, end: number): number {
    return this.isInKeptMinute(bytes, start, end) ? this.keptStep : this.read(bytes, start, end);
  }

  private isInKeptMinute(bytes: Uint8Array, start: number, end: number): boolean {
    const length = end - start;
    if (length !== this.keptLength) return false;
    const seconds = this.keptSeconds;
    for (let at = 0; at < length; at += 1) {
      if (bytes[start + at] !== this.kept[at] && at !== seconds && at !== seconds + 1) return false;
    }
    const tens = (bytes[start + seconds] ?? 0) - ZERO;
    const ones = (bytes[start + seconds + 1] ?? 0) - ZERO;
    return tens >= 0 && tens <= 5 && ones >= 0 && ones <= 9;
  }

  private read(bytes: Uint8Array, start: number, end: number): number {
    const moment = readMoment(bytes, start, end);
    if (Number.isNaN(moment)) return NaN;
    const minute = moment - remainder(moment, 60);
    this.firstMoment = Math.min(this.firstMoment, minute);
    this.lastMoment = Math.max(this.lastMoment, minute);
    this.keptStep = moment - remainder(moment, this.length);
    this.keptSeconds = secondsOffset(bytes, start, end);
    this.keptLength = this.keptSeconds >= 0 && end - start <= LONGEST_KEPT_BYTES ? end - start : -1;
    for (let at = 0; at < this.keptLength; at += 1) this.kept[at] = bytes[start + at] ?? 0;
    return this.keptStep;
  }
}
