import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseDocument } from "yaml";
import type { CostReport } from "../../lib/report/report-schema";
import { ExampleProject } from "./project";

jest.setTimeout(120_000);

const folder = mkdtempSync(path.join(os.tmpdir(), "landfall-alternatives-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The example with another present type and one alternative. */
function project(name: string, prices?: object): ExampleProject {
  const made = new ExampleProject(path.join(folder, name));
  const document = parseDocument(made.read("landfall.yaml"));
  document.setIn(["targets", "vps", "instanceType"], "m6a.2xlarge");
  document.setIn(["targets", "vps", "alternatives"], [{ instanceType: "m6a.xlarge", serves: "55%" }]);
  if (prices !== undefined) document.setIn(["cost", "prices"], prices);
  writeFileSync(path.join(made.folder, "landfall.yaml"), document.toString());
  return made;
}

describe("landfall cost with alternatives", () => {
  it("orders the type that costs least at the book's prices, and says what it was chosen from", async () => {
    const { status, stdout } = await project("book", { book: "list" }).landfall(["cost", "--json"]);
    expect(status).toBe(0);
    const { orders, targets } = JSON.parse(stdout) as CostReport;
    const vps = targets.find(({ target }) => target === "vps");
    const chosen = /^(\S+) was chosen of 2 instance types at ([\d.]+) USD a month/.exec(vps?.basis[0] ?? "");
    const next = /^the next best type, (\S+), would cost ([\d.]+) USD/.exec(vps?.basis[1] ?? "");
    expect([chosen?.[1], next?.[1]].toSorted()).toEqual(["m6a.2xlarge", "m6a.xlarge"]);
    expect(Number(chosen?.[2])).toBeLessThan(Number(next?.[2]));
    const ordered = orders.filter(({ instanceType }) => instanceType !== null);
    expect(new Set(ordered.map(({ instanceType }) => instanceType))).toEqual(new Set([chosen?.[1]]));
  });

  it("ends with status 1 and writes nothing where the prices are of the present type alone", async () => {
    const inline = project("inline");
    const { status, stdout, stderr } = await inline.landfall(["cost"]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/landfall\.yaml:\d+: targets\.vps\.alternatives\[0\]\.instanceType: has no price/);
    expect(stderr).toContain("use a book: cost.prices: { book: list }");
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(inline.has("reports")).toBe(false);
  });
});
