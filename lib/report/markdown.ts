/** Most characters of the whole text: GitHub takes comments of at most 65,536. */
export const MOST_CHARACTERS = 60_000;

/** Longest text of one cell. */
const LONGEST_CELL_CHARACTERS = 300;

/** What a cell shows where there is nothing. */
const NOTHING = "–";

/** Text that stays as it is; everything else of ASCII is written as a character reference. Source: CommonMark 0.31, 2.5. */
const PLAIN = /[\p{L}\p{M}\p{N} .,;:%+/()=–-]/u;

/**
 * Text of others as Markdown that shows it and does nothing: no table's end, code, HTML, link, image or emphasis, and on
 * GitHub no mention and no reference to an issue.
 *
 * Control and format characters, line ends among them, become a space.
 *
 * @param mostCharacters what is beyond is cut, and the cut is shown. @default 300
 */
export function escapeMarkdown(text: string, mostCharacters = LONGEST_CELL_CHARACTERS): string {
  const clean = text.replaceAll(/[\p{C}\p{Z}]+/gu, " ").trim();
  const characters = Array.from(clean);
  const shown =
    characters.length > mostCharacters ? [...characters.slice(0, mostCharacters), "…"] : characters;
  return shown.map(escapeCharacter).join("");
}

function escapeCharacter(character: string): string {
  if (PLAIN.test(character) || (character.codePointAt(0) ?? 0) > 0x7f) return character;
  const reference = `&#${character.codePointAt(0) ?? 0};`;
  // A space without width keeps a name from being mentioned, and a number from being linked.
  return character === "@" || character === "#" ? `${reference}&#8203;` : reference;
}

/** A table: its head, and rows of plain text that is escaped here. */
export interface MarkdownTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Columns, counted from 0, that hold figures and stand to the right. */
  readonly figures?: readonly number[];
}

/** A table that is folded up under a summary. */
export interface MarkdownSection extends MarkdownTable {
  readonly summary: string;
}

/** A table as far as it fits. */
interface Fitted {
  readonly text: string;
  readonly left: number;
}

/** A table of GitHub's Markdown, whole. Source: GitHub Flavored Markdown 0.29, 4.10. */
export function markdownTable(table: MarkdownTable): string {
  return fitTable(table, Infinity).text;
}

/**
 * Sections below one another that together have at most so many characters: rows that do not fit are left out, and
 * how many those are is said. A long section leaves those after it an equal part.
 */
export function foldedSections(sections: readonly MarkdownSection[], mostCharacters: number): string {
  const filled = sections.filter(({ rows }) => rows.length > 0);
  const whole = filled.map((section) => foldSection(section, Infinity).length + 1);
  let left = mostCharacters;
  const parts = filled.map((section, index) => {
    const after = whole.slice(index + 1).reduce((sum, length) => sum + length, 0);
    const part = foldSection(section, Math.max(left - after, left / (filled.length - index)));
    left -= part.length + 1;
    return part;
  });
  return parts.join("\n");
}

/** Kept free in a section for its end and for the sentence on what is left out. */
const END_CHARACTERS = 120;

function foldSection(section: MarkdownSection, mostCharacters: number): string {
  const head = `<details>\n<summary>${escapeMarkdown(section.summary)} (${section.rows.length})</summary>\n\n`;
  const { text, left } = fitTable(section, mostCharacters - head.length - END_CHARACTERS);
  const rest = left === 0 ? "" : `\n${left} more rows are left out: the text would be too long.\n`;
  return `${head}${text}${rest}\n</details>\n`;
}

function fitTable({ columns, rows, figures = [] }: MarkdownTable, mostCharacters: number): Fitted {
  const head = [
    rowOf(columns),
    `|${columns.map((_, index) => (figures.includes(index) ? " ---: |" : " --- |")).join("")}`,
  ];
  const lines: string[] = [];
  let length = head.join("\n").length;
  for (const row of rows) {
    const line = rowOf(row);
    if (length + line.length + 1 > mostCharacters) break;
    lines.push(line);
    length += line.length + 1;
  }
  return { text: `${[...head, ...lines].join("\n")}\n`, left: rows.length - lines.length };
}

function rowOf(cells: readonly (string | null)[]): string {
  return `|${cells.map((cell) => ` ${cell === null || cell === "" ? NOTHING : escapeMarkdown(cell)} |`).join("")}`;
}
