import type { CostReport } from "../report-schema";
import { chartRenderer } from "./charts/chart";
import { html, Markup } from "./markup";
import { headline } from "./sections/headline";
import { linesSection } from "./sections/lines";
import { loadSection } from "./sections/load";
import { ordersSection } from "./sections/orders";
import { originSection, pricesSection } from "./sections/origin";
import { targetSection } from "./sections/target";
import { totalSection } from "./sections/total";
import { STYLE } from "./style";

/** Nothing is fetched and nothing runs, whatever a name in the report says. Source: Content Security Policy Level 3. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/**
 * The report as one HTML file that holds all it needs: it is read without network and without scripts, on a desktop,
 * on a phone, in the dark and on paper (A4).
 *
 * Every text of the report is escaped, so that none of it is markup. Every number stands as the document has it, in the
 * text and as the `value` of its `data` element; shares are shown in per cent and stand as they are in `value`. The same
 * report gives the same bytes.
 */
export async function costHtml(report: CostReport): Promise<string> {
  const draw = await chartRenderer();
  const { name, environment, asOf, term, currency, targets } = report;
  const title = `Cost report: ${name}, ${environment}`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style>
          ${new Markup(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p class="eyebrow">As of ${asOf}, for ${term.start} to ${term.end}, in ${currency}</p>
        </header>
        <main>
          ${headline(report)} ${contents(report)} ${totalSection(report, draw)} ${ordersSection(report)}
          ${targets.map((target, index) => html`${targetSection(target, { id: targetId(index), currency, draw })} `)}
          ${loadSection(report, draw)} ${linesSection(report)} ${pricesSection(report)}
          ${originSection(report)}
        </main>
      </body>
    </html> `;
  return page.text;
}

function targetId(index: number): string {
  return `target-${index + 1}`;
}

function contents({ targets }: CostReport): Markup {
  const places: readonly (readonly [string, string])[] = [
    ["total", "Total"],
    ["orders", "What to buy"],
    ...targets.map(({ target }, index) => [targetId(index), target] as const),
    ["load", "Load and forecast"],
    ["lines", "Lines by month"],
    ["prices", "Prices"],
    ["origin", "How this was made"],
  ];
  return html`<nav aria-label="Sections">
    <ul>
      ${places.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li> `)}
    </ul>
  </nav>`;
}
