const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\",
  '"': '"',
  "'": "'",
  n: "\n",
  t: "\t",
  s: " ",
};

/** The words of a value as systemd reads them: quotes, then C escapes. After extract_first_word. */
export function words(value: string): string[] {
  const found: string[] = [];
  let at = 0;
  while (at < value.length) {
    if (value.charAt(at) === " ") {
      at += 1;
      continue;
    }
    let word = "";
    let quote = "";
    for (; at < value.length; at += 1) {
      const character = value.charAt(at);
      if (character === "\\") {
        at += 1;
        const escaped = ESCAPES[value.charAt(at)];
        if (escaped === undefined) throw new Error(`unknown escape \\${value.charAt(at)}`);
        word += escaped;
      } else if (character === quote) quote = "";
      else if (quote === "" && (character === '"' || character === "'")) quote = character;
      else if (quote === "" && character === " ") break;
      else word += character;
    }
    if (quote !== "") throw new Error("open quote");
    found.push(word);
  }
  return found;
}

/** What a specifier stands for; `%%` is a per cent sign, any other one is none of the user's. */
export function specifiers(text: string): string {
  return text.replace(/%(.?)/g, (_, letter: string) => {
    if (letter !== "%") throw new Error(`specifier %${letter}`);
    return "%";
  });
}

/** What a variable in a command line stands for; `$$` is a dollar sign, any other one is none of the user's. */
export function variables(text: string): string {
  return text.replace(/\$(.?)/gs, (_, letter: string) => {
    if (letter !== "$") throw new Error(`variable $${letter}`);
    return "$";
  });
}
