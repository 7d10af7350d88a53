import { currencyOf } from "../priced-lines";
import type { CostReport, ReportedFigure, ReportedTarget } from "../report-schema";
import { MONTHS, targetSum } from "./months-sheet";
import {
  FORMATS,
  numberOf,
  roundedToCents,
  rowNumber,
  serialOf,
  type CellValue,
  type Formula,
  type SheetCell,
  type SheetTable,
} from "./sheet-table";

/** A row of the summary. */
interface SummaryRow {
  readonly target: string | null;
  readonly label: string;
  readonly value: CellValue | Formula;
  readonly format?: string;
  readonly unit?: string | null;
  readonly note?: string | null;
}

/** Names of the rows that others refer to. */
const TERM_MONTHS = "Months of the term";
const COST = "Cost of an average month";
const ON_DEMAND = "The same, all on demand";
const BUDGET = "Budget of a month";
const P80 = "Cost of a month, P80";

/** The figures of the report, reckoned from the sheet Months wherever they follow from it. */
export function summarySheet(report: CostReport, monthRows: number): SheetTable {
  const summary = new Summary(report, monthRows);
  return {
    name: "Summary",
    columns: [
      { header: "Target", width: 14 },
      { header: "Figure", width: 36 },
      { header: "Value", width: 26 },
      { header: "Unit", width: 16 },
      { header: "Note", width: 90 },
    ],
    rows: summary
      .rows()
      .map(({ target, label, value, format, unit, note }): readonly SheetCell[] => [
        target,
        label,
        format === undefined ? value : { value, format },
        unit ?? null,
        note ?? null,
      ]),
  };
}

class Summary {
  private readonly list: SummaryRow[] = [];

  constructor(
    private readonly report: CostReport,
    private readonly monthRows: number,
  ) {}

  rows(): readonly SummaryRow[] {
    this.head();
    for (const target of this.report.targets) this.target(target);
    this.total();
    this.notes();
    return this.list;
  }

  private head(): void {
    const { report } = this;
    const { term, tags } = report;
    const facts: readonly SummaryRow[] = [
      { target: null, label: "Program", value: report.name },
      { target: null, label: "Environment", value: report.environment },
      { target: null, label: "Service", value: tags.service },
      { target: null, label: "Owner", value: tags.owner },
      { target: null, label: "Cost centre", value: tags.costCentre },
      { target: null, label: "As of", value: serialOf(report.asOf), format: FORMATS.date },
      { target: null, label: "Term from", value: serialOf(term.start), format: FORMATS.date },
      { target: null, label: "Term to", value: serialOf(term.end), format: FORMATS.date, note: "not in it" },
      { target: null, label: TERM_MONTHS, value: term.months, format: FORMATS.whole },
      { target: null, label: "Load paths", value: report.paths, format: FORMATS.whole },
      { target: null, label: "Seed", value: report.seed },
    ];
    this.list.push(...facts);
  }

  private target(target: ReportedTarget): void {
    const { target: name, decision } = target;
    const cost = this.monthly(target);
    if (!cost) this.figure(name, COST, target.monthlyCost);
    if (!cost) this.figure(name, ON_DEMAND, target.onDemandMonthlyCost);
    if (target.monthlySaving.value === null || !cost)
      this.figure(name, "Saving of a month", target.monthlySaving);
    this.figure(name, "Instances to reserve", target.reservedCount);
    if (decision === null) return;
    this.list.push({ target: name, label: "Decision", value: decision.chosen, note: decision.method });
    this.share(name, "Coverage", decision.coverage, [MONTHS.used, MONTHS.needed]);
    this.share(name, "Utilisation", decision.utilisation, [MONTHS.used, MONTHS.committed]);
    this.savingsRate(name, decision.effectiveSavingsRate);
    this.figure(name, "Break-even utilisation", target.breakEvenUtilisation, FORMATS.share);
    this.figure(name, "Payback", decision.paybackMonths);
    const { saving, yearlyRatePercent } = decision.presentValues;
    this.list.push({
      target: name,
      label: "Net present value of the saving",
      value: numberOf(saving),
      format: FORMATS.money,
      unit: currencyOf(target, this.report),
      note: `at ${yearlyRatePercent} % a year`,
    });
  }

  /** Cost of an average month, decided and on demand, each rounded by itself; the saving is what lies between them. */
  private monthly({ target, monthlyCost, onDemandMonthlyCost, monthlySaving }: ReportedTarget): boolean {
    const { value: cost, unit } = monthlyCost;
    const { value: onDemand } = onDemandMonthlyCost;
    if (cost === null || onDemand === null) return false;
    const [paid, rent] = [this.average(MONTHS.cash, target), this.average(MONTHS.onDemandOnly, target)];
    const push = (label: string, formula: string, value: string | number): number =>
      this.list.push({
        target,
        label,
        value: { formula, result: Number(value) },
        format: FORMATS.money,
        unit,
      });
    const next = rowNumber(this.list.length);
    push(COST, roundedToCents(paid), cost);
    push(ON_DEMAND, roundedToCents(rent), onDemand);
    if (monthlySaving.value === null) return true;
    push("Saving of a month", `ROUND(C${next + 1}-C${next},2)`, monthlySaving.value);
    return true;
  }

  private total(): void {
    const { total, budget, currency } = this.report;
    const rented = this.report.targets.filter(({ isRented }) => isRented).map(({ target }) => target);
    const all = "all rented";
    const sums = [
      [COST, total.monthlyCost],
      [ON_DEMAND, total.onDemandMonthlyCost],
      ["Saving of a month", total.monthlySaving],
    ] as const;
    const first = rowNumber(this.list.length);
    for (const [label, figure] of sums) {
      const cells = rented.map((target) => this.cellOf(target, label));
      const formula =
        label === "Saving of a month" ? `ROUND(C${first + 1}-C${first},2)` : `SUM(${cells.join(",")})`;
      this.figure(all, label, figure, FORMATS.money, rented.length === 0 ? undefined : formula);
    }
    if (total.quantiles !== null) {
      const { p50, p80, p95 } = total.quantiles;
      for (const [label, value] of [
        ["Cost of a month, P50", p50],
        [P80, p80],
        ["Cost of a month, P95", p95],
      ] as const) {
        const unit = `${currency}/month`;
        this.list.push({ target: all, label, value: numberOf(value), format: FORMATS.money, unit });
      }
    }
    const unit = `${currency}/month`;
    this.list.push({
      target: all,
      label: BUDGET,
      value: numberOf(budget.amount),
      format: FORMATS.money,
      unit,
    });
    this.verdict("Expected cost", COST, budget.isMeanWithin);
    this.verdict("P80", P80, budget.isP80Within);
  }

  private verdict(what: string, label: string, isWithin: boolean | null): void {
    const target = "all rented";
    const name = `${what} and the budget`;
    if (isWithin === null) {
      this.list.push({ target, label: name, value: "not known" });
      return;
    }
    const formula = `IF(${this.cellOf(target, label)}<=${this.cellOf(target, BUDGET)},"within","over")`;
    this.list.push({ target, label: name, value: { formula, result: isWithin ? "within" : "over" } });
  }

  private notes(): void {
    const { provenance, warnings, load } = this.report;
    const rows: readonly (readonly [string, string])[] = [
      ...load.map(({ app, method, monthlyRequests }): [string, string] => [
        "Load",
        `${app}: ${method}; ${monthlyRequests} requests a month`,
      ]),
      ...provenance.sentences.map((sentence): [string, string] => ["Prices", sentence]),
      ...warnings.map((warning): [string, string] => ["Warning", warning]),
      ["Rounding", "amounts are rounded to cents, half to even; upfront fees by largest remainder"],
    ];
    this.list.push(...rows.map(([label, note]) => ({ target: null, label, value: null, note })));
  }

  private figure(
    target: string,
    label: string,
    { value, unit, reason }: ReportedFigure,
    format: string = FORMATS.quantity,
    formula?: string,
  ): void {
    const result = value === null ? null : Number(value);
    const cell = value === null || formula === undefined ? result : { formula, result };
    this.list.push({ target, label, value: cell, format, unit, note: reason });
  }

  private share(
    target: string,
    label: string,
    figure: ReportedFigure,
    [part, whole]: readonly [string, string],
  ): void {
    const formula = `ROUND(${this.sum(part, target)}/${this.sum(whole, target)},4)`;
    this.figure(target, label, figure, FORMATS.share, formula);
  }

  private savingsRate(target: string, figure: ReportedFigure): void {
    const [rent, spent] = [this.sum(MONTHS.onDemandOnly, target), this.sum(MONTHS.amortised, target)];
    this.figure(
      target,
      "Effective savings rate",
      figure,
      FORMATS.share,
      `ROUND((${rent}-${spent})/${rent},4)`,
    );
  }

  private average(column: string, target: string): string {
    return `${this.sum(column, target)}/${this.cellOf(null, TERM_MONTHS)}`;
  }

  private sum(column: string, target: string): string {
    return targetSum(column, target, this.monthRows);
  }

  /** The value's cell of a row that stands there already. */
  private cellOf(target: string | null, label: string): string {
    const index = this.list.findIndex((row) => row.target === target && row.label === label);
    if (index < 0) throw new RangeError(`the summary has no row ${label} of ${String(target)}`);
    return `C${rowNumber(index)}`;
  }
}
