import type { CostReport, ReportedOrder } from "../../report-schema";
import { html, type Insert, type Markup } from "../markup";
import { money, numeral, orMissing } from "../numbers";
import { kindName, paymentName } from "../option-name";
import { facts, numbers, table } from "../table";

/** What is to be bought by hand, with the command lines that look it up and buy it. */
export function ordersSection({ orders }: CostReport): Markup {
  return html`<section id="orders">
    <h2>What to buy</h2>
    ${
      orders.length === 0
        ? html`<p>Nothing is to be bought: no commitment is part of the decision.</p>`
        : orders.map((order, index) => html`${orderCard(order, index + 1)} `)
    }
  </section>`;
}

function orderCard(order: ReportedOrder, place: number): Markup {
  const { target, kind, count, currency, exit, commands } = order;
  return html`<article class="order">
    <h3>
      Order ${place}: ${count === null ? null : html`${numeral(count)} × `}${kindName(kind)} for ${target}
    </h3>
    ${facts([
      ["offering", order.offering],
      ["instance type", orMissing(order.instanceType)],
      ["platform", orMissing(order.platform)],
      ["region", orMissing(order.region)],
      ["tenancy", orMissing(order.tenancy)],
      ["offering class", orMissing(order.offeringClass)],
      [
        "commitment an hour",
        order.commitmentPerHour === null ? orMissing(null) : money(order.commitmentPerHour, currency),
      ],
      ["term", html`${numeral(order.termYears)} y`],
      ["payment", paymentName(order.payment)],
      ["due at purchase", money(order.dueAtPurchase, currency)],
      ["paid an hour", money(order.hourly, currency)],
      ["total obligation", money(order.totalObligation, currency)],
      [
        "price from",
        html`${order.priceSource}, <time datetime="${order.priceDate}">${order.priceDate}</time>`,
      ],
    ])}
    <h4>Commands</h4>
    ${command(`Order ${place}: look it up`, commands.lookUp)}
    ${command(`Order ${place}: buy it`, commands.buy)}
    <h4>Leaving early</h4>
    <p>${exit.terms}</p>
    ${
      exit.costs.length === 0
        ? null
        : table({
            caption: `Order ${place}: cost of leaving early`,
            columns: [numbers("after months"), numbers(`cost, ${currency}`)],
            groups: [
              {
                title: null,
                rows: exit.costs.map(({ afterMonths, cost }): Insert[] => [
                  numeral(afterMonths),
                  numeral(cost),
                ]),
              },
            ],
          })
    }
  </article>`;
}

function command(title: string, line: string): Markup {
  return html`<p class="muted">${title}</p>
    <pre><code>${line}</code></pre>`;
}
