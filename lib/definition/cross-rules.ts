import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { Fault } from "./errors";
import { projectPath } from "./fields";
import { bookName, LIST_BOOK } from "./price-schema";
import { PLAN_RULES } from "./plan-rules";
import { PRICE_RULES } from "./price-rules";
import type { DefinitionParts } from "./schema";
import { didYouMean } from "./suggestion";
import { block, isBlock, list, repeated } from "./written-values";
import type { YamlPath, YamlSource } from "./yaml-source";

/** What the rules look at: the file as it is written, so that a fault in one value hides none in another. */
export interface CrossRuleInput {
  readonly source: YamlSource;
  readonly parts: DefinitionParts;
  /** Absolute path of the project's folder. */
  readonly folder: string;
  /** Environment asked for from outside; undefined when the file decides. */
  readonly environment: string | undefined;
}

type CrossRule = (input: CrossRuleInput) => Fault[];

/** Every fault that only shows when values are held against each other or against the project's files. */
export function crossFaults(input: CrossRuleInput): Fault[] {
  return RULES.flatMap((rule) => rule(input));
}

const environmentExists: CrossRule = ({ source, environment }) => {
  const names = Object.keys(block(source.valueAt(["environments"])));
  const chosen = environment ?? source.valueAt(["environment"]);
  if (names.length === 0 || typeof chosen !== "string" || names.includes(chosen)) return [];
  const rest = { found: chosen, allowed: `one of ${names.join(", ")}`, ...suggestion(chosen, names) };
  return environment === undefined
    ? [source.fault(["environment"], { message: "is not among the environments", ...rest })]
    : [{ path: "LANDFALL_ENVIRONMENT", message: `is not among the environments of ${source.file}`, ...rest }];
};

const appIsProgramOrSite: CrossRule = ({ source }) =>
  list(source.valueAt(["apps"])).flatMap((app, index) => {
    if (!isBlock(app) || kindsOf(app).length === 1) return [];
    return [
      source.fault(["apps", index], {
        message: kindsOf(app).length === 0 ? "has neither program nor site" : "has both program and site",
        allowed: "one of the two",
      }),
    ];
  });

const someAppIsAProgram: CrossRule = ({ source }) => {
  const apps = list(source.valueAt(["apps"]));
  if (apps.length === 0 || !apps.every((app) => isBlock(app) && kindsOf(app).join() === "site")) return [];
  return [
    source.fault(["apps"], {
      message: "has no app with a program",
      allowed: "at least one: the decision rests on the load of programs",
    }),
  ];
};

const appNamesAreUnique: CrossRule = ({ source }) =>
  repeated(
    list(source.valueAt(["apps"])).map((app, index) => ({
      value: block(app)["name"],
      path: ["apps", index, "name"],
    })),
    source,
    "an app's name of its own",
  );

const hostNamesAreUnique: CrossRule = ({ source }) =>
  repeated(
    list(source.valueAt(["apps"])).flatMap((app, index) =>
      list(block(app)["hosts"]).map((value, position) => ({
        value,
        path: ["apps", index, "hosts", position],
      })),
    ),
    source,
    "each host name once: a request goes to one virtual host",
  );

const loadBelongsToPrograms: CrossRule = ({ source }) => {
  const apps = list(source.valueAt(["apps"])).map(block);
  const programs = apps.filter((app) => "program" in app).map((app) => app["name"]);
  const names = programs.filter((name) => typeof name === "string");
  const loads = Object.keys(block(source.valueAt(["load"])));
  const areAppsClear = apps.every((app) => kindsOf(app).length === 1 && typeof app["name"] === "string");
  const strangers = areAppsClear ? loads.filter((name) => !names.includes(name)) : [];
  const missing = names.filter((name) => !loads.includes(name));
  return [
    ...strangers.map((name) =>
      source.fault(["load", name], {
        message: "is not the name of an app with a program",
        allowed: names.join(", ") || "nothing: no app has a program",
        ...suggestion(name, names),
      }),
    ),
    ...missing.map((name) =>
      source.fault(["load", name], {
        message: "is missing: the decision needs the load of every program",
        allowed: "history (or estimate), instanceServes and headroom",
        action: `add load.${name}, as in the example`,
      }),
    ),
  ];
};

const targetsAreThere: CrossRule = ({ source }) => {
  const targets = source.valueAt(["targets"]);
  if (!isBlock(targets) || !Object.values(targets).every(isSwitchedOff)) return [];
  return [
    source.fault(["targets"], {
      message: "has no enabled target",
      allowed: "at least one",
      action: "set enabled: true",
    }),
  ];
};

const environmentsNameTheCloud: CrossRule = ({ source, parts }) => {
  const targets = block(source.valueAt(["targets"]));
  const needed = parts.targets.filter(({ name }) => name in targets && !isSwitchedOff(targets[name]));
  return Object.entries(block(source.valueAt(["environments"]))).flatMap(([name, environment]) =>
    parts.clouds
      .filter((cloud) => isBlock(environment) && !(cloud.name in environment))
      .flatMap((cloud) => {
        const users = needed.filter((target) => target.cloud === cloud.name).map((target) => target.name);
        if (users.length === 0) return [];
        return [
          source.fault(["environments", name, cloud.name], {
            message: `is missing: ${users.join(", ")} ${users.length === 1 ? "is" : "are"} deployed there`,
            action: `add environments.${name}.${cloud.name}, as in the example`,
          }),
        ];
      }),
  );
};

/** A path that landfall.yaml names, and what must be found there. */
interface NamedPath {
  readonly at: YamlPath;
  readonly kind: "file" | "folder";
  readonly holds?: { readonly message: string; readonly test: (names: readonly string[]) => boolean };
}

const GO_FILES: NamedPath["holds"] = {
  message: "holds no Go file",
  test: (names) => names.some((name) => name.endsWith(".go")),
};
const INDEX_PAGE: NamedPath["holds"] = {
  message: "holds no index.html",
  test: (names) => names.includes("index.html"),
};

const BOOK: YamlPath = ["cost", "prices", "book"];

const namedPathsExist: CrossRule = ({ source, folder }) => {
  const apps = list(source.valueAt(["apps"])).flatMap((_, index): NamedPath[] => [
    { at: ["apps", index, "program", "package"], kind: "folder", holds: GO_FILES },
    { at: ["apps", index, "site"], kind: "folder", holds: INDEX_PAGE },
  ]);
  const histories = Object.keys(block(source.valueAt(["load"]))).map((name): NamedPath => ({
    at: ["load", name, "history"],
    kind: "file",
  }));
  const bookFile = bookName.safeParse(source.valueAt(BOOK)).data;
  const book = bookFile === undefined || bookFile === LIST_BOOK ? [] : [{ at: BOOK, kind: "file" } as const];
  return [...apps, ...histories, ...book].flatMap((named) => {
    // Only a path that cannot lead out of the folder by its text is looked up.
    const found = projectPath.safeParse(source.valueAt(named.at)).data;
    const message = found === undefined ? undefined : pathFault(folder, found, named);
    return message === undefined
      ? []
      : [source.fault(named.at, { message, found, allowed: `a ${named.kind} inside the project's folder` })];
  });
};

function pathFault(folder: string, relative: string, named: NamedPath): string | undefined {
  const absolute = path.join(folder, relative);
  if (!existsSync(absolute)) return "does not exist";
  const [first] = path.relative(realpathSync(folder), realpathSync(absolute)).split(path.sep);
  if (first === ".." || path.isAbsolute(first ?? "")) return "leads out of the project's folder";
  const there = statSync(absolute);
  if (!(named.kind === "folder" ? there.isDirectory() : there.isFile())) return `is not a ${named.kind}`;
  if (named.holds !== undefined && !named.holds.test(readdirSync(absolute))) return named.holds.message;
  return undefined;
}

const RULES: readonly CrossRule[] = [
  environmentExists,
  appIsProgramOrSite,
  someAppIsAProgram,
  appNamesAreUnique,
  hostNamesAreUnique,
  loadBelongsToPrograms,
  targetsAreThere,
  environmentsNameTheCloud,
  ...PRICE_RULES,
  ...PLAN_RULES,
  namedPathsExist,
];

function suggestion(written: string, words: readonly string[]): { action?: string } {
  const action = didYouMean(written, words);
  return action === undefined ? {} : { action };
}

/** Whether a target's settings say that it is as if it were not there. */
export function isSwitchedOff(settings: unknown): boolean {
  return block(settings)["enabled"] === false;
}

function kindsOf(app: Record<string, unknown>): string[] {
  return ["program", "site"].filter((kind) => kind in app);
}
