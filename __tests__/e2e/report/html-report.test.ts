import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { chromium, type Browser, type Page } from "playwright-core";
import { costHtml } from "../../../lib/report/html/cost-html";
import { exampleReport } from "../../report/example-report";
import { richReport } from "../../report/html/rich-report";
import { needs, pathOf } from "../../support/parts";

jest.setTimeout(180_000);

const WIDTHS = { desktop: 1280, tablet: 800, phone: 360 } as const;
const A4_PIXELS = { width: 794, height: 1123 } as const;

/** Ratio of contrast that WCAG 2.2 asks of graphics, 1.4.11. */
const LEAST_MARK_CONTRAST = 3;

/** What a page is opened as. */
interface View {
  readonly scheme?: "light" | "dark";
  readonly width?: number;
  readonly media?: "screen" | "print";
}

/** Violations of axe, each with the elements it was found at. */
interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
  readonly passes: readonly { readonly id: string }[];
}

needs("chromium").describe("the report as HTML, in Chromium", () => {
  let browser: Browser;
  let folder: string;
  let requests: string[];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "landfall-report-"));
    const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    browser = await chromium.launch({
      executablePath: pathOf("chromium"),
      args: [...sandbox, "--disable-dev-shm-usage"],
    });
    writeFileSync(path.join(folder, "rich.html"), await costHtml(richReport()));
    writeFileSync(path.join(folder, "plain.html"), await costHtml(exampleReport({ reserved: 0 })));
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  beforeEach(() => {
    requests = [];
  });

  /** Opens a report, uses it, and closes it; what it asks for is noted, and refused unless it is the file itself. */
  async function inPage<T>(view: View, use: (page: Page) => Promise<T>, name = "rich"): Promise<T> {
    const { scheme = "light", width = WIDTHS.desktop, media = "screen" } = view;
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
    const address = pathToFileURL(path.join(folder, `${name}.html`)).href;
    await page.route("**", async (route) => {
      requests.push(route.request().url());
      await (route.request().url() === address ? route.continue() : route.abort());
    });
    try {
      await page.emulateMedia({ media, colorScheme: scheme });
      await page.goto(address);
      return await use(page);
    } finally {
      await page.close();
    }
  }

  /** Runs axe beside the page's policy, in a world that the policy does not govern. */
  async function violationsIn(page: Page): Promise<string[]> {
    const session = await page.context().newCDPSession(page);
    const { frameTree } = await session.send("Page.getFrameTree");
    const { executionContextId } = await session.send("Page.createIsolatedWorld", {
      frameId: frameTree.frame.id,
    });
    const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
      contextId: executionContextId,
      awaitPromise: true,
      returnByValue: true,
      expression: `${axe.source}; axe.run(document, { resultTypes: ["violations"] })`,
    });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description);
    const { violations, passes } = result.value as AxeResults;
    expect(passes.map(({ id }) => id)).toContain("color-contrast");
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary = "" }) => `${id}: ${html} ${failureSummary}`),
    );
  }

  /** Opens one after the other: some stand within others. */
  async function openDetails(page: Page): Promise<void> {
    const closed = page.locator("details:not([open]) > summary:visible");
    while ((await closed.count()) > 0) await closed.first().click();
  }

  it("asks for nothing but itself, and reports no fault", async () => {
    const messages: string[] = [];
    await inPage({}, async (page) => {
      page.on("console", (message) => messages.push(message.text()));
      page.on("pageerror", (error) => messages.push(error.message));
      await page.reload();
      await openDetails(page);
    });
    expect([...new Set(requests)]).toEqual([pathToFileURL(path.join(folder, "rich.html")).href]);
    expect(messages).toEqual([]);
  });

  it("is read with scripts turned off", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(pathToFileURL(path.join(folder, "rich.html")).href);
    const report = richReport();
    await page.getByRole("heading", { level: 1, name: `Cost report: ${report.name}` }).waitFor();
    expect(await page.getByRole("region", { name: "What to do" }).innerText()).toContain(
      String(report.total.monthlyCost.value),
    );
    await context.close();
  });

  it("lets numbers be found as the document has them", async () => {
    const report = richReport();
    await inPage({}, async (page) => {
      const amount = page.locator("dl.tiles data").first();
      expect(await amount.textContent()).toBe(report.total.monthlyCost.value);
      expect(await page.evaluate(`window.find(${JSON.stringify(report.total.monthlyCost.value)})`)).toBe(
        true,
      );
    });
  });

  it("shows each chart once, with its name and description", async () => {
    for (const width of Object.values(WIDTHS)) {
      await inPage({ width }, async (page) => {
        const figures = await page.locator("figure.chart").all();
        expect(await page.getByRole("img").count()).toBe(figures.length);
        for (const figure of figures) {
          const title = await figure.locator("figcaption").innerText();
          expect(await figure.getByRole("img", { name: title }).count()).toBe(1);
        }
      });
    }
  });

  it.each(
    (["light", "dark"] as const).flatMap((scheme) =>
      (["desktop", "phone"] as const).map((device) => [scheme, device] as const),
    ),
  )("has no violation of axe, %s on a %s, with all details open", async (scheme, device) => {
    await inPage({ scheme, width: WIDTHS[device] }, async (page) => {
      await openDetails(page);
      expect(await violationsIn(page)).toEqual([]);
    });
  });

  it("has no violation of axe where nothing is reserved", async () => {
    const violations = await inPage({}, violationsIn, "plain");
    expect(violations).toEqual([]);
  });

  it.each(Object.entries(WIDTHS))("does not scroll sideways on a %s", async (_, width) => {
    await inPage({ width }, async (page) => {
      await openDetails(page);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    });
  });

  it.each(Object.entries(WIDTHS))("cuts off no text of a chart on a %s", async (_, width) => {
    await inPage({ width }, async (page) => {
      expect(await page.evaluate(`(${textsOutside.toString()})()`)).toEqual([]);
    });
  });

  it.each(["light", "dark"] as const)(
    "draws the marks of charts with enough contrast, %s",
    async (scheme) => {
      await inPage({ scheme }, async (page) => {
        const contrasts = await page.evaluate<Record<string, number>>(`(${markContrasts.toString()})()`);
        expect(Object.keys(contrasts).length).toBeGreaterThanOrEqual(3);
        expect(Object.entries(contrasts).filter(([, contrast]) => contrast < LEAST_MARK_CONTRAST)).toEqual(
          [],
        );
      });
    },
  );

  it("has other colours in the dark, and those of the light on paper", async () => {
    const colour = (view: View): Promise<unknown> =>
      inPage(view, (page) => page.evaluate("getComputedStyle(document.body).backgroundColor"));
    const light = await colour({});
    expect(await colour({ scheme: "dark" })).not.toBe(light);
    expect(await colour({ scheme: "dark", media: "print" })).toBe(light);
  });

  it("opens all details in print, and only there", async () => {
    const heights = (view: View): Promise<number[]> =>
      inPage(view, async (page) => {
        const tables = await page.locator("details table").all();
        return Promise.all(tables.map(async (table) => ((await table.isVisible()) ? 1 : 0)));
      });
    const printed = await heights({ media: "print", width: A4_PIXELS.width });
    expect(printed.length).toBeGreaterThan(5);
    expect(printed).not.toContain(0);
    expect(await heights({})).not.toContain(1);
  });

  it("prints to PDF on A4, with no chart higher than a page", async () => {
    await inPage({ media: "print" }, async (page) => {
      const text = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
      const pages = Array.from(text.matchAll(/\/Type\s*\/Page\b/g));
      const [, width = "", height = ""] = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/.exec(text) ?? [];
      expect(pages.length).toBeGreaterThan(3);
      expect([Math.round(Number(width)), Math.round(Number(height))]).toEqual([595, 842]);
    });
    await inPage({ media: "print", width: A4_PIXELS.width }, async (page) => {
      for (const chart of await page.getByRole("img").all()) {
        expect((await chart.boundingBox())!.height).toBeLessThan(A4_PIXELS.height);
      }
    });
  });
});

/** Runs in the page: the texts of shown charts that stand outside of their drawing, or over the text before them. */
function textsOutside(): string[] {
  // Here runs the browser, whose globals Node.js has no types of.
  const page = globalThis as unknown as PageGlobals;
  return Array.from(page.document.querySelectorAll("figure svg")).flatMap((svg) => {
    const frame = svg.getBoundingClientRect();
    const texts = frame.width === 0 ? [] : Array.from(svg.querySelectorAll("text"));
    const boxes = texts.map((text) => ({ text: text.textContent ?? "", box: text.getBoundingClientRect() }));
    const outside = boxes.filter(
      ({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1,
    );
    const overlapping = boxes.filter(({ box }, index) =>
      boxes.slice(0, index).some(({ box: other }) => {
        const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
        const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
        return across > 1 && down > 4;
      }),
    );
    return [...outside, ...overlapping].map(
      ({ text }) => `${svg.querySelector("title")?.textContent ?? ""}: ${text}`,
    );
  });
}

/** Runs in the page: contrast with the page of each colour that marks of charts are drawn in. */
function markContrasts(): Record<string, number> {
  // Here runs the browser, whose globals Node.js has no types of.
  const page = globalThis as unknown as PageGlobals;
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
      const value = Number(part) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const background = luminance(page.getComputedStyle(page.document.body).backgroundColor);
  const colours = ["first", "second", "third"].flatMap((name) =>
    Array.from(
      page.document.querySelectorAll(
        `figure svg [fill="var(--${name})"], figure svg [stroke="var(--${name})"]`,
      ),
    ).map((mark) => {
      const { fill, stroke } = page.getComputedStyle(mark);
      return mark.getAttribute("fill") === `var(--${name})` ? fill : stroke;
    }),
  );
  return Object.fromEntries(
    colours.map((colour) => {
      const [low = 0, high = 0] = [luminance(colour), background].sort((a, b) => a - b);
      return [colour, (high + 0.05) / (low + 0.05)];
    }),
  );
}

interface PageElement {
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
  getBoundingClientRect(): {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
    readonly width: number;
  };
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

/** What the two functions above use of a browser. */
interface PageGlobals {
  readonly document: PageElement & { readonly body: PageElement };
  getComputedStyle(element: PageElement): {
    readonly fill: string;
    readonly stroke: string;
    readonly backgroundColor: string;
  };
}
