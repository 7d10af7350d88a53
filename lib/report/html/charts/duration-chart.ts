import Decimal from "decimal.js";
import type { ReportedDecision } from "../../report-schema";
import { optionName } from "../option-name";
import { numeral, percentage } from "../numbers";
import { numbers, table, words } from "../table";
import {
  chartText,
  FIRST,
  INK,
  legend,
  legendHeight,
  lineEntry,
  nameAxis,
  PAGE,
  SECOND,
  THIRD,
  valueAxis,
  type Chart,
  type ChartForm,
  type Drawing,
} from "./chart";

const COMMITTED = "committed";
const ON_DEMAND = "rented on demand";

/** Levels up to which each bar has a gap beside it. */
const MANY_LEVELS = 40;

/** Drawn beneath the line of the break-even, so that it stands out from the bars. */
const CASING = { color: PAGE, width: 4, type: "solid" } as const;

/** A line across the chart: the share of hours from which on a commitment pays. */
interface BreakEven {
  readonly share: string;
  readonly name: string;
  /** The options that it is the break-even of. */
  readonly of: readonly string[];
}

/**
 * How much of the time each instance is needed, with the break-even of what is bought (of the option with the lowest
 * one where nothing is). Null where no instance is ever needed.
 */
export function durationChart(id: string, subject: string, decision: ReportedDecision): Chart | null {
  const { levels } = decision;
  if (levels.length === 0) return null;
  const title = `${subject}: duration curve, how much of the time each instance is needed`;
  const lines = breakEvens(decision);
  return {
    id,
    title,
    description: `Share of hours in which at least so many instances are needed, from 1 to ${levels.at(-1)?.instances ?? 0}. ${decision.chosen}. ${lines.map(({ name, of }) => `${name} (${of.join("; ")})`).join(", ")}.`,
    table: table({
      caption: title,
      columns: [numbers("instances"), numbers("share of hours"), words("how it is paid")],
      groups: [
        {
          title: null,
          rows: levels.map(({ instances, share, committed }) => [
            numeral(instances),
            percentage(share),
            committed ? COMMITTED : ON_DEMAND,
          ]),
        },
      ],
    }),
    draw: (form) => draw(levels, lines, form),
  };
}

function breakEvens({ options }: ReportedDecision): readonly BreakEven[] {
  const known = options.flatMap((option) => {
    const { value } = option.breakEvenUtilisation;
    return value === null ? [] : [{ option, share: String(value) }];
  });
  const taken = known.filter(({ option }) => option.count > 0);
  const lowest = [...known].sort((a, b) => new Decimal(a.share).comparedTo(b.share)).slice(0, 1);
  const drawn = taken.length > 0 ? taken : lowest;
  return [...new Set(drawn.map(({ share }) => share))].map((share) => ({
    share,
    name: `break-even ${new Decimal(share).times(100).toDecimalPlaces(2).toFixed()} %`,
    of: drawn.filter((each) => each.share === share).map(({ option }) => optionName(option)),
  }));
}

function draw(levels: ReportedDecision["levels"], lines: readonly BreakEven[], form: ChartForm): Drawing {
  const entries = [{ name: COMMITTED }, { name: ON_DEMAND }, ...lines.map(({ name }) => lineEntry(name))];
  const top = legendHeight(entries, form) + 26;
  const percent = (share: string): number => new Decimal(share).times(100).toNumber();
  const bars = (name: string, isCommitted: boolean, itemStyle: object): object => ({
    type: "bar",
    name,
    stack: "levels",
    silent: true,
    barCategoryGap: levels.length > MANY_LEVELS ? "0%" : "25%",
    barMaxWidth: 70,
    itemStyle,
    data: levels.map(({ share, committed }) => (committed === isCommitted ? percent(share) : null)),
  });
  return {
    height: 250 + top,
    option: {
      legend: legend(entries),
      grid: { top, left: 4, right: 12, bottom: 4, outerBoundsMode: "same" },
      xAxis: nameAxis(
        "instances needed at least",
        levels.map(({ instances }) => String(instances)),
      ),
      yAxis: valueAxis("% of hours", { min: 0, max: 100, interval: 20 }),
      series: [
        bars(COMMITTED, true, { color: FIRST }),
        bars(ON_DEMAND, false, { color: PAGE, borderColor: SECOND, borderWidth: 1.5 }),
        ...lines.map(({ name, share }, index) => breakEvenLine(name, percent(share), index)),
      ],
    },
  };
}

function breakEvenLine(name: string, percent: number, index: number): object {
  const lineStyle = { color: THIRD, width: 2, type: [8, 3 + 3 * index] };
  return {
    type: "line",
    name,
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
      label: { ...chartText(INK), position: "insideEndTop", formatter: name },
      data: [{ yAxis: percent, lineStyle: CASING, label: { show: false } }, { yAxis: percent }],
    },
  };
}
