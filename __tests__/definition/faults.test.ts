import path from "node:path";
import { describeFault, UserError } from "../../lib/definition/errors";
import { loadDefinition } from "../../lib/definition/load-definition";
import { DEFINITION_PARTS } from "../../stacks/targets";
import { brief, minimalText, minimalWith, project } from "./project";

const { folder, read, faultsOf } = project();

/** The only fault of a text, as a user reads it. */
function told(text: string): string {
  const faults = faultsOf(text);
  expect(faults).toHaveLength(1);
  return describeFault(faults[0]!);
}

describe("a fault of a definition", () => {
  it("tells file, line, path, the value found, what is allowed and what was probably meant", () => {
    expect(told(minimalText("payment: noUpfront", "payment: noUpFront"))).toBe(
      "landfall.yaml:40: cost.prices.reservations[0].payment: cannot be used\n" +
        '    found: "noUpFront"\n' +
        "    allowed: one of noUpfront, partialUpfront, allUpfront\n" +
        "    do: did you mean noUpfront?",
    );
  });

  it("does not tell where the project lies, so that it reads the same on every machine", () => {
    for (const text of [
      "a: [",
      "x",
      minimalText("program\n", "nowhere\n"),
      minimalText("load.csv", "../load.csv"),
    ]) {
      expect(faultsOf(text).map(describeFault).join("\n")).not.toContain(folder);
    }
  });

  it("is told with every other one, in the order of the file", () => {
    const text = minimalWith(
      [["name"], "My Shop"],
      [["apps", 0, "hosts", 0], "WEB.example.com"],
      [["apps", 1, "site"], "nowhere"],
      [["environments", "dev", "aws", "region"], "eu-central-9"],
      [["targets", "vps", "disk"], "20GB"],
      [["targets", "vps", "architecture"], "arm64"],
      [["targets", "serverless", "averageDuration"], "11s"],
      [["load", "web", "instanceServes"], 600],
      [["cost", "budget"], "3000 EUR/month"],
      [["unknown"], 1],
    );
    expect(faultsOf(text).map(brief)).toEqual([
      "2: name: cannot be used",
      "9: apps[0].hosts[0]: cannot be used",
      "11: apps[1].site: does not exist",
      "19: environments.dev.aws.region: cannot be used",
      "23: targets.vps.disk: cannot be used",
      "25: targets.vps.architecture: cannot be used",
      "29: targets.serverless.averageDuration: cannot be used",
      "34: load.web.instanceServes: cannot be used",
      "47: cost.budget: is in another currency than cost.prices.onDemand",
      "48: unknown: is not known here",
    ]);
  });

  it("is told once for each place that repeats it by an alias, on the line to mend", () => {
    const text = minimalText("  dev:\n", "  dev: &all\n")
      .replace("targets:\n", "  prod: *all\ntargets:\n")
      .replace("eu-central-1", "eu-central-9");
    expect(faultsOf(text).map(brief)).toEqual([
      "19: environments.dev.aws.region: cannot be used",
      "19: environments.prod.aws.region: cannot be used",
    ]);
  });
});

describe("an unknown key", () => {
  it.each([
    ["at the top", ["budgets"], "name, asOf", undefined],
    ["of an app", ["apps", 0, "host"], "name, program, site, hosts", "hosts"],
    ["of a program", ["apps", 0, "program", "setings"], "package, health, ready, settings", "settings"],
    ["of an environment", ["environments", "dev", "optimise"], "debug, optimize, state, aws", "optimize"],
    ["of an account", ["environments", "dev", "aws", "zone"], "account, region", undefined],
    ["among the targets", ["targets", "VPS"], "vps, serverless", "vps"],
    ["of the VPS", ["targets", "vps", "instance_type"], "instanceType", "instanceType"],
    ["of the functions", ["targets", "serverless", "time-out"], "timeout", "timeout"],
    [
      "of a load",
      ["load", "web", "headRoom"],
      "history, estimate, holidays, instanceServes, headroom",
      "headroom",
    ],
    ["of the cost", ["cost", "discount"], "terms, discountRate, budget", "discountRate"],
    [
      "of the prices",
      ["cost", "prices", "ondemand"],
      "book, onDemand, reservations, source, date",
      "onDemand",
    ],
    [
      "of a reservation",
      ["cost", "prices", "reservations", 0, "price"],
      "term, payment, class, upfront, hourly",
      undefined,
    ],
    ["of the access", ["access", "role"], "roles", "roles"],
  ])("%s is refused with the known ones, and a near one suggested: %j", (_, at, known, meant) => {
    const key = at.at(-1) as string;
    const [fault] = faultsOf(minimalWith([at, {}])).filter(({ path: where }) => where?.endsWith(key));
    expect(fault).toMatchObject({ message: "is not known here" });
    expect(fault?.allowed).toContain(known);
    expect(fault?.action).toBe(
      meant === undefined
        ? "take it out, or look up its name in the file's schema"
        : `did you mean ${meant}?`,
    );
  });

  it("of a state is held against the backend that was chosen", () => {
    const state = (value: object): string => minimalWith([["environments", "dev", "state"], value]);
    expect(faultsOf(state({ backend: "local", region: "eu-central-1" }))).toMatchObject([
      { path: "environments.dev.state.region", allowed: "backend" },
    ]);
    expect(
      faultsOf(state({ backend: "s3", bucket: "abc", regoin: "eu-central-1", region: "eu-central-1" })),
    ).toMatchObject([
      {
        path: "environments.dev.state.regoin",
        allowed: "backend, bucket, region",
        action: "did you mean region?",
      },
    ]);
  });

  it("does not hide the missing one that it was meant for", () => {
    expect(faultsOf(minimalText("instanceType:", "instance-type:")).map(brief)).toEqual([
      "21: targets.vps.instanceType: is missing",
      "22: targets.vps.instance-type: is not known here",
    ]);
  });

  it("may be as odd as it likes", () => {
    for (const key of ["toString", "constructor", "hasOwnProperty", "length", "0", ""]) {
      const at = ["targets", "vps", key];
      expect(faultsOf(minimalWith([at, 1])).map(({ message }) => message)).toEqual(["is not known here"]);
    }
  });
});

describe("a setting that targets give themselves", () => {
  it.each(["HOST", "PORT", "PATH", "GOMEMLIMIT", "LD_PRELOAD", "AWS_REGION", "LAMBDA_TASK_ROOT"])(
    "such as %s is refused",
    (name) => {
      const text = minimalText("package: program", `package: program\n      settings: { ${name}: "x" }`);
      expect(told(text)).toMatch(new RegExp(`settings\\.${name}[^]*the targets' own are`));
    },
  );

  it.each(["HOSTS", "PORT_NAME", "PATHS", "OLD_NAME", "MY_AWS_REGION"])("is not %s", (name) => {
    const text = minimalText("package: program", `package: program\n      settings: { ${name}: "x" }`);
    expect(faultsOf(text)).toEqual([]);
  });
});

describe("an unknown name", () => {
  it("of a region is answered with the known ones", () => {
    expect(told(minimalText("eu-central-1", "eu-cental-1"))).toMatch(
      /allowed: one of af-south-1, [^]*, eu-central-1, [^]*, us-west-2\n {4}do: did you mean eu-central-1\?$/,
    );
  });

  it.each([["x86_64"], ["arm"], ["AMD64"], ["aarch64"]])(
    "of an architecture is answered with the known ones: %s",
    (name) => {
      expect(told(minimalWith([["targets", "serverless", "architecture"], name]))).toContain(
        `found: "${name}"\n    allowed: one of amd64, arm64`,
      );
    },
  );

  it("of an instance type is answered with the sizes of its family", () => {
    expect(told(minimalText("m7i.large", "m7i.lrage"))).toMatch(
      /found: "m7i\.lrage"\n {4}allowed: one of m7i\.[^]*m7i\.large, [^]*did you mean m7i\.large\?/,
    );
  });

  it("of a family of instance types is answered with all families", () => {
    expect(told(minimalText("m7i.large", "M7I.large"))).toMatch(
      /allowed: one of a1\.\{[^]* m7i\.\{[^]*large[^]*\}/,
    );
  });

  it("of a setting, a role or an environment says what such a name looks like", () => {
    const text = minimalWith(
      [["apps", 0, "program", "settings"], { port: "1" }],
      [["access"], { roles: { "The Boss": [] } }],
      [["environments", "dev-eu"], {}],
    );
    expect(
      faultsOf(text)
        .filter(({ message }) => message.startsWith("the name"))
        .map(describeFault),
    ).toEqual([
      'landfall.yaml:10: apps[0].program.settings.port: the name "port" cannot be used\n' +
        "    allowed: a name of capital letters, digits and underscores; the targets' own are HOST, PORT, PATH, GOMEMLIMIT, GOMAXPROCS and what begins with LD_, AWS_ or LAMBDA_",
      'landfall.yaml:22: environments.dev-eu: the name "dev-eu" cannot be used\n' +
        "    allowed: 2 to 10 characters: a-z and 0-9, a letter first",
      'landfall.yaml:52: access.roles.The Boss: the name "The Boss" cannot be used\n' +
        "    allowed: 2 to 24 characters: a-z, 0-9 and single hyphens inside, a letter first",
    ]);
  });
});

describe("a number that should be a text", () => {
  it.each([
    ["an account", 'account: "111111111111"', "account: 111111111111"],
    ["a setting", "package: program", "package: program\n      settings: { LIMIT: 8080 }"],
    ["a switch for the program", "package: program", "package: program\n      settings: { VERBOSE: true }"],
  ])("is to be put in quotes: %s", (_, piece, other) => {
    expect(told(minimalText(piece, other))).toMatch(/do: write it in quotes$/);
  });

  it("is to be put in quotes even when YAML has taken its leading zero away", () => {
    expect(told(minimalText('"111111111111"', "011111111111"))).toMatch(/do: write it in quotes$/);
  });

  it.each([
    ["timeout: 10s", "timeout: 10"],
    ["headroom: 20%", "headroom: 0.2"],
    ["disk: 20GiB", "disk: 20"],
    ["budget: 3000 USD/month", "budget: 3000"],
    ['"111111111111"', "1111"],
  ])("is not, where quotes would not help: %s", (piece, other) => {
    expect(told(minimalText(piece, other))).not.toContain("quotes?");
    expect(faultsOf(minimalText(piece, other))[0]?.action).toBeUndefined();
  });
});

it("a text that should be a number is to be written without quotes", () => {
  expect(told(minimalText("version: 1", 'version: "1"'))).toBe(
    "landfall.yaml:1: version: cannot be used\n" +
      '    found: "1"\n' +
      "    allowed: 1, the version of this format\n" +
      "    do: write it without quotes",
  );
});

describe("a file", () => {
  it.each([
    ["that is empty", "", "has no value"],
    ["that is only comments", "# nothing\n", "has no value"],
    ["that is one word", "landfall", "cannot be used"],
    ["that is a list", "- version: 1\n", "cannot be used"],
    ["that is a number", "1", "cannot be used"],
  ])("%s is told to be no block of keys and values", (_, text, message) => {
    expect(faultsOf(text)).toEqual([
      expect.objectContaining({
        file: "landfall.yaml",
        line: 1,
        message: expect.stringContaining(message) as string,
      }),
    ]);
    expect(faultsOf(text)[0]?.allowed).toBe("a block of keys and values");
  });

  it("that is not UTF-8, as some editors of Windows save it, says so", () => {
    expect(faultsOf(Buffer.from("\uFEFFname: shop\n", "utf16le"))).toEqual([
      { file: "landfall.yaml", message: "is not UTF-8 text", action: "save the file in UTF-8" },
    ]);
  });

  it("that is not there says what to do", () => {
    const file = path.join(folder, "elsewhere.yaml");
    const load = (): unknown => loadDefinition({ file, parts: DEFINITION_PARTS });
    expect(load).toThrow(UserError);
    expect(load).toThrow(/^elsewhere\.yaml: cannot be read \(ENOENT\)\n {4}do: .*--file/);
  });

  it("that is a folder says so", () => {
    expect(() => loadDefinition({ file: folder, parts: DEFINITION_PARTS })).toThrow(
      /cannot be read \(EISDIR\)/,
    );
  });

  it("that is no YAML is told of that alone: what it says cannot be judged", () => {
    expect(
      faultsOf(minimalText("name: shop", "name: [shop").replace("20GiB", "20GB")).map(
        ({ message }) => message,
      ),
    ).toEqual(expect.arrayContaining([expect.stringMatching(/^is not YAML that can be read/)]));
    expect(faultsOf(minimalText("name: shop", "name: a\nname: b")).map(brief)).toEqual([
      "3: is not YAML that can be read: this key stands in the same block already",
    ]);
  });

  it("with an empty block where one may be left out says that it has no value", () => {
    expect(told(minimalWith([["access"], null]))).toBe(
      "landfall.yaml:47: access: has no value\n    allowed: a block of keys and values",
    );
  });

  it("of another version of the format is refused", () => {
    expect(() => read(minimalWith([["version"], 2]))).toThrow("allowed: 1, the version of this format");
  });
});
