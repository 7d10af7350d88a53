import type Decimal from "decimal.js";
import type { Bill, BilledGroup, BilledMonth, BilledRow, InstanceHours } from "./bill";

const SECONDS_PER_HOUR = 3600;
const SECONDS_PER_DAY = 86_400;

interface Sum extends BilledGroup {
  rows: number;
  quantity: Decimal;
  cost: Decimal;
  effective: Decimal;
}

interface Hours extends InstanceHours {
  readonly byHour: Map<number, number>;
}

/** Days of a month that rows are for, and how far they reach. */
interface Covered {
  readonly days: Set<number>;
  readonly monthEnd: number;
  from: number;
  to: number;
}

/** Sums a bill row by row: what it keeps grows with the kinds of rows and the hours, and not with the rows. */
export class BillSums {
  private readonly sums = new Map<string, Sum>();
  private readonly hours = new Map<string, Hours>();
  /** By month; use tells more than fees, which are for the whole month from its first day on. */
  private readonly used = new Map<string, Covered>();
  private readonly charged = new Map<string, Covered>();
  private longestSeconds = 0;
  /** Rows come in the order of time, or nearly: the last day is remembered. */
  private lastDay = { day: NaN, month: "" };

  add(row: BilledRow): void {
    const month = this.monthOf(row.start);
    this.addSum(month, row);
    if (row.kind !== "unused") cover(this.charged, month, row);
    if (!USES.includes(row.kind)) return;
    cover(this.used, month, row);
    if (row.instanceType !== null) this.addHours(row, row.instanceType);
  }

  /** The sums so far, in an order that does not depend on that of the rows. */
  result(): Pick<Bill, "step" | "months" | "groups" | "instanceHours"> {
    const keys = [...this.sums.keys()].sort();
    const months = [...this.charged.keys()].sort();
    const step = this.step();
    return {
      step,
      months: months.map((month) => this.monthCovered(month)),
      groups: keys.flatMap((key) => this.sums.get(key) ?? []),
      instanceHours:
        step === "hour" ? [...this.hours.keys()].sort().flatMap((key) => this.hours.get(key) ?? []) : [],
    };
  }

  private addSum(month: string, row: BilledRow): void {
    const { kind, service, region, instanceType, isSavingsPlan, quantity, cost, effective } = row;
    const subject = `${service}\0${region ?? ""}\0${instanceType ?? ""}\0${String(isSavingsPlan)}`;
    const key = `${month}\0${kind}\0${subject}`;
    const sum = this.sums.get(key);
    if (sum === undefined) {
      const of = { kind, service, region, instanceType, isSavingsPlan };
      this.sums.set(key, { month, ...of, rows: 1, quantity, cost, effective });
      return;
    }
    sum.rows += 1;
    sum.quantity = sum.quantity.plus(quantity);
    sum.cost = sum.cost.plus(cost);
    sum.effective = sum.effective.plus(effective);
  }

  private addHours({ start, end, region, quantity }: BilledRow, instanceType: string): void {
    this.longestSeconds = Math.max(this.longestSeconds, end - start);
    if (end - start > SECONDS_PER_HOUR) return;
    const key = `${region ?? ""}\0${instanceType}`;
    const hours = this.hours.get(key) ?? { region, instanceType, byHour: new Map<number, number>() };
    this.hours.set(key, hours);
    const hour = Math.floor(start / SECONDS_PER_HOUR);
    hours.byHour.set(hour, (hours.byHour.get(hour) ?? 0) + quantity.toNumber());
  }

  /** The month of a moment, `YYYY-MM`, in UTC. */
  private monthOf(second: number): string {
    const day = Math.floor(second / SECONDS_PER_DAY);
    if (this.lastDay.day !== day) this.lastDay = { day, month: dayOf(second).slice(0, "YYYY-MM".length) };
    return this.lastDay.month;
  }

  private step(): Bill["step"] {
    if (this.longestSeconds === 0) return null;
    if (this.longestSeconds <= SECONDS_PER_HOUR) return "hour";
    return this.longestSeconds <= SECONDS_PER_DAY ? "day" : "month";
  }

  private monthCovered(month: string): BilledMonth {
    const covered = this.used.get(month) ?? this.charged.get(month);
    const { from, to } = boundsOf(month);
    if (!covered || covered.from > from || covered.to < to) {
      const reached = covered ? ` only ${dayOf(covered.from)} to ${dayOf(covered.to - 1)}` : " no day";
      return { month, isWhole: false, reason: `the bill covers${reached} of ${month}` };
    }
    const missing = (to - from) / SECONDS_PER_DAY - covered.days.size;
    const days = missing === 1 ? "1 day" : `${missing} days`;
    return missing > 0
      ? { month, isWhole: false, reason: `the bill has no row of use for ${days} of ${month}` }
      : { month, isWhole: true, reason: null };
  }
}

const USES: readonly BilledRow["kind"][] = ["onDemand", "covered", "requests", "compute", "other"];

/** Notes the days of a month that a row is for; rows that reach beyond the month count up to its end. */
function cover(months: Map<string, Covered>, month: string, { start, end }: BilledRow): void {
  const covered = months.get(month) ?? {
    days: new Set<number>(),
    monthEnd: boundsOf(month).to,
    from: start,
    to: end,
  };
  months.set(month, covered);
  covered.from = Math.min(covered.from, start);
  covered.to = Math.max(covered.to, end);
  const last = Math.min(Math.max(end - 1, start), covered.monthEnd - 1);
  for (let day = Math.floor(start / SECONDS_PER_DAY); day * SECONDS_PER_DAY <= last; day += 1)
    covered.days.add(day);
}

/** First second of a month, and the one after its last. */
function boundsOf(month: string): { readonly from: number; readonly to: number } {
  const first = new Date(`${month}-01T00:00:00Z`);
  return {
    from: first.getTime() / 1000,
    to: Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1) / 1000,
  };
}

function dayOf(second: number): string {
  return new Date(second * 1000).toISOString().slice(0, "YYYY-MM-DD".length);
}
