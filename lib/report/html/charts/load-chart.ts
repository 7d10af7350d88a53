import type { ReportedLoad } from "../../report-schema";
import { numeral, orMissing } from "../numbers";
import { numbers, table, words } from "../table";
import {
  chartText,
  FIRST,
  legend,
  legendHeight,
  lineEntry,
  nameAxis,
  SECOND,
  valueAxis,
  type Chart,
  type ChartForm,
  type Drawing,
  type LegendEntry,
} from "./chart";

type Day = ReportedLoad["series"][number];
type Column = Exclude<keyof Day, "date">;

/** The bands have the forms of their edges in the legend. */
const LEGEND: readonly LegendEntry[] = [
  lineEntry("requests counted"),
  lineEntry("expected"),
  { name: "80 % interval", icon: "rect", itemStyle: { ...edge("solid"), color: "var(--band-80)" } },
  { name: "95 % interval", icon: "rect", itemStyle: { ...edge("dotted"), color: "var(--band-95)" } },
];

/** The end of an app's history and the days forecast after it, with their intervals; null where there is no series. */
export function loadChart(id: string, load: ReportedLoad): Chart | null {
  const { app, series } = load;
  if (series.length === 0) return null;
  const [first, last] = [series[0]?.date ?? "", series.at(-1)?.date ?? ""];
  const title = `${app}: requests a day, counted and forecast`;
  return {
    id,
    title,
    description: `Requests a day from ${first} to ${last}: what was counted, then what is expected, with the intervals that hold 80 % and 95 % of what may come.`,
    table: table({
      caption: title,
      columns: [
        words("day"),
        ...["counted", "expected", "80 % from", "80 % to", "95 % from", "95 % to"].map(numbers),
      ],
      groups: [{ title: null, rows: series.map(dayRow) }],
    }),
    draw: (form) => draw(series, form),
  };
}

function dayRow(day: Day): ReturnType<typeof orMissing>[] {
  const columns = ["actual", "expected", "lower80", "upper80", "lower95", "upper95"] as const;
  return [
    orMissing(day.date),
    ...columns.map((column) => {
      const value = day[column];
      return value === null ? orMissing(null) : numeral(value);
    }),
  ];
}

function draw(series: readonly Day[], form: ChartForm): Drawing {
  const top = legendHeight(LEGEND, form) + 26;
  const values = (column: Column): (number | null)[] =>
    series.map((day) => (day[column] === null ? null : Number(day[column])));
  const line = (name: string, column: Column, change: object): object => ({
    type: "line",
    name,
    data: values(column),
    showSymbol: false,
    silent: true,
    ...change,
  });
  return {
    height: 250 + top,
    option: {
      legend: legend(LEGEND),
      grid: { top, left: 4, right: 12, bottom: 4, outerBoundsMode: "same" },
      xAxis: nameAxis(
        "day",
        series.map(({ date }) => date),
        {
          axisLabel: {
            ...chartText(),
            hideOverlap: true,
            interval: Math.ceil(series.length / (form === "wide" ? 7 : 3)) - 1,
          },
        },
      ),
      yAxis: valueAxis("requests a day"),
      series: [
        ...band("95 % interval", values("lower95"), values("upper95"), "dotted", "var(--band-95)"),
        ...band("80 % interval", values("lower80"), values("upper80"), "solid", "var(--band-80)"),
        line("requests counted", "actual", {
          color: FIRST,
          lineStyle: { width: 2, color: FIRST },
          symbol: "none",
        }),
        line("expected", "expected", {
          color: SECOND,
          lineStyle: { width: 2.5, type: [7, 4], color: SECOND },
          symbol: "none",
        }),
      ],
    },
  };
}

/** The edge of a band, as a legend draws it. */
function edge(borderType: "solid" | "dotted"): object {
  return { borderColor: SECOND, borderWidth: 1, borderType };
}

/** Two stacked lines with the space between them filled: the library draws a band so. */
function band(
  name: string,
  lower: readonly (number | null)[],
  upper: readonly (number | null)[],
  type: "solid" | "dotted",
  color: string,
): object[] {
  const heights = upper.map((value, index) => {
    const from = lower[index] ?? null;
    return value === null || from === null ? null : value - from;
  });
  const shared = {
    type: "line",
    stack: name,
    stackStrategy: "all",
    showSymbol: false,
    symbol: "none",
    silent: true,
    color: SECOND,
    lineStyle: { width: 1, type, color: SECOND },
  };
  return [
    { ...shared, name: `${name}, from`, data: [...lower] },
    { ...shared, name, data: heights, areaStyle: { color, opacity: 1 } },
  ];
}
