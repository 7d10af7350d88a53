import Decimal from "decimal.js";
import type { ReportedDecision } from "../../report-schema";
import { numeral } from "../numbers";
import { numbers, table, words } from "../table";
import {
  chartText,
  FIRST,
  INK,
  legend,
  legendHeight,
  lineEntry,
  PAGE,
  SECOND,
  THIRD,
  valueAxis,
  type Chart,
  type ChartForm,
  type Drawing,
} from "./chart";

type Sensitivity = ReportedDecision["sensitivity"][number];

const KINDS: Readonly<Record<Sensitivity["kind"], string>> = {
  load: "load",
  onDemandPrice: "price on demand",
  commitmentPrice: "price of commitments",
  discountRate: "discount rate",
  term: "term",
};

const HELD = "decision held";
const BEST = "best decision then";
const PLANNED = "as planned";

/** What is changed, in words: `load x 0.5`. */
export function changeName({ kind, change }: Sensitivity): string {
  return `${KINDS[kind]} ${change}`;
}

/**
 * What a month costs where something comes otherwise than planned: with the decision held, and with the one that
 * would be best then. The change that moves the cost most stands first. Null where nothing was changed.
 */
export function sensitivityChart(
  id: string,
  subject: string,
  decision: ReportedDecision,
  currency: string,
): Chart | null {
  if (decision.sensitivity.length === 0) return null;
  const planned = decision.quantiles.mean;
  const moved = (each: Sensitivity): Decimal => new Decimal(each.heldMonthlyCost).minus(planned).abs();
  const rows = [...decision.sensitivity].sort((a, b) => moved(b).comparedTo(moved(a)));
  const title = `${subject}: sensitivity, the cost of a month if things come otherwise`;
  return {
    id,
    title,
    description: `Cost of a month in ${currency} for each change: with the decision as it stands, and with the one that would be made if the change were known. As planned it is ${planned}.`,
    table: table({
      caption: title,
      columns: [
        words("change"),
        numbers("factor"),
        numbers(`${HELD}, ${currency}`),
        numbers(`${BEST}, ${currency}`),
        numbers("reserved then"),
      ],
      groups: [
        {
          title: null,
          rows: decision.sensitivity.map((each) => [
            changeName(each),
            numeral(each.factor),
            numeral(each.heldMonthlyCost),
            numeral(each.bestMonthlyCost),
            numeral(each.reserved),
          ]),
        },
      ],
    }),
    draw: (form) => draw(rows, { planned, currency, form }),
  };
}

interface Frame {
  readonly planned: string;
  readonly currency: string;
  readonly form: ChartForm;
}

function draw(rows: readonly Sensitivity[], { planned, currency, form }: Frame): Drawing {
  const entries = [{ name: HELD }, { name: BEST }, lineEntry(PLANNED)];
  const top = legendHeight(entries, form) + 16;
  const isNarrow = form === "narrow";
  const base = Number(planned);
  const held = rows.map((row) => Number(row.heldMonthlyCost));
  const lineStyle = { color: THIRD, width: 2, type: [6, 4] };
  return {
    height: top + rows.length * (isNarrow ? 44 : 30) + 48,
    option: {
      legend: legend(entries),
      grid: { top, left: 4, right: 20, bottom: 4, outerBoundsMode: "same" },
      yAxis: {
        type: "category",
        inverse: true,
        data: rows.map(changeName),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: {
          ...chartText(INK),
          interval: 0,
          width: isNarrow ? 120 : 240,
          overflow: isNarrow ? "break" : "truncate",
        },
      },
      xAxis: valueAxis(`${currency} a month`, {
        nameLocation: "middle",
        nameGap: 28,
        nameTextStyle: chartText(),
        scale: true,
        splitNumber: isNarrow ? 3 : 6,
      }),
      series: [
        {
          type: "bar",
          name: "from",
          stack: "change",
          silent: true,
          itemStyle: { color: "none" },
          data: held.map((cost) => Math.min(cost, base)),
        },
        {
          type: "bar",
          name: HELD,
          stack: "change",
          silent: true,
          barWidth: 13,
          itemStyle: { color: FIRST },
          data: held.map((cost) => Math.abs(cost - base)),
        },
        {
          type: "scatter",
          name: BEST,
          silent: true,
          symbol: "diamond",
          symbolSize: 13,
          z: 4,
          itemStyle: { color: PAGE, borderColor: SECOND, borderWidth: 2, opacity: 1 },
          data: rows.map((row, index) => [Number(row.bestMonthlyCost), index]),
        },
        {
          type: "line",
          name: PLANNED,
          data: [],
          symbol: "none",
          silent: true,
          color: THIRD,
          lineStyle,
          markLine: {
            silent: true,
            symbol: "none",
            animation: false,
            lineStyle,
            label: { show: false },
            data: [{ xAxis: base }],
          },
        },
      ],
    },
  };
}
