import Decimal from "decimal.js";
import { MOMENT_ALLOWED, readMomentText } from "../../load/import/moment";
import type { FaultList } from "../../load/fault-list";
import type { BilledRow } from "./bill";

/** Reads what one row of the file bills; nothing where a fault was noted, or the row is of no concern. */
export type RowReader = (fields: RowFields) => readonly BilledRow[];

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NOTHING = new Decimal(0);

/** Times that were read last: rows of a bill share few of them. */
const MOST_REMEMBERED = 10_000;

/** The fields of one row by the names of their columns. */
export class RowFields {
  private fields: readonly string[] = [];
  private line = 0;
  private isFaulty = false;
  private readonly moments = new Map<string, number>();

  constructor(
    private readonly columns: ReadonlyMap<string, number>,
    private readonly faults: FaultList,
  ) {}

  /** Takes the next row. */
  take(fields: readonly string[], line: number): void {
    this.fields = fields;
    this.line = line;
    this.isFaulty = false;
  }

  /** Whether every field that was read of this row was good. */
  get isGood(): boolean {
    return !this.isFaulty;
  }

  /** The first of these columns that is there and filled; nothing where none is. */
  text(...names: readonly string[]): string {
    for (const name of names) {
      const text = this.fields[this.columns.get(name) ?? -1];
      if (text !== undefined && text !== "" && text !== "null" && text !== "NULL") return text;
    }
    return "";
  }

  /** A number; 0 where the field is empty. */
  number(...names: readonly string[]): Decimal {
    const text = this.text(...names);
    if (text === "") return NOTHING;
    if (NUMBER.test(text)) return new Decimal(text);
    this.refuse("numbers that cannot be read", names, text, "a decimal number with a point, such as 12.5");
    return NOTHING;
  }

  /** An amount that must be there. */
  amount(name: string): Decimal {
    if (this.text(name) === "") this.refuse("amounts that are missing", [name], "", "a decimal number");
    return this.number(name);
  }

  /** A moment, in seconds since 1970-01-01 00:00 UTC. */
  moment(name: string): number {
    const text = this.text(name);
    const known = this.moments.get(text);
    if (known !== undefined) return known;
    const second = readMomentText(text);
    if (Number.isNaN(second)) {
      this.refuse("times that cannot be read", [name], text, MOMENT_ALLOWED);
      return 0;
    }
    if (this.moments.size >= MOST_REMEMBERED) this.moments.clear();
    this.moments.set(text, second);
    return second;
  }

  /** Notes that a field cannot be used. */
  refuse(kind: string, names: readonly string[], found: string, allowed: string): void {
    this.isFaulty = true;
    this.faults.add(kind, {
      line: this.line,
      path: names[0] ?? "",
      message: found === "" ? "the field is empty" : "the field cannot be used",
      found,
      allowed,
      action: "export the bill anew; do not edit it",
    });
  }
}
