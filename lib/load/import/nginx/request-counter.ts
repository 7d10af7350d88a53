import type { Step } from "../../grid";
import type { LineCounts, MalformedLine } from "../imported-history";
import type { ImportRange } from "../import-range";
import type { LineTaker } from "../line-scanner";
import { StepClock } from "../step-clock";
import { JsonReader, type JsonKeys } from "./json-line";
import { FormatReader } from "./log-format";
import { FIELD_INDEX, type Field, type LineReader } from "./log-line";
import { readStatus, RequestFilter, type RequestFilterProps } from "./request-filter";

/** How lines are read and which count. */
export interface RequestCounterProps extends RequestFilterProps {
  readonly step: Step;
  readonly logFormat?: string | undefined;
  readonly jsonKeys?: JsonKeys | undefined;
}

/** Malformed lines that are told one by one; the rest is counted. */
export const TOLD_MALFORMED_LINES = 5;

const TOLD_CHARACTERS = 120;
const OPENING_BRACE = 0x7b;

/** Counts requests by the step that they came in. */
export class RequestCounter {
  private readonly clock: StepClock;
  private readonly filter: RequestFilter;
  /** Fields that the filter decides by. */
  private readonly wanted: readonly Field[];
  private readonly format: LineReader | undefined;
  private readonly json: LineReader | undefined;
  private readonly byStep = new Map<number, number>();
  private lines = 0;
  private leftOut = 0;
  private malformed = 0;
  private readonly firstMalformed: MalformedLine[] = [];
  /** Requests of one step that are not in the map yet. */
  private pending = 0;
  private pendingStep = NaN;

  /** @throws UserError when the format or a filter is none */
  constructor(
    { step, logFormat, jsonKeys, ...filter }: RequestCounterProps,
    private readonly range: ImportRange,
  ) {
    this.clock = new StepClock(step);
    this.filter = new RequestFilter(filter);
    this.wanted = this.filter.fields;
    this.format = logFormat === "json" ? undefined : FormatReader.of(logFormat ?? "combined");
    this.json = logFormat === undefined || logFormat === "json" ? new JsonReader(jsonKeys) : undefined;
  }

  /** Takes the lines of a file, whose name is for messages. */
  takerOf(file: string): LineTaker {
    return (bytes, start, end, line) => {
      this.lines += 1;
      const fault = this.count(bytes, start, end);
      if (fault === undefined) return;
      this.malformed += 1;
      if (this.firstMalformed.length >= TOLD_MALFORMED_LINES) return;
      const found = bytes.toString("utf8", start, Math.min(end, start + TOLD_CHARACTERS));
      this.firstMalformed.push({ file, line, message: fault, found });
    };
  }

  /** Requests in each step that has any; steps as seconds since 1970-01-01 00:00 UTC. */
  counts(): ReadonlyMap<number, number> {
    this.settle();
    return this.byStep;
  }

  /** What became of the lines. */
  lineCounts(): LineCounts {
    const { lines, leftOut, malformed, firstMalformed } = this;
    return { lines, leftOut, malformed, firstMalformed };
  }

  /** Least and greatest time read, to the minute, as seconds since 1970. */
  get span(): StepClock["span"] {
    return this.clock.span;
  }

  /** True where lines lie outside of the range on both sides, so that its first and last step are whole. */
  get isCut(): boolean {
    const { span, range } = this;
    return span !== undefined && span.first < range.from && span.last >= range.to;
  }

  /** Counts a line; returns why it is malformed, undefined where it is not. */
  private count(bytes: Buffer, start: number, end: number): string | undefined {
    const isJson = this.json && (bytes[start] === OPENING_BRACE || !this.format);
    const reader = isJson ? this.json : this.format;
    if (!reader?.read(bytes, start, end)) return "the line is cut off or of another format";
    const { places } = reader;
    const time = places.start(FIELD_INDEX.time);
    if (time < 0) return "the line has no time";
    const step = this.clock.stepAt(bytes, time, places.end(FIELD_INDEX.time));
    if (Number.isNaN(step)) return "the time cannot be read, or there is no such moment";
    if (places.start(FIELD_INDEX.status) >= 0 && readStatus(bytes, places) < 0) {
      return "the status is not three digits";
    }
    const lacking =
      this.wanted.length > 0 ? this.wanted.find((field) => !hasField(reader, field)) : undefined;
    if (lacking !== undefined) return `the line tells no ${lacking}, so that --${lacking} cannot decide`;
    if (step < this.range.from || step >= this.range.to || !this.filter.accepts(bytes, places)) {
      this.leftOut += 1;
    } else {
      if (step !== this.pendingStep) this.settle();
      this.pendingStep = step;
      this.pending += 1;
    }
    return undefined;
  }

  private settle(): void {
    if (this.pending > 0) {
      this.byStep.set(this.pendingStep, (this.byStep.get(this.pendingStep) ?? 0) + this.pending);
    }
    this.pending = 0;
  }
}

function hasField({ places }: LineReader, field: Field): boolean {
  const isThere = places.start(FIELD_INDEX[field]) >= 0;
  return field === "method" ? isThere || places.start(FIELD_INDEX.request) >= 0 : isThere;
}
