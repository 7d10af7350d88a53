/** A piece of HTML whose text is safe to stand in a page: everything foreign in it is escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What may stand in a template of {@link html}: text and numbers are escaped, null leaves nothing. */
export type Insert = Markup | string | number | null | readonly Insert[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Characters that HTML has no place for: controls, and halves of surrogate pairs. Source: HTML standard, 13.2.3.5. */
const NOT_IN_HTML = /[^\P{Cc}\t\n\r]|\p{Surrogate}|[\ufffe\uffff]/gu;

/** Text as it may stand in an element or in a quoted attribute. What HTML cannot hold becomes U+FFFD. */
export function escaped(text: string): string {
  return text.replace(NOT_IN_HTML, "\ufffd").replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** Makes markup from a template whose own text is trusted; what is inserted is escaped unless it is markup. */
export function html(template: TemplateStringsArray, ...inserts: readonly Insert[]): Markup {
  return new Markup(
    template.reduce((text, part, index) => text + inserted(inserts[index - 1] ?? null) + part),
  );
}

function inserted(insert: Insert): string {
  if (insert === null) return "";
  if (insert instanceof Markup) return insert.text;
  if (typeof insert === "object") return insert.map(inserted).join("");
  return escaped(String(insert));
}
