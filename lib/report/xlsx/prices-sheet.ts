import Decimal from "decimal.js";
import { currencyOf, pricedLines, type PricedLine, type ReportedPrice } from "../priced-lines";
import type { CostReport, ReportedLine } from "../report-schema";
import { FORMATS, numberOf, rowNumber, serialOf, type SheetTable } from "./sheet-table";

const SHEET = "Prices";
const AMOUNT_COLUMN = "C";

interface PriceRow {
  readonly id: string;
  readonly what: string;
  readonly amount: string;
  readonly unit: string;
  readonly origin: ReportedPrice | undefined;
}

/**
 * The prices that the workbook reckons from: those of the report, then what the lines are billed at and no price of
 * the report tells, such as an upfront fee.
 */
export class PriceList {
  private readonly rows: PriceRow[];
  private readonly byLine = new Map<ReportedLine, string>();

  constructor(private readonly report: CostReport) {
    this.rows = report.prices.map((price) => ({ ...price, origin: price }));
    for (const priced of pricedLines(report)) this.byLine.set(priced.line, this.place(priced));
  }

  /** The unit price of a line, as a formula. */
  ofLine(line: ReportedLine): string {
    return this.byLine.get(line) ?? line.unitPrice;
  }

  /** The price on demand of a target's instances, as a formula. */
  onDemand(target: string, hourly: string): string {
    const line = this.report.lines.find((each) => each.target === target && each.charge === "onDemand");
    return line === undefined ? this.ofPrice([`${target}-onDemand`], hourly) : this.ofLine(line);
  }

  /** The first price with one of these ids and this amount, as a formula; the amount where there is none. */
  ofPrice(ids: readonly string[], amount: string): string {
    const index = this.rows.findIndex(
      (row) => ids.includes(row.id) && new Decimal(row.amount).equals(amount),
    );
    return index < 0 ? amount : this.cell(index);
  }

  /** The sheet. */
  table(): SheetTable {
    return {
      name: SHEET,
      columns: [
        { header: "Id", width: 34 },
        { header: "What", width: 46 },
        { header: "Amount", width: 14, format: FORMATS.price },
        { header: "Unit", width: 22 },
        { header: "Region", width: 14 },
        { header: "Source", width: 50 },
        { header: "Date", width: 12, format: FORMATS.date },
        { header: "Age in days", width: 12, format: FORMATS.whole },
        { header: "Stale", width: 8 },
      ],
      rows: this.rows.map(({ id, what, amount, unit, origin }) => [
        id,
        what,
        numberOf(amount),
        unit,
        origin?.region ?? null,
        origin?.source ?? null,
        origin === undefined ? null : serialOf(origin.date),
        origin?.ageDays ?? null,
        origin === undefined ? null : origin.isStale ? "yes" : "no",
      ]),
    };
  }

  private place(priced: PricedLine): string {
    const { line, price, divisor, origin } = priced;
    if (price !== undefined) {
      const cell = this.cell(this.rows.findIndex(({ id }) => id === price.id));
      return divisor === 1 ? cell : `${cell}/${divisor}`;
    }
    const id = [line.commitment ?? line.target, line.charge, line.what].join("/");
    const known = this.rows.findIndex((row) => row.id === id && row.amount === line.unitPrice);
    if (known >= 0) return this.cell(known);
    const target = this.report.targets.find((each) => each.target === line.target);
    const unit = `${currencyOf(target, this.report)}/${line.unit.replace(/s$/, "")}`;
    this.rows.push({ id, what: line.what, amount: line.unitPrice, unit, origin });
    return this.cell(this.rows.length - 1);
  }

  private cell(index: number): string {
    return `${SHEET}!$${AMOUNT_COLUMN}$${rowNumber(index)}`;
  }
}
