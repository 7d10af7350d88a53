import { costHtml } from "../../../lib/report/html/cost-html";
import { costReportSchema, type CostReport } from "../../../lib/report/report-schema";
import { exampleReport } from "../example-report";
import { richReport } from "./rich-report";

/** Text of the page as it is read, with the references undone. */
function textOf(page: string): string {
  return page
    .replace(/<style>.*?<\/style>/s, "")
    .replace(/<[^>]*>/g, "")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&");
}

/** Values of the page's `data` elements. */
function valuesOf(page: string): ReadonlySet<string> {
  return new Set(Array.from(page.matchAll(/<data value="([^"]*)">/g), ([, value = ""]) => value));
}

/** Every leaf of a document with the path to it. */
function leaves(value: unknown, path = ""): [string, string | number][] {
  if (typeof value === "string" || typeof value === "number") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => leaves(each, `${path}/${key}`));
}

/** Sets every text that a schema leaves free to something hostile, with a mark of its own. */
function hostile(value: unknown, path = ""): unknown {
  if (typeof value === "string" && FREE_TEXT.test(path)) {
    return `"'><script src=//x>${path}</script><img onerror=1>&amp;]]>`;
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each: unknown, index) => hostile(each, `${path}/${index}`));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, hostile(each, `${path}/${key}`)]),
  );
}

const FREE_TEXT =
  /^(?!\/generator\/name|\/load\/\d+\/to|.*\/presentValues\/).*\/(?:name|environment|version|service|owner|costCentre|what|unit|reason|region|source|id|price|target|app|history|method|chosen|instanceType|platform|offering|tenancy|terms|lookUp|buy|to|runnerUp|commitment|change|basis\/\d+|notCovered\/\d+|sentences\/\d+|warnings\/\d+|repairs\/\d+|notes\/\d+)$/;

/** Names of choices, which the page tells in words of its own. */
const CHOICES = /\/(?:kind|payment|charge)$/;

const NOTHING = { value: null, unit: null, reason: "there is nothing to tell" } as const;

describe("the report as HTML", () => {
  it("tells every figure and every text of the document", async () => {
    const report = richReport();
    expect(costReportSchema.safeParse(report).error).toBeUndefined();
    const page = await costHtml(report);
    const [text, values] = [textOf(page), valuesOf(page)];
    const lost = leaves(report).filter(([path, value]) => {
      if (CHOICES.test(path) || /\/decision\/options\/\d+\/offeringClass$/.test(path)) return false;
      if (value === "share of hours" || value === "share of cost") return false;
      return !values.has(String(value)) && !text.includes(String(value));
    });
    expect(lost).toEqual([]);
  });

  it("holds each amount and quantity as the value of an element", async () => {
    const report = exampleReport({ upfront: "1150" });
    const values = valuesOf(await costHtml(report));
    const amounts = leaves(report).filter(
      ([path, value]) =>
        typeof value === "string" && /^-?\d+\.\d+$/.test(value) && !path.endsWith("/version"),
    );
    expect(amounts.length).toBeGreaterThan(100);
    expect(amounts.filter(([, value]) => !values.has(String(value)))).toEqual([]);
  });

  it("makes the same bytes of the same report, however often", async () => {
    const first = await costHtml(richReport());
    await costHtml(exampleReport());
    expect(await costHtml(richReport())).toBe(first);
  });

  it("escapes every text, in charts too", async () => {
    const report = hostile(richReport()) as CostReport;
    expect(costReportSchema.safeParse(report).error).toBeUndefined();
    const page = await costHtml(report);
    expect(page).not.toMatch(/<\/?(?:script|img)/i);
    expect(page.replace(/="[^"]*"/g, "").match(/<[a-z][^>]*\son\w+/gi)).toBeNull();
    expect(textOf(page)).toContain(`"'><script src=//x>/targets/0/target</script><img onerror=1>&amp;]]>`);
  });

  it("names nothing outside itself but the name of SVG", async () => {
    const page = await costHtml(richReport());
    const addresses = new Set(Array.from(page.matchAll(/[a-z]+:\/\/[^"\s<]*/g), ([address]) => address));
    expect([...addresses]).toEqual(["http://www.w3.org/2000/svg"]);
    expect(page).not.toMatch(/<(?:script|link|iframe|object|embed|img)\b|@import|\bsrc=/);
  });

  it("forbids by its policy all that is not its own style", async () => {
    const page = await costHtml(exampleReport());
    const [, policy] = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(page) ?? [];
    expect(policy?.replaceAll("&#39;", "'")).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    );
  });

  it("has no id twice", async () => {
    const ids = Array.from((await costHtml(richReport())).matchAll(/\sid="([^"]*)"/g), ([, id]) => id);
    expect(ids.length).toBeGreaterThan(10);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("refers to no id that is not there", async () => {
    const page = await costHtml(richReport());
    const ids = new Set(Array.from(page.matchAll(/\sid="([^"]*)"/g), ([, id]) => id));
    const named = Array.from(page.matchAll(/(?:href="|url\()#([^")]*)/g), ([, id]) => id);
    const labels = Array.from(page.matchAll(/aria-labelledby="([^"]*)"/g), ([, list = ""]) =>
      list.split(" "),
    ).flat();
    expect([...named, ...labels].filter((id) => !ids.has(id))).toEqual([]);
  });

  it("draws the five charts, each for a wide page and a narrow one", async () => {
    const page = await costHtml(richReport());
    const drawn = Array.from(page.matchAll(/<figure class="chart" id="([^"]*)"/g), ([, id]) => id);
    expect(drawn).toEqual([
      "total-months",
      "target-1-levels",
      "target-1-options",
      "target-1-sensitivity",
      "load-1",
    ]);
    expect(page.match(/<svg\s+class="(?:wide|narrow)"[^>]*\srole="img"/g)).toHaveLength(2 * drawn.length);
  });

  it("tells the verdict on the budget by P80", async () => {
    const verdict = async (isP80Within: boolean | null): Promise<string> => {
      const report = exampleReport();
      const page = await costHtml({ ...report, budget: { ...report.budget, isP80Within } });
      return /<span class="verdict[^>]*>([^<]*)/.exec(page)?.[1] ?? "";
    };
    expect(await Promise.all([true, false, null].map(verdict))).toEqual([
      "Within budget.",
      "Over budget.",
      "Not held against the budget.",
    ]);
  });

  it("marks stale prices, and no others", async () => {
    const report = richReport();
    const page = await costHtml(report);
    const rows = page.split("<tr>").filter((row) => row.includes(">stale<"));
    expect(rows).toHaveLength(1);
    expect(textOf(rows[0] ?? "")).toContain(report.prices[0]?.what);
  });
});

describe("the report as HTML, where something is missing", () => {
  it("is made without a decision", async () => {
    const report = exampleReport();
    const [, serverless] = report.targets;
    const text = textOf(await costHtml({ ...report, targets: [serverless!], load: [] }));
    expect(text).toContain("Nothing to reserve");
    expect(text).not.toContain("duration curve");
    expect(text).toContain("No load is part of this report.");
  });

  it("is made where nothing is reserved", async () => {
    const text = textOf(await costHtml(exampleReport({ reserved: 0 })));
    expect(text).toContain("nothing is committed");
    expect(text).toContain("Nothing is to be bought");
  });

  it("draws no load where there is no series", async () => {
    const report = exampleReport();
    const load = report.load.map((each) => ({ ...each, history: null, series: [] }));
    const page = await costHtml({ ...report, load });
    expect(page).toContain("No days are shown");
    expect(page).not.toContain('<figure class="chart" id="load-1"');
  });

  it("is made of a document with nothing in its lists", async () => {
    const report = exampleReport();
    const page = await costHtml({
      ...report,
      prices: [],
      warnings: [],
      load: [],
      targets: [],
      lines: [],
      orders: [],
      total: {
        monthlyCost: NOTHING,
        onDemandMonthlyCost: NOTHING,
        monthlySaving: NOTHING,
        costPerMillionRequests: NOTHING,
        quantiles: null,
        months: [],
      },
    });
    expect(page).not.toMatch(/undefined|NaN|\[object/);
    expect(textOf(page)).toContain("– there is nothing to tell");
  });

  it("is made of decisions without levels, options or sensitivity", async () => {
    const report = exampleReport();
    const [vps] = report.targets;
    const decision = { ...vps!.decision!, levels: [], options: [], sensitivity: [], flips: [], months: [] };
    const page = await costHtml({ ...report, targets: [{ ...vps!, decision, apps: [] }] });
    expect(page).toContain('id="target-1-options"');
    expect(page).not.toMatch(/id="target-1-(?:levels|sensitivity)"/);
  });

  it("draws as many levels as a document has at most", async () => {
    const report = exampleReport();
    const [vps] = report.targets;
    const levels = Array.from({ length: 200 }, (_, index) => ({
      instances: index + 1,
      share: (1 - index / 200).toFixed(4),
      committed: index < 90,
    }));
    const page = await costHtml({
      ...report,
      targets: [{ ...vps!, decision: { ...vps!.decision!, levels }, apps: [] }],
    });
    expect(page).not.toMatch(/NaN|undefined/);
    expect(page).toContain('<data value="200">');
  });
});
