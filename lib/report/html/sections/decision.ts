import { durationChart } from "../charts/duration-chart";
import { optionsChart } from "../charts/options-chart";
import { sensitivityChart } from "../charts/sensitivity-chart";
import type { Chart } from "../charts/chart";
import { html, type Insert, type Markup } from "../markup";
import { figure, money, numeral, orMissing } from "../numbers";
import { kindName, paymentName } from "../option-name";
import type { ReportedDecision } from "../../report-schema";
import { facts, folded, numbers, table, words } from "../table";

/** What a decision is shown with. */
export interface DecisionContext {
  /** Start of the ids of its charts. */
  readonly id: string;
  /** Whose decision it is, in the titles of charts and tables; no two decisions of a page share it. */
  readonly subject: string;
  readonly currency: string;
  /** Cost of a month with everything rented; null where it is not known. */
  readonly allOnDemand: string | null;
  /** How a chart is shown: drawn, or by its table alone. */
  readonly show: (chart: Chart) => Insert;
}

/** A decision for instances with all that it rests on. */
export function decisionPart(decision: ReportedDecision, context: DecisionContext): Markup {
  const { id, subject, currency, show } = context;
  const charts = [
    durationChart(`${id}-levels`, subject, decision),
    optionsChart(`${id}-options`, subject, decision, context),
    sensitivityChart(`${id}-sensitivity`, subject, decision, currency),
  ];
  return html`${decisionFacts(decision, currency)}
  ${charts.map((chart) => (chart === null ? null : show(chart)))}
  ${folded(`${subject}: the options in full`, optionsTable(decision, subject, currency))}
  ${folded(`${subject}: hours and cost by month`, monthsTable(decision, subject, currency))}
  ${flipsTable(decision, subject)}`;
}

function decisionFacts(decision: ReportedDecision, currency: string): Markup {
  const { runnerUp, presentValues: worth, quantiles } = decision;
  return facts([
    ["decision", decision.chosen],
    ["next best", html`${runnerUp.what}, ${money(runnerUp.monthlyCost, currency)} a month`],
    ["instances", `${decision.instanceType} in ${decision.region}, ${decision.platform}`],
    ["price on demand", money(decision.onDemandHourly, `${currency}/h`)],
    ["cost of a month, mean", money(quantiles.mean, currency)],
    ["cost of a month, P50", money(quantiles.p50, currency)],
    ["cost of a month, P80", money(quantiles.p80, currency)],
    ["cost of a month, P95", money(quantiles.p95, currency)],
    ["pays back after", figure(decision.paybackMonths)],
    ["coverage of what is needed", figure(decision.coverage)],
    ["utilisation of what is committed", figure(decision.utilisation)],
    ["effective savings rate", figure(decision.effectiveSavingsRate)],
    ["a million requests", figure(decision.costPerMillionRequests)],
    ["discount rate of present values", html`${numeral(worth.yearlyRatePercent)} % a year`],
    ["present value, as decided", money(worth.chosen, currency)],
    ["present value, all on demand", money(worth.allOnDemand, currency)],
    ["net present value of the decision", money(worth.saving, currency)],
    ["method", decision.method],
  ]);
}

function optionsTable(decision: ReportedDecision, subject: string, currency: string): Markup {
  return table({
    caption: `${subject}: every option`,
    columns: [
      words("option"),
      words("kind"),
      words("class"),
      numbers("term, y"),
      words("payment"),
      numbers(`upfront, ${currency}`),
      numbers(`hourly, ${currency}`),
      numbers(`effective hourly, ${currency}`),
      numbers("break-even"),
      numbers("taken"),
      numbers("taken were it alone"),
      numbers(`cost of a month then, ${currency}`),
      words("price"),
    ],
    groups: [
      {
        title: null,
        rows: decision.options.map((option) => [
          option.id,
          kindName(option.kind),
          orMissing(option.offeringClass),
          numeral(option.termYears),
          paymentName(option.payment),
          numeral(option.upfront),
          numeral(option.hourly),
          numeral(option.effectiveHourly),
          figure(option.breakEvenUtilisation),
          html`${numeral(option.count)}${option.count > 0 ? html` <span class="mark">chosen</span>` : null}`,
          numeral(option.aloneCount),
          numeral(option.aloneMonthlyCost),
          option.price,
        ]),
      },
    ],
  });
}

function monthsTable({ months }: ReportedDecision, subject: string, currency: string): Markup {
  return table({
    caption: `${subject}: instance hours and cost by month`,
    columns: [
      words("month"),
      words("from"),
      ...["hours", "needed", "committed", "used", "rented"].map(numbers),
      ...["cash", "amortised", "all on demand"].map((name) => numbers(`${name}, ${currency}`)),
    ],
    groups: [
      {
        title: null,
        rows: months.map((month) => [
          month.month,
          html`<time datetime="${month.from}">${month.from}</time>`,
          numeral(month.hours),
          numeral(month.needed),
          numeral(month.committed),
          numeral(month.used),
          numeral(month.rented),
          numeral(month.cash),
          numeral(month.amortised),
          numeral(month.onDemandOnly),
        ]),
      },
    ],
  });
}

function flipsTable({ flips }: ReportedDecision, subject: string): Markup | null {
  if (flips.length === 0) return null;
  return table({
    caption: `${subject}: what would have to change for another decision`,
    columns: [words("change"), numbers("by"), words("then")],
    groups: [
      { title: null, rows: flips.map(({ what, change, to }) => [what, figure(change), orMissing(to)]) },
    ],
  });
}
