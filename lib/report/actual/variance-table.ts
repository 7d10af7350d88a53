import Table from "cli-table3";
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
  totalWords,
} from "./variance-words";

/** Text columns of the list of what was not planned. */
const OTHER_TEXT_COLUMNS = 2;

/** Plan against bill for a terminal, without colours: lines, hours, what was not planned, and what to do. */
export function varianceTable(variance: Variance): string {
  const { lines, hours, advice } = variance;
  return [
    totalWords(variance),
    ...leftOutWords(variance).map((text) => `  ${text}`),
    ...table(LINE_COLUMNS, LINE_TEXT_COLUMNS, lines.map(lineCells)),
    ...table(OTHER_COLUMNS, OTHER_TEXT_COLUMNS, otherRows(variance)),
    ...table(HOUR_COLUMNS, HOUR_TEXT_COLUMNS, hours.map(hourCells)),
    ...hourReasons(variance).map((text) => `  ${text}`),
    ...advice.flatMap(({ target, sentences }) => sentences.map((text) => `  ${target}: ${text}`)),
  ]
    .map(withoutControls)
    .join("\n");
}

function table(columns: readonly string[], textColumns: number, rows: readonly string[][]): string[] {
  if (rows.length === 0) return [];
  const made = new Table({
    head: [...columns],
    colAligns: columns.map((_, index) => (index < textColumns ? "left" : "right")),
    style: { head: [], border: [] },
  });
  made.push(...rows.map((cells) => cells.map((cell) => withoutControls(cell.replaceAll(/\s+/g, " ")))));
  return [made.toString()];
}

/** A bill's text must not move the cursor or colour what follows. */
function withoutControls(text: string): string {
  return text.replaceAll(/[^\P{C}\n]/gu, "");
}
