import { unzipSync, zipSync } from "fflate";
import type { Workbook, Worksheet } from "exceljs";
import { upfrontFees } from "../upfront-fees";
import type { CostReport } from "../report-schema";
import { loadSheet, optionsSheet, sensitivitySheet } from "./decision-sheets";
import { feesSheet, linesSheet } from "./lines-sheet";
import { monthsSheet } from "./months-sheet";
import { PriceList } from "./prices-sheet";
import type { SheetCell, SheetTable } from "./sheet-table";
import { summarySheet } from "./summary-sheet";

/**
 * The report as a workbook whose figures are formulas: a price changed on the sheet Prices changes the lines, the
 * months, the sums, the shares and the verdict on the budget. What a decision rests on beyond sums, such as the
 * sensitivity, stands as values.
 *
 * The same report gives the same bytes.
 */
export async function costXlsx(report: CostReport): Promise<Uint8Array> {
  const { default: ExcelJs } = await import("exceljs");
  const workbook = new ExcelJs.Workbook();
  const madeOn = new Date(`${report.asOf}T00:00:00Z`);
  Object.assign(workbook, {
    creator: "landfall",
    lastModifiedBy: "landfall",
    created: madeOn,
    modified: madeOn,
  });
  workbook.calcProperties.fullCalcOnLoad = true;
  for (const table of sheetTables(report)) addSheet(workbook, table);
  return repacked(new Uint8Array(await workbook.xlsx.writeBuffer()));
}

/** The sheets of the workbook, in their order. */
export function sheetTables(report: CostReport): readonly SheetTable[] {
  const fees = upfrontFees(report);
  const prices = new PriceList(report);
  const months = monthsSheet(report, prices, fees);
  return [
    summarySheet(report, months.rows.length),
    months,
    linesSheet(report, prices),
    ...(fees.length === 0 ? [] : [feesSheet(report, fees)]),
    optionsSheet(report, prices),
    sensitivitySheet(report),
    prices.table(),
    loadSheet(report),
  ];
}

/** Source: ECMA-376 part 1, 18.3.1.63, paperSize. */
const A4 = 9;
const HEADER_FILL = "FFD9E2EC";

function addSheet(workbook: Workbook, { name, columns, rows }: SheetTable): void {
  const sheet = workbook.addWorksheet(name, {
    views: [{ state: "frozen", xSplit: 0, ySplit: 1 }],
    pageSetup: {
      orientation: "landscape",
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: "1:1",
    },
    headerFooter: { oddFooter: "&L&A&RPage &P of &N" },
  });
  Object.assign(sheet.pageSetup, { paperSize: A4 });
  columns.forEach(({ header, width, format }, index) => {
    const column = sheet.getColumn(index + 1);
    column.width = width;
    if (format !== undefined) column.numFmt = format;
    const cell = sheet.getCell(1, index + 1);
    cell.value = header;
    cell.font = { bold: true };
    cell.fill = { type: "pattern", pattern: "solid", fgColor: { argb: HEADER_FILL } };
  });
  rows.forEach((row, index) => {
    row.forEach((cell, column) => {
      setCell(sheet, index + 2, column + 1, cell);
    });
  });
}

function setCell(sheet: Worksheet, row: number, column: number, given: SheetCell): void {
  if (given === null) return;
  const cell = sheet.getCell(row, column);
  const content = typeof given === "object" && "format" in given ? given.value : given;
  if (typeof given === "object" && "format" in given) cell.numFmt = given.format;
  if (content === null || typeof content !== "object") cell.value = content;
  else cell.value = { formula: content.formula, result: content.result ?? undefined };
}

/** First moment of the archive format, in local time as it is kept. Source: APPNOTE.TXT 6.3.10, 4.4.6. */
const ARCHIVE_START = new Date(1980, 0, 1);

/** The archive with the same files, all of one time: the library writes the time of the day. */
function repacked(archive: Uint8Array): Uint8Array {
  const files = Object.entries(unzipSync(archive)).filter(([name]) => !name.endsWith("/"));
  return zipSync(Object.fromEntries(files), { mtime: ARCHIVE_START });
}
