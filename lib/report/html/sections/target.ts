import type { ChartRenderer } from "../charts/chart";
import { html, type Markup } from "../markup";
import { figure, orMissing, percentage } from "../numbers";
import type { ReportedTarget } from "../../report-schema";
import { facts, folded, numbers, sentenceList, table, words } from "../table";
import { decisionPart } from "./decision";

/** What a target's section needs beside the target. */
export interface TargetContext {
  /** The only one of its name in the page; start of the ids of its charts. */
  readonly id: string;
  readonly currency: string;
  readonly draw: ChartRenderer;
}

/** One target: its figures, what they rest on, the decision, and the parts of its apps. */
export function targetSection(target: ReportedTarget, context: TargetContext): Markup {
  const { id, currency, draw } = context;
  const { onDemandMonthlyCost, decision } = target;
  return html`<section id="${id}">
    <h2>${target.target}</h2>
    ${target.isRented ? null : html`<p>It is not rented: its cost is not part of the total.</p>`}
    ${facts([
      ["cost of a month", figure(target.monthlyCost)],
      ["all on demand", figure(onDemandMonthlyCost)],
      ["saved in a month", figure(target.monthlySaving)],
      ["to reserve anew", figure(target.reservedCount)],
      ["on demand at most", figure(target.onDemandCount)],
      ["break-even utilisation", figure(target.breakEvenUtilisation)],
      ["next best", orMissing(target.runnerUp)],
    ])}
    ${
      target.basis.length === 0
        ? null
        : html`<h3>What it rests on</h3>
            ${sentenceList(target.basis)}`
    }
    ${
      target.notCovered.length === 0
        ? null
        : html`<h3>Not in these amounts</h3>
            ${sentenceList(target.notCovered)}`
    }
    ${
      decision === null
        ? null
        : html`<h3>The decision</h3>
            ${decisionPart(decision, {
              id,
              subject: target.target,
              currency,
              allOnDemand: onDemandMonthlyCost.value === null ? null : String(onDemandMonthlyCost.value),
              show: draw,
            })}`
    }
    ${target.apps.length === 0 ? null : appsPart(target, context)}
  </section>`;
}

function appsPart({ target, apps }: ReportedTarget, { id, currency }: TargetContext): Markup {
  return html`<h3>Apps</h3>
    ${table({
      caption: `${target}: parts of the apps`,
      columns: [
        words("app"),
        numbers("share of instance hours"),
        numbers("cost"),
        numbers("a million requests"),
      ],
      groups: [
        {
          title: null,
          rows: apps.map((app) => [
            app.app,
            percentage(app.share),
            figure(app.monthlyCost),
            figure(app.costPerMillionRequests),
          ]),
        },
      ],
    })}
    ${apps.map(({ app, alone }, index) =>
      alone === null
        ? html`<p>${app}: nothing is decided for it alone.</p> `
        : html`${folded(
            `${app}: the decision if it had instances of its own`,
            decisionPart(alone, {
              id: `${id}-app-${index + 1}`,
              subject: `${app}, alone on ${target}`,
              currency,
              allOnDemand: null,
              show: (chart) => chart.table,
            }),
          )} `,
    )}`;
}
