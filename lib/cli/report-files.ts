import path from "node:path";
import type { Definition } from "../definition/definition";
import { writeWhole } from "../program/files";
import { costTable } from "../report/cost-table";
import { costCsv } from "../report/csv/cost-csv";
import { focusCsv } from "../report/focus/focus-csv";
import { costHtml } from "../report/html/cost-html";
import { purchaseOrderMarkdown } from "../report/purchase-order-document";
import type { CostReport } from "../report/report-schema";
import { costXlsx } from "../report/xlsx/cost-xlsx";

/** Where the outputs of finance lie, relative to the project's folder. */
export function reportsFolder({ environment }: Pick<Definition, "environment">): string {
  return path.posix.join("reports", environment.name);
}

/**
 * Writes every output of finance from the one report. All are made before the first is written, so that a fault leaves
 * none of them half new.
 *
 * @returns the files' paths relative to the project's folder
 */
export async function writeReport(definition: Definition, report: CostReport): Promise<string[]> {
  const order = orderDocument(report);
  const contents: Readonly<Record<string, string | Uint8Array>> = {
    "cost.txt": `${costTable(report)}\n`,
    "cost.json": `${JSON.stringify(report, undefined, 2)}\n`,
    "cost.html": await costHtml(report),
    "cost.xlsx": await costXlsx(report),
    "cost.csv": costCsv(report),
    "focus.csv": focusCsv(report),
    "purchase-order.json": `${JSON.stringify(order, undefined, 2)}\n`,
    "purchase-order.md": purchaseOrderMarkdown(order),
  };
  return Object.entries(contents).map(([name, content]) => {
    const file = path.posix.join(reportsFolder(definition), name);
    writeWhole(path.join(definition.folder, file), content);
    return file;
  });
}

/** The orders as a document of their own: what the report says, and nothing else. */
export function orderDocument({
  name,
  environment,
  asOf,
  provenance,
  orders,
}: CostReport): Parameters<typeof purchaseOrderMarkdown>[0] {
  return { format: "landfall-purchase-order/1", name, environment, asOf, provenance, orders };
}
