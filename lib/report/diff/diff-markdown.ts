import Decimal from "decimal.js";
import {
  escapeMarkdown,
  foldedSections,
  markdownTable,
  MOST_CHARACTERS,
  type MarkdownSection,
} from "../markdown";
import type { CauseKind, ReportDiff, ReportSide } from "./report-diff";
import type { Change, TargetChange } from "./target-changes";

/** Targets that are told one by one above the fold. */
const MOST_TARGETS = 20;

const CAUSE_WORDS: Readonly<Record<CauseKind, string>> = {
  load: "load",
  price: "prices",
  decision: "decision",
  targets: "targets new or gone",
  rounding: "rounding",
};

/**
 * What changed and why, as Markdown for a comment of a pull request: the cost and the budget, the causes, the decisions,
 * and folded up the lines and the inputs. It never has more than {@link MOST_CHARACTERS} characters; what is left out is
 * counted. Text of the reports is escaped.
 */
export function diffMarkdown(diff: ReportDiff): string {
  const above = [
    `### ${headline(diff)}`,
    ...remarks(diff),
    causesTable(diff),
    ...decisions(diff),
    ...orders(diff),
  ].join("\n\n");
  const folded = foldedSections(
    [linesSection(diff), inputsSection(diff)],
    MOST_CHARACTERS - above.length - 2,
  );
  return `${above}\n${folded === "" ? "" : `\n${folded}`}`;
}

function headline({ name, currency, older, newer, difference, percent }: ReportDiff): string {
  const share = percent === null ? "" : `, ${signed(percent)} %`;
  return (
    `${escapeMarkdown(name)}: ${older.monthlyCost} → ${newer.monthlyCost} ${currency} a month ` +
    `(${signed(difference)}${share})`
  );
}

/** With a plus where it is more than nothing. */
function signed(amount: string): string {
  const value = new Decimal(amount);
  if (value.isZero()) return amount.replace("-", "");
  return value.isNegative() ? amount : `+${amount}`;
}

function remarks({ older, newer, currency }: ReportDiff): readonly string[] {
  const incomplete = [
    ...(older.reason === null
      ? []
      : [`The older cost is that of its lines only: ${escapeMarkdown(older.reason)}.`]),
    ...(newer.reason === null
      ? []
      : [`The newer cost is that of its lines only: ${escapeMarkdown(newer.reason)}.`]),
  ];
  return [...incomplete, `Budget: ${verdict(older, currency)} → **${verdict(newer, currency)}**.`];
}

function verdict({ p80, budget, isP80Within }: ReportSide, currency: string): string {
  const limit = escapeMarkdown(budget);
  if (isP80Within === null) return `not held against ${limit} a month`;
  const cost = p80 === null ? "P80" : `P80 of ${p80} ${currency}`;
  return `${cost} ${isP80Within ? "within" : "over"} ${limit} a month`;
}

function causesTable({ causes, currency, difference }: ReportDiff): string {
  return markdownTable({
    columns: ["cause", `${currency} a month`, "what it is"],
    rows: [
      ...causes
        .filter(({ amount }) => !new Decimal(amount).isZero())
        .map(({ cause, amount, explanation }) => [CAUSE_WORDS[cause], signed(amount), explanation]),
      ["sum", signed(difference), "the whole difference"],
    ],
    figures: [1],
  }).trimEnd();
}

function decisions({ targets, currency }: ReportDiff): readonly string[] {
  const told = targets.slice(0, MOST_TARGETS);
  const rest = targets.length - told.length;
  return [
    markdownTable({
      columns: [
        "target",
        "state",
        "cost",
        "reserved",
        "on demand, most",
        "commitments",
        "decided",
        "load",
        "prices",
        "decision",
      ],
      rows: told.map(targetRow),
      figures: [7, 8, 9],
    }).trimEnd(),
    ...(rest === 0 ? [] : [`${rest} more targets are left out.`]),
    `The last three columns are in ${currency} a month.`,
  ];
}

function targetRow(change: TargetChange): readonly (string | null)[] {
  const { target, state, effects } = change;
  const instances = [change.instanceType, change.region]
    .filter(({ older, newer }) => older !== newer)
    .map(arrow);
  return [
    target,
    state,
    arrow(change.monthlyCost),
    arrow(change.reserved),
    arrow(change.onDemand),
    arrow(change.commitments),
    [arrow(change.chosen), ...instances].filter((text) => text !== null).join("; "),
    signed(effects.load),
    signed(effects.price),
    signed(effects.decision),
  ];
}

/** One text where nothing changed, else both. */
function arrow({ older, newer }: Change): string | null {
  if (older === newer) return newer;
  return `${older ?? "none"} → ${newer ?? "none"}`;
}

function orders({ orders: { added, gone } }: ReportDiff): readonly string[] {
  const rows = [...added.map((order) => ["new", order]), ...gone.map((order) => ["gone", order])];
  const told = rows.slice(0, MOST_TARGETS);
  if (rows.length === 0) return ["No order is new or gone."];
  return [
    markdownTable({ columns: ["order", "to buy by hand"], rows: told }).trimEnd(),
    ...(rows.length === told.length ? [] : [`${rows.length - told.length} more orders are left out.`]),
  ];
}

function linesSection({ lines, currency }: ReportDiff): MarkdownSection {
  const changed = lines
    .filter(({ difference, price, quantity }) =>
      [difference, price, quantity].some((each) => Number(each) !== 0),
    )
    .sort((a, b) => new Decimal(b.difference).abs().comparedTo(new Decimal(a.difference).abs()));
  return {
    summary: `Lines that changed, ${currency} in an average month`,
    columns: [
      "target",
      "line",
      "quantity",
      "unit",
      "unit price",
      "difference",
      "price",
      "quantity",
      "new or gone",
    ],
    rows: changed.map((line) => [
      line.target,
      line.what,
      arrow({ older: line.older?.quantity ?? null, newer: line.newer?.quantity ?? null }),
      line.unit,
      arrow({ older: line.older?.unitPrice ?? null, newer: line.newer?.unitPrice ?? null }),
      signed(line.difference),
      signed(line.price),
      signed(line.quantity),
      signed(line.mix),
    ]),
    figures: [5, 6, 7, 8],
  };
}

function inputsSection({ inputs }: ReportDiff): MarkdownSection {
  return {
    summary: "Inputs that changed",
    columns: ["input", "before", "now"],
    rows: inputs.map(({ what, older, newer }) => [what, older, newer]),
  };
}
