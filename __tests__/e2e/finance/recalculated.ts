import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import ExcelJs from "exceljs";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { pathOf } from "../../support/parts";

/** Value of a cell that has a formula, by its place such as `Lines!I2`. */
export type FormulaValues = ReadonlyMap<string, string | number | boolean | null>;

/** A cell of a sheet's XML: the formula, then the value that was kept of it. */
const KEPT_VALUE = /(<f>[^<]*<\/f>)<v>[^<]*<\/v>/g;

/** The workbook without the values that were kept of its formulas: whoever opens it must reckon. */
export function withoutKeptValues(workbook: Uint8Array): Uint8Array {
  const files = Object.entries(unzipSync(workbook)).map(([name, content]): [string, Uint8Array] => [
    name,
    name.startsWith("xl/worksheets/") ? strToU8(strFromU8(content).replace(KEPT_VALUE, "$1")) : content,
  ]);
  return zipSync(Object.fromEntries(files));
}

/** The workbook with one number changed. */
export async function withNumber(workbook: Uint8Array, place: string, value: number): Promise<Uint8Array> {
  const book = await opened(workbook);
  const [sheet = "", cell = ""] = place.split("!");
  book.getWorksheet(sheet)!.getCell(cell).value = value;
  return new Uint8Array(await book.xlsx.writeBuffer());
}

/** What LibreOffice reckons for every formula of a workbook. */
export async function recalculated(workbook: Uint8Array, folder: string): Promise<FormulaValues> {
  const from = path.join(folder, "from");
  const to = path.join(folder, "to");
  for (const each of [from, to]) mkdirSync(each, { recursive: true });
  writeFileSync(path.join(from, "cost.xlsx"), withoutKeptValues(workbook));
  const profile = `-env:UserInstallation=${pathToFileURL(path.join(folder, "profile")).href}`;
  execFileSync(
    pathOf("libreoffice"),
    [profile, "--headless", "--convert-to", "xlsx", "--outdir", to, path.join(from, "cost.xlsx")],
    { stdio: "pipe", env: { ...process.env, HOME: folder } },
  );
  return formulaValues(readFileSync(path.join(to, "cost.xlsx")));
}

/** The values that a workbook keeps of its formulas. */
export async function formulaValues(workbook: Uint8Array): Promise<FormulaValues> {
  const values = new Map<string, string | number | boolean | null>();
  (await opened(workbook)).eachSheet((sheet) => {
    sheet.eachRow((row) => {
      row.eachCell((cell) => {
        if (cell.formula === "" || cell.type !== ExcelJs.ValueType.Formula) return;
        const result = cell.result as string | number | boolean | undefined;
        values.set(`${sheet.name}!${cell.address}`, result ?? null);
      });
    });
  });
  return values;
}

/** A workbook as ExcelJS reads it. */
export async function opened(workbook: Uint8Array): Promise<ExcelJs.Workbook> {
  const book = new ExcelJs.Workbook();
  await book.xlsx.load(Uint8Array.from(workbook).buffer);
  return book;
}
