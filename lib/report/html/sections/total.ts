import type { ChartRenderer } from "../charts/chart";
import { monthsChart } from "../charts/months-chart";
import { html, type Markup } from "../markup";
import { figure, money, orMissing } from "../numbers";
import type { CostReport } from "../../report-schema";
import { facts, numbers, table, words } from "../table";

/** What all that is rented costs: by target, over the load paths, and by month. */
export function totalSection(report: CostReport, draw: ChartRenderer): Markup {
  const { total, currency, budget } = report;
  const months = monthsChart("total-months", total.months, currency);
  const within = (is: boolean | null): string => (is === null ? "not known" : is ? "yes" : "no");
  return html`<section id="total">
    <h2>Total</h2>
    ${table({
      caption: "Cost of an average month by target",
      columns: [words("target"), numbers("cost"), numbers("all on demand"), numbers("saved")],
      groups: [
        {
          title: null,
          rows: report.targets.map((target) => [
            html`${target.target}${target.isRented ? null : html` <small>not rented</small>`}`,
            figure(target.monthlyCost),
            figure(target.onDemandMonthlyCost),
            figure(target.monthlySaving),
          ]),
        },
        {
          title: null,
          rows: [
            [
              html`<strong>all that is rented</strong>`,
              figure(total.monthlyCost),
              figure(total.onDemandMonthlyCost),
              figure(total.monthlySaving),
            ],
          ],
        },
      ],
    })}
    <h3>Cost of a month over the load paths</h3>
    ${
      total.quantiles === null
        ? html`<p>${orMissing(null)} not every target has a cost.</p>`
        : facts([
            ["mean", money(total.quantiles.mean, currency)],
            ["P50", money(total.quantiles.p50, currency)],
            ["P80", money(total.quantiles.p80, currency)],
            ["P95", money(total.quantiles.p95, currency)],
            ["budget", html`${money(budget.amount, budget.currency)} <span class="unit">a month</span>`],
            ["mean within budget", within(budget.isMeanWithin)],
            ["P80 within budget", within(budget.isP80Within)],
          ])
    }
    ${months === null ? null : draw(months)}
  </section>`;
}
