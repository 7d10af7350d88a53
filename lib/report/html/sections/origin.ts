import { html, type Markup } from "../markup";
import { numeral, orMissing } from "../numbers";
import type { CostReport } from "../../report-schema";
import { facts, numbers, sentenceList, table, words } from "../table";

/** Every price with its source and its date; those that are too old are marked. */
export function pricesSection({ prices }: CostReport): Markup {
  return html`<section id="prices">
    <h2>Prices</h2>
    ${
      prices.length === 0
        ? html`<p>No price is part of this report.</p>`
        : table({
            caption: "Prices with their sources and dates",
            columns: [
              words("price"),
              words("of"),
              numbers("amount"),
              words("unit"),
              words("region"),
              words("source"),
              words("date"),
              numbers("age, days"),
            ],
            groups: [
              {
                title: null,
                rows: prices.map((price) => [
                  price.id,
                  price.what,
                  numeral(price.amount),
                  price.unit,
                  orMissing(price.region),
                  price.source,
                  html`<time datetime="${price.date}">${price.date}</time>`,
                  html`${numeral(price.ageDays)}${price.isStale ? html` <span class="mark bad">stale</span>` : null}`,
                ]),
              },
            ],
          })
    }
  </section>`;
}

/** What the report was made from, so that it can be made again. */
export function originSection(report: CostReport): Markup {
  const { generator, provenance, tags, term } = report;
  return html`<section id="origin">
    <h2>How this was made</h2>
    ${facts([
      ["made by", `${generator.name} ${generator.version}`],
      ["format", report.format],
      ["as of", report.asOf],
      ["currency", report.currency],
      ["seed of the load paths", numeral(report.seed)],
      ["load paths", numeral(report.paths)],
      [
        "term",
        html`${term.start} to ${term.end}, ${numeral(term.hours)} h in ${numeral(term.months)} months`,
      ],
      ["prices", provenance.isMixed ? "of different kinds of sources" : "of one kind of source"],
      ["service", tags.service],
      ["environment", tags.environment],
      ["owner", orMissing(tags.owner)],
      ["cost centre", orMissing(tags.costCentre)],
    ])}
    ${sentenceList(provenance.sentences)}
  </section>`;
}
