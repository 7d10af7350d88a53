import { symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { awsAccountPart } from "../../lib/aws/account";
import { programsOf, sitesOf } from "../../lib/definition/definition";
import { loadDefinition } from "../../lib/definition/load-definition";
import { Parts, type Part, type TargetPart } from "../../lib/definition/part";
import { serverlessPart } from "../../lib/serverless/settings";
import { vpsPart } from "../../lib/vps/settings";
import { DEFINITION_PARTS } from "../../stacks/targets";
import { brief, MINIMAL, minimalWith, project, type Change } from "./project";

const { folder, read, faultsOf } = project();

describe("the definition that landfall ships", () => {
  const file = path.resolve(__dirname, "../../landfall.yaml");
  const definition = loadDefinition({ file, parts: DEFINITION_PARTS });

  it("has no faults, in either environment", () => {
    expect(definition.environment.name).toBe("dev");
    expect(loadDefinition({ file, parts: DEFINITION_PARTS, environment: "prod" }).environment).toMatchObject({
      name: "prod",
      optimize: true,
      state: { backend: "s3" },
    });
  });

  it("has the prices that the planner was specified with", () => {
    const { prices } = definition.cost;
    if (prices.book !== undefined) throw new Error("the prices stand in a book");
    expect(prices.onDemand.perHour.toString()).toBe("0.50 USD");
    expect(prices.reservations.map(({ hourly }) => hourly?.perHour.toString())).toEqual(["0.30 USD"]);
  });
});

describe("a definition", () => {
  const definition = read(MINIMAL);

  it("is read whole, in the order of the file", () => {
    expect(definition).toMatchObject({
      file: "landfall.yaml",
      folder,
      name: "shop",
      asOf: "2026-11-01",
      environmentNames: ["dev"],
    });
    expect(definition.targets.names).toEqual(["vps", "serverless"]);
    expect(definition.apps.map(({ name }) => name)).toEqual(["web", "docs"]);
  });

  it("has its units read", () => {
    const { load, cost, targets } = definition;
    expect(load["web"]).toMatchObject({ instanceServes: { perHour: 600 }, headroom: { ratio: 0.2 } });
    expect(cost.discountRate.ratio).toBe(0.08);
    expect(cost.terms).toEqual([{ years: 1 }]);
    expect(cost.budget.perMonth.toString()).toBe("3000.00 USD");
    expect(targets.get(vpsPart)).toMatchObject({ disk: { gibibytes: 20 }, memory: { mebibytes: 512 } });
    expect(targets.get(serverlessPart)).toMatchObject({
      timeout: { seconds: 10 },
      averageDuration: { seconds: 0.02 },
      logRetention: { days: 30 },
    });
  });

  it("tells programs from sites", () => {
    expect(programsOf(definition)).toMatchObject([{ name: "web", program: { package: "program" } }]);
    expect(sitesOf(definition)).toMatchObject([{ name: "docs", site: "site" }]);
  });

  it("names an account at each cloud", () => {
    expect(definition.environment.clouds.get(awsAccountPart)).toEqual({
      account: "111111111111",
      region: "eu-central-1",
    });
  });

  it("may begin with a byte order mark and end its lines as Windows does", () => {
    expect(read(`\uFEFF${MINIMAL.replaceAll("\n", "\r\n")}`)).toEqual(definition);
  });

  it("may be written as JSON, which is YAML", () => {
    expect(read(JSON.stringify(parse(MINIMAL)))).toEqual(definition);
  });

  it("may repeat a block by an anchor and its alias", () => {
    const text = MINIMAL.replace("  dev:\n", "  dev: &all\n").replace(
      "targets:\n",
      "  prod: *all\ntargets:\n",
    );
    const { environmentNames, environment } = read(text, { environment: "prod" });
    expect(environmentNames).toEqual(["dev", "prod"]);
    expect(environment.clouds.get(awsAccountPart)?.region).toBe("eu-central-1");
  });
});

describe("what is left out", () => {
  const definition = read(MINIMAL);
  const [web] = programsOf(definition);

  it.each([
    ["health", "is asked for at /healthz", () => web?.program.health, "/healthz"],
    ["ready", "is asked for at /readyz", () => web?.program.ready, "/readyz"],
    ["settings", "are none", () => web?.program.settings, {}],
    ["state", "is a local file", () => definition.environment.state, { backend: "local" }],
    ["access", "has no roles", () => definition.roles, {}],
    ["vps.enabled", "is on", () => definition.targets.get(vpsPart)?.enabled, true],
    ["vps.architecture", "is amd64", () => definition.targets.get(vpsPart)?.architecture, "amd64"],
    ["serverless.enabled", "is on", () => definition.targets.get(serverlessPart)?.enabled, true],
    [
      "serverless.architecture",
      "is amd64",
      () => definition.targets.get(serverlessPart)?.architecture,
      "amd64",
    ],
  ])("%s %s", (_, __, actual, expected) => {
    expect(actual()).toEqual(expected);
  });

  it.each([
    [["apps", 0, "program", "health"], "/alive"],
    [["apps", 0, "program", "ready"], "/ready"],
    [["apps", 0, "program", "settings"], { GREETING: "hello" }],
  ])("at %j is what is written where it is written, and its neighbours keep their defaults", (at, value) => {
    const { program } = programsOf(read(minimalWith([at, value])))[0]!;
    const defaults = { package: "program", health: "/healthz", ready: "/readyz", settings: {} };
    expect(program).toEqual({ ...defaults, [at.at(-1)!]: value });
  });

  it.each([
    ["vps", serverlessPart, vpsPart],
    ["serverless", vpsPart, serverlessPart],
  ] as const)(
    "a target left out, or switched off, is not there: %s",
    (name, stays: Part<unknown>, goes: Part<unknown>) => {
      for (const text of [
        minimalWith([["targets", name], undefined]),
        minimalWith([["targets", name, "enabled"], false]),
      ]) {
        const { targets } = read(text);
        expect(targets.names).toEqual([stays.name]);
        expect(targets.get(goes)).toBeUndefined();
      }
    },
  );
});

describe("the environment", () => {
  const two = minimalWith([
    ["environments", "prod"],
    { debug: false, optimize: true, aws: { account: "222222222222", region: "us-east-1" } },
  ]);

  it("is the one that the file names", () => {
    expect(read(two).environment).toMatchObject({ name: "dev", debug: true, optimize: false });
  });

  it("is another one when that is asked for from outside", () => {
    expect(read(two, { environment: "prod" }).environment).toMatchObject({
      name: "prod",
      debug: false,
      optimize: true,
    });
    expect(read(two, { environment: "prod" }).environmentNames).toEqual(["dev", "prod"]);
  });

  it("asked for from outside must be among those of the file, which are listed", () => {
    expect(faultsOf(two, { environment: "prdo" })).toEqual([
      {
        path: "LANDFALL_ENVIRONMENT",
        message: "is not among the environments of landfall.yaml",
        found: "prdo",
        allowed: "one of dev, prod",
        action: "did you mean prod?",
      },
    ]);
  });

  it.each(["toString", "constructor", "__proto__", " dev", "DEV"])("is not %j", (environment) => {
    expect(faultsOf(two, { environment }).map(({ path: at }) => at)).toEqual(["LANDFALL_ENVIRONMENT"]);
  });

  it("asked for from outside makes good a wrong one in the file", () => {
    const text = minimalWith([["environment"], "nowhere"]);
    expect(faultsOf(text).map(brief)).toEqual(["4: environment: is not among the environments"]);
    expect(read(text, { environment: "dev" }).environment.name).toBe("dev");
  });
});

describe("targets and clouds", () => {
  const moon: Part<{ base: string }> = {
    name: "moon",
    schema: z.strictObject({ base: z.enum(["sea", "hill"]) }),
  };
  const rover: TargetPart<{ wheels: number; enabled?: boolean | undefined }> = {
    name: "rover",
    cloud: "moon",
    schema: z.strictObject({ wheels: z.number().int().min(4), enabled: z.boolean().optional() }),
  };
  const parts = { targets: [...DEFINITION_PARTS.targets, rover], clouds: [...DEFINITION_PARTS.clouds, moon] };
  const text = minimalWith(
    [["targets", "rover"], { wheels: 6 }],
    [["environments", "dev", "moon"], { base: "sea" }],
  );

  it("that nobody has heard of bring their part of the definition along", () => {
    const definition = read(text, { parts });
    expect(definition.targets.get(rover)).toEqual({ wheels: 6 });
    expect(definition.environment.clouds.get(moon)).toEqual({ base: "sea" });
    expect(definition.targets.names).toEqual(["vps", "serverless", "rover"]);
  });

  it("are unknown to those who have not brought them", () => {
    expect(faultsOf(text).map(brief)).toEqual([
      "20: environments.dev.moon: is not known here",
      "32: targets.rover: is not known here",
    ]);
  });

  it("have their faults told like all others, with the keys that their own schema knows", () => {
    const broken = minimalWith(
      [["targets", "rover"], { weels: 6 }],
      [["environments", "dev", "moon"], { base: "see" }],
    );
    expect(faultsOf(broken, { parts })).toEqual([
      expect.objectContaining({
        path: "environments.dev.moon.base",
        allowed: "one of sea, hill",
        action: "did you mean sea?",
      }),
      expect.objectContaining({ path: "targets.rover.wheels", message: "is missing", allowed: "a number" }),
      expect.objectContaining({
        path: "targets.rover.weels",
        allowed: "wheels, enabled",
        action: "did you mean wheels?",
      }),
    ]);
  });

  it("need the account that they are deployed to, unless they are switched off", () => {
    const homeless = [["environments", "dev", "moon"], undefined] as const;
    const on = minimalWith([["targets", "rover"], { wheels: 6 }], homeless);
    const off = minimalWith([["targets", "rover"], { wheels: 6, enabled: false }], homeless);
    expect(faultsOf(on, { parts }).map(brief)).toEqual([
      "14: environments.dev.moon: is missing: rover is deployed there",
    ]);
    expect(faultsOf(off, { parts })).toEqual([]);
  });

  it("may need no cloud at all", () => {
    const edge: TargetPart<Record<string, never>> = { name: "edge", schema: z.strictObject({}) };
    const alone = minimalWith([["targets"], { edge: {} }], [["environments", "dev", "aws"], undefined]);
    const definition = read(alone, { parts: { targets: [edge], clouds: DEFINITION_PARTS.clouds } });
    expect(definition.targets.get(edge)).toEqual({});
    expect(definition.environment.clouds.names).toEqual([]);
  });

  it("are found by their part, and by nothing else", () => {
    const there = new Parts(new Map<string, unknown>([["rover", { wheels: 4 }]]));
    expect(there.get(rover)).toEqual({ wheels: 4 });
    expect(there.get(moon)).toBeUndefined();
    expect(there.names).toEqual(["rover"]);
  });
});

describe("the files that the load names", () => {
  const load = { history: "load.csv", instanceServes: "1 requests/h", headroom: "0%" };

  /** Histories that are given to be looked into, and what is told when each of them is odd. */
  function inspected(...changes: readonly Change[]): { histories: string[]; told: string } {
    writeFileSync(path.join(folder, "landfall.yaml"), minimalWith(...changes));
    const histories: string[] = [];
    try {
      loadDefinition({
        file: path.join(folder, "landfall.yaml"),
        parts: DEFINITION_PARTS,
        inspect: (loads) =>
          Object.values(loads).map(({ history = "" }) => {
            histories.push(history);
            return { file: history, message: "is odd" };
          }),
      });
      return { histories, told: "" };
    } catch (error) {
      return { histories, told: String(error) };
    }
  }

  it("are looked into by whoever can read them, and their faults are told after those of the definition", () => {
    const { histories, told } = inspected([["name"], "Shop"]);
    expect(histories).toEqual(["load.csv"]);
    expect(told).toMatch(/landfall\.yaml:2: name: cannot be used[^]*\nload\.csv: is odd$/);
  });

  it("make a good definition a bad one when they are", () => {
    expect(inspected().told).toBe("UserError: load.csv: is odd");
  });

  it("are looked into even when another load is broken", () => {
    expect(inspected([["load", "blog"], { ...load, headroom: 20 }]).histories).toEqual(["load.csv"]);
    expect(inspected([["load"], { blog: "none", web: load }]).histories).toEqual(["load.csv"]);
  });

  it("are not looked into where they cannot be, or lie outside of the project's folder", () => {
    symlinkSync(os.tmpdir(), path.join(folder, "outside"));
    for (const history of ["nowhere.csv", "site", "../load.csv", "outside", "/etc/hosts", 7]) {
      const { histories, told } = inspected([["load", "web", "history"], history]);
      expect(histories).toEqual([]);
      expect(told).toContain("load.web.history: ");
    }
    for (const nothing of [null, [], "load.csv"])
      expect(inspected([["load"], nothing]).histories).toEqual([]);
  });
});
