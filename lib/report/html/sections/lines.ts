import { html, type Insert, type Markup } from "../markup";
import { numeral, orMissing } from "../numbers";
import type { CostReport, ReportedLine } from "../../report-schema";
import { folded, numbers, table, words } from "../table";

const CHARGES: Readonly<Record<ReportedLine["charge"], string>> = {
  upfront: "upfront",
  commitment: "commitment",
  onDemand: "on demand",
  requests: "requests",
  compute: "compute",
  other: "other",
};

/** Every line of the plan by month: what is expected to be billed. */
export function linesSection({ lines, currency }: CostReport): Markup {
  const months = [...new Set(lines.map(({ month }) => month))];
  return html`<section id="lines">
    <h2>Lines by month</h2>
    ${
      lines.length === 0
        ? html`<p>Nothing is expected to be billed.</p>`
        : folded(
            `All ${lines.length} lines`,
            table({
              caption: "What is expected to be billed",
              columns: [
                words("target"),
                words("charge"),
                words("what"),
                words("commitment"),
                numbers("quantity"),
                words("unit"),
                numbers(`unit price, ${currency}`),
                numbers(`amount, ${currency}`),
              ],
              groups: months.map((month) => ({
                title: month,
                rows: lines.filter((line) => line.month === month).map(lineRow),
              })),
            }),
          )
    }
  </section>`;
}

function lineRow(line: ReportedLine): Insert[] {
  return [
    line.target,
    CHARGES[line.charge],
    line.what,
    orMissing(line.commitment),
    numeral(line.quantity),
    line.unit,
    numeral(line.unitPrice),
    numeral(line.amount),
  ];
}
