/**
 * The style of the page: it holds everything, as nothing is fetched.
 *
 * Colours of text have a contrast of 4.5 at least, those of charts of 3. Source: WCAG 2.2, 1.4.3 and 1.4.11.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --raised: #f6f7f9; --ink: #1a1f26; --muted: #56606c; --rule: #d6dbe1;
  --first: #0b5a9d; --second: #b0520a; --third: #0f7a5c; --band-80: #f0cfb3; --band-95: #faeadd;
  --good: #0f6b45; --bad: #b3261e; --warn: #8a5300;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #12161b; --raised: #1a2027; --ink: #e7eaee; --muted: #a5afbb; --rule: #323b46;
    --first: #6db3f2; --second: #f0a05a; --third: #5fd0a8; --band-80: #5c4128; --band-95: #35291f;
    --good: #6fd39c; --bad: #ff9a90; --warn: #f0b35a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; overflow-wrap: break-word; }
header, main, footer { max-width: 60rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 2.5rem; }
footer { padding-bottom: 3rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .25rem; letter-spacing: -.01em; }
h2 { font-size: 1.35rem; line-height: 1.25; margin: 3rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--rule); }
h3 { font-size: 1.08rem; margin: 2rem 0 .5rem; }
h4 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { margin: .5rem 0; max-width: 44rem; }
ul { margin: .5rem 0; padding-left: 1.2rem; max-width: 44rem; }
a { color: var(--first); }
small, .unit, .muted, caption, dt { color: var(--muted); }
small, .unit { font-size: .875em; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; max-width: none; font-size: .9375rem; }
.eyebrow { color: var(--muted); margin: 0 0 1.5rem; }
.advice { border-left: 4px solid var(--first); background: var(--raised); padding: 1.1rem 1.4rem; margin: 1.5rem 0; }
.advice p { max-width: none; } .advice p:last-child { margin-bottom: 0; }
.advice .what { font-size: 1.25rem; line-height: 1.4; font-weight: 600; margin: 0 0 .35rem; }
.verdict { font-weight: 600; }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
.notice { border: 1px solid var(--rule); border-left: 4px solid var(--warn); padding: .6rem 1.2rem; margin: 1rem 0; }
.notice h2 { font-size: 1rem; margin: .2rem 0; padding: 0; border: 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(12.5rem, 1fr)); gap: 1px; background: var(--rule); border: 1px solid var(--rule); margin: 1.25rem 0; }
.tiles > div { background: var(--page); padding: .8rem 1rem; }
.tiles dt { font-size: .875rem; }
.tiles dd { margin: 0; font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.tiles dd small { display: block; font-size: .8125rem; font-weight: 400; line-height: 1.4; }
.tiles .unit { font-size: .8125rem; font-weight: 400; white-space: nowrap; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .5rem 2rem; margin: .75rem 0; }
.facts dt { font-size: .875rem; } .facts dd { margin: 0; overflow-wrap: anywhere; }
.k { margin-inline-end: .17em; }
.scroll { overflow-x: auto; margin: .75rem 0 1.25rem; }
.scroll:focus-visible, summary:focus-visible, a:focus-visible { outline: 2px solid var(--first); outline-offset: 2px; }
table { border-collapse: collapse; min-width: min(100%, 40rem); font-size: .875rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: 0 0 .4rem; }
th, td { padding: .35rem .75rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
th:first-child, td:first-child { padding-left: 0; } th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-weight: 600; vertical-align: bottom; border-bottom: 1.5px solid var(--muted); }
tbody th { font-weight: 500; }
.n { text-align: right; } data, time, td .figure { white-space: nowrap; } td small { display: block; min-width: 9rem; max-width: 18rem; } .n small { margin-left: auto; }
.group th { padding-top: 1rem; font-weight: 700; border-bottom-color: var(--muted); }
.chart { margin: 1.5rem 0 2rem; }
figcaption { font-weight: 600; margin-bottom: .6rem; }
.chart svg { display: block; width: 100%; height: auto; }
.chart svg.narrow { display: none; max-width: 27rem; }
details { margin: .5rem 0 1rem; }
summary { cursor: pointer; color: var(--first); font-size: .9375rem; padding: .15rem 0; }
.order { border: 1px solid var(--rule); padding: .25rem 1.25rem .75rem; margin: 1rem 0; }
pre { background: var(--raised); padding: .75rem 1rem; margin: .35rem 0 .9rem; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8125rem; line-height: 1.5; }
code { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; }
.mark { font-weight: 600; white-space: nowrap; }
@media (max-width: 47.9375rem) {
  header, main, footer { padding-left: .9375rem; padding-right: .9375rem; }
  header { padding-top: 1.5rem; }
  h1 { font-size: 1.5rem; }
  .tiles { grid-template-columns: 1fr 1fr; }
  .tiles > div { padding: .65rem .75rem; } .tiles dd { font-size: 1.1rem; }
  .facts { grid-template-columns: 1fr; }
}
@media screen and (max-width: 47.9375rem) {
  .chart svg.wide { display: none; }
  .chart svg.narrow { display: block; }
}
@media print {
  @page { size: A4; margin: 16mm 14mm; }
  html { font-size: 12.5px; }
  body { font-size: 10pt; }
  header, main, footer { max-width: none; padding: 0; }
  h2, h3, h4, caption, .group, figcaption { break-after: avoid; }
  .advice, .notice, .tiles, .chart svg, tr { break-inside: avoid; }
  figcaption, .chart svg { break-before: avoid; }
  thead { display: table-header-group; }
  table { font-size: 8pt; } th, td { padding: .2rem .4rem; }
  .scroll { overflow: visible; }
  td small { min-width: 0; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  summary { list-style: none; color: var(--muted); } summary::-webkit-details-marker { display: none; }
  nav { display: none; }
  a { color: inherit; }
}
`;
