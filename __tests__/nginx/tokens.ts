/** What Nginx's own reader makes of a configuration: words, and the marks `;`, `{` and `}`. After ngx_conf_read_token. */
export type Token = { readonly word: string } | { readonly mark: ";" | "{" | "}" };

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  "\\": "\\",
  t: "\t",
  r: "\r",
  n: "\n",
};

/** Reads a configuration as Nginx does; throws where Nginx refuses. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (/\s/.test(character)) at += 1;
    else if (character === "#") at = endOfLine(text, at);
    else if (character === ";" || character === "{" || character === "}") {
      found.push({ mark: character });
      at += 1;
    } else {
      const end = character === '"' || character === "'" ? quotedEnd(text, at) : bareEnd(text, at);
      const quoted = character === '"' || character === "'";
      found.push({ word: unescape(quoted ? text.slice(at + 1, end) : text.slice(at, end)) });
      at = quoted ? end + 1 : end;
      if (quoted && !/[\s;{)]/.test(text.charAt(at))) throw new Error(`unexpected "${text.charAt(at)}"`);
    }
  }
  return found;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end < 0 ? text.length : end + 1;
}

function quotedEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text.charAt(at) === "\\") at += 1;
    else if (text.charAt(at) === text.charAt(start)) return at;
  }
  throw new Error("unexpected end of file");
}

function bareEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    if (text.charAt(at) === "\\") at += 1;
    else if (/[\s;{]/.test(text.charAt(at)) && text.slice(at - 1, at + 1) !== "${") return at;
  }
  throw new Error("unexpected end of file");
}

function unescape(text: string): string {
  return text.replace(/\\(["'\\trn])/g, (_, escaped: string) => ESCAPES[escaped] ?? "");
}
