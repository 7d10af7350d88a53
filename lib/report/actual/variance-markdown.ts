import {
  escapeMarkdown,
  foldedSections,
  markdownTable,
  MOST_CHARACTERS,
  type MarkdownSection,
} from "../markdown";
import type { Variance } from "./variance-schema";
import {
  HOUR_COLUMNS,
  HOUR_TEXT_COLUMNS,
  hourCells,
  hourReasons,
  leftOutWords,
  LINE_COLUMNS,
  LINE_TEXT_COLUMNS,
  lineCells,
  OTHER_COLUMNS,
  otherRows,
  signed,
  totalWords,
} from "./variance-words";

/** Sentences above the fold that are told at most. */
const MOST_SENTENCES = 60;

/** Longest sentence; none that is told here has more, but for names of others. */
const LONGEST_SENTENCE_CHARACTERS = 600;

/**
 * Plan against bill as Markdown for an issue or a comment: the total and what to do, and folded up the lines, the hours
 * and what was not planned. It never has more than {@link MOST_CHARACTERS} characters; what is left out is counted. Text
 * of the report and of the bill is escaped.
 */
export function varianceMarkdown(variance: Variance): string {
  const { name, environment, advice, rules } = variance;
  const sentences = [
    ...leftOutWords(variance),
    ...advice.flatMap(({ target, sentences: told }) => told.map((text) => `${target}: ${text}`)),
    ...hourReasons(variance),
  ];
  const left = sentences.length - MOST_SENTENCES;
  const above = [
    `### ${escapeMarkdown(`${name} (${environment}): plan against bill`)}`,
    causes(variance).trimEnd(),
    [
      ...sentences
        .slice(0, MOST_SENTENCES)
        .map((text) => `- ${escapeMarkdown(text, LONGEST_SENTENCE_CHARACTERS)}`),
      ...(left > 0 ? [`- ${left} more sentences are left out`] : []),
    ].join("\n"),
  ].join("\n\n");
  const sections: readonly MarkdownSection[] = [
    section("Lines", LINE_COLUMNS, LINE_TEXT_COLUMNS, variance.lines.map(lineCells)),
    section("Hours", HOUR_COLUMNS, HOUR_TEXT_COLUMNS, variance.hours.map(hourCells)),
    section("Not planned and kept apart", OTHER_COLUMNS, 2, otherRows(variance)),
    section(
      "How rows are matched",
      ["rule"],
      1,
      rules.map((rule) => [rule]),
    ),
  ];
  return `${above}\n\n${foldedSections(sections, MOST_CHARACTERS - above.length - 2)}`;
}

function causes(variance: Variance): string {
  const { total, currency } = variance;
  return [
    `${escapeMarkdown(totalWords(variance).split(" (")[0] ?? "")}.`,
    "",
    markdownTable({
      columns: ["cause", currency],
      rows: [
        ["price: other prices for what was planned", signed(total.price)],
        ["quantity: more or less than was planned", signed(total.quantity)],
        ["mix: planned and not billed, or the other way round", signed(total.mix)],
        ["not planned: of other services or instances", signed(total.unplanned)],
        ["kept apart: credits, refunds, taxes, discounts", signed(total.apart)],
        ["sum", signed(total.difference)],
      ],
      figures: [1],
    }),
  ].join("\n");
}

function section(
  summary: string,
  columns: readonly string[],
  textColumns: number,
  rows: readonly string[][],
): MarkdownSection {
  const figures = columns.map((_, index) => index).filter((index) => index >= textColumns);
  return { summary, columns, rows, figures };
}
