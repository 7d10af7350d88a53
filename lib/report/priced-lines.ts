import Decimal from "decimal.js";
import type {
  CostReport,
  ReportedDecision,
  ReportedLine,
  ReportedOrder,
  ReportedTarget,
} from "./report-schema";

/** A price of the report. */
export type ReportedPrice = CostReport["prices"][number];

/** An offering of the report's decisions. */
export type ReportedOption = ReportedDecision["options"][number];

/** A line with the price that it is reckoned from. */
export interface PricedLine {
  readonly line: ReportedLine;
  /** The price that the line's unit price is a whole part of; undefined where the report has none. */
  readonly price: ReportedPrice | undefined;
  /** What the price is divided by for one unit of the line: 1 000 000 for a price per million. */
  readonly divisor: number;
  /**
   * Where the price comes from, told even where only another price of the same offering is in the report, or where all
   * prices of the target have one source and day.
   */
  readonly origin: ReportedPrice | undefined;
}

const MILLION = 1_000_000;

/** The lines of the report in its order, each with its price. */
export function pricedLines(report: CostReport): readonly PricedLine[] {
  const options = optionsById(report);
  return report.lines.map((line) => {
    const candidates = candidatesFor(line, report, options);
    const price = candidates.find((each) => isPriceOf(each, line));
    const origin = price ?? (line.commitment === null ? sharedOrigin(candidates) : candidates[0]);
    return { line, price, divisor: price === undefined ? 1 : divisorOf(price), origin };
  });
}

/** Every option of the targets' decisions by its id. */
export function optionsById(report: CostReport): ReadonlyMap<string, ReportedOption> {
  return new Map(
    report.targets.flatMap(({ decision }) => decision?.options ?? []).map((option) => [option.id, option]),
  );
}

/**
 * The order of a Savings Plan that a target without instances buys, by the commitment of its lines; undefined for one
 * that is not ordered.
 */
export function planOrderOf(report: CostReport, commitment: string | null): ReportedOrder | undefined {
  return report.orders.find(
    ({ target, kind, termYears, payment }) =>
      kind === "computeSavingsPlan" && commitment === `${target}-${kind}-${termYears}y-${payment}`,
  );
}

/** What a target is billed in: the currency of its monthly cost, or the report's where it has none. */
export function currencyOf(target: ReportedTarget | undefined, report: CostReport): string {
  return target?.monthlyCost.unit?.split("/")[0] ?? report.currency;
}

/** What one unit is divided by; see {@link PricedLine.divisor}. */
export function divisorOf({ unit }: ReportedPrice): number {
  return unit.includes("/million ") ? MILLION : 1;
}

/** Prices that may be the line's: of its offering where it belongs to one, else of its target. */
function candidatesFor(
  { commitment, target }: ReportedLine,
  { prices }: CostReport,
  options: ReadonlyMap<string, ReportedOption>,
): readonly ReportedPrice[] {
  if (commitment !== null) {
    const ids = [commitment, `${commitment}-upfront`, options.get(commitment)?.price];
    return prices.filter(({ id }) => ids.includes(id));
  }
  return prices.filter(({ id }) => id.startsWith(`${target}-`));
}

/** The first of the prices where all have one source and day. */
function sharedOrigin([first, ...others]: readonly ReportedPrice[]): ReportedPrice | undefined {
  const isShared = others.every(({ source, date }) => source === first?.source && date === first.date);
  return isShared ? first : undefined;
}

function isPriceOf(price: ReportedPrice, { unitPrice }: ReportedLine): boolean {
  return new Decimal(price.amount).div(divisorOf(price)).equals(unitPrice);
}
