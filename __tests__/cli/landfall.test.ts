import { writeFileSync } from "node:fs";
import path from "node:path";
import type { CostReport } from "../../lib/report/report-schema";
import { temporaryFolder, only, type TerraformJson } from "../support/stacks";
import { ExampleProject } from "./project";

/** The first build of the example's program compiles what it depends on. */
jest.setTimeout(300_000);

const root = temporaryFolder();
let projects = 0;

function example(): ExampleProject {
  projects += 1;
  return new ExampleProject(path.join(root, `project-${projects}`));
}

/** What a failed command must not have written. */
function wroteNothing(project: ExampleProject): void {
  expect(["cdktf.out", "reports", ".landfall/state"].filter((name) => project.has(name))).toEqual([]);
}

describe("landfall check", () => {
  it("says that the example has no faults, and writes nothing", async () => {
    const project = example();
    expect(await project.landfall(["check"])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("no faults") as string,
    });
    expect(project.has(".landfall")).toBe(false);
    wroteNothing(project);
  });

  it("tells every fault at once, with line, path and value, on stderr, with status 1 and no stack trace", async () => {
    const project = example();
    project.change("landfall.yaml", "us-east-1", "us-esat-1");
    project.change("landfall.yaml", "headroom:", "hedroom:");
    const { status, stdout, stderr } = await project.landfall(["check"]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /landfall\.yaml:\d+: environments\.dev\.aws\.region: [^]*"us-esat-1"[^]*us-east-1/,
    );
    expect(stderr).toMatch(/landfall\.yaml:\d+: load\.app\.hedroom: [^]*headroom/);
    expect(stderr).not.toMatch(/^\s+at /m);
    wroteNothing(project);
  });

  it("prints the faults as JSON, and nothing else, with --json", async () => {
    const project = example();
    expect(JSON.parse((await project.landfall(["check", "--json"])).stdout)).toEqual({
      faults: [],
      repairs: [],
      warnings: [expect.stringContaining("prices of 2024-07-01 are 853 days old")],
    });
    project.change("landfall.yaml", "us-east-1", "us-esat-1");
    const { status, stdout, stderr } = await project.landfall(["check", "--json"]);
    expect([status, stderr]).toEqual([1, ""]);
    const { faults } = JSON.parse(stdout) as { faults: unknown[] };
    expect(faults).toHaveLength(2);
    expect(faults[0]).toMatchObject({
      file: "landfall.yaml",
      path: "environments.dev.aws.region",
      found: "us-esat-1",
    });
  });

  it("warns of old rates under Savings Plans, for instances and for Lambda", async () => {
    const project = example();
    const head = "source: old, date: 2020-02-02, region: us-east-1, currency: USD";
    writeFileSync(
      path.join(project.folder, "book.yaml"),
      [
        "version: 1",
        "sources: { old: { title: an old quote }, new: { title: a quote } }",
        "onDemand:",
        '  - { source: new, date: 2026-10-01, region: us-east-1, currency: USD, rows: { r6i.2xlarge: "0.50" } }',
        "savingsPlans:",
        `  - { ${head}, termYears: 1, payment: partialUpfront, instances: { r6i.2xlarge: "0.29" }, lambdaGigabyteSecond: "0.0000117" }`,
        "",
      ].join("\n"),
    );
    const text = project.read("landfall.yaml");
    const prices = /^ {2}prices:\n(?: {4}.*\n)+/m;
    expect(text).toMatch(prices);
    writeFileSync(
      path.join(project.folder, "landfall.yaml"),
      text.replace(prices, "  prices: { book: book.yaml }\n"),
    );
    const { stdout } = await project.landfall(["check", "--json"]);
    const { warnings } = JSON.parse(stdout) as { warnings: string[] };
    const old = "prices of 2020-02-02 are 2464 days old on 2026-11-01, more than 180: ";
    const plan = "under a Compute Savings Plan, 1 y, partialUpfront (an old quote)";
    expect(warnings).toEqual(expect.arrayContaining([`${old}r6i.2xlarge ${plan}`, `${old}Lambda ${plan}`]));
    expect((await project.landfall(["check"])).stderr).toContain(`warning: ${old}Lambda ${plan}`);
  });

  it("reads another file when told to", async () => {
    const project = example();
    writeFileSync(path.join(project.folder, "other.yaml"), "version: 2\n");
    const { status, stderr } = await project.landfall(["check", "--file", "other.yaml"]);
    expect(status).toBe(1);
    expect(stderr).toContain("other.yaml:1: version");
  });

  it("says what to do when there is no file", async () => {
    const { status, stderr } = await example().landfall(["check", "--file", "none.yaml"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/none\.yaml: cannot be read \(ENOENT\)/);
  });

  it("tells the lines of a history that cannot be used", async () => {
    const project = example();
    const history = "examples/load/nasa-http-1995-07.csv";
    project.change(history, "1995-07-01 02:00:00,2268", "1995-07-01 02:00:00,-1");
    project.change(history, "1995-07-01 03:00:00,1734", "1995-07-01 03:00:00,many");
    const { status, stderr } = await project.landfall(["check"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/nasa-http-1995-07\.csv:4: [^]*nasa-http-1995-07\.csv:5: /);
  });

  it("tells the faults of the definition and of the history in one go", async () => {
    const project = example();
    project.change("landfall.yaml", "asOf:", "asof:");
    project.change(
      "examples/load/nasa-http-1995-07.csv",
      "1995-07-01 02:00:00,2268",
      "1995-07-01 02:00:00,-1",
    );
    const { stderr } = await project.landfall(["check"]);
    expect(stderr).toMatch(/landfall\.yaml:\d+: asof: [^]*nasa-http-1995-07\.csv:4: /);
  });

  it("tells what the targets cannot do in the same go: types without a price, a region without function URLs", async () => {
    const project = example();
    project.change("landfall.yaml", "us-east-1", "cn-north-1");
    project.change(
      "landfall.yaml",
      "budget: 3000 USD/month",
      "budget: 3000 USD/month\n  upfrontBudget: 1 CNY",
    );
    project.change(
      "landfall.yaml",
      "instanceType: r6i.2xlarge",
      "instanceType: r6i.2xlarge\n    alternatives: [{ instanceType: m7i.large, serves: 50% }]",
    );
    project.change(
      "examples/load/nasa-http-1995-07.csv",
      "1995-07-01 02:00:00,2268",
      "1995-07-01 02:00:00,-1",
    );
    const { status, stdout, stderr } = await project.landfall(["check"]);
    expect([status, stdout]).toEqual([1, ""]);
    for (const place of [
      /landfall\.yaml:\d+: targets\.vps\.alternatives\[0\]\.instanceType: has no price/,
      /landfall\.yaml:\d+: environments\.dev\.aws\.region: has no Lambda function URLs/,
      /landfall\.yaml:\d+: cost\.upfrontBudget: /,
      /nasa-http-1995-07\.csv:4: /,
    ]) {
      expect(stderr).toMatch(place);
    }
    wroteNothing(project);
  });

  it("tells the faults of the book with those of the definition, and reads none outside of the folder", async () => {
    const project = example();
    const written = project.read("landfall.yaml");
    const prices = /\n {2}prices:\n[^]*?(?=\n {2}# A price that is older)/;
    const withBook = (book: string): void => {
      const text = written.replace(prices, `\n  prices: { book: ${book} }`).replace("headroom:", "hedroom:");
      writeFileSync(path.join(project.folder, "landfall.yaml"), text);
    };
    writeFileSync(path.join(project.folder, "book.yaml"), "version: 1\nsources: {}\nonDemand: 7\n");
    withBook("book.yaml");
    const { status, stderr } = await project.landfall(["check"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/landfall\.yaml:\d+: load\.app\.hedroom: /);
    expect(stderr).toMatch(/book\.yaml:3: onDemand: /);
    writeFileSync(path.join(root, "outside.yaml"), "version: 1\nonDemand: 7\n");
    withBook("../outside.yaml");
    const outside = (await project.landfall(["check"])).stderr;
    expect(outside).toMatch(/landfall\.yaml:\d+: cost\.prices/);
    expect(outside).not.toMatch(/outside\.yaml:\d/);
  });

  it("takes an unknown LANDFALL_ENVIRONMENT for a fault and tells the known ones", async () => {
    const { status, stderr } = await example().landfall(["check"], { LANDFALL_ENVIRONMENT: "stage" });
    expect(status).toBe(1);
    expect(stderr).toMatch(/LANDFALL_ENVIRONMENT: [^]*dev, prod/);
  });
});

describe("landfall start", () => {
  const project = example();

  it("builds, decides, synthesizes and tells what it did and what to type next", async () => {
    const { status, stdout, stderr } = await project.landfall(["start"]);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^warning: prices of 2024-07-01 are 853 days old .*\n$/);
    expect(stdout).toMatch(/app linux\/amd64 .* MB sha256 [0-9a-f]{64} go1\./);
    expect(stdout).toMatch(/│ vps\s+│\s+\d+ │\s+\d+ │\s+[\d.]+ USD │\s+[\d.]+ USD │\s+[\d.]+ USD │/);
    expect(stdout).toContain("Next: npx cdktf deploy vps");
    for (const [, file] of stdout.matchAll(/^ {2}((?:cdktf\.out|reports)\/\S+)$/gm)) {
      expect([file, project.has(file!)]).toEqual([file, true]);
    }
  });

  it("gives the purchase order and the group that runs it the same type, region and number", () => {
    const report = JSON.parse(project.read("reports/dev/cost.json")) as CostReport;
    const json = JSON.parse(project.read("cdktf.out/environments/dev/vps/cdk.tf.json")) as TerraformJson;
    const order = report.orders.find(({ target }) => target === "vps");
    expect(order).toMatchObject({ platform: "Linux/UNIX", tenancy: "default" });
    expect(only(json, "aws_launch_template")["instance_type"]).toBe(order?.instanceType);
    expect(json.provider["aws"]?.[0]?.["region"]).toBe(order?.region);
    expect(only(json, "aws_autoscaling_group")["min_size"]).toBeGreaterThanOrEqual(order?.count ?? Infinity);
  });

  it("prints the report that it wrote, and nothing else, with --json", async () => {
    const { stdout } = await project.landfall(["start", "--json"]);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(project.read("reports/dev/cost.json")));
  });

  it("writes the same bytes in another folder", async () => {
    const other = example();
    await other.landfall(["start"]);
    for (const file of [
      "reports/dev/cost.json",
      "reports/dev/cost.txt",
      "cdktf.out/manifest.json",
      "cdktf.out/environments/dev/vps/cdk.tf.json",
      "cdktf.out/environments/dev/serverless/cdk.tf.json",
    ]) {
      expect(other.read(file)).toBe(project.read(file));
    }
    expect(project.read("cdktf.out/environments/dev/vps/cdk.tf.json")).not.toContain(root);
  });

  it("works in the environment that LANDFALL_ENVIRONMENT names", async () => {
    const { stdout } = await project.landfall(["start"], { LANDFALL_ENVIRONMENT: "prod" });
    expect(stdout).toMatch(/^hello, environment prod/);
    expect(project.has("cdktf.out/environments/prod/vps/cdk.tf.json")).toBe(true);
    expect(project.has("cdktf.out/environments/dev/vps/cdk.tf.json")).toBe(true);
  });
});

describe("the app command of cdktf.json", () => {
  it("shows the compiler's own words when a program does not compile, and synthesizes nothing", async () => {
    const project = example();
    writeFileSync(
      path.join(project.folder, "go-app/cmd/app/broken.go"),
      "package main\n\nfunc broken() { undefinedName() }\n",
    );
    const { status, stderr } = await project.app();
    expect(status).toBe(1);
    expect(stderr).toMatch(/broken\.go:3:\d+: undefined: undefinedName/);
    wroteNothing(project);
  });

  it("leaves out a target that is not enabled", async () => {
    const project = example();
    project.change("landfall.yaml", "  vps:\n    enabled: true", "  vps:\n    enabled: false");
    expect((await project.app()).status).toBe(0);
    expect(project.has("cdktf.out/environments/dev/serverless/cdk.tf.json")).toBe(true);
    expect(project.has("cdktf.out/environments/dev/vps")).toBe(false);
  });
});

describe("landfall", () => {
  it.each([["--help"], ["start", "--help"], ["check", "--help"]])(
    "%s %s explains itself on stdout",
    async (...args) => {
      const { status, stdout } = await example().landfall(args.filter((arg) => typeof arg === "string"));
      expect(status).toBe(0);
      expect(stdout).toContain("Usage: landfall");
    },
  );

  it.each([[["launch"]], [["check", "--fiel", "x"]]])(
    "refuses %j with a status that is not 0",
    async (args) => {
      const { status, stderr } = await example().landfall(args);
      expect(status).not.toBe(0);
      expect(stderr).toMatch(/unknown/);
    },
  );
});

describe("landfall edge", () => {
  it.each(["heal", "renew", "destroy"])("%s says that nothing is deployed where nothing is", async (name) => {
    const { status, stderr } = await example().landfall(["edge", name, "--auto-approve"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/no edge is deployed in the environment dev/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("says so when the definition has no edge", async () => {
    const project = example();
    project.change("landfall.yaml", "  edge:\n    enabled: true", "  edge:\n    enabled: false");
    const { status, stderr } = await project.landfall(["edge", "heal"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/landfall\.yaml: targets\.edge: is not enabled/);
  });
});
