import { readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../../../../lib/cli/setup.mjs";

/** Where the manual shows what a deploy of the edge prints: in the first indented lines after these words. */
const HEADING = "## The edge, step by step";
const WORDS = "It prints";
const INDENT = "    ";

/** What stands for something that differs from one deploy to the next. */
const LEFT_OUT = " ...";

/** What README.md shows of a deploy, line by line. */
export function printedInReadme(): RegExp[] {
  const text = readFileSync(path.join(ROOT, "README.md"), "utf8");
  const lines = text.slice(text.indexOf(WORDS, text.indexOf(HEADING))).split("\n");
  const shown = lines.slice(lines.findIndex((line) => line.startsWith(INDENT)));
  return shown
    .slice(
      0,
      shown.findIndex((line) => !line.startsWith(INDENT)),
    )
    .map((line) => new RegExp(`^${line.trim().split(LEFT_OUT).map(quoted).join(".*")}$`));
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
