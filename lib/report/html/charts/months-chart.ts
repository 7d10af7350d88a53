import type { CostReport } from "../../report-schema";
import { numeral } from "../numbers";
import { numbers, table, words } from "../table";
import {
  FIRST,
  legend,
  legendHeight,
  nameAxis,
  PAGE,
  SECOND,
  THIRD,
  valueAxis,
  type Chart,
  type ChartForm,
  type Drawing,
} from "./chart";

type Month = CostReport["total"]["months"][number];

const LEGEND = [{ name: "cash" }, { name: "amortised" }, { name: "all on demand" }] as const;

/** What is paid in each month beside the same with upfront fees spread over their terms; null without months. */
export function monthsChart(id: string, months: readonly Month[], currency: string): Chart | null {
  if (months.length === 0) return null;
  const title = "All that is rented: cash against amortised cost by month";
  return {
    id,
    title,
    description: `${currency} a month from ${months[0]?.month ?? ""} to ${months.at(-1)?.month ?? ""}: what is paid in the month, the same with upfront fees spread over their terms, and what renting everything on demand would cost.`,
    table: table({
      caption: title,
      columns: [words("month"), ...LEGEND.map(({ name }) => numbers(`${name}, ${currency}`))],
      groups: [
        {
          title: null,
          rows: months.map(({ month, cash, amortised, onDemandOnly }) => [
            month,
            numeral(cash),
            numeral(amortised),
            numeral(onDemandOnly),
          ]),
        },
      ],
    }),
    draw: (form) => draw(months, currency, form),
  };
}

function draw(months: readonly Month[], currency: string, form: ChartForm): Drawing {
  const top = legendHeight(LEGEND, form) + 26;
  const column = (of: Exclude<keyof Month, "month">): number[] => months.map((month) => Number(month[of]));
  const bar: object = { type: "bar", silent: true, barMaxWidth: 22, barGap: "10%", barCategoryGap: "30%" };
  return {
    height: 250 + top,
    option: {
      legend: legend(LEGEND),
      grid: { top, left: 4, right: 12, bottom: 4, outerBoundsMode: "same" },
      xAxis: nameAxis(
        "month",
        months.map(({ month }) => month),
      ),
      yAxis: valueAxis(`${currency} a month`),
      series: [
        { ...bar, name: "cash", data: column("cash"), itemStyle: { color: FIRST } },
        {
          ...bar,
          name: "amortised",
          data: column("amortised"),
          itemStyle: { color: PAGE, borderColor: SECOND, borderWidth: 1.5 },
        },
        {
          type: "line",
          name: "all on demand",
          data: column("onDemandOnly"),
          silent: true,
          symbol: "diamond",
          symbolSize: 8,
          color: THIRD,
          itemStyle: { color: THIRD },
          lineStyle: { color: THIRD, width: 2, type: [6, 4] },
        },
      ],
    },
  };
}
