import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseDocument } from "yaml";
import type { PriceRow } from "../../lib/prices";
import { bookText, OWN_BOOK } from "../prices/books";
import { instanceDocument, LAMBDA_DOCUMENTS, PriceListServer } from "../prices/price-list-server";
import { ExampleProject, type CommandResult } from "./project";

jest.setTimeout(120_000);

const folder = mkdtempSync(path.join(os.tmpdir(), "landfall-prices-"));
const project = new ExampleProject(path.join(folder, "project"));
mkdirSync(path.join(project.folder, "prices"));
const server = new PriceListServer([
  instanceDocument("m7i.large", "0.1008000000", [
    { length: "1yr", offeringClass: "standard", option: "No Upfront", hour: "0.0635000000" },
  ]),
  ...LAMBDA_DOCUMENTS,
]);

beforeAll(async () => {
  await server.start();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `landfall prices` with the Price List API on this machine. */
function prices(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  return project.landfall(["prices", ...args], {
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL_PRICING: server.endpoint,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_PROFILE: "",
    AWS_MAX_ATTEMPTS: "1",
    ...environment,
  });
}

function write(file: string, text: string): void {
  writeFileSync(path.join(project.folder, file), text);
}

/** Has the definition name a book in the place of its own prices. */
function nameBook(book: string): void {
  const document = parseDocument(project.read("landfall.yaml"));
  document.setIn(["cost", "prices"], { book });
  write("landfall.yaml", document.toString());
}

describe("landfall prices show", () => {
  it("tells every price of the target's type and region with its source and day, and why one is not known", async () => {
    const { status, stdout, stderr } = await prices(["show"]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("r6i.2xlarge in us-east-1, reckoned from 2026-11-01, book list");
    expect(stdout).toMatch(/│ landfall\.yaml\s+│ on demand, one instance\s+│ 0\.50 USD\/h\s+│ 2026-11-01 │/);
    expect(stdout).toMatch(
      /│ on demand\s+│ r6i\.2xlarge, us-east-1\s+│ 0\.504 USD\/h\s+│ 2026-07-20 │ .*karpenter/,
    );
    expect(stdout).toMatch(
      /│ reserved\s+│ standard, 1 y, noUpfront\s+│ –\s+│ –\s+│ no table of the book list/,
    );
    expect(stdout).toMatch(/│ edge device\s.*│ –/);
  });

  it("tells another type and region as JSON, older prices too", async () => {
    const { stdout } = await prices([
      "show",
      "--json",
      "--instance-type",
      "t3.medium",
      "--region",
      "us-east-1",
    ]);
    const shown = JSON.parse(stdout) as { instanceType: string; region: string; prices: PriceRow[] };
    expect(shown).toMatchObject({ book: "list", asOf: "2026-11-01", instanceType: "t3.medium" });
    const of = (kind: string): PriceRow[] => shown.prices.filter((row) => row.kind === kind);
    expect(of("reserved").filter(({ price }) => price !== null)).toHaveLength(4);
    expect(of("reserved").find(({ what }) => what === "standard, 1 y, allUpfront")).toMatchObject({
      price: null,
      reason: expect.stringContaining("shows 0.00") as string,
    });
    expect(of("older, reserved").map(({ price, date }) => [price, date])).toEqual([
      ["0.0261 USD/h", "2019-10-01"],
    ]);
    for (const { price, date, source, reason } of shown.prices) {
      expect([date === null, source === null, reason !== null]).toEqual(Array(3).fill(price === null));
    }
  });

  it("refuses a type and a region that do not exist, both at once", async () => {
    const { status, stdout, stderr } = await prices([
      "show",
      "--instance-type",
      "m5.huge",
      "--region",
      "us-esat-1",
    ]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /--instance-type: is not known[^]*m5\.large[^]*--region: is not known[^]*did you mean us-east-1\?/,
    );
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe("landfall prices check", () => {
  it("says that a good book is good", async () => {
    write("prices/mine.yaml", OWN_BOOK);
    expect(await prices(["check", "--file", "prices/mine.yaml"])).toEqual({
      status: 0,
      stdout: "prices/mine.yaml: no faults in 7 tables of 2 sources\n",
      stderr: "",
    });
  });

  it("tells every fault of a bad one, those against the definition's asOf too, with status 1", async () => {
    write("prices/bad.yaml", bookText(['"0.11"', "-0.11"], ["date: 2026-10-01", "date: 2026-11-02"]));
    const { status, stdout, stderr } = await prices(["check", "--file", "prices/bad.yaml"]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /bad\.yaml:7: onDemand\[0\]\.date: is after asOf[^]*bad\.yaml:10: onDemand\[0\]\.rows/,
    );
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe("landfall prices refresh", () => {
  const refresh = ["refresh", "--region", "us-east-1", "--instance-type", "m7i.large"];

  it("writes a book that the definition can name, and says what is not in it", async () => {
    const { status, stdout } = await prices(refresh);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^prices\/list\.json: 3 tables of 2 sources\n.*Savings Plan.*\n.*book: prices\/list\.json/,
    );
    const landfallYaml = project.read("landfall.yaml");
    project.change("landfall.yaml", "instanceType: r6i.2xlarge", "instanceType: m7i.large");
    nameBook("prices/list.json");
    const { stdout: shown } = await prices(["show", "--json"]);
    const { book, prices: rows } = JSON.parse(shown) as { book: string; prices: PriceRow[] };
    expect(book).toBe("prices/list.json");
    expect(rows.slice(0, 2).map(({ price, date }) => [price, date])).toEqual([
      ["0.1008 USD/h", "2026-10-15"],
      ["0.0635 USD/h", "2026-10-15"],
    ]);
    write("landfall.yaml", landfallYaml);
  });

  it("leaves the old book as it is when anything is wrong", async () => {
    write("prices/old.json", "{}");
    const result = await prices([...refresh, "m9z.large", "--out", "prices/old.json"]);
    expect(result.status).toBe(1);
    expect(result.stderr).toContain("has no price of m9z.large in us-east-1");
    expect(result.stderr).not.toMatch(/^\s+at /m);
    expect(project.read("prices/old.json")).toBe("{}");
  });

  it("without credentials says how to get some, with status 1 and no stack trace", async () => {
    const { status, stderr } = await prices([...refresh, "--out", "prices/none.json"], {
      AWS_ACCESS_KEY_ID: "",
      AWS_SECRET_ACCESS_KEY: "",
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/needs credentials of AWS[^]*aws sso login/);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(project.has("prices/none.json")).toBe(false);
  });

  it("refuses a file that is no JSON, and a region that is none, before it asks anybody", async () => {
    const before = server.seen.length;
    const { stderr } = await prices([
      "refresh",
      "--region",
      "mars",
      "--instance-type",
      "x",
      "--out",
      "a.txt",
    ]);
    expect(stderr).toMatch(/--region: is not known[^]*--out: cannot be used/);
    expect(server.seen).toHaveLength(before);
  });
});

describe("other commands", () => {
  it("name old prices on stderr, and a book's faults among the definition's", async () => {
    const { status, stdout, stderr } = await project.landfall(["check"]);
    expect([status, stdout]).toEqual([0, "landfall.yaml: no faults\n"]);
    expect(stderr).toMatch(
      /^warning: prices of 2024-07-01 are 853 days old on 2026-11-01, more than 180: Lambda /,
    );

    const landfallYaml = project.read("landfall.yaml");
    write("prices/bad.yaml", bookText(["version: 1", "version: 2"]));
    nameBook("prices/bad.yaml");
    const { faults } = JSON.parse((await project.landfall(["check", "--json"])).stdout) as {
      faults: unknown[];
    };
    expect(faults).toEqual([
      expect.objectContaining({ file: "prices/bad.yaml", line: 1, path: "version", found: 2 }),
    ]);
    write("landfall.yaml", landfallYaml);
  });
});
