import type { ReportedDecision } from "../../report-schema";
import type { Insert } from "../markup";
import { optionName } from "../option-name";
import { numeral } from "../numbers";
import { numbers, table, words } from "../table";
import {
  chartText,
  FIRST,
  INK,
  legend,
  legendHeight,
  PAGE,
  SECOND,
  valueAxis,
  type Chart,
  type ChartForm,
  type Drawing,
} from "./chart";

const CHOSEN = "chosen";
const NOT_CHOSEN = "not chosen";

/** A month's cost in one way to pay. */
interface Way {
  readonly name: string;
  readonly monthlyCost: string;
  readonly isChosen: boolean;
}

/** What the comparison needs beside the decision. */
export interface OptionsContext {
  readonly currency: string;
  /** Cost of a month with everything rented; null where it is not known. */
  readonly allOnDemand: string | null;
}

/** What a month costs as decided, with each option taken alone, and with everything on demand. */
export function optionsChart(
  id: string,
  subject: string,
  decision: ReportedDecision,
  { currency, allOnDemand }: OptionsContext,
): Chart {
  const ways: readonly Way[] = [
    { name: "as decided", monthlyCost: decision.quantiles.mean, isChosen: true },
    ...decision.options.map((option) => ({
      name: `${optionName(option)} × ${option.aloneCount}`,
      monthlyCost: option.aloneMonthlyCost,
      isChosen: false,
    })),
    ...(allOnDemand === null ? [] : [{ name: "all on demand", monthlyCost: allOnDemand, isChosen: false }]),
  ];
  const title = `${subject}: cost of a month by option`;
  return {
    id,
    title,
    description: `Cost of an average month in ${currency}: ${decision.chosen}, which is chosen, against each option taken alone with the count that would be best for it${allOnDemand === null ? "" : ", and against renting everything on demand"}.`,
    table: table({
      caption: title,
      columns: [words("option, and how many are taken"), numbers(`${currency} a month`), words("decision")],
      groups: [
        {
          title: null,
          rows: ways.map(({ name, monthlyCost, isChosen }): Insert[] => [
            name,
            numeral(monthlyCost),
            isChosen ? CHOSEN : NOT_CHOSEN,
          ]),
        },
      ],
    }),
    draw: (form) => draw(ways, currency, form),
  };
}

function draw(ways: readonly Way[], currency: string, form: ChartForm): Drawing {
  const entries = [{ name: CHOSEN }, { name: NOT_CHOSEN }];
  const top = legendHeight(entries, form) + 12;
  const bars = (name: string, isChosen: boolean, itemStyle: object): object => ({
    type: "bar",
    name,
    stack: "ways",
    silent: true,
    barWidth: 15,
    itemStyle,
    label: {
      show: true,
      position: "right",
      ...chartText(INK),
      formatter: ({ dataIndex }: { readonly dataIndex: number }) => ways[dataIndex]?.monthlyCost ?? "",
    },
    data: ways.map((way) => (way.isChosen === isChosen ? Number(way.monthlyCost) : null)),
  });
  const isNarrow = form === "narrow";
  return {
    height: top + ways.length * (isNarrow ? 46 : 28) + 48,
    option: {
      legend: legend(entries),
      grid: { top, left: 4, right: 60, bottom: 4, outerBoundsMode: "same" },
      yAxis: {
        type: "category",
        inverse: true,
        z: 10,
        data: ways.map(({ name }) => name),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: {
          ...chartText(INK),
          interval: 0,
          ...(isNarrow
            ? { inside: true, align: "left", verticalAlign: "bottom", margin: 0, padding: [0, 0, 9, 0] }
            : { width: 330, overflow: "truncate" }),
        },
      },
      xAxis: valueAxis(`${currency} a month`, {
        nameLocation: "middle",
        nameGap: 28,
        nameTextStyle: chartText(),
        min: 0,
        splitNumber: isNarrow ? 3 : 6,
      }),
      series: [
        bars(CHOSEN, true, { color: FIRST }),
        bars(NOT_CHOSEN, false, { color: PAGE, borderColor: SECOND, borderWidth: 1.5 }),
      ],
    },
  };
}
