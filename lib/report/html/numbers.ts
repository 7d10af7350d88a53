import Decimal from "decimal.js";
import type { ReportedFigure } from "../report-schema";
import { html, Markup } from "./markup";

/** How a missing figure stands in the page. */
const NO_FIGURE = "–";

const NUMBER = /^(-?)(\d+)(\.\d+)?$/;

/**
 * A number of the document. Its exact text is the `value` of the element, and the text of the page as well: the thin
 * spaces between groups of digits are drawn by the style, so that who copies or looks for a number gets it as it is.
 */
export function numeral(value: string | number): Markup {
  const text = typeof value === "number" ? new Decimal(value).toFixed() : value;
  const [, sign = "", whole, decimals = ""] = NUMBER.exec(text) ?? [];
  if (whole === undefined) return html`<data value="${text}">${text}</data>`;
  return html`<data value="${text}">${sign}${grouped(whole)}${decimals}</data>`;
}

/** A share between 0 and 1, told in per cent; the exact text of the document is the `value` of the element. */
export function percentage(share: string): Markup {
  return html`<data value="${share}">${new Decimal(share).times(100).toFixed()} %</data>`;
}

/** A figure with its unit, or a dash with the reason. */
export function figure(given: ReportedFigure): Markup {
  const { value, unit, reason } = given;
  if (value === null) return html`${missing()} <small>${reason ?? ""}</small>`;
  if (unit?.startsWith("share of ") === true) {
    return withUnit(percentage(String(value)), unit.replace("share ", ""));
  }
  return withUnit(numeral(value), unit ?? "");
}

/** An amount of money in a currency, such as 1 234.50 USD. */
export function money(amount: string, currency: string): Markup {
  return withUnit(numeral(amount), currency);
}

function withUnit(number: Markup, unit: string): Markup {
  return html`<span class="figure">${number} <span class="unit">${unit}</span></span>`;
}

/** The mark of what is missing, which is read aloud as such. */
export function missing(): Markup {
  return html`<span class="none">${NO_FIGURE}</span>`;
}

/** Text, or the mark of what is missing. */
export function orMissing(text: string | null): Markup {
  return text === null ? missing() : html`${text}`;
}

function grouped(digits: string): Markup {
  const groups = digits.match(/\d{1,3}(?=(?:\d{3})*$)/g) ?? [];
  return html`${groups.map((group, index) =>
    index === groups.length - 1 ? html`${group}` : html`<span class="k">${group}</span>`,
  )}`;
}
