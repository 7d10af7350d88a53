import type { EChartsOption } from "echarts";
import { html, Markup, type Insert } from "../markup";
import { folded } from "../table";

/** The two drawings of a chart: one for a desktop and for paper, one for a phone. Text is as large in both. */
export type ChartForm = "wide" | "narrow";

/** Width of a drawing, in pixels of CSS. */
const WIDTHS: Readonly<Record<ChartForm, number>> = { wide: 860, narrow: 330 };

/** Colours are variables of the page's style, so that one drawing serves a light page, a dark one and paper. */
export const INK = "var(--ink)";
export const MUTED = "var(--muted)";
export const RULE = "var(--rule)";
export const PAGE = "var(--page)";
export const FIRST = "var(--first)";
export const SECOND = "var(--second)";
export const THIRD = "var(--third)";

const FONT = "system-ui, sans-serif";
const FONT_PIXELS = 13;

/** Widths of characters in a wide font, DejaVu Sans, in sizes of the font: what is drawn is seldom wider. */
const CHARACTER_WIDTH = 0.61;
const WIDE_CHARACTER_WIDTH = 1;
const IS_WIDE = /[\u1100-\uffff]|\p{Extended_Pictographic}/u;

/** Width of a legend's icon with the gap after it, and the gap between two names, in pixels of CSS. */
const LEGEND_ICON = 32;
const LEGEND_GAP = 16;
const LEGEND_ROW = 24;

/** What a chart shows, as the library takes it, and how high it is. */
export interface Drawing {
  /** Height in pixels of CSS. */
  readonly height: number;
  readonly option: EChartsOption;
}

/** One chart of the report. */
export interface Chart {
  /** The only one of its name in the page: lower-case letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  /** What is seen, in a sentence or two, for who does not see it. */
  readonly description: string;
  /** The same figures as a table. */
  readonly table: Insert;
  readonly draw: (form: ChartForm) => Drawing;
}

/** Makes a figure of a chart. */
export type ChartRenderer = (chart: Chart) => Markup;

/** Loads the charting library, which takes a good part of a second, and is loaded here only. */
export async function chartRenderer(): Promise<ChartRenderer> {
  const { init, setPlatformAPI } = await import("echarts");
  setPlatformAPI({ measureText: (text, font) => ({ width: textWidth(text, font) }) });
  const svgOf = (chart: Chart, form: ChartForm): Markup => {
    const { height, option } = chart.draw(form);
    const width = WIDTHS[form];
    const instance = init(null, null, { renderer: "svg", ssr: true, width, height });
    try {
      instance.setOption({ animation: false, textStyle: { fontFamily: FONT, color: INK }, ...option });
      return svgElement(chart, form, { width, height, drawn: instance.renderToSVGString() });
    } finally {
      instance.dispose();
    }
  };
  return (chart) =>
    html`<figure class="chart" id="${chart.id}">
      <figcaption>${chart.title}</figcaption>
      ${svgOf(chart, "wide")} ${svgOf(chart, "narrow")} ${folded("The figures of this chart", chart.table)}
    </figure>`;
}

function svgElement(
  { id, title, description }: Chart,
  form: ChartForm,
  { width, height, drawn }: { readonly width: number; readonly height: number; readonly drawn: string },
): Markup {
  const name = `${id}-${form}`;
  return html`<svg
    class="${form}"
    xmlns="http://www.w3.org/2000/svg"
    role="img"
    aria-labelledby="${name}-title ${name}-desc"
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
  >
    <title id="${name}-title">${title}</title>
    <desc id="${name}-desc">${description}</desc>
    ${new Markup(inner(drawn, name))}
  </svg>`;
}

/**
 * What stands within the library's `svg` element, without what serves the mouse only, and with ids that do not count
 * the drawings of the process. The library escapes quotes in texts, so that only attributes are changed.
 */
function inner(drawn: string, name: string): string {
  return drawn
    .slice(drawn.indexOf(">") + 1, drawn.lastIndexOf("</svg>"))
    .replace(/<style[^>]*>.*?<\/style>/gs, "")
    .replace(/ (?:class|ecmeta_\w+|pointer-events)="[^"]*"/g, "")
    .replace(/ id="zr\d+-/g, ` id="${name}-`)
    .replace(/url\(#zr\d+-/g, `url(#${name}-`)
    .trim();
}

/** Text in a chart. */
export function chartText(color: string = MUTED): {
  color: string;
  fontSize: number;
  fontFamily: string;
} {
  return { color, fontSize: FONT_PIXELS, fontFamily: FONT };
}

/** An entry of a legend: the name of a series, and the form of its icon where the series has none. */
export interface LegendEntry {
  readonly name: string;
  readonly icon?: string;
  readonly itemStyle?: object;
}

/** The entry of a line without symbols. */
export function lineEntry(name: string): LegendEntry {
  return { name, itemStyle: { opacity: 0 } };
}

/** A legend above the chart. Each series is told by its form, not by its colour alone. */
export function legend(entries: readonly LegendEntry[]): object {
  return {
    data: [...entries],
    top: 0,
    left: 0,
    itemGap: LEGEND_GAP,
    itemWidth: 26,
    itemHeight: 12,
    selectedMode: false,
    inactiveColor: MUTED,
    textStyle: chartText(INK),
  };
}

/** Height that a legend takes, in pixels of CSS: its names flow into as many rows as they need. */
export function legendHeight(entries: readonly LegendEntry[], form: ChartForm): number {
  let rows = 1;
  let used = 0;
  for (const { name } of entries) {
    const needed = LEGEND_ICON + textWidth(name) + LEGEND_GAP;
    if (used > 0 && used + needed > WIDTHS[form]) {
      rows += 1;
      used = 0;
    }
    used += needed;
  }
  return rows * LEGEND_ROW;
}

/** Width of a text in pixels of CSS, as there is no browser to measure it; rather too wide than too narrow. */
function textWidth(text: string, font: string = `${FONT_PIXELS}px`): number {
  const size = Number(/(\d+(?:\.\d+)?)px/.exec(font)?.[1] ?? FONT_PIXELS);
  return Array.from(text).reduce(
    (width, character) => width + size * (IS_WIDE.test(character) ? WIDE_CHARACTER_WIDTH : CHARACTER_WIDTH),
    0,
  );
}

/** An axis of numbers with its name and unit. */
export function valueAxis(name: string, change: object = {}): object {
  return {
    type: "value",
    name,
    nameTextStyle: { ...chartText(), align: "left" },
    axisLabel: { ...chartText(), formatter: shortNumber, hideOverlap: true },
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: RULE, width: 1 } },
    ...change,
  };
}

/** An axis of names. */
export function nameAxis(name: string, data: readonly string[], change: object = {}): object {
  return {
    type: "category",
    name,
    nameLocation: "middle",
    nameGap: 30,
    nameTextStyle: chartText(),
    data: [...data],
    axisLabel: { ...chartText(), hideOverlap: true },
    axisLine: { lineStyle: { color: MUTED } },
    axisTick: { show: false },
    ...change,
  };
}

const THOUSANDS = [
  { factor: 1e9, sign: "G" },
  { factor: 1e6, sign: "M" },
  { factor: 1e3, sign: "k" },
] as const;

/** A number on an axis: whole thousands with a prefix of the SI, such as `60k` and `1.5M`. */
export function shortNumber(value: number): string {
  const found = THOUSANDS.find(({ factor }) => Math.abs(value) >= factor);
  const scaled = value / (found?.factor ?? 1);
  return `${Number(scaled.toPrecision(4))}${found?.sign ?? ""}`;
}
