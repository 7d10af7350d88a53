import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { costReportJsonSchema, costReportSchema, type CostReport } from "../../lib/report/report-schema";
import { PROJECT, temporaryFolder } from "../support/stacks";
import { ExampleProject } from "./project";

jest.setTimeout(300_000);

const root = temporaryFolder();
let projects = 0;

function example(): ExampleProject {
  projects += 1;
  return new ExampleProject(path.join(root, `project-${projects}`));
}

const OUTPUTS = [
  "cost.txt",
  "cost.json",
  "cost.html",
  "cost.xlsx",
  "cost.csv",
  "focus.csv",
  "purchase-order.json",
  "purchase-order.md",
];

describe("landfall cost", () => {
  const project = example();
  let stdout: string;

  beforeAll(async () => {
    ({ stdout } = await project.landfall(["cost"]));
  });

  it("prints the decision and the files that it wrote, and builds nothing", () => {
    expect(stdout).toMatch(/│ vps\s+│\s+\d+ │/);
    for (const name of OUTPUTS) expect(stdout).toContain(`reports/dev/${name}`);
    for (const name of OUTPUTS) expect([name, project.has(`reports/dev/${name}`)]).toEqual([name, true]);
    expect([project.has("cdktf.out"), project.has(".landfall/build")]).toEqual([false, false]);
  });

  it("writes a report that its published schema takes", () => {
    const report = JSON.parse(project.read("reports/dev/cost.json")) as CostReport;
    expect(costReportSchema.parse(report)).toEqual(report);
  });

  it("writes orders with the command lines to buy by", () => {
    const order = project.read("reports/dev/purchase-order.md");
    expect(order).toContain(
      "aws ec2 purchase-reserved-instances-offering --region us-east-1 --instance-count",
    );
    const written = JSON.parse(project.read("reports/dev/purchase-order.json")) as object;
    const { orders, provenance } = JSON.parse(project.read("reports/dev/cost.json")) as CostReport;
    expect(written).toMatchObject({ orders, provenance });
  });

  it("says in every output that prices of Lambda and of instances are not of one source", () => {
    const mixed = "prices of different sources or days are mixed";
    for (const name of ["cost.txt", "cost.json", "cost.html", "purchase-order.json", "purchase-order.md"]) {
      expect([name, project.read(`reports/dev/${name}`).includes(mixed)]).toEqual([name, true]);
    }
    const marks = ["cost.csv", "focus.csv"].map((name) => project.read(`reports/dev/${name}`).split("\n", 2));
    expect(marks).toEqual([
      [expect.stringMatching(/,prices_mixed\r?$/), expect.stringMatching(/,true\r?$/)],
      [expect.stringMatching(/,x_PricesMixed\r?$/), expect.stringMatching(/,true\r?$/)],
    ]);
  });

  it("prints the report that it wrote, and nothing else, with --json", async () => {
    const printed = await project.landfall(["cost", "--json"]);
    expect(JSON.parse(printed.stdout)).toEqual(JSON.parse(project.read("reports/dev/cost.json")));
  });

  it("writes nothing where the definition has a fault", async () => {
    const broken = example();
    broken.change("landfall.yaml", "terms: [1y]", "terms: [2y]");
    const { status, stderr } = await broken.landfall(["cost"]);
    expect([status, broken.has("reports")]).toEqual([1, false]);
    expect(stderr).toMatch(/landfall\.yaml:\d+: cost\.terms\[0\]/);
  });
});

describe("landfall cost --diff", () => {
  const project = example();

  beforeAll(async () => {
    await project.landfall(["cost"]);
  });

  it("finds nothing changed against the plan itself, ends with 0 and writes nothing", async () => {
    const before = project.read("reports/dev/cost.json");
    const { status, stdout } = await project.landfall(["cost", "--diff", "reports/dev/cost.json"]);
    expect(status).toBe(0);
    expect(stdout).toContain("(0.00, 0.0 %)");
    expect(project.read("reports/dev/cost.json")).toBe(before);
  });

  it("tells what a dearer price does, and ends with status 3 when the P80 exceeds the budget", async () => {
    const dearer = example();
    dearer.change("landfall.yaml", "onDemand: 0.50 USD/h", "onDemand: 0.55 USD/h");
    dearer.change("landfall.yaml", "budget: 3000 USD/month", "budget: 900 USD/month");
    const older = path.join(root, "older.json");
    copyFileSync(path.join(project.folder, "reports/dev/cost.json"), older);
    const { status, stdout } = await dearer.landfall(["cost", "--diff", older]);
    expect(status).toBe(3);
    expect(stdout).toMatch(/P80/);
    expect(stdout).toMatch(/price/i);
    const { status: json, stdout: text } = await dearer.landfall(["cost", "--json", "--diff", older]);
    expect(json).toBe(3);
    expect(JSON.parse(text)).toMatchObject({ format: "landfall-diff/1" });
  });

  it.each([
    ["a file that is not there", "nowhere.json", /nowhere\.json: cannot be read/],
    ["a file that is no report", "landfall.yaml", /landfall\.yaml/],
  ])("refuses %s, without a stack trace", async (_, file, message) => {
    const { status, stderr } = await project.landfall(["cost", "--diff", file]);
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe("landfall cost --actual", () => {
  const project = example();

  beforeAll(async () => {
    await project.landfall(["cost"]);
  });

  it("finds no variance in a bill made of the plan's own rows, compressed or not", async () => {
    writeFileSync(path.join(project.folder, "bill.csv.gz"), gzipSync(project.read("reports/dev/focus.csv")));
    for (const bill of ["reports/dev/focus.csv", "bill.csv.gz"]) {
      const { status, stdout } = await project.landfall(["cost", "--actual", bill, "--json"]);
      expect(status).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        format: "landfall-variance/1",
        total: { difference: "0.00", price: "0.00", quantity: "0.00", mix: "0.00" },
      });
    }
  });

  it("holds the bill against a plan that was kept, where one is named", async () => {
    const kept = path.join(root, "kept.json");
    copyFileSync(path.join(project.folder, "reports/dev/cost.json"), kept);
    const bill = path.join(project.folder, "reports/dev/focus.csv");
    const elsewhere = await example().landfall(["cost", "--actual", bill, "--plan", kept, "--json"]);
    expect(JSON.parse(elsewhere.stdout)).toMatchObject({ total: { difference: "0.00" } });
  });

  it("prints a table, or Markdown", async () => {
    const bill = "reports/dev/focus.csv";
    expect((await project.landfall(["cost", "--actual", bill])).stdout).toContain("│");
    expect((await project.landfall(["cost", "--actual", bill, "--markdown"])).stdout).toMatch(/^\|/m);
  });

  it("needs a plan to hold the bill against", async () => {
    const { status, stderr } = await example().landfall(["cost", "--actual", "landfall.yaml"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/reports\/dev\/cost\.json: cannot be read[^]*npx landfall cost/);
  });
});

describe("the schema of cost.json", () => {
  it("is committed as `landfall cost schema` writes it", () => {
    const committed = readFileSync(path.join(PROJECT, "lib/report/cost-report.schema.json"), "utf8");
    expect(committed).toBe(`${JSON.stringify(costReportJsonSchema(), undefined, 2)}\n`);
  });
});
