import Table from "cli-table3";
import type { CostReport, ReportedFigure, ReportedLoad, ReportedTarget } from "./report-schema";

/** How a missing figure stands in the table. */
const NO_FIGURE = "–";

const COLUMNS = [
  "target",
  "reserved",
  "on demand, most",
  "cost a month",
  "all on demand",
  "saving",
  "break-even",
];

/** The decision for all targets as a table for a terminal, without colours; reasons for missing figures follow below. */
export function costTable(report: CostReport): string {
  const table = new Table({
    head: COLUMNS,
    colAligns: ["left", ...COLUMNS.slice(1).map(() => "right" as const)],
    style: { head: [], border: [] },
  });
  for (const target of report.targets) table.push(rowOf(target));
  return [
    table.toString(),
    ...report.targets.flatMap(remarksOn),
    ...report.load.map(remarkOnForecast),
    ...report.warnings.map((warning) => `  warning: ${warning}`),
    ...(report.provenance.isMixed ? report.provenance.sentences.map((sentence) => `  ${sentence}`) : []),
    remarkOnBudget(report),
  ].join("\n");
}

function remarkOnBudget({ total: { monthlyCost: total }, budget }: CostReport): string {
  const limit = `the budget of ${budget.amount} ${budget.currency} a month`;
  return budget.isMeanWithin === null
    ? `  all that is rented: ${NO_FIGURE} ${total.reason ?? ""}; not held against ${limit}`
    : `  all that is rented: ${amount(total)} a month, ${budget.isMeanWithin ? "within" : "over"} ${limit}`;
}

function rowOf(target: ReportedTarget): string[] {
  return [
    target.target,
    count(target.reservedCount),
    count(target.onDemandCount),
    amount(target.monthlyCost),
    amount(target.onDemandMonthlyCost),
    amount(target.monthlySaving),
    count(target.breakEvenUtilisation),
  ];
}

function count(figure: ReportedFigure): string {
  return figure.value === null ? NO_FIGURE : String(figure.value);
}

function amount(figure: ReportedFigure): string {
  return figure.value === null ? NO_FIGURE : `${figure.value} ${figure.unit?.split("/")[0] ?? ""}`;
}

function remarksOn(target: ReportedTarget): string[] {
  const reasons = FIGURES.map((name) => target[name].reason).filter((reason) => reason !== null);
  return [
    ...new Set(reasons.map((reason) => `${NO_FIGURE} ${reason}`)),
    ...target.basis,
    ...(target.runnerUp === null ? [] : [`next best: ${target.runnerUp}`]),
    ...flipWords(target),
    `not in these amounts: ${target.notCovered.join(", ")}`,
  ].map((remark) => `  ${target.target}: ${remark}`);
}

/** What would have to change for another decision; nothing where there was nothing to decide between. */
function flipWords({ decision }: ReportedTarget): string[] {
  if (decision === null || decision.options.length === 0 || decision.flips.length === 0) return [];
  const words = decision.flips.map(({ what, change, to }) =>
    change.value === null
      ? `${what} ${NO_FIGURE} (${change.reason ?? ""})`
      : `${what} ${change.value} ${change.unit ?? ""}, then ${to ?? ""}`,
  );
  return [`what would flip it: ${words.join("; ")}`];
}

function remarkOnForecast({ app, method, holdoutSmapePercent: error }: ReportedLoad): string {
  const measured =
    error === null
      ? "no error is measured: there is no history"
      : `error of the forecast by day on the end of the history, kept from it: ${error} % (SMAPE)`;
  return `  ${app}: load expected by ${method}; ${measured}`;
}

const FIGURES = [
  "monthlyCost",
  "onDemandMonthlyCost",
  "monthlySaving",
  "reservedCount",
  "onDemandCount",
  "breakEvenUtilisation",
] as const;
