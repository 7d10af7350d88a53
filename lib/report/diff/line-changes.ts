import Decimal from "decimal.js";
import { Money, roundToTotal, type Currency } from "../../definition/money";
import { HOURS_PER_MONTH } from "../../definition/units";
import type { CostReport, ReportedLine } from "../report-schema";
import { amountText } from "../amount-text";
import { splitDifference, type Position } from "../effects";

/** One line of an average month, as text. */
export interface MonthlyPosition {
  /** Counted in an average month of 730 hours, at most six decimals. */
  readonly quantity: string;
  /** At most twelve decimals. */
  readonly unitPrice: string;
  /** To the cent. */
  readonly amount: string;
}

/** What became of the lines of one kind of charge. Amounts are of an average month, to the cent. */
export interface LineChange {
  readonly target: string;
  readonly charge: ReportedLine["charge"];
  readonly what: string;
  readonly commitment: string | null;
  readonly unit: string;
  /** Null where the older report has no such line. */
  readonly older: MonthlyPosition | null;
  /** Null where the newer report has no such line. */
  readonly newer: MonthlyPosition | null;
  /** Sum of the three effects below; it may differ by a cent from that of the amounts, which are rounded each. */
  readonly difference: string;
  readonly price: string;
  readonly quantity: string;
  readonly mix: string;
}

interface Group {
  readonly key: string;
  readonly line: ReportedLine;
  readonly position: Position;
}

const Exact = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_EVEN });
const QUANTITY_DECIMALS = 6;
const PRICE_DECIMALS = 12;

/** Part of a report's term that an average month is. */
export function monthShare({ term }: Pick<CostReport, "term">): Decimal {
  return new Exact(HOURS_PER_MONTH).div(term.hours);
}

/**
 * The lines of two reports side by side, each over an average month, so that terms of other lengths or with another start
 * can be compared. Lines of targets on devices of one's own are left out, as they are of every total. The effects are rounded together: they sum to the rounded difference of the lines.
 */
export function lineChanges(older: CostReport, newer: CostReport): readonly LineChange[] {
  const before = groupsOf(older);
  const after = groupsOf(newer);
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  const pairs = keys.map((key) => ({ before: before.get(key), after: after.get(key) }));
  const effects = pairs.map((pair) => splitDifference(pair.before?.position, pair.after?.position));
  const rounded = roundToTotal(
    effects.flatMap(({ price, quantity, mix }) => [price, quantity, mix]).map(moneyIn(newer.currency)),
    newer.currency,
  );
  return pairs.flatMap((pair, index) => {
    const group = pair.after ?? pair.before;
    if (!group) return [];
    const { target, charge, what, commitment, unit } = group.line;
    const [price, quantity, mix] = [0, 1, 2].map((part) => rounded[index * 3 + part]) as Parts;
    return [
      {
        target,
        charge,
        what,
        commitment,
        unit,
        older: monthlyPosition(pair.before),
        newer: monthlyPosition(pair.after),
        difference: amountText(price.plus(quantity).plus(mix).amount),
        price: amountText(price.amount),
        quantity: amountText(quantity.amount),
        mix: amountText(mix.amount),
      },
    ];
  });
}

type Parts = [Money, Money, Money];

function moneyIn(currency: Currency): (amount: Decimal) => Money {
  return (amount) => Money.of(amount, currency);
}

/** The lines that a report's total is over: those of targets that are rented. */
function rentedLines({ lines, targets }: CostReport): readonly ReportedLine[] {
  const own = new Set(targets.filter(({ isRented }) => !isRented).map(({ target }) => target));
  return lines.filter(({ target }) => !own.has(target));
}

/** Lines of the same target, charge, words, commitment and unit are one. */
function groupsOf(report: CostReport): Map<string, Group> {
  const lines = new Map<string, ReportedLine[]>();
  for (const line of rentedLines(report)) {
    const key = JSON.stringify([line.target, line.charge, line.what, line.commitment, line.unit]);
    const same = lines.get(key);
    if (same) same.push(line);
    else lines.set(key, [line]);
  }
  const share = monthShare(report);
  return new Map([...lines].map(([key, same]) => [key, groupOf(key, same, share)]));
}

function groupOf(key: string, lines: readonly ReportedLine[], share: Decimal): Group {
  const [line] = lines;
  if (!line) throw new RangeError("groupOf takes at least one line");
  const quantity = lines.reduce((sum, each) => sum.plus(each.quantity), new Exact(0));
  const amount = lines.reduce((sum, each) => sum.plus(each.amount), new Exact(0));
  const hasOnePrice = lines.every((each) => new Exact(each.unitPrice).equals(line.unitPrice));
  const unitPrice = hasOnePrice || quantity.isZero() ? new Exact(line.unitPrice) : amount.div(quantity);
  return {
    key,
    line,
    position: { quantity: quantity.times(share), unitPrice, amount: amount.times(share) },
  };
}

function monthlyPosition(group: Group | undefined): MonthlyPosition | null {
  if (!group) return null;
  const { quantity, unitPrice, amount } = group.position;
  return {
    quantity: quantity.toDecimalPlaces(QUANTITY_DECIMALS).toFixed(),
    unitPrice: unitPrice.toDecimalPlaces(PRICE_DECIMALS).toFixed(),
    amount: amountText(amount),
  };
}
