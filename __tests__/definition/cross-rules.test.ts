import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { brief, minimalText, minimalWith, project, type Change } from "./project";

const { folder, read, faultsOf } = project();

/** Faults of the minimal definition with some values changed, briefly. */
function briefly(...changes: readonly Change[]): string[] {
  return faultsOf(minimalWith(...changes)).map(brief);
}

const SECOND_WEB = { name: "shop", program: { package: "program" }, hosts: ["shop.example.com"] };

describe("the environment that the file names", () => {
  it("must be among the environments, which are listed with the one that was probably meant", () => {
    expect(faultsOf(minimalWith([["environment"], "dve"]))).toEqual([
      {
        file: "landfall.yaml",
        line: 4,
        path: "environment",
        message: "is not among the environments",
        found: "dve",
        allowed: "one of dev",
        action: "did you mean dev?",
      },
    ]);
  });

  it("is not asked after where there are no environments", () => {
    expect(briefly([["environments"], {}])).toEqual(["13: environments: cannot be used"]);
    expect(briefly([["environments"], undefined])).toEqual(["1: environments: is missing"]);
  });
});

describe("an app", () => {
  it("is a program or a site, and not both", () => {
    expect(briefly([["apps", 1, "program"], { package: "program" }])).toEqual([
      "10: apps[1]: has both program and site",
      "32: load.docs: is missing: the decision needs the load of every program",
    ]);
    expect(briefly([["apps", 1, "site"], undefined])).toEqual(["10: apps[1]: has neither program nor site"]);
  });

  it("that is neither because of a misspelt key does not make its load a stranger", () => {
    expect(faultsOf(minimalText("program:", "progam:")).map(brief)).toEqual([
      "6: apps[0]: has neither program nor site",
      "7: apps[0].progam: is not known here",
    ]);
  });

  it("has a name of its own", () => {
    const [fault] = faultsOf(minimalText("name: docs", "name: web"));
    expect(fault).toMatchObject({ line: 10, path: "apps[1].name", found: "web" });
    expect(fault?.message).toBe("stands already in line 6");
  });

  it("has host names that no other app has, and each of them once", () => {
    expect(
      briefly([
        ["apps", 1, "hosts"],
        ["docs.example.com", "web.example.com"],
      ]),
    ).toEqual(["14: apps[1].hosts[1]: stands already in line 9"]);
    expect(
      faultsOf(minimalText("[docs.example.com]", "[a.example.com, b.example.com, a.example.com]")),
    ).toMatchObject([
      { line: 12, path: "apps[1].hosts[2]", message: "stands already in line 12", found: "a.example.com" },
    ]);
  });

  it("must have a program at least once: a load is what the decision rests on", () => {
    expect(
      briefly([["apps"], [{ name: "docs", site: "site", hosts: ["a.b"] }]], [["load"], undefined]),
    ).toEqual(["5: apps: has no app with a program"]);
  });
});

describe("the load", () => {
  it("is there for every program", () => {
    expect(faultsOf(minimalWith([["apps", 2], SECOND_WEB]))).toEqual([
      expect.objectContaining({
        path: "load.shop",
        message: "is missing: the decision needs the load of every program",
        action: "add load.shop, as in the example",
      }),
    ]);
  });

  it("is there for nothing else, and the program that was probably meant is suggested", () => {
    const load = { history: "load.csv", instanceServes: "1 requests/h", headroom: "0%" };
    expect(faultsOf(minimalWith([["load", "wbe"], load], [["load", "docs"], load]))).toMatchObject([
      { path: "load.wbe", allowed: "web", action: "did you mean web?" },
      { path: "load.docs", message: "is not the name of an app with a program", allowed: "web" },
    ]);
  });
});

describe("the targets", () => {
  const off: Change[] = [
    [["targets", "vps", "enabled"], false],
    [["targets", "serverless", "enabled"], false],
  ];

  it("have at least one that is enabled", () => {
    expect(briefly([["targets"], {}])).toEqual(["20: targets: has no enabled target"]);
    expect(briefly(...off)).toEqual(["20: targets: has no enabled target"]);
    expect(briefly(off[0]!)).toEqual([]);
  });

  it("have an account in every environment at the cloud that they are deployed to", () => {
    const staging = { debug: false, optimize: true };
    expect(briefly([["environments", "staging"], staging])).toEqual([
      "20: environments.staging.aws: is missing: vps, serverless are deployed there",
    ]);
    expect(briefly([["environments", "staging"], staging], off[1]!)).toEqual([
      "20: environments.staging.aws: is missing: vps is deployed there",
    ]);
  });
});

describe("the money", () => {
  it("has one currency: that of the price on demand", () => {
    expect(faultsOf(minimalWith([["cost", "prices", "onDemand"], "0.50 EUR/h"]))).toMatchObject([
      { path: "cost.prices.reservations[0].hourly", found: "0.30 USD/h", allowed: "an amount in EUR" },
      { path: "cost.budget", found: "3000 USD/month", allowed: "an amount in EUR" },
    ]);
  });

  it("may be of another currency throughout", () => {
    const text = minimalText("0.50 USD", "0.50 CNY")
      .replace("0.30 USD", "0.30 CNY")
      .replace("3000 USD", "3000 CNY");
    expect(read(text).cost.budget.perMonth.currency).toBe("CNY");
  });

  it("has one price for each term and payment", () => {
    const option = { term: "1y", payment: "noUpfront", hourly: "0.29 USD/h" };
    expect(briefly([["cost", "prices", "reservations", 1], option])).toEqual([
      "42: cost.prices.reservations[1]: stands already in line 39",
    ]);
    expect(briefly([["cost", "prices", "reservations", 1], { ...option, term: "3y" }])).toEqual([]);
  });

  it("has a price for one of the terms that may be bought", () => {
    expect(faultsOf(minimalText("terms: [1y]", "terms: [3y]"))).toMatchObject([
      { path: "cost.terms", found: ["3y"], allowed: "1y" },
    ]);
    expect(
      briefly([
        ["cost", "terms"],
        ["3y", "1y"],
      ]),
    ).toEqual([]);
  });
});

describe("a fault between values", () => {
  it.each<[string, Change, string]>([
    ["an app", [["apps", 0, "hosts", 0], "WEB"], "apps[0].hosts[0]"],
    ["an environment", [["environments", "dev", "debug"], "yes"], "environments.dev.debug"],
    ["a target", [["targets", "vps", "disk"], "1GiB"], "targets.vps.disk"],
    ["a load", [["load", "web", "headroom"], 20], "load.web.headroom"],
    ["a price", [["cost", "discountRate"], 8], "cost.discountRate"],
    ["the top", [["asOf"], "today"], "asOf"],
  ])("is told even when another value of the same section is broken: %s", (_, change, broken) => {
    const between: Change[] = [
      [["environment"], "nowhere"],
      [
        ["apps", 1, "hosts"],
        ["docs.example.com", "docs.example.com"],
      ],
      [["apps", 1, "site"], "missing"],
      [["apps", 2], SECOND_WEB],
      [["environments", "prod"], { debug: false, optimize: true }],
      [["cost", "budget"], "1 EUR/month"],
      [["cost", "terms"], ["3y"]],
    ];
    const expected = [
      "environment",
      "apps[1].hosts[1]",
      "apps[1].site",
      "load.shop",
      "environments.prod.aws",
      "cost.budget",
      "cost.terms",
    ];
    const paths = faultsOf(minimalWith(...between, change)).map((fault) => fault.path);
    expect(paths.toSorted()).toEqual([...expected, broken].toSorted());
  });
});

describe("a path that the definition names", () => {
  const outside = mkdtempSync(path.join(os.tmpdir(), "landfall-outside-"));
  writeFileSync(path.join(outside, "load.csv"), "timestamp,value\n");
  writeFileSync(path.join(outside, "index.html"), "");
  symlinkSync(outside, path.join(folder, "way-out"));
  symlinkSync(path.join(outside, "load.csv"), path.join(folder, "linked.csv"));
  symlinkSync("site", path.join(folder, "inside"));
  symlinkSync("nowhere", path.join(folder, "broken"));
  mkdirSync(path.join(folder, "empty"));
  mkdirSync(path.join(folder, "..site"));
  writeFileSync(path.join(folder, "..site/index.html"), "");
  afterAll(() => {
    rmSync(outside, { recursive: true, force: true });
  });

  const PACKAGE = ["apps", 0, "program", "package"];
  const SITE = ["apps", 1, "site"];
  const HISTORY = ["load", "web", "history"];

  it.each([
    ["to a package that is not there", PACKAGE, "nowhere", "does not exist"],
    ["to a package that is a file", PACKAGE, "load.csv", "is not a folder"],
    ["to a package without Go", PACKAGE, "site", "holds no Go file"],
    ["to a package outside, by a link", PACKAGE, "way-out", "leads out of the project's folder"],
    ["to a site that is not there", SITE, "nowhere", "does not exist"],
    ["to a site at the end of a broken link", SITE, "broken", "does not exist"],
    ["to a site that is a file", SITE, "site/index.html", "is not a folder"],
    ["to a site without a first page", SITE, "empty", "holds no index.html"],
    ["to a site outside, by a link", SITE, "way-out", "leads out of the project's folder"],
    ["to a history that is not there", HISTORY, "nowhere.csv", "does not exist"],
    ["to a history that is a folder", HISTORY, "site", "is not a file"],
    [
      "to a history outside, by a link on the way",
      HISTORY,
      "way-out/load.csv",
      "leads out of the project's folder",
    ],
    ["to a history outside, by a link", HISTORY, "linked.csv", "leads out of the project's folder"],
    ["to a history below a file", HISTORY, "load.csv/load.csv", "does not exist"],
  ])("is refused when it leads %s", (_, at, written, message) => {
    const [fault, ...others] = faultsOf(minimalWith([at, written]));
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ message, found: written });
    expect(fault?.allowed).toMatch(/^a (?:file|folder) inside the project's folder$/);
  });

  it.each(["../load.csv", "/etc/passwd", "site/../../load.csv", "..", "C:\\load.csv", "~/load.csv"])(
    "is refused by its text, and never looked up, when it is %j",
    (written) => {
      for (const at of [PACKAGE, SITE, HISTORY]) {
        expect(faultsOf(minimalWith([at, written]))).toMatchObject([
          {
            message: "cannot be used",
            found: written,
            allowed: expect.stringContaining("without ..") as string,
          },
        ]);
      }
    },
  );

  it.each([
    ["with a dot in front", SITE, "./site"],
    ["with a slash behind", SITE, "site/"],
    ["by a link that stays inside", SITE, "inside"],
    ["with two dots in a name", SITE, "..site"],
    ["below another folder", HISTORY, "site/../load.csv".replace("site/../", "./")],
  ])("may be written %s", (_, at, written) => {
    expect(briefly([at, written])).toEqual([]);
  });
});
