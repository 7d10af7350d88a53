import type { CostReport } from "../../report-schema";
import { html, type Insert, type Markup } from "../markup";
import { figure, money } from "../numbers";
import { sentenceList } from "../table";

/** What the whole report comes to: what to do, what it costs and saves, and whether the budget holds. */
export function headline(report: CostReport): Markup {
  const { total } = report;
  return html`<section class="advice" aria-label="What to do">
      <p class="what">${advice(report)}</p>
      ${price(report)}
      <p>${verdict(report)}</p>
    </section>
    <dl class="tiles">
      ${tile("Cost of a month", figure(total.monthlyCost))}
      ${tile("All on demand", figure(total.onDemandMonthlyCost))}
      ${tile("Saved in a month", figure(total.monthlySaving))}
      ${tile("A million requests", figure(total.costPerMillionRequests))}
    </dl>
    ${notice("Warnings", report.warnings)}${report.provenance.isMixed ? notice("The prices come from sources of different kinds", report.provenance.sentences) : null}`;
}

/** The decision of every target in one sentence. */
function advice({ targets }: CostReport): Insert {
  const decided = targets.flatMap(({ target, decision }) =>
    decision === null ? [] : [`${target} (${decision.instanceType}): ${decision.chosen}`],
  );
  if (decided.length === 0) return "Nothing to reserve: no target has instances to decide on.";
  return `For ${decided.join("; for ")}.`;
}

/** What the decision costs and saves; nothing where the cost is not known. */
function price({ total: { monthlyCost, monthlySaving } }: CostReport): Markup | null {
  if (monthlyCost.value === null) return null;
  const saving =
    monthlySaving.value === null
      ? null
      : html`, which saves ${figure(monthlySaving)} against renting everything on demand`;
  return html`<p>All that is rented costs ${figure(monthlyCost)}${saving}.</p> `;
}

function verdict({ budget, currency, total: { quantiles } }: CostReport): Markup {
  const limit = html`the budget of ${money(budget.amount, budget.currency)} a month`;
  const p80 = quantiles === null ? null : html` P80 is ${money(quantiles.p80, currency)}.`;
  switch (budget.isP80Within) {
    case true:
      return html`<span class="verdict good">Within budget.</span> At least 80 % of the load paths keep within
        ${limit}.${p80}`;
    case false:
      return html`<span class="verdict bad">Over budget.</span> More than 20 % of the load paths go over
        ${limit}.${p80}`;
    case null:
      return html`<span class="verdict warn">Not held against the budget.</span> It is not known whether
        ${limit} holds.${p80}`;
  }
}

function tile(name: string, value: Insert): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function notice(title: string, sentences: readonly string[]): Markup | null {
  if (sentences.length === 0) return null;
  return html`<section class="notice">
    <h2>${title}</h2>
    ${sentenceList(sentences)}
  </section> `;
}
