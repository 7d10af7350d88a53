import { HOURS_PER_YEAR } from "../../definition/units";
import type { ReportedOption } from "../priced-lines";
import type { CostReport, ReportedTarget } from "../report-schema";
import type { PriceList } from "./prices-sheet";
import { FORMATS, numberOf, rowNumber, serialOf, type SheetTable } from "./sheet-table";

/** What could be committed to, and how much of it the decision takes. */
export function optionsSheet(report: CostReport, prices: PriceList): SheetTable {
  const options = report.targets.flatMap(({ target, decision }) =>
    (decision?.options ?? []).map((option) => ({ target, option })),
  );
  return {
    name: "Options",
    columns: [
      { header: "Target", width: 14 },
      { header: "Id", width: 34 },
      { header: "Kind", width: 20 },
      { header: "Class", width: 12 },
      { header: "Term years", width: 11, format: FORMATS.whole },
      { header: "Payment", width: 16 },
      { header: "Upfront", width: 14, format: FORMATS.price },
      { header: "Hourly", width: 14, format: FORMATS.price },
      { header: "Effective hourly", width: 16, format: FORMATS.price },
      { header: "Break-even utilisation", width: 22, format: FORMATS.share },
      { header: "Count", width: 8, format: FORMATS.whole },
      { header: "Count alone", width: 12, format: FORMATS.whole },
      { header: "Month alone", width: 14, format: FORMATS.money },
    ],
    rows: options.map(({ target, option }, index) => {
      const row = rowNumber(index);
      const { breakEvenUtilisation: breakEven } = option;
      return [
        target,
        option.id,
        option.kind,
        option.offeringClass,
        option.termYears,
        option.payment,
        { formula: upfrontPrice(target, option, report, prices), result: numberOf(option.upfront) },
        {
          formula: prices.ofPrice([option.price, option.id], option.hourly),
          result: numberOf(option.hourly),
        },
        {
          formula: `ROUND(G${row}/(E${row}*${HOURS_PER_YEAR})+H${row},6)`,
          result: numberOf(option.effectiveHourly),
        },
        breakEven.value === null ? breakEven.reason : Number(breakEven.value),
        option.count,
        option.aloneCount,
        numberOf(option.aloneMonthlyCost),
      ];
    }),
  };
}

/** The upfront fee as the lines are billed, or as the prices have it. */
function upfrontPrice(
  target: string,
  { id, upfront }: ReportedOption,
  report: CostReport,
  prices: PriceList,
) {
  const line = report.lines.find(
    (each) => each.target === target && each.commitment === id && each.charge === "upfront",
  );
  return line === undefined ? prices.ofPrice([`${id}-upfront`], upfront) : prices.ofLine(line);
}

/** What the decision costs, and what would be decided, were the load, a price or the interest another. */
export function sensitivitySheet({ targets }: CostReport): SheetTable {
  const changes = targets.flatMap(({ target, decision }: ReportedTarget) =>
    (decision?.sensitivity ?? []).map((change) => ({ target, ...change })),
  );
  return {
    name: "Sensitivity",
    columns: [
      { header: "Target", width: 14 },
      { header: "Kind", width: 18 },
      { header: "Change", width: 24 },
      { header: "Factor", width: 10, format: "0.00####" },
      { header: "Reserved then", width: 14, format: FORMATS.whole },
      { header: "Month as decided", width: 18, format: FORMATS.money },
      { header: "Month at best", width: 16, format: FORMATS.money },
      { header: "Regret", width: 14, format: FORMATS.money },
    ],
    rows: changes.map(({ target, kind, change, factor, reserved, ...costs }, index) => {
      const row = rowNumber(index);
      const held = Number(costs.heldMonthlyCost);
      const best = Number(costs.bestMonthlyCost);
      const regret = { formula: `ROUND(F${row}-G${row},2)`, result: Number((held - best).toFixed(2)) };
      return [target, kind, change, numberOf(factor), reserved, held, best, regret];
    }),
  };
}

/** The end of each app's history and the days forecast after it. */
export function loadSheet({ load }: CostReport): SheetTable {
  return {
    name: "Load",
    columns: [
      { header: "App", width: 18 },
      { header: "Date", width: 12, format: FORMATS.date },
      ...["Requests", "Expected", "Lower 80 %", "Upper 80 %", "Lower 95 %", "Upper 95 %"].map((header) => ({
        header,
        width: 14,
        format: FORMATS.whole,
      })),
    ],
    rows: load.flatMap(({ app, series }) =>
      series.map((day) => [
        app,
        serialOf(day.date),
        ...[day.actual, day.expected, day.lower80, day.upper80, day.lower95, day.upper95].map(numberOf),
      ]),
    ),
  };
}
