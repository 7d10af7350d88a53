import type { ChartRenderer } from "../charts/chart";
import { loadChart } from "../charts/load-chart";
import { html, type Markup } from "../markup";
import { numeral, orMissing } from "../numbers";
import type { CostReport, ReportedLoad } from "../../report-schema";
import { facts, sentenceList } from "../table";

/** The load that the decisions rest on, app by app. */
export function loadSection({ load }: CostReport, draw: ChartRenderer): Markup {
  return html`<section id="load">
    <h2>Load and forecast</h2>
    ${load.length === 0 ? html`<p>No load is part of this report.</p>` : null}
    ${load.map((each, index) => html`${appLoad(each, `load-${index + 1}`, draw)} `)}
  </section>`;
}

function appLoad(load: ReportedLoad, id: string, draw: ChartRenderer): Markup {
  const chart = loadChart(id, load);
  const { holdoutSmapePercent: error } = load;
  return html`<h3>${load.app}</h3>
    ${facts([
      ["history", orMissing(load.history)],
      ["from", orMissing(load.from)],
      ["to", orMissing(load.to)],
      ["steps", html`${numeral(load.steps)} <span class="unit">${load.step ?? ""}</span>`],
      ["method", load.method],
      [
        "error on the end of the history, kept from it (SMAPE)",
        error === null ? orMissing(null) : html`${numeral(error)} %`,
      ],
      ["requests of an average month", numeral(load.monthlyRequests)],
    ])}
    ${sentenceList([...load.repairs, ...load.notes])}
    ${chart === null ? html`<p>No days are shown: there is no history to draw.</p>` : draw(chart)}`;
}
