import { html, type Insert, type Markup } from "./markup";

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** Numbers stand to the right. @default false */
  readonly isNumber?: boolean;
}

/** Rows that belong together, under a title of their own. */
export interface RowGroup {
  /** Null where the rows need none. */
  readonly title: Insert;
  /** Cells of each row, as many as there are columns; the first one names the row. */
  readonly rows: readonly (readonly Insert[])[];
}

/** What a table is made of. */
export interface TableContent {
  /** What the table tells; the only one of its text in the page, for readers who jump from table to table. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly groups: readonly RowGroup[];
}

/** A column of numbers. */
export function numbers(title: string): Column {
  return { title, isNumber: true };
}

/** A column of text. */
export function words(title: string): Column {
  return { title };
}

/** A table in a box that scrolls by itself, with the keyboard too, where the table is wider than the page. */
export function table({ caption, columns, groups }: TableContent): Markup {
  const classOf = (index: number): string => (columns[index]?.isNumber === true ? "n" : "t");
  return html`<div class="scroll" role="group" tabindex="0" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ title }, index) => html`<th scope="col" class="${classOf(index)}">${title}</th>`)}
        </tr>
      </thead>
      ${groups.map(
        ({ title, rows }) =>
          html`<tbody>
            ${
              title === null
                ? null
                : html`<tr class="group">
                    <th scope="rowgroup" colspan="${columns.length}">${title}</th>
                  </tr> `
            }${rows.map(
              (cells) =>
                html`<tr>
                  ${cells.map((cell, index) =>
                    index === 0
                      ? html`<th scope="row" class="${classOf(index)}">${cell}</th>`
                      : html`<td class="${classOf(index)}">${cell}</td>`,
                  )}
                </tr> `,
            )}
          </tbody>`,
      )}
    </table>
  </div>`;
}

/** A table that is closed at first on a screen, and always open in print. */
export function folded(summary: string, content: Insert): Markup {
  return html`<details>
    <summary>${summary}</summary>
    ${content}
  </details>`;
}

/** Names and what they are, such as `region` and `us-east-1`. */
export function facts(pairs: readonly (readonly [string, Insert])[]): Markup {
  return html`<dl class="facts">
    ${pairs.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div> `,
    )}
  </dl>`;
}

/** A list of sentences; nothing where there are none. */
export function sentenceList(sentences: readonly string[]): Markup | null {
  if (sentences.length === 0) return null;
  return html`<ul>
    ${sentences.map((sentence) => html`<li>${sentence}</li> `)}
  </ul>`;
}
